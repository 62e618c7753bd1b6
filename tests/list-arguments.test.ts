/**
 * Arguments of lists are read once, before anything of the operation runs: what is wrong with them stops the root field that they are in,
 * a mutation whole, and an operation of which nothing would be left.
 * Knows where lists can stand in a document; what each argument may be is told by other suites.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { type Answer, type Any, startTestApi, type TestApi } from './support/api.ts';
import { demoDashboard } from './support/dashboard-page.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';
import { digestOf } from './support/write-client.ts';

let api: TestApi;
let statements: StatementCount;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  statements = countStatements(api.adminUrl);
  token = await api.signIn('owner@demo.example');
});
afterAll(async () => {
  await statements.close();
  await api.close();
});

const ask = (query: string, variables: object = {}) => api.ask(query, { token, variables });
const tooMany = 'first must be from 1 to 100, not 101.';

/** What an operation is refused for, as `code path message`: without data, and without a statement. */
async function refusals(query: string, variables: object = {}, as: string | undefined = token) {
  let answer: Answer | undefined;
  const sent = await statements.during(async () => {
    answer = await api.ask(query, { token: as, variables });
  });
  expect(sent).toEqual([]);
  expect(answer!.data).toBeUndefined();
  return answer!.errors!.map(
    ({ message, path = [], extensions }) => `${extensions.code} ${path.join('.')} ${message}`,
  );
}

async function answered(query: string, variables: object = {}): Promise<Any> {
  const { data, errors } = await ask(query, variables);
  expect(errors, JSON.stringify(errors)).toBeUndefined();
  return data;
}

describe('a wrong argument beside other root fields', () => {
  const names = async () => (await answered('{ dashboards(first: 2) { nodes { name } } }')).dashboards;

  it.each([
    ['of a root list', 'dashboards(first: 101) { totalCount }', 'wrong'],
    [
      'of a nested list',
      'dashboards { nodes { widgets(first: 101) { totalCount } } }',
      'wrong.nodes.widgets',
    ],
    [
      'of a list of one row',
      `dashboard(id: "${demoDashboard}") { widgets(first: 101) { totalCount } }`,
      'wrong.widgets',
    ],
    ['in a fragment', 'dashboards { nodes { ...Wrong } }', 'wrong.nodes.widgets'],
  ])('%s leaves them, and is told with its path', async (_, field, path) => {
    const fragment = field.includes('...Wrong')
      ? 'fragment Wrong on Dashboard { widgets(first: 101) { totalCount } }'
      : '';
    const query = `{ dashboards(first: 2) { nodes { name } } wrong: ${field} viewer { displayName } } ${fragment}`;
    const { status, data, errors } = await ask(query);
    expect(status).toBe(200);
    expect(data).toEqual({
      dashboards: await names(),
      wrong: null,
      viewer: { displayName: 'Olivia Brandt' },
    });
    const told = errors!.map(
      ({ message, path, extensions }) => `${extensions.code} ${path!.join('.')} ${message}`,
    );
    expect(told).toEqual([`BAD_USER_INPUT ${path} ${tooMany}`]);
  });

  it('stops every root field that spreads its fragment, and no other', async () => {
    const query = `{ a: dashboards { nodes { ...D } } b: dashboards(last: 1) { nodes { project { ...P } } } c: projects(first: 1) { nodes { ...P } } d: dashboards(first: 2) { nodes { name } } }
      fragment D on Dashboard { project { ...P } } fragment P on Project { cohorts(first: 101) { totalCount } }`;
    const { data, errors } = await ask(query);
    expect(data).toEqual({ a: null, b: null, c: null, d: await names() });
    expect(errors).toHaveLength(1);
  });

  it('costs nothing of what does not run', async () => {
    const priceOf = async (query: string) => {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-cost': 'true' },
        body: JSON.stringify({ query }),
      });
      return ((await response.json()) as Any).extensions.cost.requested;
    };
    const wrong = 'persons(first: 101) { nodes { cohorts(first: 100) { totalCount } } }';
    expect(await priceOf(`{ viewer { uuid } ${wrong} }`)).toBe(await priceOf('{ viewer { uuid } }'));
  });

  it('refuses all where it is a limit that is passed, as that is the operation’s', async () => {
    const wide = `where: { OR: [${Array.from({ length: 3_000 }, () => '{ name: { eq: "x" } }').join(' ')}] }`;
    const { data, errors } = await ask(`{ viewer { uuid } dashboards(${wide}) { totalCount } }`);
    expect(data).toBeUndefined();
    expect(errors![0]!.extensions.code).toBe('LIMIT_EXCEEDED');
  });
});

describe('a wrong argument of a nested list', () => {
  const nested = (where: string) =>
    `{ dashboards(where: ${where}) { nodes { name widgets(first: 101) { totalCount } } } }`;

  it('is told alike with and without rows, and nothing of the operation is read', async () => {
    const expected = [`BAD_USER_INPUT dashboards.nodes.widgets ${tooMany}`];
    expect(await refusals(nested('{}'))).toEqual(expected);
    expect(await refusals(nested('{ name: { eq: "there is none" } }'))).toEqual(expected);
  });

  it.each([
    ['last: 0', 'last must be from 1 to 100, not 0.'],
    [
      'first: 1, last: 1',
      'first and last cannot be asked together: first counts from the start, last from the end.',
    ],
    [
      'after: "nonsense"',
      'after is not a cursor of this list. Pass a cursor that a page with the same orderBy returned, unchanged.',
    ],
    [
      'where: { content: { eq: null } }',
      'where.content.eq must not be null. Use { isNull: true } to find missing values, or leave the operator out.',
    ],
    ['where: { OR: null }', 'where.OR must be a list of filters, not null.'],
    [
      `orderBy: [${Array.from({ length: 9 }, () => '{ content: ASC }').join(' ')}]`,
      'orderBy takes at most 8 keys, not 9.',
    ],
  ])('is refused whichever it is: %s', async (argument, message) => {
    const query = `{ dashboard(id: "${demoDashboard}") { widgets(${argument}) { totalCount } } }`;
    expect(await refusals(query)).toEqual([`BAD_USER_INPUT dashboard.widgets ${message}`]);
  });

  it('has the status of a document that is not valid', async () => {
    for (const [accept, status] of [
      ['application/graphql-response+json', 400],
      ['application/json', 200],
    ] as const) {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, accept },
        body: JSON.stringify({ query: nested('{}') }),
      });
      expect(response.status).toBe(status);
    }
  });

  it('is told for each alias, with all others of the operation', async () => {
    const query = `{
      a: dashboard(id: "${demoDashboard}") { x: widgets(first: 101) { totalCount } y: widgets(first: 1) { totalCount } z: widgets(last: 101) { totalCount } }
      b: dashboards(first: 101) { nodes { widgets(first: 101) { totalCount } } }
    }`;
    expect(await refusals(query)).toEqual([
      `BAD_USER_INPUT a.x ${tooMany}`,
      'BAD_USER_INPUT a.z last must be from 1 to 100, not 101.',
      `BAD_USER_INPUT b ${tooMany}`,
    ]);
  });

  it('is told twenty times at most', async () => {
    const aliases = Array.from({ length: 30 }, (_, i) => `a${i}: widgets(first: 101) { totalCount }`);
    expect(await refusals(`{ dashboard(id: "${demoDashboard}") { ${aliases.join(' ')} } }`)).toHaveLength(20);
  });

  it('is found in fragments, and told once wherever they are spread', async () => {
    const query = `{ ...Root } fragment Root on Query { a: dashboards(first: 1) { nodes { ...D } } b: dashboards(last: 1) { edges { node { ...D } } } }
      fragment D on Dashboard { project { ... { ...P } } } fragment P on Project { ... on Project { cohorts(first: 101) { totalCount } } }`;
    expect(await refusals(query)).toEqual([`BAD_USER_INPUT a.nodes.project.cohorts ${tooMany}`]);
  });

  it('is found behind node and nodes, for the types that fragments name, whatever the id leads to', async () => {
    const ids = [
      encodeGlobalId('Dashboard', demoDashboard),
      encodeGlobalId('Project', '00000000-0000-4000-8000-000000000000'),
    ];
    for (const id of ids) {
      expect(
        await refusals(
          `{ node(id: "${id}") { id ... on Dashboard { widgets(first: 101) { totalCount } } } }`,
        ),
      ).toEqual([`BAD_USER_INPUT node.widgets ${tooMany}`]);
      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ...N } }
        fragment N on Node { id ... on Insight { widgets(first: 101) { totalCount } } ... on Dashboard { widgets(first: 1) { totalCount } } }`;
      expect(await refusals(query, { ids: [id] })).toEqual([`BAD_USER_INPUT nodes.widgets ${tooMany}`]);
    }
  });

  it('comes from a variable as well, given or by default', async () => {
    const query = `query ($n: Int = 101, $where: WidgetWhere) { dashboards { nodes { widgets(first: $n, where: $where) { totalCount } } } }`;
    expect(await refusals(query)).toEqual([`BAD_USER_INPUT dashboards.nodes.widgets ${tooMany}`]);
    expect(await refusals(query, { n: 1, where: { content: { like: 'a\\' } } })).toEqual([
      'BAD_USER_INPUT dashboards.nodes.widgets where.content.like ends in a backslash that escapes nothing; write two of them to mean one.',
    ]);
    expect((await answered(query, { n: 1 })).dashboards.nodes.length).toBeGreaterThan(0);
    // What does not fit the type of a variable is told of the variable.
    const [error] = (await ask(query, { n: 'many' })).errors!;
    expect([error!.extensions.code, error!.message.slice(0, 13)]).toEqual([
      'BAD_USER_INPUT',
      'Variable "$n"',
    ]);
  });

  it('is of the operation that is asked for, and of no other in the document', async () => {
    const document =
      'query Good { dashboards(first: 1) { nodes { name } } } query Bad { dashboards(first: 101) { totalCount } }';
    const run = async (operationName: string) => {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: document, operationName }),
      });
      return (await response.json()) as Any;
    };
    expect((await run('Good')).errors).toBeUndefined();
    expect((await run('Bad')).errors[0].message).toBe(tooMany);
  });
});

describe('a list that @skip or @include leaves out', () => {
  const query = `query ($no: Boolean!, $yes: Boolean = true) {
    dashboard(id: "${demoDashboard}") {
      name
      a: widgets(first: 101) @include(if: $no) { totalCount }
      b: widgets(first: 101) @skip(if: $yes) { totalCount }
      ... @include(if: $no) { c: widgets(first: 101) { totalCount } }
      ...D @skip(if: $yes)
      widgets(first: 2) @include(if: $yes) { nodes { uuid } }
      widgets(first: 2) @skip(if: $no) { totalCount }
    }
  }
  fragment D on Dashboard { d: widgets(first: 101) { totalCount } }`;

  it('is not looked at, and the others are answered', async () => {
    const { dashboard } = await answered(query, { no: false });
    expect(Object.keys(dashboard)).toEqual(['name', 'widgets']);
    expect(dashboard.widgets.nodes).toHaveLength(2);
    expect(dashboard.widgets.totalCount).toBe(12);
  });

  it('is looked at where the variables let it in', async () => {
    const refused = (letter: string) => `BAD_USER_INPUT dashboard.${letter} ${tooMany}`;
    expect(await refusals(query, { no: true })).toEqual([refused('a'), refused('c')]);
    expect(await refusals(query, { no: false, yes: false })).toEqual([refused('b'), refused('d')]);
  });
});

describe('in a mutation', () => {
  it('a wrong argument in the payload keeps everything from being written, also by its other fields', async () => {
    const before = await digestOf(api.client);
    const query = `mutation ($id: ID!) {
      first: updateDashboard(input: { id: $id, name: "First" }) { userErrors { message } }
      second: updateDashboard(input: { id: $id, name: "Second" }) { dashboard { widgets(first: 101) { totalCount } } userErrors { message } }
    }`;
    expect(await refusals(query, { id: demoDashboard })).toEqual([
      `BAD_USER_INPUT second.dashboard.widgets ${tooMany}`,
    ]);
    expect(await digestOf(api.client)).toBe(before);
  });

  it('a right one is answered with the row as it was written', async () => {
    const { updateDashboard } = await answered(
      `mutation ($id: ID!, $n: Int!) { updateDashboard(input: { id: $id, description: "Looked at" }) {
        dashboard { description a: widgets(first: $n) { nodes { uuid } } b: widgets(last: 1) { totalCount nodes { uuid } } } userErrors { message } } }`,
      { id: demoDashboard, n: 2 },
    );
    expect(updateDashboard.userErrors).toEqual([]);
    expect(updateDashboard.dashboard.description).toBe('Looked at');
    expect(updateDashboard.dashboard.a.nodes).toHaveLength(2);
    expect(updateDashboard.dashboard.b).toMatchObject({ totalCount: 12, nodes: [{}] });
  });

  it('a wrong one of what signing in shows keeps the session from being made', async () => {
    const query = `mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) {
      token session { user { projects(first: 101) { totalCount } } } userErrors { message } } }`;
    expect(await refusals(query, {}, undefined)).toEqual([
      `BAD_USER_INPUT signIn.session.user.projects ${tooMany}`,
    ]);
  });
});

describe('filters of nested lists', () => {
  const wide = (members: number) => ({
    OR: Array.from({ length: members }, () => ({ content: { ne: '' } })),
  });
  const nested = (lists: number) =>
    `query ($where: WidgetWhere) { dashboards(first: 3) { nodes { ${Array.from(
      { length: lists },
      (_, i) => `a${i}: widgets(first: ${i + 1}, where: $where) { totalCount }`,
    ).join(' ')} } } }`;
  const refusal =
    'LIMIT_EXCEEDED dashboards.nodes.a1 The filters and orders of the request are too large: at most 5000 members and list items are allowed altogether.';

  it('are counted once, for planning and answering alike and whatever the number of rows', async () => {
    // Each member is three: the item, the column and the operator.
    const { dashboards } = await answered(nested(1), { where: wide(900) });
    expect(dashboards.nodes).toHaveLength(3);
  });

  it('count together with those of other lists', async () => {
    expect(await refusals(nested(2), { where: wide(900) })).toEqual([refusal]);
  });
});

describe('somebody who is not signed in', () => {
  it('is told so, and no argument is measured or read for them', async () => {
    const wrong = 'widgets(first: 101, where: { content: { eq: null } }) { totalCount }';
    for (const query of [
      `{ dashboards { nodes { ${wrong} } } }`,
      `{ dashboard(id: "${demoDashboard}") { ${wrong} } }`,
      `{ node(id: "${encodeGlobalId('Dashboard', demoDashboard)}") { ... on Dashboard { ${wrong} } } }`,
      `{ nodes(ids: ["${encodeGlobalId('Dashboard', demoDashboard)}"]) { ... on Dashboard { ${wrong} } } }`,
    ]) {
      const { errors } = await api.ask(query);
      expect(
        errors!.map(({ extensions }) => extensions.code),
        query,
      ).toEqual(['UNAUTHENTICATED']);
    }
    const { data } = await api.ask('{ viewer { projects(first: 101) { totalCount } } }');
    expect(data).toEqual({ viewer: null });
  });
});

describe('a variable', () => {
  it('that says by what rows are told apart gives what it gives written out, each time', async () => {
    const rest = 'orderBy: [{ createdAt: DESC }], first: 3) { totalCount nodes { uuid } }';
    const counts: number[] = [];
    for (const [literal, on] of [
      ['[{ properties: { path: ["plan"] } }]', [{ properties: { path: ['plan'] } }]],
      ['[{ properties: { path: ["country"] } }]', [{ properties: { path: ['country'] } }]],
      ['[{ projectId: true }]', [{ projectId: true }]],
      ['[]', []],
    ] as const) {
      const written = await answered(`{ persons(distinctOn: ${literal}, ${rest} }`);
      const passed = await answered(`query ($on: [PersonGroupBy!]) { persons(distinctOn: $on, ${rest} }`, {
        on,
      });
      expect(passed, literal).toEqual(written);
      counts.push(passed.persons.totalCount);
    }
    expect(new Set(counts).size).toBe(4);
  });
});
