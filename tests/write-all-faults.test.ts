/**
 * That everything which is wrong with a write is told in one answer, each at its place: types, shapes, references, rules,
 * constraints, of parents and of children. And that nothing is told which only follows from another fault.
 */
import { randomUUID } from 'node:crypto';
import { defineRelations, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shapeOf } from '../src/model/json-shape.ts';
import { type ForeignApi, inOwnShop, inShop, startForeignApi } from './support/foreign-api.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  layout,
  made,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

const missing = '00000000-0000-4000-8000-000000000000';

describe('everything that is wrong', () => {
  useWriteSession();

  it('with a dashboard and its widgets is told at once', async () => {
    const create = ['a', 'b'].map(content => ({ content, layout }));
    const d = await dashboard({ widgets: { create } });
    const { dashboard: shown } = await read(`{ dashboard(id: "${d}") { widgets { nodes { uuid } } } }`);
    const [first, second] = shown.widgets.nodes.map((node: { uuid: string }) => node.uuid);
    const result = await refused('updateDashboard', {
      id: d,
      name: ' ',
      description: 'x'.repeat(2001),
      isPinned: null,
      dateFrom: 'rubbish',
      ifUpdatedAt: '2001-01-01T00:00:00Z',
      widgets: {
        create: [
          { content: 'x', layout: { x: 8, y: 0, w: 6, h: 2 } },
          { content: 'x', insightId: missing, layout: { x: -1, y: 0, w: 2, h: 0 } },
          { content: 'x'.repeat(20_001), layout },
          { layout },
        ],
        update: [
          { id: first, content: null },
          { id: second, layout: null },
          { id: missing, content: 'x' },
        ],
        delete: [missing.replace('8', '9')],
      },
    });
    expect(codes(result).sort()).toEqual(
      [
        'BAD_USER_INPUT input.name',
        'BAD_USER_INPUT input.description',
        'BAD_USER_INPUT input.isPinned',
        'BAD_USER_INPUT input.dateFrom',
        'CONFLICT input.ifUpdatedAt',
        'BAD_USER_INPUT input.widgets.create.0.layout.w',
        'NOT_FOUND input.widgets.create.1.insightId',
        'BAD_USER_INPUT input.widgets.create.1.content',
        'BAD_USER_INPUT input.widgets.create.1.layout.x',
        'BAD_USER_INPUT input.widgets.create.1.layout.h',
        'BAD_USER_INPUT input.widgets.create.2.content',
        'BAD_USER_INPUT input.widgets.create.3.content',
        'BAD_USER_INPUT input.widgets.update.0.content',
        'BAD_USER_INPUT input.widgets.update.1.layout',
        'NOT_FOUND input.widgets.update.2.id',
        'NOT_FOUND input.widgets.delete.0',
      ].sort(),
    );
    expect(new Set(result.userErrors.map(({ message }) => message)).size).toBeGreaterThan(12);
  });

  it('with unique values is told of every row', async () => {
    const [one, two, three] = world.persons.a;
    const members = { create: [{ personId: one }, { personId: two }] };
    const c = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true, members });
    const create = [one, three, three, two, missing].map(personId => ({ personId }));
    const result = await refused('updateCohort', { id: c, name: '', members: { create } });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.name',
      'CONFLICT input.members.create.0.personId',
      'CONFLICT input.members.create.2.personId',
      'CONFLICT input.members.create.3.personId',
      'NOT_FOUND input.members.create.4.personId',
    ]);
    const project = await refused('createProject', { name: '', slug: 'w-other', timezone: 'x' });
    expect(codes(project).sort()).toEqual([
      'BAD_USER_INPUT input.name',
      'BAD_USER_INPUT input.timezone',
      'CONFLICT input.slug',
    ]);
  });

  it('with a definition by itself and with where it leads is told at once', async () => {
    const input = { projectId: projectId(), name: 'c' };
    const leads = (id: string) => ({
      definition: { type: 'AND', values: [{ cohort: { cohortId: id, negated: false } }] },
    });
    const personal = { type: 'AND', values: [{ personProperty: { property: 'p', operator: 'IS_SET' } }] };
    const first = await made('Cohort', { ...input, definition: personal });
    const second = await made('Cohort', { ...input, ...leads(first) });
    const result = await refused('updateCohort', {
      id: first,
      description: 'x'.repeat(2001),
      ...leads(second),
    });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.definition',
      'BAD_USER_INPUT input.description',
    ]);
  });

  it('leaves out what only follows from a wrong value', async () => {
    const widgets = { create: [{ content: 'x', insightId: missing, layout }] };
    // Whose widgets they would be is not known: neither is which insights they may show.
    expect(codes(await send('createDashboard', { projectId: 'no id', name: ' ', widgets }))).toEqual([
      'BAD_USER_INPUT input.projectId',
      'BAD_USER_INPUT input.name',
      'BAD_USER_INPUT input.widgets.create.0.content',
    ]);
    expect(codes(await refused('createDashboard', { projectId: missing, name: 'x', widgets }))).toEqual([
      'NOT_FOUND input.projectId',
    ]);
    expect(codes(await send('updateDashboard', { id: 'no id', name: ' ' }))).toEqual([
      'BAD_USER_INPUT input.id',
    ]);
  });

  it('tells nobody of rows that they may not write', async () => {
    const { outsider, viewer } = world.tokens;
    const userId = world.users.viewer;
    const member = { projectId: projectId(), userId, role: 'VIEWER' };
    expect(codes(await mutate(api, outsider, 'createProjectMember', member))).toEqual([
      'NOT_FOUND input.projectId',
      'NOT_FOUND input.userId',
    ]);
    expect(codes(await mutate(api, viewer, 'createProjectMember', member))).toEqual(['FORBIDDEN input']);
    const d = await dashboard();
    expect(codes(await mutate(api, viewer, 'updateDashboard', { id: d, name: ' ' }))).toEqual([
      'FORBIDDEN input',
    ]);
  });

  it('of GraphQL’s own types is told at once as well, as GraphQL errors', async () => {
    const input = { projectId: projectId(), name: 1, type: 'NONE', isFavorite: 'x', config: [], nonsense: 1 };
    const { errors, failures } = await send('createInsight', input);
    expect(failures).toEqual(Array(5).fill('BAD_USER_INPUT'));
    for (const field of ['name', 'type', 'isFavorite', 'config', 'nonsense'])
      expect(JSON.stringify(errors)).toContain(field);
  });
});

const shelves = pg.pgTable('shelf', { id: pg.uuid().primaryKey(), shopId: pg.uuid('shop_id').notNull() });
const boxes = pg.pgTable(
  'box',
  {
    id: pg.uuid().primaryKey(),
    shopId: pg.uuid('shop_id').notNull(),
    shelfId: pg.uuid('shelf_id').references(() => shelves.id),
    label: pg.varchar({ length: 4 }).notNull(),
    code: pg.text().unique(),
    mark: pg.text(),
    price: pg.numeric({ precision: 4, scale: 2 }),
    least: pg.integer(),
    most: pg.integer(),
    contents: pg.jsonb(),
    note: pg.text(),
  },
  t => [
    pg.check('box_note', sql`length(${t.note}) <= 10`),
    pg.check('box_range', sql`${t.least} <= ${t.most}`),
    pg.uniqueIndex('box_mark').on(t.shopId, sql`lower(${t.mark})`).where(sql`${t.mark} <> ''`),
  ],
);
const lots = pg.pgTable(
  'lot',
  {
    boxId: pg
      .uuid('box_id')
      .notNull()
      .references(() => boxes.id),
    shopId: pg.uuid('shop_id').notNull(),
    number: pg.smallint().notNull(),
    weight: pg.numeric({ precision: 3, scale: 1 }),
    note: pg.char({ length: 2 }),
  },
  // As somebody writes it who does without names of columns.
  t => [pg.primaryKey({ columns: [t.boxId, t.number] }), pg.check('heavy', sql`weight > 0.0`)],
);
const relations = defineRelations({ shelves, boxes, lots }, r => ({
  boxes: { lots: r.many.lots({ from: r.boxes.id, to: r.lots.boxId }) },
}));
const contents = z
  .object({ pairs: z.array(z.object({ left: z.int().min(1), right: z.string().min(2) })) })
  .meta({ id: 'Contents', description: 'What is in it.' });
const granted = { create: inOwnShop, update: inOwnShop, delete: inOwnShop };
const ddl = `
  create table shelf (id uuid primary key, shop_id uuid not null);
  create table box (id uuid primary key, shop_id uuid not null, shelf_id uuid references shelf, label varchar(4) not null, code text unique,
    mark text, price numeric(4, 2), least int, most int, contents jsonb, note text, constraint box_range check (least <= most), constraint box_note check (length(note) <= 10));
  create unique index box_mark on box (shop_id, lower(mark)) where mark <> '';
  create table lot (box_id uuid not null references box, shop_id uuid not null, number smallint not null, weight numeric(3, 1), note char(2),
    primary key (box_id, number), constraint heavy check (weight > 0.0));
  create function tidy() returns trigger language plpgsql as $$ begin
    if new.mark like 'tidy %' then new.mark = null; end if; return new; end $$;
  create trigger tidy before insert or update on box for each row execute function tidy();`;

describe('everything that is wrong with rows of others', () => {
  const shop = randomUUID();
  const viewer = { user: randomUUID(), shops: [shop] };
  let foreign: ForeignApi;

  beforeAll(async () => {
    foreign = await startForeignApi({
      relations,
      ddl,
      shapes: { boxes: { contents: shapeOf(contents) } },
      rules: {
        shelves: { read: inShop },
        boxes: { read: inShop, write: { ...granted, owns: ['lots'] } },
        lots: { read: inShop, write: granted },
      },
    });
    await foreign.client`insert into box (id, shop_id, label, code, mark) values
      (gen_random_uuid(), ${shop}, 'one', 'taken', 'Taken'), (gen_random_uuid(), ${randomUUID()}, 'two', 'also', 'other')`;
  });
  afterAll(() => foreign.close());

  const create = (input: object) =>
    foreign.mutate(viewer, 'createBox', { shopId: shop, ...input }, 'box { id }');

  it('is told at once, each fault at its place', async () => {
    const result = await create({
      shelfId: missing,
      label: 'too long',
      code: 'taken',
      mark: 'TAKEN',
      price: '123.45',
      least: 2,
      most: 1,
      contents: {
        pairs: [
          { left: 0, right: 'a' },
          { left: 1, right: '' },
        ],
      },
      lots: {
        create: [
          { shopId: shop, number: 1, weight: '0.0' },
          { shopId: shop, number: 1, weight: '99.95' },
          { shopId: randomUUID(), number: 2, note: 'abc' },
        ],
      },
    });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.contents.pairs.0.left',
      'BAD_USER_INPUT input.contents.pairs.0.right',
      'BAD_USER_INPUT input.contents.pairs.1.right',
      'BAD_USER_INPUT input.label',
      'BAD_USER_INPUT input.lots.create.0.weight',
      'BAD_USER_INPUT input.lots.create.1.weight',
      'BAD_USER_INPUT input.lots.create.2.note',
      'BAD_USER_INPUT input.most',
      'BAD_USER_INPUT input.price',
      'CONFLICT input.code',
      'CONFLICT input.lots.create.1.number',
      'CONFLICT input.mark',
      'FORBIDDEN input.lots.create.2',
      'NOT_FOUND input.shelfId',
    ]);
  });

  it('is told of values in the same words by the schemas of the tables', async () => {
    const values = {
      label: 'too long',
      code: 'a\u0000',
      note: 'x'.repeat(11),
      price: '123.45',
      least: 2 ** 31,
      contents: { pairs: [{ left: 0, right: 'a' }] },
    };
    const { userErrors } = await create({ ...values, least: 1 });
    const { insert } = foreign.api.schemas.boxes!;
    const { error } = insert!.safeParse({ shopId: shop, id: missing, ...values });
    const told = new Map(error!.issues.map(({ path, message }) => [path.join('.'), message]));
    expect([...told.keys()].sort()).toEqual(
      ['code', 'contents.pairs.0.left', 'contents.pairs.0.right', 'label', 'least', 'note', 'price'].sort(),
    );
    for (const { path, message } of userErrors) {
      const words = told.get(path.slice(1).join('.'));
      expect(message).toContain(words);
    }
    expect(userErrors).toHaveLength(told.size - 1);
    expect(insert!.safeParse({ shopId: shop, id: missing, label: 'a', price: '12.50' }).success).toBe(true);
  });

  it('is what PostgreSQL holds a row to: what a trigger mends is not told, and what it refuses is told with the rest', async () => {
    expect(codes(await create({ label: 'a', mark: 'tidy up' }))).toEqual([]);
    expect(codes(await create({ label: 'b', mark: 'tidy up' }))).toEqual([]);
    expect(codes(await create({ label: 'c', code: 'taken', mark: 'taken', least: 1, most: 0 }))).toEqual([
      'BAD_USER_INPUT input.most',
      'CONFLICT input.mark',
      'CONFLICT input.code',
    ]);
  });

  it('is told of changed rows, as they would be', async () => {
    const made = await create({
      label: 'd',
      least: 1,
      most: 3,
      lots: { create: [{ shopId: shop, number: 1 }] },
    });
    const { id } = made.payload.box;
    const lot = { shopId: shop, number: 1 };
    const update = (input: object) => foreign.mutate(viewer, 'updateBox', { id, ...input });
    expect(
      codes(
        await update({ most: 0, code: 'also', mark: 'other', label: null, lots: { create: [lot] } }),
      ).sort(),
    ).toEqual([
      'BAD_USER_INPUT input.label',
      'BAD_USER_INPUT input.most',
      'CONFLICT input.code',
      'CONFLICT input.lots.create.0.number',
    ]);
    const where = { label: { in: ['a', 'b'] } };
    const many = await foreign.mutate(viewer, 'updateBoxes', {
      where,
      atMost: 5,
      set: { code: 'x', least: 2, most: 1 },
    });
    expect(codes(many)).toEqual(['BAD_USER_INPUT input.set.most', 'CONFLICT input.set.code']);
  });
});
