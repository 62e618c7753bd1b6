/**
 * Fills a migrated database with rows made by PostgreSQL itself: statements over `generate_series`, one per table.
 * Every time of creation is different within its parent, so that an order by it is the same for every peer.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type postgres from 'postgres';
import type { BenchDatabase } from './database.ts';
import { idSql, type Size, viewerId, viewerTokenHash } from './world.ts';

/** One configuration per type of insight, in their order; the number makes them differ. */
const configs = `(array[
  jsonb_build_object('type', 'trend', 'granularity', 'day', 'chartType', 'line', 'dateFrom', '-30d', 'dateTo', '-0d',
    'compare', false, 'series', jsonb_build_array(
      jsonb_build_object('eventName', 'opened_' || i, 'label', 'Opened', 'metric', 'unique_users'),
      jsonb_build_object('eventName', 'saved_' || i, 'label', 'Saved', 'metric', 'total_events'))),
  jsonb_build_object('type', 'funnel', 'order', 'ordered', 'visualization', 'steps', 'dateFrom', '-30d', 'dateTo', '-0d',
    'conversionWindow', jsonb_build_object('value', 14, 'unit', 'day'), 'steps', jsonb_build_array(
      jsonb_build_object('eventName', 'visited_' || i, 'label', 'Visited'),
      jsonb_build_object('eventName', 'signed_up_' || i, 'label', 'Signed up'),
      jsonb_build_object('eventName', 'paid_' || i, 'label', 'Paid'))),
  jsonb_build_object('type', 'retention', 'targetEvent', 'opened_' || i, 'retentionType', 'first_time',
    'granularity', 'week', 'periods', 8, 'dateFrom', '-12w', 'dateTo', '-0d'),
  jsonb_build_object('type', 'lifecycle', 'targetEvent', 'opened_' || i, 'granularity', 'week',
    'dateFrom', '-12w', 'dateTo', '-0d'),
  jsonb_build_object('type', 'stickiness', 'targetEvent', 'saved_' || i, 'granularity', 'day',
    'dateFrom', '-30d', 'dateTo', '-0d'),
  jsonb_build_object('type', 'paths', 'startEvent', 'visited_' || i, 'stepLimit', 5, 'dateFrom', '-7d', 'dateTo', '-0d')
])`;

const types = `array['trend', 'funnel', 'retention', 'lifecycle', 'stickiness', 'paths']`;
const roles = `array['owner', 'editor', 'editor', 'editor']`;

const at = (start: string, step: string, number: string) =>
  `timestamptz '${start}' + (${number}) * interval '${step}'`;

/** Rows of `table` from a select; `created_at` comes last and is the time of change, too. */
const insert = (table: string, columns: string, select: string) =>
  `insert into ${table} (${columns}, created_at, updated_at) select *, created_at as updated_at from (${select}) rows`;

/** The statements, in the order in which the rows refer to each other. */
export function fillStatements(size: Size): readonly string[] {
  const { projects, users, members, dashboards, widgets, insights, persons } = size;
  // Everybody is in several projects, and no two projects have the same members.
  const memberOf = (project: string, member: string) =>
    idSql('user', `(${project} + 7 * (${member})) % ${users}`);
  const each = (count: number, name: string) => `generate_series(0, ${count - 1}) ${name}`;
  return [
    insert(
      'users',
      'id, email, password_hash, display_name',
      `select ${idSql('user', 'u')}, 'user-' || u || '@bench.example', 'none', 'User ' || u,
        ${at('2025-01-01Z', '1 minute', 'u')} as created_at from ${each(users, 'u')}`,
    ),
    `insert into sessions (user_id, token_hash, expires_at)
      values ('${viewerId}', '${viewerTokenHash}', now() + interval '30 days')`,
    insert(
      'projects',
      'id, name, slug',
      `select ${idSql('project', 'p')}, 'Project ' || p, 'project-' || p,
        ${at('2025-02-01Z', '1 minute', 'p')} as created_at from ${each(projects, 'p')}`,
    ),
    insert(
      'project_members',
      'id, project_id, user_id, role',
      `select ${idSql('member', `p * ${members} + m`)}, ${idSql('project', 'p')}, ${memberOf('p', 'm')},
        coalesce((${roles})[m + 1], 'viewer')::project_role,
        ${at('2025-02-02Z', '1 second', `p * ${members} + m`)} as created_at
        from ${each(projects, 'p')}, ${each(members, 'm')}`,
    ),
    insert(
      'dashboards',
      'id, project_id, created_by, name, description, is_pinned',
      `select ${idSql('dashboard', `p * ${dashboards} + d`)}, ${idSql('project', 'p')},
        ${memberOf('p', `d % ${members}`)}, 'Dashboard ' || d, 'What happened in part ' || d || ' of the product', d % 5 = 0,
        ${at('2025-03-01Z', '1 second', `p * ${dashboards} + d`)} as created_at
        from ${each(projects, 'p')}, ${each(dashboards, 'd')}`,
    ),
    insert(
      'insights',
      'id, project_id, created_by, type, name, description, is_favorite, config',
      `select ${idSql('insight', `p * ${insights} + i`)}, ${idSql('project', 'p')},
        ${memberOf('p', `i % ${members}`)}, (${types})[i % 6 + 1]::insight_type,
        'Question ' || substr(md5('q' || i), 1, 12), 'Asked by somebody who wants to know', i >= 50, ${configs}[i % 6 + 1],
        ${at('2025-04-01Z', '1 second', `p * ${insights} + i`)} as created_at
        from ${each(projects, 'p')}, ${each(insights, 'i')}`,
    ),
    insert(
      'widgets',
      'id, project_id, dashboard_id, insight_id, layout',
      `select ${idSql('widget', `(p * ${dashboards} + d) * ${widgets} + w`)}, ${idSql('project', 'p')},
        ${idSql('dashboard', `p * ${dashboards} + d`)},
        ${idSql('insight', `p * ${insights} + (d * ${widgets} + w) % ${insights}`)},
        jsonb_build_object('x', w % 3 * 4, 'y', w / 3 * 4, 'w', 4, 'h', 4),
        ${at('2025-05-01Z', '1 second', `(p * ${dashboards} + d) * ${widgets} + w`)} as created_at
        from ${each(projects, 'p')}, ${each(dashboards, 'd')}, ${each(widgets, 'w')}`,
    ),
    personStatement(projects, persons, 0, persons),
  ];
}

/** Persons with the numbers from `from` to before `to` in each of the first `projects` projects of `persons` persons. */
export function personStatement(projects: number, persons: number, from: number, to: number): string {
  return insert(
    'persons',
    'id, project_id, properties',
    `select ${idSql('person', `p::bigint * ${persons} + n`)}, ${idSql('project', 'p')},
      jsonb_build_object('name', 'Person ' || n, 'email', 'person-' || n || '@example.com', 'logins', n % 97,
        'plan', (array['free', 'team', 'business'])[n % 3 + 1], 'country', (array['DE', 'FR', 'US', 'JP', 'BR'])[n % 5 + 1]),
      ${at('2025-06-01Z', '1 second', 'n')} as created_at
      from generate_series(0, ${projects - 1}) p, generate_series(${from}, ${to - 1}) n`,
  );
}

/** For those who look for the widgets of a dashboard by its id alone: the product's own index begins with the project. */
const indexOfPeers = 'create index bench_widgets_of_dashboard on widgets (dashboard_id, created_at, id)';

/** Fills an empty database, and leaves it as an idle server would find it: analysed, with nothing to clean up. */
export async function fill(sql: postgres.Sql, size: Size): Promise<void> {
  for (const statement of [...fillStatements(size), indexOfPeers]) await sql.unsafe(statement);
  await sql.unsafe('vacuum (analyze)');
}

/** Brings the tables of a checkout into an empty database, as its owner would. */
export async function migrate(database: BenchDatabase, checkout: string): Promise<void> {
  const env = { PATH: process.env.PATH, DATABASE_URL: await database.urlFor('insightgraph', 'owner') };
  const args = ['--import', 'tsx', join('src', 'commands', 'migrate.ts')];
  await promisify(execFile)(process.execPath, args, { cwd: checkout, env });
}
