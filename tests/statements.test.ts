/**
 * One operation, one statement: counted by PostgreSQL, credentials and counts included.
 * Each deviation stands here with its number, and in the API guide.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { seedScale } from '../src/seed/seed-scale.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { demoDashboard as dashboard, dashboardPage } from './support/dashboard-page.ts';
import { patienceMs } from './support/scale.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';

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

async function countOf(query: string, variables?: object): Promise<number> {
  const sent = await statements.during(async () => {
    const answer = await api.ask(query, { token, ...(variables ? { variables } : {}) });
    expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  });
  return sent.length;
}

describe('a read is one statement', () => {
  it('the dashboard page, with viewer, role, twelve widgets, members and three counts', async () => {
    const answer = await api.ask(dashboardPage, { token, variables: { id: dashboard } });
    expect(answer.data.viewer.email).toBe('owner@demo.example');
    expect(answer.data.dashboard.project.viewerRole).toBe('OWNER');
    expect(answer.data.dashboard.project.members.totalCount).toBe(8);
    expect(answer.data.dashboard.widgets.totalCount).toBe(12);
    expect(answer.data.dashboard.widgets.edges).toHaveLength(12);
    const kinds = answer.data.dashboard.widgets.edges.map(
      (edge: Any) => edge.node.insight?.config.__typename,
    );
    expect(new Set(kinds).size).toBe(7);
    expect(await countOf(dashboardPage, { id: dashboard })).toBe(1);
  });

  it('the same relation under many aliases with different arguments, at every depth', async () => {
    const aliases = Array.from(
      { length: 12 },
      (_, i) => `a${i}: widgets(first: ${i + 1}, orderBy: [{ insight: { name: DESC } }]) {
        totalCount nodes { uuid insight { x: widgets(first: 1) { totalCount } y: widgets(first: 2) { nodes { uuid } } } } }`,
    );
    expect(await countOf(`{ dashboard(id: "${dashboard}") { ${aliases.join('\n')} } }`)).toBe(1);
  });

  it('many root fields, lists with their counts, and nodes of many types', async () => {
    const ids = [
      encodeGlobalId('Dashboard', dashboard),
      encodeGlobalId('Project', '79e2ef4b-f116-83fa-9e2d-49dea36c712e'),
      encodeGlobalId('User', '3e561725-bb50-8bb4-8a60-42aebd2f685c'),
    ];
    const operation = `query ($ids: [ID!]!) {
      nodes(ids: $ids) { id ... on Dashboard { name widgets { totalCount } } ... on Project { slug } ... on User { email } }
      insights(first: 3) { totalCount nodes { name } } cohorts { totalCount } persons(first: 2) { edges { cursor } }
      a: dashboards(first: 1) { nodes { name } } b: dashboards(last: 1) { totalCount nodes { name } }
    }`;
    const answer = await api.ask(operation, { token, variables: { ids } });
    expect(answer.data.nodes.map((node: { id: string }) => node.id)).toEqual(ids);
    expect(await countOf(operation, { ids })).toBe(1);
  });

  it('fragments that ask for the same field in several places', async () => {
    const operation = `query ($id: ID!) { dashboard(id: $id) { ...A ...B widgets(first: 2) { nodes { content } } } }
      fragment A on Dashboard { widgets(first: 2) { nodes { uuid } } project { name } }
      fragment B on Dashboard { widgets(first: 2) { totalCount edges { cursor node { insight { name } } } } project { slug } }`;
    const answer = await api.ask(operation, { token, variables: { id: dashboard } });
    expect(answer.data.dashboard.project).toEqual({ name: 'Lumen Notes', slug: 'lumen-notes' });
    expect(Object.keys(answer.data.dashboard.widgets.nodes[0])).toEqual(['uuid', 'content']);
    expect(await countOf(operation, { id: dashboard })).toBe(1);
  });

  it('values and groups of lists, units of time, values about related rows, and searches, on either path', async () => {
    const told = `totalCount aggregate { count min { createdAt } max { updatedAt } countDistinct { createdBy } }
      groups(by: [{ createdAt: { bucket: WEEK, timezone: "Europe/Berlin" } }], first: 3) { key { createdAt } count }`;
    const operation = `{
      insights(first: 1, search: "sign") { ${told} nodes { widgets { aggregate { count } } } }
      dashboards(first: 2, where: { widgets: { count: { gt: 1 } } }, orderBy: [{ widgets: { count: DESC } }]) {
        ${told} nodes { name widgets { groups(by: [{ insight: { type: true } }]) { key { insight { type } } count } } }
      }
      newest: insights(first: 3, distinctOn: [{ type: true }]) { nodes { type } }
    }`;
    expect(await countOf(operation)).toBe(1);
    const { data } = await api.ask(operation, { token });
    expect(data.dashboards.aggregate.count).toBeGreaterThan(0);
    expect(await countOf(operation)).toBe(1);
    const search =
      '{ search(query: "sign", first: 5) { nodes { __typename } } dashboards(first: 1) { totalCount } }';
    expect(await countOf(search)).toBe(1);
  });

  it('whatever the amount of data', async () => {
    await seedScale({ client: api.client, projects: 3, personsPerProject: 200 });
    expect(await countOf(dashboardPage, { id: dashboard })).toBe(1);
    const wide = `{ projects(first: 20) { totalCount nodes { name dashboards(first: 10) { totalCount nodes {
      widgets(first: 50) { totalCount nodes { insight { creator { displayName } } } } } } persons(first: 50) { nodes { distinctIds { nodes { distinctId } } } } } } }`;
    const answer = await api.ask(wide, { token });
    expect(answer.data.projects.totalCount).toBe(5);
    expect(await countOf(wide)).toBe(1);
  });
});

describe('the deviations', () => {
  it('a request whose token is not valid is one statement that reads nothing else', async () => {
    const wrong = `igs_${'x'.repeat(43)}`;
    const sent = await statements.during(async () => {
      const answer = await api.ask(dashboardPage, { token: wrong, variables: { id: dashboard } });
      expect(answer.errors?.map(error => error.extensions.code)).toEqual([
        'UNAUTHENTICATED',
        'UNAUTHENTICATED',
      ]);
    });
    expect(sent).toHaveLength(1);
  });

  it('an anonymous request is no statement', async () => {
    const sent = await statements.during(() => api.ask(dashboardPage, { variables: { id: dashboard } }));
    expect(sent).toEqual([]);
  });

  it('signing in is two statements, and one more where the payload reads the session', async () => {
    const signIn = (selection: string) =>
      `mutation { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { token userErrors { message } ${selection} } }`;
    expect(await countOf(signIn(''))).toBe(2);
    expect(await countOf(signIn('session { user { memberships { nodes { project { name } } } } }'))).toBe(3);
  });
});

it('takes no parallel workers, and is not compiled for longer than it runs', async () => {
  const [settings] = await api.database.pool.run(
    {
      text: "select current_setting('jit') as jit, current_setting('max_parallel_workers_per_gather') as workers",
    },
    performance.now() + patienceMs,
  );
  expect(settings).toEqual({ jit: 'off', workers: '0' });
});
