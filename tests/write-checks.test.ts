/**
 * Hand-written checks of writes: made at every door, of all rows, and silent towards whoever may not write.
 * On tables of their own, with checks that write down what they were shown.
 */
import { randomUUID } from 'node:crypto';
import { defineRelations } from 'drizzle-orm';
import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckedRow, WriteCheck } from '../src/generator/write/write-check.ts';
import {
  type ForeignApi,
  type ForeignOptions,
  inOwnShop,
  inShop,
  startForeignApi,
} from './support/foreign-api.ts';
import { codes } from './support/write-client.ts';

const orders = pgTable('orders', {
  id: uuid('id').primaryKey(),
  shopId: uuid('shop_id').notNull(),
  limit: integer('max_weight').notNull().default(10),
  note: text('note'),
  deletedAt: timestamp('deleted_at', { withTimezone: true, precision: 3 }),
});
const parcels = pgTable('parcels', {
  id: uuid('id').primaryKey(),
  shopId: uuid('shop_id').notNull(),
  orderId: uuid('order_id')
    .notNull()
    .references(() => orders.id),
  weight: integer('weight').notNull(),
  colour: text('colour').notNull().default('brown'),
});
const ddl = `create table orders (id uuid primary key, shop_id uuid not null, max_weight int not null default 10, note text, deleted_at timestamptz(3));
  create table parcels (id uuid primary key, shop_id uuid not null, order_id uuid not null references orders, weight int not null,
    colour text not null default 'brown');`;
const relations = defineRelations({ orders, parcels }, r => ({
  orders: { parcels: r.many.parcels({ from: r.orders.id, to: r.parcels.orderId }) },
}));

const [mine, readable, theirs] = [randomUUID(), randomUUID(), randomUUID()];
const viewer = { user: randomUUID(), shops: [mine, readable] };

/** What checks were shown. */
let seen: { check: string; rows: readonly CheckedRow[] }[] = [];

const recording = (
  check: string,
  more: Pick<WriteCheck, 'table' | 'columns'> & { reads?: readonly string[] },
): WriteCheck => ({
  kind: 'rows',
  reads: [],
  concerns: () => true,
  check: async rows => {
    seen.push({ check, rows });
    return rows.flatMap((row, i) =>
      Number(row.values.weight) > 100
        ? [{ row: i, code: 'CONFLICT' as const, path: ['weight'], message: `${check} finds it too heavy.` }]
        : [],
    );
  },
  ...more,
});
const checks: readonly WriteCheck[] = [
  recording('first', { table: 'parcels', columns: ['weight'], reads: ['orderId', 'colour'] }),
  recording('second', { table: 'parcels', columns: ['weight'] }),
  recording('deletion', { table: 'orders', columns: ['deletedAt'], reads: ['limit'] }),
  recording('removal', { table: 'parcels', columns: ['id'], reads: ['colour'] }),
  {
    kind: 'values',
    table: 'parcels',
    columns: ['colour'],
    check: ({ colour }) =>
      colour === 'loud' ? [{ code: 'BAD_USER_INPUT', path: ['colour'], message: 'colour is too loud.' }] : [],
  },
];

const granted = { create: inOwnShop, update: inOwnShop, delete: inOwnShop };
const options = (extend: NonNullable<ForeignOptions['extend']>): ForeignOptions => ({
  relations,
  ddl,
  extend,
  rules: {
    orders: {
      read: inShop,
      softDelete: { column: 'deletedAt', restore: inOwnShop },
      write: { ...granted, owns: ['parcels'] },
    },
    parcels: { read: inShop, write: granted },
  },
});

let foreign: ForeignApi;
beforeAll(async () => {
  foreign = await startForeignApi(
    options(extension => {
      for (const check of checks) extension.addWriteCheck(check);
    }),
  );
});
afterAll(() => foreign.close());
beforeEach(() => {
  seen = [];
});

const send = (mutation: string, input: object, selection = '') =>
  foreign.mutate(viewer, mutation, input, selection);
const rowsOf = (check: string) => seen.filter(call => call.check === check).flatMap(({ rows }) => rows);

async function order(
  weights: readonly number[] = [],
  shopId = mine,
): Promise<{ id: string; parcels: string[] }> {
  const id = randomUUID();
  const ids = weights.map(() => randomUUID());
  await foreign.client`insert into orders (id, shop_id) values (${id}, ${shopId})`;
  for (const [i, weight] of weights.entries())
    await foreign.client`insert into parcels (id, shop_id, order_id, weight) values (${ids[i]!}, ${shopId}, ${id}, ${weight})`;
  return { id, parcels: ids };
}
const heavy = ['CONFLICT input.weight', 'CONFLICT input.weight'];

describe('a check of rows', () => {
  it('is shown a new row as it would be, with defaults and what the server sets', async () => {
    const { id } = await order();
    expect(codes(await send('createParcel', { shopId: mine, orderId: id, weight: 3 }))).toEqual([]);
    const key = [expect.any(String)];
    expect(rowsOf('first')).toEqual([
      { operation: 'create', key, stored: null, values: { weight: 3, orderId: id, colour: 'brown' } },
    ]);
    seen = [];
    await send('createOrder', { shopId: mine, parcels: { create: [{ shopId: mine, weight: 4 }] } });
    expect(rowsOf('first')).toEqual([
      {
        operation: 'create',
        key,
        stored: null,
        values: { weight: 4, orderId: expect.stringMatching(/^[0-9a-f-]{36}$/), colour: 'brown' },
      },
    ]);
  });

  it('is shown a row that changes as it is and as it would be, where one of its columns is written', async () => {
    const { id, parcels: ids } = await order([3]);
    expect(codes(await send('updateParcel', { id: ids[0], colour: 'red' }))).toEqual([]);
    expect(seen).toEqual([]);
    expect(codes(await send('updateParcel', { id: ids[0], weight: 5 }))).toEqual([]);
    expect(rowsOf('first')).toEqual([
      {
        operation: 'update',
        key: [ids[0]],
        stored: { weight: 3, orderId: id, colour: 'red' },
        values: { weight: 5, orderId: id, colour: 'red' },
      },
    ]);
  });

  it('is shown all rows of a unit at once, also those that a filter finds', async () => {
    const { id, parcels: ids } = await order([1, 2, 3]);
    const where = { orderId: { eq: id } };
    expect(codes(await send('updateParcels', { where, atMost: 3, set: { weight: 9 } }))).toEqual([]);
    expect(seen.map(({ check, rows }) => [check, rows.length])).toEqual([
      ['first', 3],
      ['second', 3],
    ]);
    expect(
      rowsOf('first')
        .map(({ key }) => key[0])
        .sort(),
    ).toEqual([...ids].sort());
    seen = [];
    const tooMany = await send('updateParcels', { where, atMost: 2, set: { weight: 9 } });
    expect(codes(tooMany)).toEqual(['LIMIT_EXCEEDED input.atMost']);
    expect(seen).toEqual([]);
  });

  it('is made beside others of the same table, and refuses each row at its own place', async () => {
    const { id, parcels: ids } = await order([1, 2]);
    expect(codes(await send('createParcel', { shopId: mine, orderId: id, weight: 101 }))).toEqual(heavy);
    expect(codes(await send('updateParcel', { id: ids[0], weight: 101 }))).toEqual(heavy);
    const nested = await send('updateOrder', {
      id,
      parcels: {
        update: [
          { id: ids[0], weight: 5 },
          { id: ids[1], weight: 102 },
        ],
        create: [{ shopId: mine, weight: 103 }],
      },
    });
    expect(codes(nested).sort()).toEqual([
      ...Array(2).fill('CONFLICT input.parcels.create.0.weight'),
      ...Array(2).fill('CONFLICT input.parcels.update.1.weight'),
    ]);
    const bulk = await send('updateParcels', {
      where: { orderId: { eq: id } },
      atMost: 9,
      set: { weight: 104 },
    });
    expect(codes(bulk)).toEqual(['CONFLICT input.set.weight', 'CONFLICT input.set.weight']);
    const weights = await foreign.client`select weight from parcels where order_id = ${id} order by weight`;
    expect([...weights]).toEqual([{ weight: 1 }, { weight: 2 }]);
  });

  it('may be about rows that are deleted, restored, or removed for good', async () => {
    const { id, parcels: ids } = await order([7]);
    expect(codes(await send('deleteOrder', { id }))).toEqual([]);
    expect(codes(await send('restoreOrder', { id }))).toEqual([]);
    expect(rowsOf('deletion').map(({ operation, key, values }) => [operation, key[0], values.limit])).toEqual(
      [
        ['delete', id, 10],
        ['restore', id, 10],
      ],
    );
    expect(codes(await send('deleteParcel', { id: ids[0] }))).toEqual([]);
    expect(rowsOf('removal')).toMatchObject([
      { operation: 'delete', key: [ids[0]], stored: { colour: 'brown' } },
    ]);
    expect(rowsOf('first')).toEqual([]);
  });

  it('learns of no row that the viewer does not see or may not write', async () => {
    const [hidden, shown] = [await order([1], theirs), await order([1], readable)];
    const reader = { ...viewer, shops: [mine, readable], writable: [mine] };
    const ask = async (mutation: string, input: object) =>
      codes(await foreign.mutate(reader, mutation, input));
    for (const weight of [5, 500]) {
      expect(await ask('updateParcel', { id: hidden.parcels[0], weight })).toEqual(['NOT_FOUND input.id']);
      expect(await ask('updateParcel', { id: shown.parcels[0], weight })).toEqual(['FORBIDDEN input']);
      expect(await ask('createParcel', { shopId: readable, orderId: shown.id, weight })).toEqual([
        'FORBIDDEN input',
      ]);
      expect(await ask('createParcel', { shopId: mine, orderId: hidden.id, weight })).toEqual([
        'NOT_FOUND input.orderId',
      ]);
      const where = { weight: { eq: 1 }, shopId: { in: [readable, theirs] } };
      expect(await ask('updateParcels', { where, atMost: 9, set: { weight } })).toEqual(['FORBIDDEN input']);
      const create = [{ shopId: mine, weight }];
      expect(await ask('updateOrder', { id: hidden.id, parcels: { create } })).toEqual([
        'NOT_FOUND input.id',
      ]);
    }
    expect(seen).toEqual([]);
  });
});

describe('a check of values', () => {
  it('is made at every door, together with all else that is wrong with the input', async () => {
    const { id, parcels: ids } = await order([1]);
    const colour = 'loud';
    expect(codes(await send('createParcel', { shopId: mine, orderId: 'x', weight: 1, colour }))).toEqual([
      'BAD_USER_INPUT input.orderId',
      'BAD_USER_INPUT input.colour',
    ]);
    expect(codes(await send('updateParcel', { id: ids[0], weight: null, colour }))).toEqual([
      'BAD_USER_INPUT input.weight',
      'BAD_USER_INPUT input.colour',
    ]);
    const where = { orderId: { eq: id } };
    expect(codes(await send('updateParcels', { where, atMost: 0, set: { colour } }))).toEqual([
      'BAD_USER_INPUT input.atMost',
      'BAD_USER_INPUT input.set.colour',
    ]);
    const create = [
      { shopId: mine, weight: 1 },
      { shopId: mine, weight: 1, colour },
    ];
    expect(codes(await send('updateOrder', { id, parcels: { create } }))).toEqual([
      'BAD_USER_INPUT input.parcels.create.1.colour',
    ]);
    // A check of rows is shown those that are right as far as it asks.
    expect(rowsOf('first')).toHaveLength(1);
  });
});

describe('a check that is never made', () => {
  it('because there is no such table or column is refused at the start', async () => {
    const start = (check: Partial<WriteCheck>) =>
      startForeignApi(
        options(extension => extension.addWriteCheck({ ...checks[0]!, ...check } as WriteCheck)),
      );
    await expect(start({ table: 'nothing' })).rejects.toThrow(
      'A check of writes is declared for table "nothing", which is not in the registry.',
    );
    await expect(start({ columns: ['nothing'] })).rejects.toThrow(
      'A check of writes of table "parcels" names a column "nothing" that clients do not meet.',
    );
    await expect(start({ columns: [] })).rejects.toThrow(
      'A check of writes of table "parcels" is about no column.',
    );
  });
});
