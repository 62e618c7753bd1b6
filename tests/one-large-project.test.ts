/**
 * All rows of a table in one project, and viewers who belong to others as well: to find that these have none costs a look, however
 * many rows the one project has.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

const rows = 30_000;
let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  await api.client.unsafe(`
    insert into users (email, display_name, password_hash) values ('member@example.com', 'Member', '-');
    insert into projects (name, slug) select 'Project ' || n, 'project-' || n from generate_series(1, 4) n;
    insert into project_members (project_id, user_id, role) select p.id, u.id, 'viewer' from projects p, users u;
    insert into persons (project_id, properties, created_at)
      select id, '{}', timestamptz '2026-01-01' + n * interval '1 second' from projects, generate_series(1, ${rows}) n where slug = 'project-1';
    analyze`);
  token = await api.signIn('member@example.com');
});
afterAll(() => api.close());

interface Node {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}
/** The most rows that any part of a plan met. */
const met = (node: Node): number =>
  Math.max(
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
    ...(node.Plans ?? []).map(met),
  );

describe('few rows are met', () => {
  it.each([
    '{ persons(first: 20) { nodes { uuid } } }',
    '{ persons(last: 20) { nodes { uuid } } }',
    '{ projects(first: 20) { nodes { persons(first: 20) { nodes { uuid } } } } }',
  ])('by %s', async operation => {
    const run = vi.spyOn(api.database.pool, 'run');
    const { data, errors } = await api.ask(operation, { token });
    const { text, params = [] } = run.mock.calls.at(-1)![0];
    run.mockRestore();
    expect([errors, JSON.stringify(data).split('uuid').length - 1]).toEqual([undefined, 20]);
    const [row] = await api.client.begin(async sql => {
      await sql.unsafe('set local plan_cache_mode = force_generic_plan');
      return sql.unsafe<{ 'QUERY PLAN': unknown }[]>(`explain (analyze, format json) ${text}`, [
        ...params,
      ] as string[]);
    });
    const plan = row!['QUERY PLAN'];
    const [{ Plan }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: Node }];
    expect(met(Plan)).toBeLessThan(1_000);
  });
});
