/**
 * What nobody may know of a row that they meet, they learn by no way to ask for it: output, filters, orders, cursors, nested or not.
 * Compared with plain SQL over rows from which it is left out, on both paths, for two viewers who each know what the other does not.
 */
import { isNullableType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typeOf } from '../src/generator/blueprint/blueprint.ts';
import { hasIndex } from '../src/generator/list/index-order.ts';
import { parseOrdering } from '../src/generator/list/ordering.ts';
import { unserved } from '../src/generator/list/served.ts';
import type { Any } from './support/api.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import {
  accountOf,
  ann,
  bob,
  fillWorld,
  knownRows,
  noteOf,
  startRestrictedWorld,
} from './support/restricted-world.ts';

let foreign: ForeignApi;

beforeAll(async () => {
  foreign = await startRestrictedWorld();
  await fillWorld(foreign.client);
});
afterAll(() => foreign.close());

const viewers: readonly (readonly [string, ForeignViewer])[] = [
  ['Ann', ann],
  ['Bob', bob],
];

async function ask(viewer: ForeignViewer, query: string, variables = {}): Promise<Any> {
  const { data, errors } = await foreign.ask(viewer, query, variables);
  expect(errors, query).toEqual([]);
  return data;
}

/** A column of texts, of the rows as a viewer may know them under `m`. */
async function texts(viewer: ForeignViewer, table: 'account' | 'note', rest: string, select = 'm.id') {
  const rows = await foreign.client.unsafe(
    `select (${select})::text as "text" from ${knownRows(table, viewer)} m ${rest}`,
  );
  return rows.map(({ text }) => text as string | null);
}

describe.each(viewers)('of rows that %s meets', (_, viewer) => {
  it('each has the values that are known, and null for others', async () => {
    const fields = 'uuid email phone visits balance bornOn tags profile habits { drinks cups } grade pin';
    const { accounts } = await ask(viewer, `{ accounts(first: 100) { nodes { ${fields} } } }`);
    const [wanted] = await foreign.client.unsafe(
      `select json_agg(json_build_object('uuid', m.id, 'email', m.email, 'phone', m.phone, 'visits', m.visits, 'balance', m.balance::text,
         'bornOn', m.born_on, 'tags', m.tags, 'profile', m.profile, 'habits', m.habits, 'grade', m.grade, 'pin', m.pin)
         order by m.created_at, m.id) as "rows" from ${knownRows('account', viewer)} m`,
    );
    const told = accounts.nodes.map((node: Any) => {
      return { ...node, balance: node.balance === null ? null : String(node.balance) };
    });
    expect(told).toEqual(wanted!.rows);
    for (const field of ['email', 'visits', 'balance', 'bornOn', 'tags', 'profile', 'habits'])
      expect(new Set(told.map((node: Any) => node[field] === null)), field).toEqual(new Set([true, false]));
  });

  it('one that is asked for by its id has no more of them, nor has one that a relation leads to', async () => {
    const [id, email] = [
      accountOf(1),
      await texts(viewer, 'account', `where m.id = '${accountOf(1)}'`, 'm.email'),
    ];
    const data = await ask(
      viewer,
      `query ($id: ID!, $note: ID!) {
         account(id: $id) { email notes(first: 3) { nodes { body account { email } } } } note(id: $note) { body updatedAt account { email visits } } }`,
      { id, note: noteOf(4) },
    );
    expect([data.account.email]).toEqual(email);
    const [note] = await foreign.client.unsafe(
      `select m.body, a.email, a.visits from ${knownRows('note', viewer)} m join ${knownRows('account', viewer)} a on a.id = m.account_id where m.id = '${noteOf(4)}'`,
    );
    expect({ body: data.note.body, ...data.note.account }).toEqual({ ...note });
  });
});

/** Filters, and what they ask of the rows as a viewer may know them. */
const accountFilters: readonly (readonly [where: string, sql: string])[] = [
  ['{ email: { eq: "x0@mail.example" } }', `m.email = 'x0@mail.example'`],
  [
    '{ email: { in: ["x0@mail.example", "y1@mail.example"] } }',
    `m.email in ('x0@mail.example', 'y1@mail.example')`,
  ],
  ['{ email: { contains: "x" } }', `m.email like '%x%'`],
  ['{ email: { ilike: "Y%" } }', `m.email ilike 'Y%'`],
  ['{ email: { gt: "y" } }', `m.email > 'y'`],
  ['{ email: { isNull: true } }', 'm.email is null'],
  ['{ email: { isNull: false } }', 'm.email is not null'],
  ['{ NOT: { email: { startsWith: "x" } } }', `(m.email like 'x%') is not true`],
  ['{ OR: [{ phone: { eq: "+1" } }, { visits: { gte: 9 } }] }', `m.phone = '+1' or m.visits >= 9`],
  ['{ phone: { isNull: true } }', 'm.phone is null'],
  ['{ balance: { lte: "9007199254740995" } }', 'm.balance <= 9007199254740995'],
  ['{ bornOn: { lt: "1970-01-01" } }', `m.born_on < '1970-01-01'`],
  ['{ tags: { has: "t1" } }', `'t1' = any(m.tags)`],
  ['{ profile: { contains: { vip: true } } }', `m.profile @> '{"vip":true}'`],
  ['{ profile: { hasKey: "city" } }', `m.profile ? 'city'`],
  ['{ profile: { path: [{ path: ["city"], eq: "c1" }] } }', `m.profile ->> 'city' = 'c1'`],
  ['{ profile: { path: [{ path: ["city"], isNull: true }] } }', `m.profile ->> 'city' is null`],
  ['{ habits: { path: [{ path: ["cups"], gt: 1 }] } }', `(m.habits ->> 'cups')::int > 1`],
  ['{ habits: { contains: { drinks: "tea" } } }', `m.habits @> '{"drinks":"tea"}'`],
  ['{ pin: { eq: "1001" } }', 'false'],
  ['{ pin: { isNull: true } }', 'true'],
  [
    '{ notes: { some: { body: { contains: "1" } } } }',
    `exists (select 1 from $notes n where n.account_id = m.id and n.body like '%1%')`,
  ],
  [
    '{ notes: { none: { body: { isNull: false } } } }',
    `not exists (select 1 from $notes n where n.account_id = m.id and n.body is not null)`,
  ],
  [
    '{ notes: { every: { body: { startsWith: "Note" } } } }',
    `not exists (select 1 from $notes n where n.account_id = m.id and (n.body like 'Note%') is not true)`,
  ],
];
const noteFilters: readonly (readonly [where: string, sql: string])[] = [
  ['{ body: { eq: "Note 5" } }', `m.body = 'Note 5'`],
  ['{ updatedAt: { gt: "2026-02-01T00:00:20.000Z" } }', `m.updated_at > '2026-02-01T00:00:20Z'`],
  [
    '{ account: { email: { contains: "x" } } }',
    `exists (select 1 from $accounts a where a.id = m.account_id and a.email like '%x%')`,
  ],
  [
    '{ NOT: { account: { visits: { gt: 3 } } } }',
    `not exists (select 1 from $accounts a where a.id = m.account_id and a.visits > 3)`,
  ],
  [
    '{ account: { notes: { some: { body: { eq: "Note 7" } }, none: { body: { eq: "Note 3" } } } } }',
    `exists (select 1 from $notes n where n.account_id = m.account_id and n.body = 'Note 7')
     and not exists (select 1 from $notes n where n.account_id = m.account_id and n.body = 'Note 3')`,
  ],
];

describe.each(viewers)('%s filters by what is known, whatever is asked:', (_, viewer) => {
  const bound = (sql: string) =>
    sql.replaceAll('$notes', knownRows('note', viewer)).replaceAll('$accounts', knownRows('account', viewer));

  it.each(accountFilters)('accounts where %s', async (where, sql) => {
    const { accounts } = await ask(
      viewer,
      `{ accounts(first: 100, where: ${where}) { totalCount nodes { uuid } } }`,
    );
    const wanted = await texts(viewer, 'account', `where ${bound(sql)} order by m.created_at, m.id`);
    expect(accounts.nodes.map(({ uuid }: Any) => uuid)).toEqual(wanted);
    expect(accounts.totalCount).toBe(wanted.length);
  });

  it.each(noteFilters)('notes where %s', async (where, sql) => {
    const { notes } = await ask(
      viewer,
      `{ notes(first: 100, where: ${where}) { totalCount nodes { uuid } } }`,
    );
    const wanted = await texts(viewer, 'note', `where ${bound(sql)} order by m.id`);
    expect(notes.nodes.map(({ uuid }: Any) => uuid)).toEqual(wanted);
    expect(notes.totalCount).toBe(wanted.length);
  });

  it('lists of a row, too', async () => {
    const { accounts } = await ask(
      viewer,
      `{ accounts(first: 100) { nodes { uuid notes(where: { body: { contains: "1" } }, orderBy: [{ body: DESC }]) { totalCount nodes { uuid body } } } } }`,
    );
    for (const { uuid, notes } of accounts.nodes) {
      const rest = `where m.account_id = '${uuid}' and m.body like '%1%' order by m.body desc, m.id desc`;
      expect(notes.nodes.map((note: Any) => note.uuid)).toEqual(await texts(viewer, 'note', rest));
      expect(notes.totalCount).toBe(notes.nodes.length);
    }
  });
});

/** Orders, and the value that each goes by. */
const orders: readonly (readonly [list: 'accounts' | 'notes', orderBy: string, sql: string])[] = [
  ...['email', 'phone', 'visits', 'balance', 'bornOn', 'pin'].map(
    field => ['accounts', `{ ${field}: $d }`, `m.${field === 'bornOn' ? 'born_on' : field}`] as const,
  ),
  ['notes', '{ body: $d }', 'm.body'],
  ['notes', '{ updatedAt: $d }', 'm.updated_at'],
  ['notes', '{ account: { email: $d } }', '(select a.email from $accounts a where a.id = m.account_id)'],
];
const pageSize = 7;

/** All pages of a list, one after the other, from the start or from the end: the rows and their cursors. */
async function pages(
  viewer: ForeignViewer,
  list: string,
  orderBy: string,
  backward: boolean,
): Promise<Any[]> {
  const [size, from, more] = backward
    ? ['last', 'before', 'hasPreviousPage']
    : ['first', 'after', 'hasNextPage'];
  const found: Any[] = [];
  for (let cursor: string | null = null; ; ) {
    const query = `query ($cursor: String) { ${list}(${size}: ${pageSize}, ${from}: $cursor, orderBy: [${orderBy}]) {
      edges { cursor node { uuid } } pageInfo { ${more} startCursor endCursor } } }`;
    const page: Any = (await ask(viewer, query, { cursor }))[list];
    found.push(...(backward ? [...page.edges].reverse() : page.edges));
    if (!page.pageInfo[more]) return backward ? found.reverse() : found;
    cursor = backward ? page.pageInfo.startCursor : page.pageInfo.endCursor;
  }
}

describe.each(viewers)('%s pages by what is known, and cursors tell nothing else:', (_, viewer) => {
  const cases = orders.flatMap(([list, orderBy, sql]) =>
    (['ASC', 'DESC'] as const).flatMap(direction =>
      (['start', 'end'] as const).map(
        from => [list, orderBy.replace('$d', direction), from, sql, direction] as const,
      ),
    ),
  );

  it.each(cases)('%s by %s from the %s', async (list, orderBy, from, sql, direction) => {
    const value = sql.replaceAll('$accounts', knownRows('account', viewer));
    const table = list === 'accounts' ? 'account' : 'note';
    const order = `order by ${value} ${direction}, m.id ${direction}`;
    const edges = await pages(viewer, list, orderBy, from === 'end');
    expect(edges.map(({ node }) => node.uuid)).toEqual(await texts(viewer, table, order));
    const told = edges.map(({ cursor }) => JSON.parse(Buffer.from(cursor, 'base64url').toString())[1]);
    expect(told).toEqual(await texts(viewer, table, order, value));
  });

  it('one that is made up leads to where the values that are known lie', async () => {
    const { accounts } = await ask(
      viewer,
      'query ($after: String) { accounts(first: 100, after: $after, orderBy: [{ email: ASC }]) { nodes { uuid } } }',
      {
        after: Buffer.from(JSON.stringify(['accounts: email ASC, uuid ASC', 'y', accountOf(0)])).toString(
          'base64url',
        ),
      },
    );
    const wanted = await texts(
      viewer,
      'account',
      `where m.email > 'y' or m.email is null order by m.email, m.id`,
    );
    expect(accounts.nodes.map(({ uuid }: Any) => uuid)).toEqual(wanted);
  });
});

describe('the schema', () => {
  it('has fields that may be null for such columns, and says so of them', () => {
    const fields = Object(foreign.api.schema.getType('Account')).getFields();
    for (const field of ['email', 'visits', 'tags', 'habits']) {
      expect(isNullableType(fields[field].type), field).toBe(true);
      expect(fields[field].description).toBe('A column. Null in rows in which the viewer may not know it.');
    }
    expect(isNullableType(fields.name.type)).toBe(false);
    expect(fields.grade.description).toBe('A column.');
  });
});

describe('an index of such a column', () => {
  it('has no rows in the order of what is known, nor finds any by it', () => {
    const { blueprint } = foreign.api;
    const type = typeOf(blueprint, 'accounts');
    const order = (field: string) => parseOrdering(blueprint, 'accounts', [{ [field]: 'ASC' }]);
    const byTenant = (field: string) => hasIndex(type, new Set(['shopId']), order(field));
    expect([byTenant('name'), byTenant('email')]).toEqual([true, false]);
    const inOrder = (field: string) =>
      unserved(type, { filter: undefined, order: order(field), distinctOn: [] });
    expect([inOrder('name'), inOrder('email')]).toEqual([undefined, 'order']);
    const equals = (column: string) =>
      unserved(type, {
        filter: { kind: 'column', column, operator: 'eq', operand: 'x' },
        order: order('name'),
        distinctOn: [],
      });
    expect([equals('name'), equals('email')]).toEqual([undefined, 'filter']);
  });
});
