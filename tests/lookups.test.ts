/**
 * Rows by their unique keys: the same row as by its id, for whoever sees it, and none for anybody else.
 */
import { defineRelations, sql } from 'drizzle-orm';
import {
  date,
  integer,
  numeric,
  pgEnum,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnOf, type TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { isViewers } from '../src/generator/rules/rule-parts.ts';
import type { TableName } from '../src/model/relations.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture, people, uuidOf } from './support/fixture.ts';
import { type ForeignApi, inShop, startForeignApi } from './support/foreign-api.ts';

const fixture = buildFixture(4);

describe('in the product', () => {
  let api: TestApi;
  let types: readonly TypeBlueprint[];
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    api = await startTestApi();
    await insertFixture(api.database, fixture);
    types = Object.values(api.api.blueprint.types).filter(type => type.uniqueKeys.length > 0);
    for (const person of people) tokens.set(person, await api.signIn(emailOf(person)));
  });
  afterAll(() => api.close());

  const ask = (query: string, person = 'owner') => api.ask(query, { token: tokens.get(person)! });
  const byOf = (type: TypeBlueprint, row: Readonly<Record<string, unknown>>) =>
    type.uniqueKeys.map(({ name, columns }) => {
      const values = columns.map(key => `${columnOf(type, key).field}: ${JSON.stringify(row[key])}`);
      const value = columns.length === 1 ? JSON.stringify(row[columns[0]!]) : `{ ${values.join(', ')} }`;
      return `{ ${name}: ${value} }`;
    });

  it('are offered of six tables', () => {
    expect(types.map(({ table, uniqueKeys }) => [table, ...uniqueKeys.map(({ name }) => name)])).toEqual([
      ['userProfiles', 'userId'],
      ['accounts', 'providerAndSubject'],
      ['projects', 'slug'],
      ['projectMembers', 'projectIdAndUserId'],
      ['personDistinctIds', 'projectIdAndDistinctId'],
      ['cohortMembers', 'cohortIdAndPersonId'],
    ]);
  });

  it.each(people)('%s finds by them what is found by its id', async person => {
    let found = 0;
    for (const type of types)
      for (const row of fixture[type.table as TableName]) {
        const [by] = byOf(type, row);
        const { data, errors } = await ask(
          `{ id: ${type.single}(id: "${row.id}") { id } by: ${type.single}(by: ${by}) { id } }`,
          person,
        );
        expect(errors).toBeUndefined();
        expect(data.by, `${type.table} ${by}`).toEqual(data.id);
        if (data.by) found++;
      }
    if (person === 'owner') expect(found).toBeGreaterThan(10);
  });

  it('finds of two projects with one slug the one that is not deleted', async () => {
    await api.client`update projects set slug = 'fixture-a' where id = ${uuidOf('project gone')}`;
    const { data } = await ask('{ project(by: { slug: "fixture-a" }) { uuid } }');
    expect(data.project.uuid).toBe(uuidOf('project a'));
  });

  it.each([
    ['{ project { name } }', 'project takes either id or by.'],
    [
      `{ project(id: "${uuidOf('project a')}", by: { slug: "x" }) { name } }`,
      'project takes either id or by.',
    ],
    [
      '{ project(by: { slug: "x" }, deleted: INCLUDE) { name } }',
      'by.slug finds rows that are not deleted, as deleted ones may have the same. Leave deleted out, or ask by id.',
    ],
  ])('refuses %s', async (query, message) => {
    const { errors } = await ask(query);
    expect(errors!.map((error: Any) => [error.message, error.extensions.code])).toEqual([
      [message, 'BAD_USER_INPUT'],
    ]);
  });
});

describe('of tables of others', () => {
  const size = pgEnum('size', ['s', 'l']);
  const goods = pgTable(
    'good',
    {
      id: uuid().primaryKey(),
      shopId: uuid('shop_id').notNull(),
      code: text().unique(),
      price: numeric().unique(),
      size: size().notNull(),
      day: date().notNull(),
      secret: text().unique(),
      mine: text().unique(),
      loose: text(),
      number: integer(),
      goneAt: timestamp('gone_at', { withTimezone: true }),
    },
    t => [
      unique().on(t.size, t.day),
      unique().on(t.shopId, t.id),
      uniqueIndex().on(sql`lower(${t.loose})`),
      uniqueIndex().on(t.loose).where(sql`${t.loose} <> ''`),
      uniqueIndex().on(t.number.desc()),
    ],
  );
  let world: ForeignApi;
  const shop = uuidOf('shop');
  const viewer = { user: uuidOf('clerk'), shops: [shop] };
  beforeAll(async () => {
    world = await startForeignApi({
      relations: defineRelations({ goods }, () => ({})),
      rules: {
        goods: {
          read: inShop,
          hidden: ['secret'],
          columns: { mine: { read: isViewers('id', 'user') } },
        },
      },
      ddl: `create type size as enum ('s', 'l');
        create table good (id uuid primary key, shop_id uuid not null, code text unique, price numeric unique, size size not null,
          day date not null, secret text unique, mine text unique, loose text, number int, gone_at timestamptz, unique (size, day));
        insert into good values ('${uuidOf('one')}', '${shop}', 'it''s "one"', 1.50, 's', '2026-01-02', 'a', 'b', 'c', 1),
          ('${uuidOf('two')}', '${uuidOf('other shop')}', 'two', 2, 'l', '2026-01-02', 'd', 'e', 'f', 2);`,
    });
  });
  afterAll(() => world.close());

  it('are those whose values every viewer of a row may know, and that hold for all rows', () => {
    const [type] = Object.values(world.api.blueprint.types);
    expect(type!.uniqueKeys.map(({ name }) => name)).toEqual(['code', 'price', 'sizeAndDay', 'number']);
  });

  it.each([
    [{ code: 'it\'s "one"' }, true],
    [{ code: 'two' }, false],
    [{ code: '' }, false],
    [{ price: '1.5000' }, true],
    [{ sizeAndDay: { size: 'S', day: '2026-01-02' } }, true],
    [{ sizeAndDay: { size: 'L', day: '2026-01-02' } }, false],
    [{ number: 1 }, true],
  ])('finds %j where it is visible', async (by, isThere) => {
    const { data, errors } = await world.ask(viewer, 'query ($by: GoodBy) { good(by: $by) { uuid } }', {
      by,
    });
    expect(errors).toEqual([]);
    expect(data.good).toEqual(isThere ? { uuid: uuidOf('one') } : null);
  });

  it.each([
    [{ code: 'a\u0000b' }, /by\.code/],
    [{ sizeAndDay: { size: 'S', day: '0000-01-02' } }, /by\.sizeAndDay\.day|LocalDate/],
  ])('tells what is wrong with %j', async (by, message) => {
    const { errors } = await world.ask(viewer, 'query ($by: GoodBy) { good(by: $by) { uuid } }', { by });
    expect(errors.join()).toMatch(message);
  });
});
