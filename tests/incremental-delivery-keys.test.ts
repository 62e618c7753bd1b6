/**
 * Answers in parts of rows that are named by other keys than a UUID: numbers beyond JavaScript's, texts of any characters, padded
 * ones, several columns. Every type of such tables is asked whole and in parts, which have to say the same when they are put together.
 */
import { defineRelations, type TablesRelationalConfig } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viewers } from '../src/accounts/viewers.ts';
import { type TypeBlueprint, typeOf } from '../src/generator/blueprint/blueprint.ts';
import type { Rules } from '../src/generator/blueprint/table-rules.ts';
import { generateApi } from '../src/generator/generate-api.ts';
import { all, related, visible } from '../src/generator/rules/rule-parts.ts';
import type { Viewers } from '../src/identity/viewers.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import { described } from './support/foreign-api.ts';
import { mergePayloads } from './support/merge-payloads.ts';
import { musicDdl, musicRelations, musicRules } from './support/music-store.ts';
import { openStream } from './support/payload-stream.ts';

const goods = pg.pgTable('good', { sku: pg.text().primaryKey(), words: pg.text() });
const currency = pg.pgEnum('currency', ['eur', 'us-dollar']);
const tariffs = pg.pgTable(
  'tariff',
  {
    sku: pg
      .text()
      .notNull()
      .references(() => goods.sku),
    currency: currency().notNull(),
    amount: pg.numeric().notNull(),
  },
  t => [pg.primaryKey({ columns: [t.sku, t.currency] })],
);
const regions = pg.pgTable('region', { code: pg.char({ length: 4 }).primaryKey(), name: pg.text() });
const days = pg.pgTable(
  'opening',
  {
    code: pg
      .char({ length: 4 })
      .notNull()
      .references(() => regions.code),
    day: pg.date({ mode: 'string' }).notNull(),
    number: pg.bigint({ mode: 'bigint' }).notNull(),
  },
  t => [pg.primaryKey({ columns: [t.code, t.day, t.number] })],
);
const textRelations = defineRelations({ goods, tariffs, regions, days }, r => ({
  goods: { tariffs: r.many.tariffs({ from: r.goods.sku, to: r.tariffs.sku }) },
  tariffs: { good: r.one.goods({ from: r.tariffs.sku, to: r.goods.sku }) },
  regions: { days: r.many.days({ from: r.regions.code, to: r.days.code }) },
  days: { region: r.one.regions({ from: r.days.code, to: r.regions.code }) },
}));
const anyone = { read: all() };
const textRules: Rules = {
  goods: anyone,
  tariffs: { read: related('good', visible) },
  regions: anyone,
  days: { read: related('region', visible) },
};
const textDdl = `
  create table good (sku text primary key, words text);
  create type currency as enum ('eur', 'us-dollar');
  create table tariff (sku text not null references good, currency currency not null, amount numeric not null, primary key (sku, currency));
  create table region (code char(4) primary key, name text);
  create table opening (code char(4) not null references region, day date not null, number bigint not null, primary key (code, day, number));
  insert into good values ('', null), (' ', 'blank'), ('a:b', 'x'), ('%3A', 'y'), (E'\\'"\\\\ \\n{}', 'z'), ('ключ 🗝', null);
  insert into tariff select sku, c, 1.50 from good, unnest(enum_range(null::currency)) c;
  insert into region values ('DE', 'Germany'), ('A', null), ('ABCD', 'whole');
  insert into opening select code, day::date, number from region, unnest(array['0099-12-31', '2024-02-29']) day,
    unnest(array[-9223372036854775808, 9007199254740993, 9223372036854775807]) number;`;

const worlds = {
  'of a music store': { relations: musicRelations, policy: musicRules, ddl: musicDdl },
  'of texts, days and numbers': { relations: textRelations, policy: textRules, ddl: textDdl },
};

describe.each(Object.entries(worlds))('rows %s', (_, { relations, policy, ddl }) => {
  let api: TestApi;
  let token: string;
  let types: readonly TypeBlueprint[];
  beforeAll(async () => {
    const built = generateApi({
      ...described,
      relations: relations as unknown as TablesRelationalConfig,
      policy: policy as never,
      viewer: viewers as Viewers,
    });
    api = await startTestApi({ api: built });
    await api.client.unsafe(ddl);
    await api.client`insert into users (email, display_name, password_hash) values ('any@example.com', 'Any', '-')`;
    token = await api.signIn('any@example.com');
    types = Object.values(built.blueprint.types);
  });
  afterAll(() => api.close());

  const columnsOf = (type: TypeBlueprint) => type.columns.map(({ field }) => field).join(' ');
  /** What hangs on a row: the rows that it leads to, with their columns. */
  const relationsOf = (type: TypeBlueprint) =>
    type.relations
      .map(({ field, many, target }) => {
        const row = `id ${columnsOf(typeOf(api.api.blueprint, target))}`;
        return many ? `${field}(first: 3) { totalCount nodes { ${row} } }` : `${field} { ${row} }`;
      })
      .join(' ');

  async function compare(query: string): Promise<Any> {
    const { body } = await askWhole(api.url, { query, token });
    expect(body.errors, query).toBeUndefined();
    const payloads = await (await openStream(api.url, { query, token })).rest();
    expect(payloads.length, query).toBeGreaterThan(1);
    expect(mergePayloads(payloads), query).toEqual({ data: body.data, errors: [] });
    return body.data;
  }

  it('are completed by their keys, with columns and with what hangs on them', async () => {
    for (const type of types) {
      const { [type.plural]: list } = await compare(
        `{ ${type.plural}(first: 20) { nodes { __typename ... @defer(label: "columns") { id ${columnsOf(type)} } ... @defer(label: "rows") { ${relationsOf(type)} } } } }`,
      );
      expect(list.nodes.length, type.name).toBeGreaterThan(1);
    }
  });

  it('are completed below rows of a page, and below those that the page leads to', async () => {
    for (const type of types)
      for (const { field, many, target } of type.relations) {
        const inner = typeOf(api.api.blueprint, target);
        const later = `... @defer { ${columnsOf(inner)} ${relationsOf(inner)} }`;
        const below = many
          ? `${field}(first: 2) { edges { cursor node { id ${later} } } ... @defer { totalCount pageInfo { hasNextPage endCursor } } }`
          : `${field} { id ${later} }`;
        await compare(`{ ${type.plural}(first: 5) { nodes { id ${below} } } }`);
      }
  });

  it('stream row by row, and by cursors go on from each', async () => {
    for (const type of types) {
      const page = (after: string) =>
        `{ ${type.plural}(first: 4${after}) { edges @stream(initialCount: 1) { cursor node { id ${columnsOf(type)} ... @defer { ${relationsOf(type)} } } } pageInfo { hasNextPage } } }`;
      const { [type.plural]: first } = await compare(page(''));
      expect(first.edges.length, type.name).toBeGreaterThan(1);
      await compare(page(`, after: "${first.edges[0].cursor}"`));
    }
  });

  it('are found by their ids, and completed then', async () => {
    for (const type of types) {
      const { body } = await askWhole(api.url, { query: `{ ${type.plural} { nodes { id } } }`, token });
      const ids = body.data[type.plural].nodes.map(({ id }: Any) => id);
      const later = `... on ${type.name} { ... @defer { ${columnsOf(type)} ${relationsOf(type)} } }`;
      const { nodes } = await compare(`{ nodes(ids: ${JSON.stringify(ids)}) { id ${later} } }`);
      expect(nodes.map(({ id }: Any) => id)).toEqual(ids);
      await compare(
        `{ ${type.single}(id: "${ids[0]}") { id ${later} } node(id: "${ids[1]}") { id ${later} } }`,
      );
    }
  });
});
