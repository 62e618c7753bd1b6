/**
 * Claims about doors that no other suite makes: ids, join rows of deleted parents, mixed orders, pages between two cursors.
 * Each test was written for a change to the code that all other suites let pass.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture, uuidOf } from './support/fixture.ts';

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture());
  token = await api.signIn(emailOf('owner'));
});
afterAll(() => api.close());

const ask = (query: string, variables?: object) =>
  api.ask(query, { token, ...(variables ? { variables } : {}) });
const refusal = async (query: string, variables?: object) => {
  const { errors } = await ask(query, variables);
  return errors?.map(error => [error.extensions.code, error.message]);
};
const uuids = (connection: Any): string[] => connection.nodes.map((node: Any) => node.uuid);
const dashboard = uuidOf('dashboard a0');

describe('an id', () => {
  it('of another type is refused where the type is known, not read as one of this type', async () => {
    expect(await refusal(`{ dashboard(id: "${encodeGlobalId('Insight', dashboard)}") { name } }`)).toEqual([
      ['BAD_USER_INPUT', 'id must be the id of a Dashboard; this is the id of an Insight.'],
    ]);
  });

  it('whose second part is no UUID is refused before PostgreSQL meets it', async () => {
    expect(await refusal(`{ node(id: "${encodeGlobalId('Dashboard', 'nonsense')}") { id } }`)).toEqual([
      ['BAD_USER_INPUT', 'id is not an id of this API: pass the "id" of an object, unchanged.'],
    ]);
  });

  it('of a type that is not there is refused by node, not answered with null', async () => {
    expect(await refusal(`{ node(id: "${encodeGlobalId('Nothing', dashboard)}") { id } }`)).toEqual([
      ['BAD_USER_INPUT', 'id is not an id of this API: there is no type "Nothing".'],
    ]);
  });

  it('finds its row whatever the case of the UUID in it', async () => {
    const id = encodeGlobalId('Dashboard', dashboard.toUpperCase());
    const { data } = await ask(`{ node(id: "${id}") { id } nodes(ids: ["${id}"]) { id } }`);
    const canonical = { id: encodeGlobalId('Dashboard', dashboard) };
    expect(data).toEqual({ node: canonical, nodes: [canonical] });
  });
});

describe('nodes', () => {
  it('takes a hundred ids and no more', async () => {
    const ids = Array.from({ length: 101 }, () => encodeGlobalId('Dashboard', dashboard));
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(await refusal(query, { ids })).toEqual([
      ['BAD_USER_INPUT', 'ids takes at most 100 ids, not 101.'],
    ]);
    expect((await ask(query, { ids: ids.slice(1) })).data.nodes).toHaveLength(100);
  });
});

describe('the rows behind the join rows of a deleted parent are gone with it', () => {
  const deletedCohort = uuidOf('cohort a4');

  it('in the list', async () => {
    const { data } = await ask(
      `{ cohort(id: "${deletedCohort}", deleted: INCLUDE) { name persons { nodes { uuid } } } }`,
    );
    expect(data.cohort.name).toBeDefined();
    expect(data.cohort.persons.nodes).toEqual([]);
  });

  it('in the count', async () => {
    const { data } = await ask(
      `{ cohort(id: "${deletedCohort}", deleted: INCLUDE) { persons { totalCount } } }`,
    );
    expect(data.cohort.persons.totalCount).toBe(0);
  });

  it('in the count of persons, which asks for members by itself', async () => {
    const { data } = await ask(
      `{ gone: cohort(id: "${deletedCohort}", deleted: INCLUDE) { personCount }
         there: cohort(id: "${uuidOf('cohort a0')}") { personCount persons { totalCount } } }`,
    );
    expect(data.gone.personCount).toBe(0);
    expect(data.there.personCount).toBe(data.there.persons.totalCount);
    expect(data.there.personCount).toBeGreaterThan(5);
  });

  it('in a filter', async () => {
    const { data } = await ask('{ cohorts(deleted: ONLY, where: { persons: { some: {} } }) { totalCount } }');
    expect(data.cohorts.totalCount).toBe(0);
  });
});

describe('a deleted project', () => {
  it('shows its deleted rows to nobody, although its editor could restore them if it were in use', async () => {
    const gone = uuidOf('dashboard gone0');
    await api.client`update dashboards set deleted_at = now() where id = ${gone}`;
    const editor = await api.signIn(emailOf('viewer'));
    const { data } = await api.ask(
      `{ dashboards(deleted: ONLY) { totalCount } dashboard(id: "${gone}", deleted: INCLUDE) { uuid } }`,
      { token: editor },
    );
    expect(data).toEqual({ dashboards: { totalCount: 0 }, dashboard: null });
  });
});

describe('one list under two aliases', () => {
  it('gives each alias what its own arguments ask for', async () => {
    const { data } = await ask(
      '{ a: dashboards(first: 1) { nodes { uuid } } b: dashboards(first: 3) { nodes { uuid } } c: dashboards(last: 1) { nodes { uuid } } }',
    );
    expect([data.a, data.b, data.c].map(connection => connection.nodes.length)).toEqual([1, 3, 1]);
    expect(uuids(data.c)).not.toEqual(uuids(data.a));
  });

  it('gives each alias of a relation what its own arguments ask for', async () => {
    const { data } = await ask(
      `{ dashboard(id: "${dashboard}") { a: widgets(first: 1) { nodes { uuid } } b: widgets(first: 3) { nodes { uuid } } c: widgets(where: { content: { isNull: false } }) { totalCount } d: widgets { totalCount } } }`,
    );
    const { a, b, c, d } = data.dashboard;
    expect([a.nodes.length, b.nodes.length]).toEqual([1, 3]);
    expect(c.totalCount).toBeLessThan(d.totalCount);
  });
});

describe('a page', () => {
  const walk = async (orderBy: string, size: number): Promise<string[]> => {
    const met: string[] = [];
    for (let after = ''; ; ) {
      const { data } = await ask(
        `{ dashboards(first: ${size}${after}, orderBy: ${orderBy}) { nodes { uuid } pageInfo { hasNextPage endCursor } } }`,
      );
      met.push(...uuids(data.dashboards));
      if (!data.dashboards.pageInfo.hasNextPage) return met;
      after = `, after: "${data.dashboards.pageInfo.endCursor}"`;
    }
  };

  it.each([
    '[{ isPinned: DESC }, { name: ASC }]',
    '[{ name: ASC }, { createdAt: DESC }]',
    '[{ createdAt: ASC }, { uuid: DESC }]',
    '[{ description: ASC_NULLS_FIRST }, { dateFrom: DESC_NULLS_LAST }]',
    '[{ creator: { displayName: DESC } }, { name: ASC }]',
    '[{ uuid: ASC }, { name: DESC }]',
  ])('of several keys in different directions neither loses nor repeats rows: %s', async orderBy => {
    const whole = uuids(
      (await ask(`{ dashboards(first: 100, orderBy: ${orderBy}) { nodes { uuid } } }`)).data.dashboards,
    );
    expect(whole.length).toBeGreaterThan(5);
    expect(await walk(orderBy, 2)).toEqual(whole);
  });

  const edges = async (args: string): Promise<Any[]> =>
    (await ask(`{ dashboards(${args}) { edges { cursor node { uuid } } } }`)).data.dashboards.edges;
  const ids = (found: Any[]): string[] => found.map(edge => edge.node.uuid);

  it('from the end keeps to the rows after a cursor', async () => {
    const all = await edges('first: 100');
    expect(ids(await edges(`last: 100, after: "${all.at(-3).cursor}"`))).toEqual(ids(all.slice(-2)));
  });

  it('from the start keeps to the rows before a cursor', async () => {
    const all = await edges('first: 100');
    expect(ids(await edges(`first: 100, before: "${all[2].cursor}"`))).toEqual(ids(all.slice(0, 2)));
  });

  it('between two cursors holds what lies between them, counted from either end', async () => {
    const all = await edges('first: 100');
    const between = `after: "${all[0].cursor}", before: "${all[4].cursor}"`;
    expect(ids(await edges(`first: 2, ${between}`))).toEqual(ids(all.slice(1, 3)));
    expect(ids(await edges(`last: 2, ${between}`))).toEqual(ids(all.slice(2, 4)));
  });

  it('knows of rows on its near side by its cursor', async () => {
    const all = await edges('first: 100');
    const info = async (args: string) =>
      (await ask(`{ dashboards(${args}) { pageInfo { hasNextPage hasPreviousPage } } }`)).data.dashboards
        .pageInfo;
    expect(await info(`first: 1, after: "${all[0].cursor}"`)).toEqual({
      hasNextPage: true,
      hasPreviousPage: true,
    });
    expect(await info(`last: 1, before: "${all[1].cursor}"`)).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
    });
  });

  it('has twenty rows where nothing else is asked', async () => {
    await api.client`insert into persons (project_id, properties)
      select ${uuidOf('project a')}, '{}' from generate_series(1, 30)`;
    expect((await ask('{ persons { nodes { uuid } } }')).data.persons.nodes).toHaveLength(20);
  });
});

describe('orderBy', () => {
  it.each([
    ['ASC_NULLS_FIRST', 'asc nulls first'],
    ['ASC_NULLS_LAST', 'asc nulls last'],
    ['DESC_NULLS_FIRST', 'desc nulls first'],
  ])('puts missing values where %s says', async (direction, sql) => {
    const { data } = await ask(
      `{ dashboards(first: 100, orderBy: [{ description: ${direction} }]) { nodes { description } } }`,
    );
    const found = data.dashboards.nodes.map((node: Any) => node.description);
    const rows = await api.client.unsafe<{ value: string | null }[]>(
      `select value from json_array_elements_text($1::text::json) order by value ${sql}`,
      [JSON.stringify(found)],
    );
    expect(found).toEqual(rows.map(row => row.value));
    expect(found).toContain(null);
  });

  it('takes eight keys and no more', async () => {
    const orderBy = (n: number) => `[${Array.from({ length: n }, () => '{ name: ASC }').join(', ')}]`;
    expect(await refusal(`{ dashboards(orderBy: ${orderBy(9)}) { totalCount } }`)).toEqual([
      ['BAD_USER_INPUT', 'orderBy takes at most 8 keys, not 9.'],
    ]);
    expect(
      await refusal(`{ dashboards(orderBy: ${orderBy(8)}) { totalCount nodes { uuid } } }`),
    ).toBeUndefined();
  });

  it('through two relations does not mistake one for the other', async () => {
    const { data } = await ask(
      '{ widgets(first: 100, orderBy: [{ insight: { creator: { displayName: ASC } } }]) { nodes { insight { creator { displayName } } } } }',
    );
    const names = data.widgets.nodes.map((w: Any) => w.insight?.creator?.displayName ?? null);
    const rows = await api.client.unsafe<{ name: string }[]>(
      'select value as name from json_array_elements_text($1::text::json) order by 1 asc nulls last',
      [JSON.stringify(names)],
    );
    expect(names).toEqual(rows.map(row => row.name));
    expect(new Set(names).size).toBeGreaterThan(1);
  });
});

describe('a filter that cannot be compiled', () => {
  it('is told for the list it is of, and nothing of that is run', async () => {
    const { data, errors } = await ask(
      '{ a: dashboards(first: 1) { nodes { name } } b: dashboards(first: 1) { nodes { name widgets(where: { content: { eq: null } }) { nodes { uuid } } } } }',
    );
    expect(errors!.map(error => error.path)).toEqual([['b', 'nodes', 'widgets']]);
    expect(data).toEqual({ a: { nodes: [{ name: 'a' }] }, b: null });
  });
});
