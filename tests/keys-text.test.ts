/**
 * Tables named by texts of any characters, by enums and days, by UUIDs that the database makes; foreign keys to unique columns
 * and to keys of several; deletion, restoring and the trail of such rows.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { all, isNull, not, related, visible } from '../src/generator/rules/rule-parts.ts';
import type { Any } from './support/api.ts';
import { type ForeignApi, inOwnShop, inShop, startForeignApi } from './support/foreign-api.ts';
import { textDdl, textRelations } from './support/text-keys.ts';
import { codes } from './support/write-client.ts';

const anyone = all();
const write = { create: anyone, update: anyone, delete: anyone };
const owned = { create: inOwnShop, update: inOwnShop, delete: inOwnShop };
const trail = {
  table: 'events',
  values: {
    shopId: { from: 'tenant' },
    entity: { from: 'event', member: 'type' },
    action: { from: 'event', member: 'action' },
    row: { from: 'event', member: 'id' },
  },
} as const;
const rules = {
  countries: { read: not(isNull('name')), write },
  cities: { read: related('country', visible), write: { create: anyone, delete: anyone } },
  products: {
    read: inShop,
    softDelete: { column: 'deletedAt', restore: inOwnShop },
    write: { ...owned, owns: ['prices'] },
  },
  prices: { read: inShop, write: { ...owned, set: { shopId: { from: 'viewer', name: 'user' } } } },
  offers: { read: anyone, write },
  holidays: { read: anyone, write: { ...write, owns: ['speeches'] } },
  speeches: { read: anyone, write },
  events: { read: inShop },
} as const;

const shop = randomUUID();
const viewer = { user: shop, shops: [shop] };
let store: ForeignApi;

beforeAll(async () => {
  store = await startForeignApi({ relations: textRelations, rules, ddl: textDdl, trail });
});
afterAll(() => store.close());

const idOf = (type: string, key: string) => Buffer.from(`${type}:${key}`).toString('base64url');

async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Any> {
  const { data, errors } = await store.ask(viewer, query, variables);
  expect(errors, query).toEqual([]);
  return data;
}

async function send(mutation: string, input: object, selection = ''): Promise<Any> {
  const result = await store.mutate(viewer, mutation, input, selection);
  expect([result.failures, codes(result)], mutation).toEqual([[], []]);
  return result.payload;
}

const refusals = async (mutation: string, input: object) => {
  const result = await store.mutate(viewer, mutation, input);
  return [...result.failures, ...codes(result)];
};

const awkward = [
  '',
  ' ',
  'a:b',
  ':',
  '%',
  '%3A',
  '%253A:%25',
  'a,b {"c"} NULL',
  `'"\\ \n\t`,
  '漢字 😀',
  '42',
  randomUUID(),
  idOf('Product', 'something'),
  'x'.repeat(2_000),
];

describe('a text of any characters', () => {
  it('names a row, in its id, plainly, and where others point to it', async () => {
    for (const sku of awkward) {
      const { product } = await send(
        'createProduct',
        { sku, name: 'x', shopId: shop, prices: { create: [{ currency: 'EUR', amount: '1' }] } },
        'product { id sku }',
      );
      expect(product).toEqual({ id: idOf('Product', sku), sku });
    }
    const list = await ask(
      '{ products(first: 100) { totalCount edges { cursor node { id sku prices { nodes { id product { sku } } } } } } }',
    );
    expect(list.products.totalCount).toBe(awkward.length);
    const found: string[] = [];
    for (const { cursor, node } of list.products.edges) {
      const escaped = node.sku.replaceAll('%', '%25').replaceAll(':', '%3A');
      expect(node).toEqual({
        id: idOf('Product', node.sku),
        sku: node.sku,
        prices: { nodes: [{ id: idOf('Price', `${escaped}:eur`), product: { sku: node.sku } }] },
      });
      const next = await ask(
        'query ($after: String) { products(first: 1, after: $after) { nodes { sku } } }',
        { after: cursor },
      );
      expect(next.products.nodes[0]?.sku).toBe(list.products.edges[found.push(node.sku)]?.node.sku);
      const one = await ask(
        'query ($id: ID!, $price: ID!) { product(id: $id) { sku } price(id: $price) { sku currency } node(id: $price) { id } }',
        { id: node.id, price: node.prices.nodes[0].id },
      );
      expect(one).toEqual({
        product: { sku: node.sku },
        price: { sku: node.sku, currency: 'EUR' },
        node: { id: node.prices.nodes[0].id },
      });
    }
    expect(found.sort()).toEqual([...awkward].sort());
    const ids = awkward.flatMap(sku => [
      idOf('Product', sku),
      idOf('Price', `${sku.replaceAll('%', '%25').replaceAll(':', '%3A')}:eur`),
    ]);
    expect((await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).nodes).toEqual(
      ids.map(id => ({ id })),
    );
  });

  it('is taken plainly, but for one that is an id of this API to the letter', async () => {
    const bySku = async (id: string) =>
      (await ask('query ($id: ID!) { product(id: $id) { sku } }', { id })).product;
    for (const sku of awkward.filter(text => !text.startsWith('UHJv')))
      expect(await bySku(sku)).toEqual({ sku });
    expect(await bySku(idOf('Product', 'something'))).toBeNull();
    expect((await store.ask(viewer, `{ product(id: "${idOf('Country', '1')}") { sku } }`)).errors).toEqual([
      'BAD_USER_INPUT: id must be the id of a Product; this is the id of a Country.',
    ]);
  });

  it('is refused where it could be none, or is too long', async () => {
    const wrong = async (id: string) =>
      (await store.ask(viewer, 'query ($id: ID!) { product(id: $id) { sku } }', { id })).errors.map(
        error => error.split(':')[0],
      );
    expect(await wrong('a\u0000b')).toEqual(['BAD_USER_INPUT']);
    expect(await wrong('\ud800')).toEqual(['BAD_USER_INPUT']);
    expect(await wrong('x'.repeat(16_385))).toEqual(['BAD_USER_INPUT']);
    // Of two texts that mean the same key, one is its id.
    for (const key of ['%:eur', '%3a:eur', 'a%41:eur', 'a:b:eur', 'a'])
      expect(
        (await store.ask(viewer, `{ node(id: "${idOf('Price', key)}") { id } }`)).errors,
        key,
      ).toHaveLength(1);
    // It would be cut to another city's name.
    const cut = idOf('City', `DE:${'x'.repeat(21)}`);
    expect((await store.ask(viewer, `{ node(id: "${cut}") { id } }`)).errors).toHaveLength(1);
  });
});

describe('a foreign key to a unique column', () => {
  it('is read in both directions, padded or not', async () => {
    const { cities: list } = await ask(
      '{ cities { totalCount nodes { id name country { code countryId cities { totalCount } } } } }',
    );
    expect(list).toEqual({
      totalCount: 2,
      nodes: [
        {
          id: idOf('City', 'A:b'),
          name: 'b',
          country: { code: 'A ', countryId: 2, cities: { totalCount: 1 } },
        },
        {
          id: idOf('City', 'DE:Köln%3A am Rhein 100%25'),
          name: 'Köln: am Rhein 100%',
          country: { code: 'DE', countryId: 1, cities: { totalCount: 1 } },
        },
      ],
    });
    for (const { id } of list.nodes) expect((await ask(`{ node(id: "${id}") { id } }`)).node).toEqual({ id });
  });

  it('takes that column’s own value, of a row that the viewer sees', async () => {
    const { city } = await send(
      'createCity',
      { countryCode: 'DE', name: 'Ulm' },
      'city { id country { name } }',
    );
    expect(city).toEqual({ id: idOf('City', 'DE:Ulm'), country: { name: 'Germany' } });
    expect(await refusals('createCity', { countryCode: 'XX', name: 'Ulm' })).toEqual([
      'NOT_FOUND input.countryCode',
    ]);
    expect(await refusals('createCity', { countryCode: 'DE', name: 'Ulm' })).toEqual(['CONFLICT input.name']);
    expect((await send('deleteCity', { id: city.id }, 'deletedId')).deletedId).toBe(city.id);
  });
});

describe('a foreign key to a key of several columns', () => {
  it('leads to a row that the viewer sees, and is told at its last column', async () => {
    await store.client`insert into product (sku, name, shop_id) values ('theirs', 'x', ${randomUUID()})`;
    await store.client`insert into price (sku, currency, amount, shop_id) values ('theirs', 'eur', 1, ${randomUUID()})`;
    const { offer } = await send(
      'createOffer',
      { sku: '42', currency: 'EUR' },
      'offer { id uuid price { amount } }',
    );
    expect(offer).toEqual({ id: idOf('Offer', offer.uuid), uuid: offer.uuid, price: { amount: '1' } });
    expect(await refusals('createOffer', { sku: 'theirs', currency: 'EUR' })).toEqual([
      'NOT_FOUND input.currency',
    ]);
    expect(await refusals('updateOffer', { id: offer.uuid, sku: 'theirs' })).toEqual([
      'NOT_FOUND input.currency',
    ]);
    await send('updateOffer', { id: offer.uuid, sku: null });
  });
});

describe('rows of such keys', () => {
  it('are deleted, restored and changed unless they were changed meanwhile, each leaving its trail', async () => {
    const sku = 'trail: 100%';
    const { product } = await send(
      'createProduct',
      { sku, name: 'x', shopId: shop },
      'product { updatedAt }',
    );
    const stale = { id: sku, name: 'y', ifUpdatedAt: '2020-01-01T00:00:00.000Z' };
    expect(await refusals('updateProduct', stale)).toEqual(['CONFLICT input.ifUpdatedAt']);
    const price = idOf('Price', 'trail%3A 100%25:us-dollar');
    await send('updateProduct', {
      ...stale,
      ifUpdatedAt: product.updatedAt,
      prices: { create: [{ currency: 'US_DOLLAR', amount: '2.50' }] },
    });
    await send('updateProduct', { id: sku, prices: { update: [{ id: price, amount: '3' }] } });
    await send('deleteProduct', { id: idOf('Product', sku) });
    expect((await ask(`{ product(id: "${sku}") { name } }`)).product).toBeNull();
    const deleted = `{ product(id: "${sku}", deleted: ONLY) { name prices { nodes { amount } } } }`;
    expect((await ask(deleted)).product).toEqual({ name: 'y', prices: { nodes: [{ amount: '3' }] } });
    await send('restoreProduct', { id: sku });
    const rows =
      await store.client`select entity, action, "row" from event where "row" like 'trail%' order by entity, action`;
    const events = rows.map(({ entity, action, row }) => [entity, action, row]);
    expect(events).toEqual([
      ['Price', 'create', 'trail%3A 100%25:us-dollar'],
      ['Price', 'update', 'trail%3A 100%25:us-dollar'],
      ['Product', 'create', sku],
      ['Product', 'delete', sku],
      ['Product', 'restore', sku],
      ['Product', 'update', sku],
    ]);
  });

  it('of which nothing can be set stay as they are while their children change', async () => {
    const day = '2026-02-28';
    const made = await send(
      'createHoliday',
      { day, speeches: { create: [{ rowId: -32768, text: 'x', clientKey: 'c' }] } },
      'holiday { id day } clientKeys { nodeId }',
    );
    expect(made.holiday).toEqual({ id: idOf('Holiday', day), day });
    expect(made.clientKeys).toEqual([{ nodeId: idOf('Speech', '-32768') }]);
    const update = [{ id: '-32768', text: 'y' }];
    const { holiday } = await send('updateHoliday', { id: day, speeches: { update } }, 'holiday { day }');
    expect(holiday).toEqual({ day });
    expect((await ask(`{ holiday(id: "${day}") { speeches { nodes { rowId text } } } }`)).holiday).toEqual({
      speeches: { nodes: [{ rowId: -32768, text: 'y' }] },
    });
    expect(Object.keys(store.api.schema.getMutationType()!.getFields())).not.toContain('updateHolidays');
    expect(await refusals('updateHoliday', { id: '2026-02-30' })).toEqual(['BAD_USER_INPUT input.id']);
    expect(await refusals('deleteSpeech', { id: '32768' })).toEqual(['BAD_USER_INPUT input.id']);
  });
});
