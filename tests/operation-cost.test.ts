/**
 * What operations cost: the same on both paths, told to who asks, and refused where it is too much before PostgreSQL hears of it.
 * Prices are asserted as numbers: a change of them is one of what clients were told.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { askWhole, type Request, type WholeAnswer } from './support/asking.ts';
import { dashboardPage, demoDashboard } from './support/dashboard-page.ts';
import { patienceMs } from './support/scale.ts';

let api: TestApi;
let resolvers: TestApi;
let token: string;
const sent: string[] = [];
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  resolvers = await startTestApi({ beside: api, compiled: false });
  token = await api.signIn('owner@demo.example');
  const { pool } = api.database;
  const run = pool.run.bind(pool);
  pool.run = (statement, until) => {
    sent.push(statement.text);
    return run(statement, until);
  };
});
afterAll(async () => {
  await resolvers.close();
  await api.close();
});

const cost = { 'x-cost': 'true' };
const ask = (request: Request, { url }: TestApi = api) =>
  askWhole(url, { token, ...request, headers: { ...cost, ...request.headers } });

/** The answer of both paths, which has to be the same. @returns it, and what the compiled one sent to PostgreSQL */
async function askBoth(request: Request): Promise<{ answer: WholeAnswer; statements: readonly string[] }> {
  const expected = await ask(request, resolvers);
  sent.length = 0;
  const answer = await ask(request);
  expect(answer.text).toBe(expected.text);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    expected.status,
    expected.headers.get('content-type'),
  ]);
  return { answer, statements: [...sent] };
}

const isCompiled = (statements: readonly string[]) =>
  statements.length === 1 && !statements[0]!.includes('as "preamble"');

const page = `{ dashboards(first: 10) { nodes { name project { name members(first: 8) { nodes { role user { displayName } } } }
  widgets(first: 12) { nodes { id insight { name type creator { displayName } } } } } } }`;
const fullPage = `{ dashboards(first: 10) { nodes { id name description isPinned
  project { name members(first: 8) { nodes { role user { displayName } } } }
  widgets(first: 12) { nodes { id content layout { x y w h }
    insight { id name type config { __typename ... on TrendConfig { chartType series { eventName label } } } creator { id displayName } } } } } } }`;

const reads: readonly (readonly [points: number, query: string, variables?: Record<string, unknown>])[] = [
  [1, `{ dashboard(id: "${demoDashboard}") { name } }`],
  [1, '{ __typename }'],
  [1 + 20, '{ dashboards { nodes { name } } }'],
  [1 + 20, '{ dashboards { edges { cursor node { name } } pageInfo { endCursor } nodes { uuid } } }'],
  [1 + 7, 'query ($n: Int = 7) { dashboards(last: $n) { nodes { name } } }'],
  [1 + 3, 'query ($n: Int = 7) { dashboards(last: $n) { nodes { name } } }', { n: 3 }],
  [1 + 500 + 200, '{ dashboards { totalCount a: totalCount totalCountEstimate } }'],
  [
    1 + 10 * (300 + 10) + 100,
    '{ dashboards { groups(by: [{ isPinned: true }]) { count max { updatedAt } } } }',
  ],
  [
    1 + 10 * 450 + 7,
    '{ persons { groups(by: [{ properties: { path: ["plan"] } }, { createdAt: { bucket: DAY } }], first: 7) { count } } }',
  ],
  [
    1 + 500 + 1000 + 200,
    '{ dashboards { aggregate { count countDistinct { name } min { name } max { name } } } }',
  ],
  [
    1 + 5 * (1 + 1 + 60),
    '{ dashboards(first: 5) { nodes { widgets { aggregate { count max { updatedAt } } } } } }',
  ],
  [1 + 5 * (1 + 1 + 50), '{ dashboards(first: 5) { nodes { widgets { totalCount } } } }'],
  [
    1 + 5 * (1 + 1 + 20 + 2),
    '{ dashboards(first: 5) { nodes { widgets(first: 2, orderBy: [{ insight: { name: ASC } }]) { nodes { uuid } } } } }',
  ],
  [1 + 1 + 1 + 500, '{ projects(first: 1) { nodes { dashboards { totalCount } } } }'],
  [1, '{ dashboards { __typename } }'],
  [1 + 5 * 2, '{ widgets(first: 5) { nodes { project { name } } } }'],
  [
    1 + 5 * (1 + 2 + 5),
    '{ dashboards(first: 5) { nodes { widgets(first: 5) { nodes { uuid } } uuid project { uuid } } } }',
  ],
  [1 + 1 + 300 + 20, '{ dashboards(where: { name: { eq: "x" } }) { nodes { name } } }'],
  [
    1 + 2 * 100 + 300 + 500 + 100,
    '{ dashboards(first: 100, where: { name: { contains: "x" } }) { totalCount nodes { name } } }',
  ],
  [1 + 3 + 20, '{ dashboards(where: { project: { slug: { eq: "x" } } }) { nodes { name } } }'],
  [
    1 + 200 + 20,
    '{ dashboards(where: { widgets: { some: { content: { isNull: true } } } }) { nodes { name } } }',
  ],
  [1 + 600 + 20, '{ projects(where: { dashboards: { none: { name: { eq: "x" } } } }) { nodes { name } } }'],
  [
    1 + 10 + 20 + 20 * 2,
    '{ persons(where: { properties: { contains: { plan: "pro" } } }) { nodes { uuid properties } } }',
  ],
  [
    1 + 200 + 20,
    '{ persons(where: { properties: { path: [{ path: ["a"], eq: 1, ilike: "x" }] } }) { nodes { uuid } } }',
  ],
  [
    1 + 1 + 19 + 20,
    `{ dashboards(where: { uuid: { in: [${Array(50).fill(`"${demoDashboard}"`).join()}] } }) { nodes { name } } }`,
  ],
  [
    1 + 2 * 3_000 + 20,
    '{ widgets(orderBy: [{ insight: { creator: { displayName: ASC } } }]) { nodes { uuid } } }',
  ],
  [
    1 + 10 + 5_000 + 20,
    '{ persons(where: { propertyFilters: [{ property: "a", operator: IS_SET }, { property: "b", operator: REGEX, value: "^x" }] }) { nodes { uuid } } }',
  ],
  [1 + 10 * (1 + 5 + 50), '{ widgets(first: 10) { nodes { content again: content } } }'],
  [
    1 + 1 + 20 * 2,
    '{ node(id: "RGFzaGJvYXJkOjcxYjQyNWU0LTJjODMtODlhMS04NDNiLTI3ZDAzN2VjOTAwZA") { ... on Dashboard { widgets(first: 20) { nodes { insight { name } } } } } }',
  ],
  [561, page],
];

describe('a read', () => {
  const told = reads.map(([points, query, variables = {}]) => [points, query, variables] as const);
  it.each(told)('costs %i: %s', async (points, query, variables) => {
    const whole = { query, variables };
    const { answer: first } = await askBoth(whole);
    expect(first.body.errors).toBeUndefined();
    const { actual, ...cost } = first.body.extensions.cost;
    expect(cost).toEqual({ requested: points, maximum: 100_000 });
    expect(actual).toBeGreaterThan(0);
    expect(actual).toBeLessThanOrEqual(points);
    const { answer, statements } = await askBoth(whole);
    expect(answer.text).toBe(first.text);
    if (query !== '{ __typename }' && query !== '{ dashboards { __typename } }')
      expect(isCompiled(statements)).toBe(true);
  });

  it('of a page as front ends ask for it stays below 2,000 points', async () => {
    for (const [query, variables] of [
      [page, {}],
      [fullPage, {}],
      [dashboardPage, { id: demoDashboard }],
    ] as const) {
      const { answer } = await askBoth({ query, variables });
      expect(answer.body.extensions.cost.requested).toBeLessThan(2_000);
    }
  });

  it('tells what it came to by the rows that were there', async () => {
    const idOf = (uuid: string) => Buffer.from(`Dashboard:${uuid}`).toString('base64url');
    const { answer } = await askBoth({
      query: `{
        dashboards(first: 100) { nodes { widgets(first: 50) { edges { row: node { insight { name } } } } } }
        nodes(ids: ["${idOf(randomUUID())}", "${idOf(demoDashboard)}"]) {
          ... on Dashboard { widgets(first: 3) { nodes { uuid } } }
        }
      }`,
    });
    const { dashboards, nodes } = answer.body.data;
    const widgets = dashboards.nodes.flatMap((dashboard: Any) => dashboard.widgets.edges);
    const insights = widgets.filter(({ row }: Any) => row.insight !== null);
    expect(insights.length).toBeGreaterThan(0);
    expect(insights.length).toBeLessThan(widgets.length);
    // A look into each list, each row, each row that a field leads to; of the ids one is there.
    const listed = 1 + 2 * dashboards.nodes.length + widgets.length + insights.length;
    const named = 1 + 1 + nodes[1].widgets.nodes.length;
    expect(nodes[0]).toBeNull();
    const { actual, requested } = answer.body.extensions.cost;
    expect(actual).toBe(listed + named);
    expect(requested).toBe(1 + 100 * (1 + 1 + 50 * 2) + 2 * (1 + 1 + 3));
  });

  it('tells its price to who asks for it only', async () => {
    for (const value of ['false', '1', ''])
      expect((await ask({ query: reads[0]![1], headers: { 'x-cost': value } })).body).not.toHaveProperty(
        'extensions',
      );
  });

  it('that leaves out a list does not pay for it', async () => {
    const query =
      'query ($is: Boolean!) { viewer { uuid } dashboards @include(if: $is) { nodes { widgets @skip(if: $is) { nodes { uuid } } } } }';
    for (const [is, points] of [
      [true, 22],
      [false, 1],
      [true, 22],
    ] as const) {
      const { answer } = await askBoth({ query, variables: { is } });
      expect(answer.body.extensions.cost.requested).toBe(points);
    }
  });

  it('of cohorts costs what it takes to evaluate each', async () => {
    const { answer } = await askBoth({
      query: '{ cohorts(first: 2) { nodes { name personCount persons(first: 3) { nodes { uuid } } } } }',
    });
    // Each row, its count with the row that a field leads to counted as none, and its list.
    expect(answer.body.extensions.cost.requested).toBe(1 + 2 * (1 + 500 + 501 + 3));
  });

  it('that is not valid tells none, and one without a viewer that of a look', async () => {
    expect((await ask({ query: '{ nonsense }' })).body.extensions).toBeUndefined();
    const { answer } = await askBoth({
      query: '{ viewer { uuid } }',
      token: undefined,
    });
    expect(answer.body.extensions.cost.requested).toBe(1);
  });

  it('of the schema costs what it takes to tell it', async () => {
    const { answer } = await askBoth({
      query: '{ __schema { types { name } } a: __type(name: "User") { name } }',
    });
    expect(answer.body.extensions.cost.requested).toBe(5_100);
  });
});

describe('a mutation', () => {
  const priceOf = async (query: string, variables: Record<string, unknown> = {}) => {
    const { body } = await ask({ query, variables });
    expect(body.errors).toBeUndefined();
    return body.extensions.cost.requested;
  };

  it('costs the rows that it may write, and its payload', async () => {
    const [project] = await api.client`select id from projects where slug = 'lumen-notes'`;
    const create =
      'mutation ($input: CreateDashboardInput!) { createDashboard(input: $input) { dashboard { name widgets(first: 5) { nodes { uuid } } } userErrors { message } } }';
    const widget = { content: 'x', layout: { x: 0, y: 0, w: 1, h: 1 } };
    const input = { projectId: project!.id, name: 'Priced', widgets: { create: [widget, widget, widget] } };
    // Four rows; the payload, the dashboard, its list with five rows, and the place of errors.
    expect(await priceOf(create, { input })).toBe(4 * 30 + 1 + 1 + 6 + 1);
  });

  it('of many rows costs as many as it says, and what finds them', async () => {
    const update =
      'mutation { updateDashboards(input: { where: { name: { contains: "no such" } }, atMost: 30, set: { isPinned: true } }) { count } }';
    expect(await priceOf(update)).toBe(30 * 30 + 100 + 300 + 1);
  });

  it('may write as many rows as it may otherwise, at its default', async () => {
    const rows = (field: string) =>
      `${field}: updateDashboards(input: { where: { name: { contains: "no such" } }, atMost: 1000, set: { isPinned: true } }) { count userErrors { message } }`;
    expect(await priceOf(`mutation { ${rows('a')} ${rows('b')} }`)).toBe(
      2 * (1_000 * 30 + 100 + 300 + 1 + 1),
    );
  });

  it('that signs in costs a password', async () => {
    const signIn = 'mutation { signIn(input: { email: "nobody@demo.example", password: "x" }) { token } }';
    expect(await priceOf(signIn)).toBe(2_001);
  });

  it('is refused before it writes anything', async () => {
    const cheap = await startTestApi({ beside: api, maxOperationCost: 30 });
    try {
      const query =
        'mutation { updateDashboards(input: { where: { name: { eq: "Growth overview" } }, atMost: 1, set: { isPinned: true } }) { count } }';
      const { status, body } = await ask({ query }, cheap);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'LIMIT_EXCEEDED']);
      expect(body.errors[0].message).toBe(
        'The operation costs 332 points: at most 30 are allowed. The dearest part is updateDashboards.where, for a filter that no index finds rows by: 300 points. Ask for less at once.',
      );
      expect(body).not.toHaveProperty('data');
    } finally {
      await cheap.close();
    }
  });
});

describe('an attack is refused on both paths, before PostgreSQL hears of it', () => {
  const query = 'query ($where: PersonWhere) { persons(where: $where) { nodes { uuid } } }';
  const again = (levels: number, inner: object): object =>
    levels === 0 ? inner : { project: { persons: { some: again(levels - 1, inner) } } };
  const regex = (i: number) => ({ property: `p${i}`, operator: 'REGEX', value: `(a|b)*c${i}` });

  const attacks: readonly (readonly [name: string, where: object, why: RegExp])[] = [
    [
      'relations inside of relations',
      again(2, { uuid: { eq: '00000000-0000-4000-8000-000000000000' } }),
      /The dearest part is persons\.where, for relations inside of relations: \d+ points/,
    ],
    [
      'as many as may nest',
      again(4, { uuid: { isNull: false } }),
      /The dearest part is persons\.where, for relations inside of relations/,
    ],
    [
      'forty regular expressions',
      { propertyFilters: Array.from({ length: 40 }, (_, i) => regex(i)) },
      /The dearest part is persons\.where, for what it asks by propertyFilters: 200000 points/,
    ],
  ];

  it.each(attacks)('%s', async (_, where, why) => {
    // Known from here on.
    await askBoth({ query, variables: { where: {} } });
    expect(isCompiled((await askBoth({ query, variables: { where: {} } })).statements)).toBe(true);
    const startedAt = performance.now();
    const { answer, statements } = await askBoth({ query, variables: { where } });
    expect(performance.now() - startedAt).toBeLessThan(patienceMs / 4);
    expect(statements).toEqual([]);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
    expect(answer.body.errors[0].message).toMatch(why);
    expect(answer.body.extensions.cost.requested).toBeGreaterThan(100_000);
    const unasked = await askWhole(api.url, { query, variables: { where }, token });
    expect(unasked.text).toBe(answer.text);
  });

  it('the same long text again and again', async () => {
    const names = Array.from({ length: 24 }, (_, i) => `t${i}: content`).join(' ');
    const { answer } = await askBoth({ query: `{ widgets(first: 100) { nodes { ${names} } } }` });
    expect(answer.body.errors[0].message).toContain('The dearest part is widgets.t');
    expect(answer.body.errors[0].message).toContain('for its long text');
  });

  it('a count below each of a hundred rows, below each of a hundred rows', async () => {
    const counts = `{ persons(first: 100) { nodes { project { persons(first: 100) { nodes { project { persons { totalCount } } } } } } } }`;
    const { answer } = await askBoth({ query: counts });
    expect(answer.body.errors[0].message).toContain(
      'The dearest part is persons.project.persons.project.persons.totalCount, for the count: 5000000 points.',
    );
  });

  it('previews of definitions with many regular expressions', async () => {
    const values = Array.from({ length: 11 }, (_, i) => ({ personProperty: regex(i) }));
    const preview =
      'query ($d: CohortGroupInput!) { previewCohort(projectId: "x", definition: $d) { count sample { uuid } } }';
    const { body } = await ask({ query: preview, variables: { d: { type: 'AND', values } } });
    expect(body.errors[0].message).toContain('The dearest part is previewCohort, for its definition');
  });
});
