import { expect, it, beforeAll, afterAll } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
let api: TestApi; let token: string;
beforeAll(async () => { api = await startTestApi({ demo: true }); token = await api.signIn('owner@demo.example'); });
afterAll(() => api.close());
const run = async (query: string, variables?: object) => {
  const texts: any[] = [];
  const pool = api.database.pool as any; const orig = pool.run.bind(pool);
  let n: string[] = []; pool.run = (s: any, u: any) => { n.push(s.text); return orig(s, u); };
  for (let i = 0; i < 2; i++) {
    n = [];
    const r = await fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
    texts.push([await r.text(), r.headers.get('content-type'), n.length, n[0]!.slice(0, 20)]);
    if (i === 1 && process.env.SHOW) console.log(n[0]);
  }
  pool.run = orig;
  console.log(texts[1].slice(1), n.length, n[0]!.includes('union all') || n[0]!.startsWith('with "viewer" as materialized (') );
  expect(texts[1][0]).toBe(texts[0][0]);
  expect(n.length).toBe(1);
  expect(n[0]).not.toContain('as "preamble"');
};
it('simple', () => run('{ viewer { id uuid email displayName createdAt __typename } }'));
it('list', () => run('{ dashboards(first: 3) { totalCount nodes { id name isPinned createdAt description } edges { cursor node { uuid } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }'));
it('nested', () => run('{ dashboards(first: 3) { nodes { name project { name viewerRole members(first: 2) { totalCount nodes { role user { displayName } } pageInfo { hasNextPage endCursor } } } widgets(last: 3) { pageInfo { startCursor endCursor hasPreviousPage } nodes { layout { x y w h } content insight { name type config { __typename ... on TrendConfig { chartType series { label eventName } } ... on FunnelConfig { steps { label eventName } } } creator { displayName } } } } } } }'));
it('filters', () => run('query($w: DashboardWhere, $n: Int) { dashboards(first: $n, where: $w, orderBy: [{ name: DESC }]) { totalCount nodes { name } } }', { n: 5, w: { widgets: { some: { insight: { type: { eq: 'FUNNEL' } } } } } }));
it('persons', () => run('{ persons(first: 5, where: { properties: { contains: { plan: "pro" } path: [{ path: ["country"], in: ["DE", "FR"] }] } }) { totalCount nodes { uuid properties distinctIds { nodes { distinctId } } cohorts { nodes { name } } } } }'));
it('projects many', () => run('{ projects { nodes { name users { nodes { displayName } totalCount } } } viewer { memberships { nodes { role project { name dashboards(first:2) { nodes { name } } } } } } }'));
