/**
 * Migrations that bring new rules to databases with rows of older versions: they neither fail nor lose anything.
 * Each test stops before a migration, writes what was possible then, and goes on.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../src/database/migrate.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';

const migrations = fileURLToPath(new URL('../drizzle', import.meta.url));
let own: TestDatabase;
let sql: postgres.Sql;
let messages: string[];

beforeEach(async () => {
  own = await createTestDatabase({ empty: true });
  sql = postgres(own.url, { max: 1, onnotice: () => {} });
  messages = [];
});
afterEach(async () => {
  await sql.end();
  await own.drop();
});

const log = (message: string) => void messages.push(message);
const migrate = () => migrateDatabase({ url: own.url, log });

/** Applies the migrations before the one of this name. */
async function migrateUntil(name: string): Promise<void> {
  const all = readdirSync(migrations).sort();
  const until = all.findIndex(folder => folder.endsWith(`_${name}`));
  expect(until).toBeGreaterThan(0);
  const folder = mkdtempSync(join(tmpdir(), 'insightgraph-migrations-'));
  for (const one of all.slice(0, until))
    cpSync(join(migrations, one), join(folder, one), { recursive: true });
  await migrateDatabase({ url: own.url, log: () => {}, folder });
  rmSync(folder, { recursive: true });
}

const project = '00000000-0000-4000-8000-000000000001';
const insertProject = () => sql`insert into projects (id, name, slug) values (${project}, 'p', 'p')`;

const violation = async (statement: Promise<unknown>) =>
  statement.then(
    () => null,
    error => (error as { constraint_name: string }).constraint_name,
  );

const notValid = async () =>
  (
    await sql<{ name: string }[]>`select conname as name from pg_constraint where not convalidated order by 1`
  ).map(row => row.name);

describe('bounds of values', () => {
  it('hold for all rows where all are within them', async () => {
    await migrateUntil('bounded_values');
    await insertProject();
    await sql`insert into dashboards (project_id, name, description) values (${project}, 'd', 'short')`;
    await migrate();
    expect(await notValid()).toEqual([]);
    expect(messages).toEqual([expect.stringMatching(/^Applied \d+ migrations?\.$/)]);
  });

  it('leave rows from before as they are, say so, and hold for what is written', async () => {
    await migrateUntil('bounded_values');
    await insertProject();
    const long = 'x'.repeat(2001);
    await sql`insert into dashboards (project_id, name, description) values (${project}, 'd', ${long})`;
    await sql`insert into insights (project_id, name, type, config) values (${project}, ${`${' '.repeat(300)}i`}, 'paths', '{"type":"paths"}')`;
    await migrate();
    expect(await notValid()).toEqual(['dashboards_description_length', 'insights_name_length']);
    expect(messages.slice(0, -1)).toEqual([
      'Table dashboards has rows that break dashboards_description_length. They stay, but cannot be changed before they are mended.',
      'Table insights has rows that break insights_name_length. They stay, but cannot be changed before they are mended.',
    ]);
    const [row] = await sql`select description from dashboards`;
    expect(row).toEqual({ description: long });
    const another = sql`insert into dashboards (project_id, name, description) values (${project}, 'e', ${long})`;
    expect(await violation(another)).toBe('dashboards_description_length');
    expect(await violation(sql`update dashboards set name = 'e'`)).toBe('dashboards_description_length');
    await sql`update dashboards set description = 'short'`;
    await sql`alter table dashboards validate constraint dashboards_description_length`;
  });
});

describe('cohorts that were both static and defined', () => {
  it('become what they counted as, and the trail tells what went', async () => {
    await migrateUntil('cohort_static_or_defined');
    await insertProject();
    const [both, defined, person] = [2, 3, 4].map(n => `00000000-0000-4000-8000-00000000000${n}`);
    const definition = { type: 'AND', values: [] };
    const json = JSON.stringify(definition);
    await sql`insert into persons (id, project_id) values (${person!}, ${project})`;
    await sql`insert into cohorts (id, project_id, name, is_static, definition) values
      (${both!}, ${project}, 'b', true, ${json}::text::jsonb), (${defined!}, ${project}, 'd', false, ${json}::text::jsonb)`;
    await sql`insert into cohort_members (project_id, cohort_id, person_id) values
      (${project}, ${both!}, ${person!}), (${project}, ${defined!}, ${person!})`;
    const [odd] = await sql<{ id: string }[]>`select id from cohort_members where cohort_id = ${defined!}`;
    await migrate();

    expect([...(await sql`select id, is_static, definition from cohorts order by name`)]).toEqual([
      { id: both, is_static: true, definition: null },
      { id: defined, is_static: false, definition },
    ]);
    expect([...(await sql`select cohort_id, person_id from cohort_members`)]).toEqual([
      { cohort_id: both, person_id: person },
    ]);
    const gone = (before: unknown) => ({ before, after: null });
    expect([
      ...(await sql`select action, entity_type, entity_id, changes from audit_events order by 1`),
    ]).toEqual([
      {
        action: 'update',
        entity_type: 'Cohort',
        entity_id: both,
        changes: { definition: gone(definition) },
      },
      {
        action: 'delete',
        entity_type: 'CohortMember',
        entity_id: odd!.id,
        changes: {
          uuid: gone(odd!.id),
          projectId: gone(project),
          cohortId: gone(defined),
          personId: gone(person),
        },
      },
    ]);
  });
});
