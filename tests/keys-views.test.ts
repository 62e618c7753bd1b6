/**
 * Views and materialized views with a key that the policy declares, and a table whose only key is a unique constraint:
 * read like tables on both paths, in relations with tables, and never written.
 */
import { randomUUID } from 'node:crypto';
import { defineRelations, sql, type TablesRelationalConfig } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlueprintError, buildBlueprint } from '../src/generator/blueprint/build-blueprint.ts';
import type { Rules } from '../src/generator/blueprint/table-rules.ts';
import { all } from '../src/generator/rules/rule-parts.ts';
import type { Any } from './support/api.ts';
import { type ForeignApi, inShop, startForeignApi } from './support/foreign-api.ts';

const shops = pg.pgTable('shop', { id: pg.uuid().primaryKey(), name: pg.text().notNull() });
const orders = pg.pgTable('shop_order', {
  orderId: pg.integer('order_id').primaryKey().generatedAlwaysAsIdentity(),
  shopId: pg.uuid('shop_id').notNull(),
  product: pg.text().notNull(),
  amount: pg.integer().notNull(),
});
/** How much of each product a shop sold. */
const sales = pg
  .pgView('sale', {
    shopId: pg.uuid('shop_id').notNull(),
    product: pg.text().notNull(),
    amount: pg.bigint({ mode: 'number' }),
  })
  .existing();
const bestSellers = pg
  .pgMaterializedView('best_seller', {
    shopId: pg.uuid('shop_id'),
    product: pg.text(),
    orders: pg.bigint({ mode: 'bigint' }),
  })
  .existing();
const largeOrders = pg.pgView('large_order').as(query => query.select().from(orders));
/** Has no primary key. */
const countries = pg.pgTable('country', { code: pg.text().notNull().unique(), name: pg.text() });

const ddl = `
  create table shop (id uuid primary key, name text not null);
  create table shop_order (order_id int primary key generated always as identity, shop_id uuid not null, product text not null, amount int not null);
  create view sale as select shop_id, product, sum(amount) as amount from shop_order group by shop_id, product;
  create materialized view best_seller as select shop_id, min(product) as product, count(*) as orders from shop_order group by shop_id;
  create view large_order as select order_id, shop_id, product, amount from shop_order where amount > 5;
  create table country (code text not null unique, name text);
  insert into country values ('DE', 'Germany'), ('FR', null);`;

const tables = { shops, orders, sales, bestSellers, largeOrders, countries };
const relations = defineRelations(tables, r => ({
  shops: {
    sales: r.many.sales({ from: r.shops.id, to: r.sales.shopId }),
    bestSeller: r.one.bestSellers({ from: r.shops.id, to: r.bestSellers.shopId }),
  },
  sales: {
    shop: r.one.shops({ from: r.sales.shopId, to: r.shops.id }),
    orders: r.many.orders({
      from: [r.sales.shopId, r.sales.product],
      to: [r.orders.shopId, r.orders.product],
    }),
  },
  largeOrders: { order: r.one.orders({ from: r.largeOrders.orderId, to: r.orders.orderId }) },
}));
const anyone = all();
const rules: Rules = {
  shops: { read: { kind: 'inSet', column: 'id', set: 'shops' } },
  orders: { read: inShop },
  sales: { read: inShop, key: ['shopId', 'product'] },
  bestSellers: { read: inShop, key: ['shopId'] },
  largeOrders: { read: inShop, key: ['orderId'] },
  countries: { read: anyone, key: ['code'], write: { create: anyone, update: anyone, delete: anyone } },
};

const [mine, theirs] = [randomUUID(), randomUUID()];
const viewer = { user: randomUUID(), shops: [mine] };
let store: ForeignApi;

beforeAll(async () => {
  store = await startForeignApi({ relations, rules, ddl });
  await store.client`insert into shop values (${mine}, 'Mine'), (${theirs}, 'Theirs')`;
  await store.client`insert into shop_order (shop_id, product, amount)
    select case when n % 5 = 0 then ${theirs} else ${mine} end::uuid, 'p' || n % 6, n % 10 from generate_series(1, 60) n`;
  await store.client`refresh materialized view best_seller`;
});
afterAll(() => store.close());

async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Any> {
  const { data, errors } = await store.ask(viewer, query, variables);
  expect(errors, query).toEqual([]);
  return data;
}

const idOf = (type: string, key: string) => Buffer.from(`${type}:${key}`).toString('base64url');

describe('a view', () => {
  it('is listed, counted, filtered and walked like a table, by the key that was declared', async () => {
    const expected = await store.client<{ product: string; amount: string }[]>`
      select product, sum(amount)::text as amount from shop_order where shop_id = ${mine} group by product order by sum(amount) desc, product desc`;
    const found: string[][] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { sales: page } = await ask(
        'query ($after: String) { sales(first: 2, after: $after, orderBy: [{ amount: DESC }]) { totalCount totalCountEstimate nodes { id product amount shop { name } orders { totalCount } } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      expect([page.totalCount, page.totalCountEstimate]).toEqual([expected.length, expected.length]);
      for (const { id, product, amount, shop } of page.nodes) {
        expect([id, shop.name]).toEqual([idOf('Sale', `${mine}:${product}`), 'Mine']);
        found.push([product, String(amount)]);
      }
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(found).toEqual(expected.map(({ product, amount }) => [product, amount]));
  });

  it('is found by id, for who may see the row', async () => {
    const [own, other] = [mine, theirs].map(shop => idOf('Sale', `${shop}:p1`));
    const { sale, nodes, hidden } = await ask(
      'query ($own: ID!, $other: ID!) { sale(id: $own) { product } hidden: sale(id: $other) { product } nodes(ids: [$other, $own]) { id } }',
      { own, other },
    );
    expect([sale, hidden, nodes]).toEqual([{ product: 'p1' }, null, [null, { id: own }]]);
  });

  it('stands in relations of tables and of views, in filters and orders', async () => {
    const { shops: list, largeOrders: large } = await ask(`{
      shops(where: { sales: { some: { amount: { gt: 1 } } }, bestSeller: { orders: { gt: "3" } } }, orderBy: [{ bestSeller: { product: ASC } }]) {
        nodes { name bestSeller { product orders shopId } sales(where: { product: { eq: "p2" } }) { totalCount nodes { product } } } }
      largeOrders(first: 3, where: { order: { amount: { lt: 8 } } }) { totalCount totalCountEstimate nodes { orderId order { amount } } } }`);
    expect(list.nodes).toMatchObject([
      {
        name: 'Mine',
        bestSeller: { product: 'p0', shopId: mine },
        sales: { totalCount: 1, nodes: [{ product: 'p2' }] },
      },
    ]);
    const [count] =
      await store.client`select count(*)::int as n from shop_order where shop_id = ${mine} and amount in (6, 7)`;
    expect([large.totalCount, large.totalCountEstimate]).toEqual([count!.n, count!.n]);
    for (const { order } of large.nodes) expect([6, 7]).toContain(order.amount);
  });

  it('that is materialized is estimated like a table', async () => {
    const { bestSellers: list } = await ask(
      '{ bestSellers { totalCountEstimate nodes { id shopId product } } }',
    );
    expect(list).toEqual({
      totalCountEstimate: 1,
      nodes: [{ id: idOf('BestSeller', mine), shopId: mine, product: 'p0' }],
    });
  });

  it('has no mutations', () => {
    const names = Object.keys(store.api.schema.getMutationType()!.getFields());
    expect(names.filter(name => /Sale|Seller|Large/.test(name))).toEqual([]);
  });
});

describe('a table without a primary key', () => {
  it('is named by the unique columns that the policy declares, and written', async () => {
    const write = async (mutation: string, input: object, selection: string) => {
      const { payload, userErrors } = await store.mutate(viewer, mutation, input, selection);
      expect(userErrors).toEqual([]);
      return payload;
    };
    expect((await ask('{ country(id: "DE") { id code name } }')).country).toEqual({
      id: idOf('Country', 'DE'),
      code: 'DE',
      name: 'Germany',
    });
    const made = await write('createCountry', { code: 'IT', name: 'x' }, 'country { id }');
    expect(made.country.id).toBe(idOf('Country', 'IT'));
    await write('updateCountry', { id: 'IT', name: 'Italy' }, 'country { name }');
    expect((await write('deleteCountry', { id: made.country.id }, 'deletedId')).deletedId).toBe(
      made.country.id,
    );
  });
});

describe('a view or table is refused', () => {
  const problemsOf = (of: Record<string, unknown>, policy: Rules): readonly string[] => {
    try {
      buildBlueprint({
        relations: defineRelations(of as never) as unknown as TablesRelationalConfig,
        rules: policy,
        descriptions: {
          table: () => ({ row: 'A row.', columns: new Proxy({}, { get: () => 'A column.' }) }),
          enum: () => undefined,
          constraints: new Map(),
        },
        shapes: () => new Map(),
        viewer: { name: 'viewer', columns: {} },
      });
      return [];
    } catch (error) {
      if (error instanceof BlueprintError) return error.problems;
      throw error;
    }
  };

  it.each([
    [
      'without a key',
      { sales },
      { read: anyone },
      'View "sales" has no key: say in the policy by "key" which columns tell its rows apart.',
    ],
    [
      'with a key that is not there',
      { sales },
      { read: anyone, key: ['sku'] },
      'The key in the policy of table "sales" names a column "sku" that the table does not have.',
    ],
    [
      'with a key of no columns',
      { sales },
      { read: anyone, key: [] },
      'The key in the policy of table "sales" names no column.',
    ],
    [
      'with a hidden key',
      { sales },
      { read: anyone, key: ['product'], hidden: ['product'] },
      'The policy of table "sales" hides its key column "product", which ids are made of.',
    ],
    [
      'that is to be written',
      { sales },
      { read: anyone, key: ['product'], write: { delete: anyone } },
      'The policy of table "sales" grants writes, and views are read only: leave "write" out.',
    ],
    [
      'with two keys',
      { shops },
      { read: anyone, key: ['name'] },
      'Table "shops" has a primary key, which names its rows: leave "key" out of its policy.',
    ],
    [
      'whose key is not unique',
      { countries },
      { read: anyone, key: ['name'] },
      'The key in the policy of table "countries" (name) is not one of its unique constraints on columns that are never null.',
    ],
  ])('%s', (_, of, rule, problem) => {
    expect(problemsOf(of, { [Object.keys(of)[0]!]: rule as Rules[string] })).toEqual([problem]);
  });

  it('whose fields are expressions of no known type', () => {
    const counted = pg
      .pgView('counted')
      .as(query => query.select({ n: sql<number>`count(*)`.as('n') }).from(orders));
    expect(problemsOf({ counted }, { counted: { read: anyone, key: ['n'] } })).toEqual([
      'View "counted" has expressions (n) whose types are not known: declare its columns, as in pgView("counted", { total: integer() }).existing().',
    ]);
  });
});
