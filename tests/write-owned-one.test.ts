/**
 * A row that belongs to another alone: it is written with that one, changed where it is there and made where it is not.
 * On tables of nobody's, at every place where the other is written: created, updated, upserted, as a child of a third.
 */
import { defineRelations } from 'drizzle-orm';
import { foreignKey, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlueprintError } from '../src/generator/blueprint/build-blueprint.ts';
import type { Any } from './support/api.ts';
import {
  type ForeignApi,
  type ForeignOptions,
  inOwnShop,
  inShop,
  startForeignApi,
} from './support/foreign-api.ts';
import { codes } from './support/write-client.ts';

const standard = () => ({
  id: uuid().primaryKey().defaultRandom(),
  shopId: uuid('shop_id').notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
});
const shelves = pgTable('shelf', { ...standard(), name: text().notNull() });
const pots = pgTable(
  'pot',
  { ...standard(), shelfId: uuid('shelf_id').references(() => shelves.id), label: text().notNull().unique() },
  t => [unique().on(t.id, t.shopId)],
);
const saucers = pgTable(
  'saucer',
  { ...standard(), potId: uuid('pot_id').notNull().unique(), colour: text().notNull(), rim: text() },
  t => [foreignKey({ columns: [t.potId, t.shopId], foreignColumns: [pots.id, pots.shopId] })],
);
const relations = defineRelations({ shelves, pots, saucers }, r => ({
  shelves: { pots: r.many.pots({ from: r.shelves.id, to: r.pots.shelfId }) },
  pots: {
    saucer: r.one.saucers({ from: r.pots.id, to: r.saucers.potId }),
    shelf: r.one.shelves({ from: r.pots.shelfId, to: r.shelves.id }),
  },
  saucers: { pot: r.one.pots({ from: r.saucers.potId, to: r.pots.id }) },
}));
const write = { create: inOwnShop, update: inOwnShop } as const;
const rules = {
  shelves: { read: inShop, write: { ...write, owns: ['pots'] } },
  pots: { read: inShop, write: { ...write, fixed: ['shopId'], ownsOne: ['saucer'] } },
  saucers: { read: inShop, columns: { rim: { write: { kind: 'isNull', column: 'colour' } } }, write },
} as const;
const ddl = `
  create table shelf (id uuid primary key, shop_id uuid not null, name text not null, updated_at timestamptz(3) not null default now());
  create table pot (id uuid primary key, shop_id uuid not null, shelf_id uuid references shelf, label text not null unique,
    updated_at timestamptz(3) not null default now(), unique (id, shop_id));
  create table saucer (id uuid primary key, shop_id uuid not null, pot_id uuid not null unique, colour text not null check (colour <> ''), rim text,
    updated_at timestamptz(3) not null default now(), foreign key (pot_id, shop_id) references pot (id, shop_id));`;

const shop = '00000000-0000-4000-8000-00000000000a';
const clerk = { user: '00000000-0000-4000-8000-00000000000b', shops: [shop], writable: [shop] };
const shown = 'pot { id label updatedAt saucer { colour rim } }';

let foreign: ForeignApi;
beforeAll(async () => {
  foreign = await startForeignApi({ relations, rules, ddl });
});
afterAll(() => foreign.close());

const send = async (mutation: string, input: object, selection = shown): Promise<Any> => {
  const result = await foreign.mutate(clerk, mutation, input, selection);
  expect(result.failures).toEqual([]);
  return codes(result).length > 0 ? codes(result) : result.payload;
};
let made = 0;
const create = async (more: object = {}) =>
  (await send('createPot', { shopId: shop, label: `pot ${++made}`, ...more })).pot;
const saucersOf = async (id: string) => {
  const uuid = Buffer.from(id, 'base64').toString().replace('Pot:', '');
  return foreign.client`select s.colour, s.shop_id = p.shop_id as same from saucer s join pot p on p.id = s.pot_id where p.id = ${uuid}`;
};

describe('a row of its own', () => {
  it('is made with a new row, and changed, or made later, with a change of it', async () => {
    const plain = await create();
    const pot = await create({ saucer: { colour: 'red' } });
    expect([plain.saucer, pot.saucer]).toEqual([null, { colour: 'red', rim: null }]);
    const update = (id: string, more: object) => send('updatePot', { id, ...more });
    expect((await update(pot.id, { saucer: { colour: 'blue' } })).pot.saucer.colour).toBe('blue');
    expect((await update(plain.id, { saucer: { colour: 'green' } })).pot.saucer.colour).toBe('green');
    expect(await saucersOf(pot.id)).toEqual([{ colour: 'blue', same: true }]);
  });

  it('moves the time of its row where it becomes different, and only then', async () => {
    const pot = await create({ saucer: { colour: 'red' } });
    const { id } = pot;
    const same = await send('updatePot', { id, saucer: { colour: 'red' } });
    expect(same.pot).toEqual(pot);
    const other = await send('updatePot', { id, ifUpdatedAt: pot.updatedAt, saucer: { colour: 'blue' } });
    expect(other.pot.updatedAt > pot.updatedAt).toBe(true);
    expect(await send('updatePot', { id, ifUpdatedAt: pot.updatedAt, saucer: { colour: 'late' } })).toEqual([
      'CONFLICT input.ifUpdatedAt',
    ]);
  });

  it('is made for each of many new rows that say so', async () => {
    const rows = [{ saucer: { colour: 'a' } }, {}, { saucer: { colour: 'c' } }].map((row, i) => ({
      shopId: shop,
      label: `many ${i}`,
      ...row,
    }));
    const { pots: all } = await send('createPots', { rows }, 'pots { label saucer { colour } }');
    expect(all.map(({ saucer }: Any) => saucer?.colour ?? null)).toEqual(['a', null, 'c']);
  });

  it('is made or changed for each child of a third, by whether it is there', async () => {
    const pot = (label: string, more: object = {}) => ({ shopId: shop, label, ...more });
    const create = [pot('n1', { saucer: { colour: 'old' } }), pot('n2'), pot('n3')];
    const { shelf } = await send(
      'createShelf',
      { shopId: shop, name: 's', pots: { create } },
      'shelf { id }',
    );
    const read = async () => {
      const nodes = 'pots(orderBy: [{ label: ASC }]) { nodes { id saucer { colour } } }';
      const { data } = await foreign.ask(clerk, `{ shelf(id: "${shelf.id}") { ${nodes} } }`);
      return (data as Any).shelf.pots.nodes;
    };
    const [first, second, third] = (await read()).map((each: Any) => each.id);
    const update = [
      { id: second, saucer: { colour: 'new' } },
      { id: first, saucer: { colour: 'changed' } },
      { id: third, label: 'n3 renamed' },
    ];
    await send('updateShelf', { id: shelf.id, pots: { update } }, 'shelf { id }');
    expect((await read()).map(({ saucer }: Any) => saucer?.colour ?? null)).toEqual(['changed', 'new', null]);
  });

  it('is written by an upsert, whether that makes or changes its row, and of twenty at once there is one', async () => {
    const upsert = (colour: string) =>
      send('upsertPot', { shopId: shop, label: 'upserted', saucer: { colour } }, `created ${shown}`);
    const answers = [await upsert('first'), await upsert('second')];
    expect(answers.map(({ created, pot }) => [created, pot.saucer.colour])).toEqual([
      [true, 'first'],
      [false, 'second'],
    ]);
    const { id } = await create();
    const together = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send('updatePot', { id, saucer: { colour: `n${i}` } }, 'pot { id }'),
      ),
    );
    expect(together).toEqual(Array(20).fill({ pot: { id }, userErrors: [] }));
    expect(await saucersOf(id)).toHaveLength(1);
  });

  it('is held to its own rules and constraints, told at its place, all or nothing', async () => {
    const pot = await create();
    const wrong = { id: pot.id, label: 'not kept', saucer: { colour: '' } };
    expect(await send('updatePot', wrong)).toEqual(['BAD_USER_INPUT input.saucer.colour']);
    expect(await send('updatePot', { ...wrong, saucer: { colour: 'x', rim: 'gold' } })).toEqual([
      'FORBIDDEN input.saucer.rim',
    ]);
    expect((await send('updatePot', { id: pot.id })).pot).toEqual(pot);
  });

  it('has no mutations of its own', () => {
    const mutations = Object.keys(foreign.api.schema.getMutationType()!.getFields());
    expect(mutations.filter(name => /Saucer/.test(name))).toEqual([]);
  });
});

describe('a table that owns one row of another is refused at the start', () => {
  const problemsOf = async (given: object, of: unknown = relations): Promise<readonly string[]> => {
    const stopped = await startForeignApi({ relations: of, rules: { ...rules, ...given }, ddl }).catch(
      error => error,
    );
    expect(stopped).toBeInstanceOf(BlueprintError);
    return stopped.problems;
  };
  const owning = (field: string) => ({ read: inShop, write: { ...write, ownsOne: [field] } });

  it('where the relation leads to many, leads up, or leads to one of several', async () => {
    expect(await problemsOf({ shelves: owning('pots') })).toEqual([
      'The write policy of table "shelves" owns "pots", which is no to-one relation of its own.',
    ]);
    expect(await problemsOf({ pots: owning('shelf') })).toEqual([
      'The write policy of table "pots" owns "shelf", which no foreign key leads back from.',
    ]);
    const several = defineRelations({ shelves, pots, saucers }, r => ({
      shelves: { top: r.one.pots({ from: r.shelves.id, to: r.pots.shelfId }) },
    }));
    const plain = { read: inShop, write };
    expect(await problemsOf({ shelves: owning('top'), pots: plain, saucers: plain }, several)).toEqual([
      'The write policy of table "shelves" owns one "top", of which there may be several: make (shelfId) of table "pots" unique.',
    ]);
  });

  it('and so is a root field that updates a row which nobody may', async () => {
    const extend: ForeignOptions['extend'] = extension =>
      extension.addRootRow('firstShelf', {
        table: 'shelves',
        description: 'One.',
        rule: inShop,
        updates: true,
      });
    const fixed = { shelves: { read: inShop }, pots: { read: inShop }, saucers: { read: inShop } };
    const stopped = await startForeignApi({ relations, rules: fixed, ddl, extend }).catch(error => error);
    expect(stopped.problems).toEqual([
      'Field "firstShelf" is declared to update its row, and the policy of table "shelves" grants no "update".',
    ]);
  });
});
