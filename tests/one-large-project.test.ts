/**
 * All rows of a table in one project, and viewers who belong to others as well: to find that these have none costs a look, however
 * many rows the one project has.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

const rows = 30_000;
/** So many that most have fewer rows than a page, as far as PostgreSQL knows. */
const projects = 600;
let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi();
  await api.client.unsafe(`
    insert into users (email, display_name, password_hash) values ('member@example.com', 'Member', '-');
    insert into projects (name, slug) select 'Project ' || n, 'project-' || n from generate_series(1, ${projects}) n;
    insert into project_members (project_id, user_id, role)
      select p.id, u.id, 'viewer' from projects p, users u where slug in ('project-1', 'project-2', 'project-3', 'project-4');
    insert into persons (project_id, properties, created_at)
      select id, '{}', timestamptz '2026-01-01' + n * interval '1 second' from projects, generate_series(1, ${rows}) n where slug = 'project-1';
    insert into persons (project_id, properties) select id, '{}' from projects where slug not in ('project-1', 'project-2');
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

/** Persons of one project, by its slug. */
const ofProject = async (slug: string, rows: number) => {
  const [project] = await api.client<{ id: string }[]>`select id from projects where slug = ${slug}`;
  const operation = `query ($id: UUID!) { persons(first: ${rows}, where: { projectId: { eq: $id } }) { nodes { uuid } } }`;
  return { operation, variables: { id: project!.id } };
};

describe('few rows are met', () => {
  it.each([
    ['{ persons(first: 20) { nodes { uuid } } }', 20],
    ['{ persons(last: 20) { nodes { uuid } } }', 20],
    ['{ projects(first: 20) { nodes { persons(first: 20) { nodes { uuid } } } } }', 22],
  ])('by %s', async (operation, found) => {
    await expectFewMet(operation, {}, found);
  });
  it.each([
    ['the large one', 'project-1', 100],
    ['one without rows', 'project-2', 0],
    ['one with a single row', 'project-3', 1],
    ['one that is not for the viewer', 'project-5', 0],
  ])('in one project, %s', async (_, slug, found) => {
    const { operation, variables } = await ofProject(slug, 100);
    await expectFewMet(operation, variables, found);
  });
});

async function expectFewMet(
  operation: string,
  variables: Readonly<Record<string, unknown>>,
  found: number,
): Promise<void> {
  const run = vi.spyOn(api.database.pool, 'run');
  const { data, errors } = await api.ask(operation, { token, variables });
  const { text, params = [] } = run.mock.calls.at(-1)![0];
  run.mockRestore();
  expect([errors, JSON.stringify(data).split('uuid').length - 1]).toEqual([undefined, found]);
  const [row] = await api.client.begin(async sql => {
    await sql.unsafe('set local plan_cache_mode = force_generic_plan');
    return sql.unsafe<{ 'QUERY PLAN': unknown }[]>(`explain (analyze, format json) ${text}`, [
      ...params,
    ] as string[]);
  });
  const plan = row!['QUERY PLAN'];
  const [{ Plan }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: Node }];
  expect(met(Plan)).toBeLessThan(1_000);
}
