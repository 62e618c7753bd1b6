/**
 * What lists cost that no index serves: all rows of a table or a project are looked at for their page.
 * Prices as numbers, which clients were told: the same on both paths.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import { demoDashboard } from './support/dashboard-page.ts';

let api: TestApi;
let resolvers: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  resolvers = await startTestApi({ beside: api, compiled: false });
  token = await api.signIn('owner@demo.example');
});
afterAll(async () => {
  await resolvers.close();
  await api.close();
});

/** The price of an operation, which both paths tell. */
async function priceOf(query: string): Promise<number> {
  const prices: number[] = [];
  for (const { url } of [resolvers, api, api]) {
    const { body } = await askWhole(url, { query, token, headers: { 'x-cost': 'true' } });
    expect(body.errors).toBeUndefined();
    prices.push(body.extensions.cost.requested);
  }
  expect(new Set(prices).size).toBe(1);
  return prices[0]!;
}

const look = 1;
const rows = 20;
const scan = 300;
const sort = 500;
const uuid = demoDashboard;

describe('a list', () => {
  const list = (name: string, args: string) => `{ ${name}(${args}) { nodes { uuid } } }`;

  it.each([
    ['by when rows were made, forwards and backwards', 'dashboards', 'orderBy: [{ createdAt: DESC }]'],
    ['with ties that are sorted', 'dashboards', 'orderBy: [{ createdAt: DESC }, { name: ASC }]'],
    ['by the key', 'persons', 'orderBy: [{ uuid: ASC }]'],
    ['with nulls where the index has them', 'auditEvents', 'orderBy: [{ actorUserId: DESC }]'],
    ['by what a project has once', 'personDistinctIds', 'orderBy: [{ distinctId: ASC }]'],
  ])('in an order that an index has costs no more than its rows: %s', async (_, name, args) => {
    expect(await priceOf(list(name, args))).toBe(look + rows);
  });

  it.each([
    ['by a column', 'dashboards', 'orderBy: [{ name: ASC }]'],
    [
      'by a column before one that has an index',
      'dashboards',
      'orderBy: [{ name: ASC }, { createdAt: ASC }]',
    ],
    [
      'with nulls where the index does not have them',
      'auditEvents',
      'orderBy: [{ actorUserId: ASC_NULLS_FIRST }]',
    ],
  ])('in another costs a sort of all rows: %s', async (_, name, args) => {
    expect(await priceOf(list(name, args))).toBe(look + rows + sort);
  });

  it.each([
    [1, 'by the key', 'dashboards', `uuid: { eq: "${uuid}" }`],
    [1, 'by one of several keys', 'dashboards', `uuid: { in: ["${uuid}"] }`],
    [1, 'by what a project has once', 'personDistinctIds', 'distinctId: { eq: "x" }'],
    [1, 'from a moment on', 'dashboards', 'createdAt: { gt: "2026-01-01T00:00:00Z" }'],
    [1, 'in one project', 'dashboards', `projectId: { eq: "${uuid}" }`],
    [
      2,
      'one that is found and another',
      'widgets',
      `dashboardId: { eq: "${uuid}" }, content: { isNull: true }`,
    ],
    [
      2,
      'either of two that are found',
      'widgets',
      `OR: [{ dashboardId: { eq: "${uuid}" } }, { insightId: { eq: "${uuid}" } }]`,
    ],
    [10, 'what JSON contains', 'persons', 'properties: { contains: { plan: "pro" } }'],
    [3, 'by the row that a relation leads to', 'dashboards', 'project: { slug: { eq: "x" } }'],
  ])(
    'with a filter that an index finds rows by costs its price of %i: %s',
    async (points, _, name, where) => {
      expect(await priceOf(list(name, `where: { ${where} }`))).toBe(look + rows + points);
    },
  );

  it.each([
    [1, 'by a column', 'dashboards', 'name: { eq: "x" }'],
    [100, 'by a text in it', 'dashboards', 'name: { contains: "x" }'],
    [
      2,
      'from a moment on, which may be all',
      'dashboards',
      'createdAt: { gt: "2026-01-01T00:00:00Z" }, name: { eq: "x" }',
    ],
    [
      2,
      'either of two, of which one is found',
      'dashboards',
      `OR: [{ uuid: { eq: "${uuid}" } }, { name: { eq: "x" } }]`,
    ],
    [1, 'all but what an index finds', 'dashboards', `NOT: { uuid: { eq: "${uuid}" } }`],
    [2, 'by a column, in one project', 'insights', `projectId: { eq: "${uuid}" }, isFavorite: { eq: true }`],
  ])('with another costs a look at all rows beside its price of %i: %s', async (points, _, name, where) => {
    expect(await priceOf(list(name, `where: { ${where} }`))).toBe(look + rows + points + scan);
  });

  it('that is searched costs what a search costs, each time that it is read, and no look at all rows', async () => {
    const search = 500;
    expect(await priceOf(list('dashboards', 'search: "growth"'))).toBe(look + rows + search);
    expect(await priceOf(list('dashboards', 'search: "growth", orderBy: [{ name: ASC }]'))).toBe(
      look + rows + search,
    );
    const counted = '{ dashboards(search: "growth") { totalCount nodes { uuid } } }';
    expect(await priceOf(counted)).toBe(look + rows + 2 * search + 500);
    expect(await priceOf(list('dashboards', 'search: " "'))).toBe(look + rows);
  });

  it('with one row of each kind is sorted whole, in whatever order', async () => {
    expect(await priceOf(list('dashboards', 'distinctOn: [{ isPinned: true }]'))).toBe(look + rows + sort);
    expect(await priceOf(list('projects', 'distinctOn: [{ name: true }]'))).toBe(look + rows);
    const found = `distinctOn: [{ content: true }], where: { dashboardId: { eq: "${uuid}" } }`;
    expect(await priceOf(list('widgets', found))).toBe(look + rows + 1);
    const behind = 'distinctOn: [{ creator: { displayName: true } }]';
    expect(await priceOf(list('dashboards', behind))).toBe(look + rows + sort + 3_000);
  });

  it('is looked through once, whatever is asked of it', async () => {
    const both = list('insights', 'where: { isFavorite: { eq: true } }, orderBy: [{ name: ASC }]');
    expect(await priceOf(both)).toBe(look + rows + 1 + sort);
    const ranged = list(
      'insights',
      'where: { createdAt: { gt: "1970-01-01T00:00:00Z" } }, orderBy: [{ name: ASC }]',
    );
    expect(await priceOf(ranged)).toBe(look + rows + 1 + sort);
    const found = list('widgets', `where: { dashboardId: { eq: "${uuid}" } }, orderBy: [{ content: ASC }]`);
    expect(await priceOf(found)).toBe(look + rows + 1);
    const counted = '{ insights(where: { isFavorite: { eq: true } }) { totalCount } }';
    expect(await priceOf(counted)).toBe(look + 1 + 500);
  });

  it('is dearer where a value about related rows is told for each', async () => {
    const told = 5_000;
    const related = 100;
    const column = 10;
    for (const name of ['dashboards', 'projects']) {
      const field = name === 'projects' ? 'members' : 'widgets';
      expect(await priceOf(list(name, `orderBy: [{ ${field}: { count: DESC } }]`))).toBe(look + rows + told);
      expect(await priceOf(list(name, `orderBy: [{ ${field}: { max: { createdAt: DESC } } }]`))).toBe(
        look + rows + told + column,
      );
    }
    const found = list('dashboards', 'where: { widgets: { count: { gt: 3 } } }');
    expect(await priceOf(found)).toBe(look + rows + related + 1);
    const ofProject = list('projects', 'where: { dashboards: { min: { createdAt: { isNull: true } } } }');
    expect(await priceOf(ofProject)).toBe(look + rows + 3 * related + column + 1);
    const nested =
      '{ dashboards(first: 2) { nodes { widgets(first: 3, orderBy: [{ insight: { widgets: { count: ASC } } }]) { nodes { uuid } } } } }';
    expect(await priceOf(nested)).toBe(look + 2 * (1 + 1 + 20 + related + 3));
  });

  it('of what belongs to a row, or of what a viewer has few of, is not', async () => {
    expect(
      await priceOf(
        '{ dashboards(first: 2) { nodes { widgets(first: 3, orderBy: [{ content: ASC }]) { nodes { uuid } } } } }',
      ),
    ).toBe(look + 2 * (1 + 1 + 3));
    for (const [name, key] of [
      ['projects', 'name'],
      ['users', 'displayName'],
    ])
      expect(await priceOf(list(name!, `orderBy: [{ ${key}: ASC }]`))).toBe(look + rows);
  });

  it('of everything of its kind in a project is, for each project', async () => {
    const nested = (args: string) =>
      priceOf(`{ projects(first: 4) { nodes { dashboards(first: 3, ${args}) { nodes { uuid } } } } }`);
    expect(await nested('orderBy: [{ createdAt: ASC }]')).toBe(look + 4 * (1 + 1 + 3));
    expect(await nested('orderBy: [{ name: ASC }]')).toBe(look + 4 * (1 + 1 + 3 + sort));
    expect(await nested('where: { isPinned: { eq: true } }')).toBe(look + 4 * (1 + 1 + 1 + 3 + scan));
  });
});

it('A list that is refused for it is told so', async () => {
  const query =
    '{ projects(first: 100) { nodes { a: dashboards(first: 1, orderBy: [{ name: ASC }]) { nodes { uuid } } b: persons(first: 1, orderBy: [{ updatedAt: ASC }]) { nodes { uuid } } } } }';
  const answers = await Promise.all([api, resolvers].map(({ url }) => askWhole(url, { query, token })));
  for (const { body } of answers)
    expect(body.errors[0].message).toContain(
      'The dearest part is projects.a.orderBy, for an order that no index has: 50000 points.',
    );
});

describe('a write of many rows', () => {
  const update = (where: string) =>
    priceOf(
      `mutation { updateDashboards(input: { where: { ${where} }, atMost: 1, set: { isPinned: true } }) { count } }`,
    );

  it('costs a look at all rows where no index finds them', async () => {
    expect(await update('name: { eq: "no such" }')).toBe(30 + 1 + 1 + scan);
    expect(await update('uuid: { eq: "00000000-0000-4000-8000-000000000000" }')).toBe(30 + 1 + 1);
  });
});
