/**
 * Schemas that nobody here wrote, as they were pulled of their databases: every table is read in every way that the Blueprint names,
 * and compared with plain SQL; what such tables are known for is written.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnOf, typeOf } from '../src/generator/blueprint/blueprint.ts';
import type { Any } from './support/api.ts';
import { type ForeignApi, serveForeignApi } from './support/foreign-api.ts';
import { buildNorthwind } from './support/northwind/entry.ts';
import { buildPagila } from './support/pagila/entry.ts';
import { columnSql, idSql, keySql, relatedSql, tableSql } from './support/plain-sql.ts';
import { codes } from './support/write-client.ts';

const viewer = { user: randomUUID(), shops: [] };
const folder = (name: string) => new URL(`support/${name}/`, import.meta.url);
const served = { pagila: buildPagila(), northwind: buildNorthwind() };
type Name = keyof typeof served;
const names = Object.keys(served) as Name[];
const stores = {} as Record<Name, ForeignApi>;

beforeAll(async () => {
  for (const name of names)
    stores[name] = await serveForeignApi(
      served[name],
      readFileSync(new URL('tables.sql', folder(name)), 'utf8'),
    );
});
afterAll(() => Promise.all(names.map(name => stores[name].close())));

async function ask(name: Name, query: string, variables: object = {}): Promise<Any> {
  const { data, errors } = await stores[name].ask(viewer, query, variables as Record<string, unknown>);
  expect(errors, query).toEqual([]);
  return data;
}

async function send(name: Name, mutation: string, input: object, selection = ''): Promise<Any> {
  const result = await stores[name].mutate(viewer, mutation, input, selection);
  expect([result.failures, codes(result), result.errors], mutation).toEqual([[], [], undefined]);
  return result.payload;
}

/** Values of plain SQL as text. */
const rowsOf = (name: Name, text: string): Promise<(string | null)[][]> =>
  stores[name].client.unsafe(text).then(rows => rows.map(row => Object.values(row) as (string | null)[]));

const types = names.flatMap(name =>
  Object.values(served[name].blueprint.types).map(type => [name, type.table, type] as const),
);

describe.each(types)('%s: %s', (name, _table, type) => {
  const ids = () =>
    rowsOf(
      name,
      `select ${idSql(type, 's')} from ${tableSql(type)} s order by ${keySql(type, 's').join(', ')}`,
    ).then(rows => rows.map(([id]) => id));

  it('is walked page by page in both directions, and counted', async () => {
    const expected = await ids();
    expect(expected.length).toBeGreaterThan(0);
    for (const [size, next, info] of [
      ['first', 'after', 'hasNextPage endCursor'],
      ['last', 'before', 'hasPreviousPage startCursor'],
    ] as const) {
      const found: string[] = [];
      let cursor: string | null = null;
      for (;;) {
        const { list }: Any = await ask(
          name,
          `query ($cursor: String) { list: ${type.plural}(${size}: 40, ${next}: $cursor) { totalCount nodes { id } pageInfo { ${info} } } }`,
          cursor === null ? {} : { cursor },
        );
        expect(list.totalCount).toBe(expected.length);
        const page = list.nodes.map(({ id }: Any) => id);
        if (size === 'first') found.push(...page);
        else found.unshift(...page);
        const [more, position] = info.split(' ').map(member => list.pageInfo[member]);
        if (!more) break;
        cursor = position;
      }
      expect(found).toEqual(expected);
    }
  });

  it('is found by id, among others, and by each of its columns', async () => {
    const [first, ...others] = await ids();
    const { one, node, nodes } = await ask(
      name,
      `query ($id: ID!, $ids: [ID!]!) { one: ${type.single}(id: $id) { __typename id } node(id: $id) { id } nodes(ids: $ids) { id } }`,
      { id: first, ids: [first, ...others.slice(-2)] },
    );
    expect(one).toEqual({ __typename: type.name, id: first });
    expect(node).toEqual({ id: first });
    expect(nodes.map(({ id }: Any) => id)).toEqual([first, ...others.slice(-2)]);
    for (const { field, key, kind, list } of type.columns) {
      if (list || ['opaque', 'bytes'].includes(kind) || columnOf(type, key).orderable === false) continue;
      const { list: found } = await ask(
        name,
        `{ list: ${type.plural}(first: 5, orderBy: [{ ${field}: DESC_NULLS_LAST }]) { nodes { id } } }`,
      );
      const expected = await rowsOf(
        name,
        `select ${idSql(type, 's')} from ${tableSql(type)} s order by ${columnSql(type, key, 's')} desc nulls last, ${keySql(
          type,
          's',
        )
          .map(each => `${each} desc`)
          .join(', ')} limit 5`,
      );
      expect(
        found.nodes.map(({ id }: Any) => [id]),
        field,
      ).toEqual(expected);
    }
  });

  it.each(type.relations.map(relation => [relation.field, relation] as const))(
    'leads by %s to the rows of plain SQL',
    async (field, relation) => {
      const target = typeOf(served[name].blueprint, relation.target);
      const inner = relation.many ? `${field}(first: 100) { totalCount nodes { id } }` : `${field} { id }`;
      const { list } = await ask(name, `{ list: ${type.plural}(first: 15) { nodes { id ${inner} } } }`);
      const rows = await rowsOf(
        name,
        `select s.id, ${idSql(target, 't')} from (select s.*, ${idSql(type, 's')} as id from ${tableSql(type)} s
           order by ${keySql(type, 's').join(', ')} limit 15) s join ${relatedSql(served[name], type, relation)} order by ${keySql(target, 't').join(', ')}`,
      );
      for (const node of list.nodes) {
        const expected = rows.filter(([id]) => id === node.id).map(([, id]) => id);
        const found = relation.many ? node[field].nodes : node[field] ? [node[field]] : [];
        expect(
          found.map(({ id }: Any) => id),
          node.id,
        ).toEqual(expected);
        if (relation.many) expect(node[field].totalCount).toBe(expected.length);
      }
    },
  );
});

const single = (type: string, ...key: (string | number)[]) =>
  Buffer.from(
    `${type}:${key.map(part => (key.length > 1 ? String(part).replaceAll('%', '%25').replaceAll(':', '%3A') : part)).join(':')}`,
  ).toString('base64url');

describe('a rental is', () => {
  it('made, paid to the microsecond, changed and taken back', async () => {
    const { rental } = await send(
      'pagila',
      'createRental',
      {
        rentalDate: '2022-01-20T10:00:00.000003Z',
        inventoryId: '3',
        customerId: single('Customer', 4),
        staffId: '1',
      },
      'rental { id rentalId rentalDate returnDate customer { firstName } }',
    );
    expect(rental).toMatchObject({
      rentalDate: '2022-01-20T10:00:00.000003Z',
      returnDate: null,
      customer: { firstName: 'Customer' },
    });
    const paid = await send(
      'pagila',
      'createPayment',
      {
        rentalId: rental.id,
        customerId: '4',
        staffId: '1',
        amount: '4.99',
        paymentDate: '2022-01-20T10:00:00.123456Z',
      },
      'payment { id paymentId amount paymentDate rental { id } }',
    );
    const key = ['2022-01-20 10:00:00.123456+00', paid.payment.paymentId] as const;
    expect(paid.payment).toEqual({
      id: single('Payment', ...key),
      paymentId: key[1],
      amount: '4.99',
      paymentDate: '2022-01-20T10:00:00.123456Z',
      rental: { id: rental.id },
    });
    await send('pagila', 'updatePayment', { id: paid.payment.id, amount: '5.01' });
    expect(await ask('pagila', `{ payment(id: "${paid.payment.id}") { amount } }`)).toEqual({
      payment: { amount: '5.01' },
    });
    expect((await send('pagila', 'deletePayment', { id: paid.payment.id }, 'deletedId')).deletedId).toBe(
      paid.payment.id,
    );
    await send('pagila', 'deleteRental', { id: rental.id }, 'deletedId');
    expect(await rowsOf('pagila', `select 1 from rental where rental_id = ${rental.rentalId}`)).toEqual([]);
  });

  it('refused twice at one time, and where its customer is not there', async () => {
    const [[date, inventory, customer]] = (await rowsOf(
      'pagila',
      `select to_char(rental_date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), inventory_id::text, customer_id::text from rental limit 1`,
    )) as [[string, string, string]];
    const refused = async (mutation: string, input: object) =>
      codes(await stores.pagila.mutate(viewer, mutation, input));
    expect(
      await refused('createRental', {
        rentalDate: date,
        inventoryId: inventory,
        customerId: customer,
        staffId: '2',
      }),
    ).toEqual(['CONFLICT input.customerId']);
    expect(
      await refused('createRental', { rentalDate: date, inventoryId: '2', customerId: '999', staffId: '2' }),
    ).toEqual(['NOT_FOUND input.customerId']);
    // Who rents cannot be removed.
    expect(await refused('deleteCustomer', { id: '1' })).toEqual(['BAD_USER_INPUT input.id']);
  });
});

describe('a film is', () => {
  it('made with what a trigger fills, and found by it', async () => {
    const fields = 'film { filmId releaseYear rating specialFeatures fulltext rentalRate languageId }';
    const { film } = await send(
      'pagila',
      'createFilm',
      {
        title: 'Two Rivers',
        description: 'A river',
        languageId: '2',
        releaseYear: 1999,
        specialFeatures: ['Trailers', null],
      },
      fields,
    );
    expect(film).toMatchObject({
      releaseYear: 1999,
      rating: 'G',
      specialFeatures: ['Trailers', null],
      fulltext: "'river':2,4 'two':1",
      rentalRate: '4.99',
      languageId: 2,
    });
    const changed = await send(
      'pagila',
      'updateFilm',
      { id: String(film.filmId), title: 'Three Lakes', rating: 'NC_17' },
      fields,
    );
    expect(changed.film).toMatchObject({ rating: 'NC_17', fulltext: "'lake':2 'river':4 'three':1" });
    for (const input of ['CreateFilmInput', 'UpdateFilmInput']) {
      const type = served.pagila.schema.getType(input) as unknown as { getFields(): object };
      expect(Object.keys(type.getFields())).toContain('title');
      expect(Object.keys(type.getFields()).filter(field => /fulltext|lastUpdate/.test(field))).toEqual([]);
    }
    const bound = await stores.pagila.mutate(viewer, 'updateFilm', {
      id: String(film.filmId),
      releaseYear: 1800,
    });
    expect(codes(bound)).toEqual(['BAD_USER_INPUT input.releaseYear']);
  });

  it('given to actors, many at once, and taken from them', async () => {
    await send('pagila', 'createFilmActor', { actorId: '12', filmId: '25' }, 'filmActor { id }');
    const twice = await stores.pagila.mutate(viewer, 'createFilmActor', { actorId: '12', filmId: '25' });
    expect(codes(twice)).toEqual(['CONFLICT input.filmId']);
    const { count } = await send(
      'pagila',
      'deleteFilmActors',
      { where: { actorId: { eq: 12 } }, atMost: 100 },
      'count',
    );
    expect(count).toBeGreaterThan(1);
    expect(await rowsOf('pagila', 'select 1 from film_actor where actor_id = 12')).toEqual([]);
  });
});

describe('an order is', () => {
  it('made with a number of the client and lines of two keys, changed and removed', async () => {
    const { order } = await send(
      'northwind',
      'createOrder',
      {
        orderId: 20001,
        customerId: 'C0003',
        employeeId: single('Employee', 2),
        orderDate: '1998-02-28',
        freight: 1.5,
      },
      'order { id orderId orderDate freight customer { companyName } employee { lastName } }',
    );
    expect(order).toEqual({
      id: single('Order', 20001),
      orderId: 20001,
      orderDate: '1998-02-28',
      freight: 1.5,
      customer: { companyName: 'Company 3' },
      employee: { lastName: 'Last 2' },
    });
    const line = await send(
      'northwind',
      'createOrderDetail',
      { orderId: order.id, productId: '7', unitPrice: 2.5, quantity: 3, discount: 0.25 },
      'orderDetail { id quantity }',
    );
    expect(line.orderDetail).toEqual({ id: single('OrderDetail', 20001, 7), quantity: 3 });
    await send(
      'northwind',
      'updateOrderDetails',
      { where: { orderId: { eq: 20001 } }, atMost: 5, set: { quantity: 9 } },
      'count',
    );
    expect(await ask('northwind', '{ order(id: "20001") { products { nodes { productId } } } }')).toEqual({
      order: { products: { nodes: [{ productId: 7 }] } },
    });
    expect(await rowsOf('northwind', 'select quantity from order_details where order_id = 20001')).toEqual([
      [9],
    ]);
    const held = await stores.northwind.mutate(viewer, 'deleteOrder', { id: order.id });
    expect(codes(held)).toEqual(['BAD_USER_INPUT input.id']);
    await send('northwind', 'deleteOrderDetail', { id: line.orderDetail.id }, 'deletedId');
    await send('northwind', 'deleteOrder', { id: order.id }, 'deletedId');
  });

  it('refused for a customer or a number that cannot be', async () => {
    const refused = async (input: object) =>
      codes(await stores.northwind.mutate(viewer, 'createOrder', input));
    expect(await refused({ orderId: 20002, customerId: 'NOONE' })).toEqual(['NOT_FOUND input.customerId']);
    expect(await refused({ orderId: 40_000 })).toEqual(['BAD_USER_INPUT input.orderId']);
    expect(await refused({ orderId: 10001 })).toEqual(['CONFLICT input.orderId']);
  });
});

it('a pair of texts with signs of their own is made, found and removed by its id', async () => {
  const made = await send(
    'northwind',
    'createCustomerCustomerDemo',
    { customerId: 'C0020', customerTypeId: 'A:B%' },
    'customerCustomerDemo { id customerTypeId }',
  );
  const id = single('CustomerCustomerDemo', 'C0020', 'A:B%');
  expect(made.customerCustomerDemo).toEqual({ id, customerTypeId: 'A:B%' });
  expect(await ask('northwind', `{ node(id: "${id}") { id } }`)).toEqual({ node: { id } });
  expect((await send('northwind', 'deleteCustomerCustomerDemo', { id }, 'deletedId')).deletedId).toBe(id);
});

it('each is served by an entry of at most forty lines beside its pulled tables', () => {
  for (const name of names)
    expect(
      readFileSync(new URL('entry.ts', folder(name)), 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBeLessThanOrEqual(40);
});
