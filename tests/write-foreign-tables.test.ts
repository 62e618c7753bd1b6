/**
 * Writes of tables as others make them: two foreign keys between the same tables, a tenant column that comes last,
 * a schema of its own, no times, defaults that are nullable, columns that PostgreSQL fills.
 */
import { randomUUID } from 'node:crypto';
import { defineRelations, sql } from 'drizzle-orm';
import {
  boolean,
  foreignKey,
  integer,
  jsonb,
  pgSchema,
  serial,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shapeOf } from '../src/model/json-shape.ts';
import { type ForeignApi, inOwnShop, inShop, startForeignApi } from './support/foreign-api.ts';
import { codes } from './support/write-client.ts';

const schema = pgSchema('trade');
const id = () => uuid('id').primaryKey();
const shopId = () => uuid('shop_id').notNull();
const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().defaultNow();

const orders = schema.table(
  'orders',
  {
    id: id(),
    note: text('note').default('none'),
    urgent: boolean('urgent').notNull().default(false),
    number: serial('number'),
    noteLength: integer('note_length').generatedAlwaysAs(sql`length(note)`),
    shopId: shopId(),
    createdAt: instant('created_at'),
    updatedAt: instant('updated_at'),
  },
  t => [unique().on(t.id, t.shopId)],
);
/** Points to two orders, of which one owns it; has no times. */
const parcels = schema.table(
  'parcels',
  {
    id: id(),
    weight: integer('weight').notNull(),
    /** Names other parcels, where no foreign key can stand. */
    packing: jsonb('packing').notNull().default({ inside: [] }),
    replacedIn: uuid('replaced_in'),
    orderId: uuid('order_id').notNull(),
    shopId: shopId(),
  },
  t => [
    foreignKey({
      name: 'parcels_replaced_in_fkey',
      columns: [t.replacedIn, t.shopId],
      foreignColumns: [orders.id, orders.shopId],
    }),
    foreignKey({
      name: 'parcels_order_fkey',
      columns: [t.orderId, t.shopId],
      foreignColumns: [orders.id, orders.shopId],
    }),
    unique('parcels_order_weight_unique').on(t.orderId, t.weight),
  ],
);
const events = schema.table('events', {
  id: id().defaultRandom(),
  shopId: shopId(),
  action: text('action').notNull(),
  entity: text('entity').notNull(),
  row: uuid('row').notNull(),
  changes: jsonb('changes').notNull(),
});

const ddl = `create schema trade;
  create table trade.orders (id uuid primary key, note text default 'none', urgent boolean not null default false,
    number serial, note_length int generated always as (length(note)) stored, shop_id uuid not null,
    created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(), unique (id, shop_id));
  create table trade.parcels (id uuid primary key, weight int not null,
    packing jsonb not null default '{"inside":[]}', replaced_in uuid, order_id uuid not null, shop_id uuid not null,
    constraint parcels_replaced_in_fkey foreign key (replaced_in, shop_id) references trade.orders (id, shop_id),
    constraint parcels_order_fkey foreign key (order_id, shop_id) references trade.orders (id, shop_id),
    constraint parcels_order_weight_unique unique (order_id, weight));
  create table trade.events (id uuid primary key default gen_random_uuid(), shop_id uuid not null, action text not null, entity text not null,
    "row" uuid not null, changes jsonb not null);`;

const relations = defineRelations({ orders, parcels, events }, r => ({
  orders: {
    parcels: r.many.parcels({ from: r.orders.id, to: r.parcels.orderId, alias: 'order' }),
    replacements: r.many.parcels({ from: r.orders.id, to: r.parcels.replacedIn, alias: 'replaced' }),
  },
}));
const packing = z
  .object({ inside: z.array(z.guid().meta({ references: 'parcels' })).describe('Parcels in this one.') })
  .meta({ id: 'Packing', description: 'What is in a parcel.' });
const granted = { create: inOwnShop, update: inOwnShop, delete: inOwnShop };

const [mine, theirs] = [randomUUID(), randomUUID()];
const viewer = { user: randomUUID(), shops: [mine] };
let foreign: ForeignApi;

beforeAll(async () => {
  foreign = await startForeignApi({
    relations,
    ddl,
    shapes: { parcels: { packing: shapeOf(packing) } },
    rules: {
      orders: {
        read: inShop,
        write: { ...granted, readOnly: ['number'], fixed: ['shopId'], owns: ['parcels'] },
      },
      parcels: { read: inShop, write: { ...granted, fixed: ['shopId', 'orderId'] } },
      events: { read: inShop },
    },
    trail: {
      table: 'events',
      values: {
        shopId: { from: 'tenant' },
        action: { from: 'event', member: 'action' },
        entity: { from: 'event', member: 'type' },
        row: { from: 'event', member: 'id' },
        changes: { from: 'event', member: 'changes' },
      },
    },
  });
});
afterAll(() => foreign.close());

const send = (mutation: string, input: object, selection = '') =>
  foreign.mutate(viewer, mutation, input, selection);

async function order(input: object = {}): Promise<string> {
  const result = await send('createOrder', { shopId: mine, ...input }, 'order { uuid }');
  expect(result.failures).toEqual([]);
  expect(codes(result)).toEqual([]);
  return result.payload.order.uuid;
}

describe('a column with a default', () => {
  it('stores null where null is given, and the default where nothing is', async () => {
    const fields = 'order { note urgent }';
    const absent = await send('createOrder', { shopId: mine }, fields);
    expect(absent.payload.order).toEqual({ note: 'none', urgent: false });
    const cleared = await send('createOrder', { shopId: mine, note: null }, fields);
    expect(cleared.payload.order).toEqual({ note: null, urgent: false });
  });

  it('that PostgreSQL counts is counted, and one that it computes is nobody’s to set', async () => {
    const numbers: number[] = [];
    for (const note of ['one', 'three'])
      numbers.push(
        (await send('createOrder', { shopId: mine, note }, 'order { number noteLength }')).payload.order
          .number,
      );
    expect(numbers[1]).toBe(numbers[0]! + 1);
    const changed = await send('updateOrder', { id: await order(), note: 'abcd' }, 'order { noteLength }');
    expect(changed.payload.order).toEqual({ noteLength: 4 });
    expect((await send('createOrder', { shopId: mine, noteLength: 3 })).failures).toHaveLength(1);
  });
});

describe('of two foreign keys between the same tables', () => {
  it('children are tied by the one that their relation is about', async () => {
    const o = await order({ parcels: { create: [{ weight: 5 }] } });
    const [parcel] = await foreign.client`select * from trade.parcels where order_id = ${o}`;
    expect(parcel).toMatchObject({ weight: 5, order_id: o, replaced_in: null, shop_id: mine });
    const other = await order();
    const replaced = await send('updateOrder', {
      id: o,
      parcels: { update: [{ id: parcel!.id, replacedIn: other }] },
    });
    expect(codes(replaced)).toEqual([]);
    // What another order merely points to is not a child of it.
    const stranger = await send('updateOrder', { id: other, parcels: { delete: [parcel!.id] } });
    expect(codes(stranger)).toEqual(['NOT_FOUND input.parcels.delete.0']);
  });
});

describe('a foreign key whose tenant column comes last', () => {
  it('is asked for by the column that points, and keeps both rows in one tenant', async () => {
    const { parcels: type } = foreign.api.blueprint.types;
    const references = Object.fromEntries(
      type!.write!.columns.map(column => [column.key, column.reference?.target]),
    );
    expect(references).toEqual({
      weight: undefined,
      packing: undefined,
      replacedIn: 'orders',
      orderId: 'orders',
      shopId: undefined,
    });
    const both = { user: viewer.user, shops: [mine, theirs] };
    const [here, there] = [await order(), randomUUID()];
    await foreign.client`insert into trade.orders (id, shop_id) values (${there}, ${theirs})`;
    const parcel = (orderId: string) =>
      foreign.mutate(both, 'createParcel', { shopId: mine, orderId, weight: 1 });
    expect(codes(await parcel(here))).toEqual([]);
    expect(codes(await parcel(there))).toEqual(['NOT_FOUND input.orderId']);
  });
});

describe('a reference inside typed JSON', () => {
  it('of children, too, has to lead to a row of the same tenant that the viewer sees', async () => {
    const both = { user: viewer.user, shops: [mine, theirs] };
    const o = await order({ parcels: { create: [{ weight: 1 }, { weight: 2 }] } });
    const rows = await foreign.client<{ id: string }[]>`
      select id from trade.parcels where order_id = ${o} order by weight`;
    const [first, second] = rows.map(row => row.id);
    const [elsewhere, other, unseen] = [randomUUID(), randomUUID(), randomUUID()];
    await foreign.client`insert into trade.orders (id, shop_id) values (${elsewhere}, ${theirs})`;
    await foreign.client`insert into trade.parcels (id, weight, order_id, shop_id)
      values (${other}, 1, ${elsewhere}, ${theirs})`;
    const inside = (...ids: (string | undefined)[]) => ({ packing: { inside: ids } });
    const update = (as: typeof viewer, ...ids: (string | undefined)[]) =>
      foreign.mutate(as, 'updateOrder', {
        id: o,
        parcels: {
          update: [{ id: second, ...inside(first, ...ids) }],
          create: [{ weight: 3, ...inside(...ids) }],
        },
      });
    const wrong = [
      'NOT_FOUND input.parcels.create.0.packing.inside.0',
      'NOT_FOUND input.parcels.update.0.packing.inside.1',
    ];
    expect(codes(await update(viewer, unseen)).sort()).toEqual(wrong);
    expect(codes(await update(viewer, other)).sort()).toEqual(wrong);
    expect(codes(await update(both, other)).sort()).toEqual(wrong);
    const where = { orderId: { eq: o } };
    const bulk = await foreign.mutate(both, 'updateParcels', { where, atMost: 9, set: inside(first, other) });
    expect(codes(bulk)).toEqual(['NOT_FOUND input.set.packing.inside.1']);
    expect(codes(await update(viewer, first!.toUpperCase()))).toEqual([]);
  });
});

describe('a table without times', () => {
  it('is written all the same, without a precondition on them', async () => {
    const o = await order({ parcels: { create: [{ weight: 1 }] } });
    const [parcel] = await foreign.client<
      { id: string }[]
    >`select id from trade.parcels where order_id = ${o}`;
    const changed = await send('updateParcel', { id: parcel!.id, weight: 2 }, 'parcel { weight }');
    expect(changed.payload).toEqual({ parcel: { weight: 2 }, userErrors: [] });
    const input = foreign.api.schema.getType('UpdateParcelInput') as unknown as { getFields(): object };
    expect(Object.keys(input.getFields())).toEqual(['id', 'packing', 'replacedIn', 'weight']);
  });
});

describe('the trail', () => {
  it('is kept in whatever table it is said to be', async () => {
    const o = await order({ note: 'x', parcels: { create: [{ weight: 9 }] } });
    const rows = await foreign.client`
      select action, entity, changes from trade.events where shop_id = ${mine} and changes::text like ${`%${o}%`} order by entity`;
    expect(rows).toMatchObject([
      { action: 'create', entity: 'Order', changes: { note: { before: null, after: 'x' } } },
      { action: 'create', entity: 'Parcel', changes: { weight: { before: null, after: 9 } } },
    ]);
  });
});

describe('a violated constraint of a table in a schema', () => {
  it('is told at the child that broke it', async () => {
    const o = await order({ parcels: { create: [{ weight: 1 }] } });
    const create = [{ weight: 2 }, { weight: 1 }, { weight: 3 }];
    const result = await send('updateOrder', { id: o, parcels: { create } });
    expect(codes(result)).toEqual(['CONFLICT input.parcels.create.1.weight']);
    expect(JSON.stringify(result.userErrors)).not.toContain(o);
  });
});
