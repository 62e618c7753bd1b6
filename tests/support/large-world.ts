/**
 * Tables with more rows than any plan should read through: one member of one project, another of all of them.
 */
import type postgres from 'postgres';
import { hashToken } from '../../src/accounts/viewer.ts';

const projects = 60;
// Of cohorts too there are more than PostgreSQL reads whole to find one.
const perProject = { persons: 500, cohorts: 10, dashboards: 20, insights: 80, widgets: 300 };

/** The lists whose tables are large. */
export const largeTables = [
  'persons',
  'personDistinctIds',
  'cohortMembers',
  'dashboards',
  'insights',
  'widgets',
  'auditEvents',
] as const;

export const tokenOf = (viewer: 'one' | 'all') => `igs_${viewer.padEnd(43, '-')}`;

/** A project of both. */
export const largeProject = '00000000-0000-4000-8000-000000000001';

/** @param sql of the owner of the tables */
export async function insertLargeWorld(sql: postgres.Sql): Promise<void> {
  const id = (kind: number, expression: string) =>
    `(lpad(to_hex(${kind}), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(${expression}), 12, '0'))::uuid`;
  // Interleaved, as tenants are that write at the same time: the rows of one lie on all pages.
  const each = (kind: string) =>
    `generate_series(1, ${perProject[kind as keyof typeof perProject] * projects}) as i`;
  const project = id(0, `1 + i % ${projects}`);
  const at = `timestamptz '2026-01-01' + i * interval '1 second'`;
  await sql.unsafe(`
    insert into users (id, email, display_name, password_hash) select ${id(1, 'i')}, 'user' || i || '@example.com', 'User ' || i, '-'
      from generate_series(1, 5000) as i;
    insert into projects (id, name, slug) select ${id(0, 'i')}, 'Project ' || i, 'project-' || i
      from generate_series(1, ${projects}) as i;
    insert into project_members (project_id, user_id, role)
      select ${id(0, 'p')}, ${id(1, 'u')}, 'owner' from generate_series(1, ${projects}) as p, generate_series(2, 40) as u;
    insert into project_members (project_id, user_id, role) values (${id(0, '1')}, ${id(1, '1')}, 'owner');
    insert into sessions (user_id, token_hash, expires_at) values
      (${id(1, '1')}, '${hashToken(tokenOf('one'))}', now() + interval '1 day'),
      (${id(1, '2')}, '${hashToken(tokenOf('all'))}', now() + interval '1 day');
    insert into persons (id, project_id, properties, created_at)
      select ${id(2, 'i')}, ${project}, jsonb_build_object('email', 'person' || i || '@example.com'), ${at} from ${each('persons')};
    insert into person_distinct_ids (project_id, person_id, distinct_id, created_at)
      select ${project}, ${id(2, 'i')}, 'device ' || i, ${at} from ${each('persons')};
    insert into cohorts (id, project_id, name, is_static) select ${id(3, 'i')}, ${id(0, `1 + (i - 1) % ${projects}`)}, 'Cohort', true
      from ${each('cohorts')};
    insert into cohort_members (project_id, cohort_id, person_id, created_at)
      select ${project}, ${id(3, `1 + i % ${projects}`)}, ${id(2, 'i')}, ${at} from ${each('persons')};
    insert into dashboards (id, project_id, name, created_by, created_at)
      select ${id(4, 'i')}, ${project}, 'Dashboard ' || i, ${id(1, '2 + i % 30')}, ${at} from ${each('dashboards')};
    insert into insights (id, project_id, name, type, config, created_by, created_at)
      select ${id(5, 'i')}, ${project}, 'Insight ' || i, 'lifecycle', '{"type":"lifecycle"}', ${id(1, '2 + i % 30')}, ${at} from ${each('insights')};
    insert into widgets (project_id, dashboard_id, insight_id, layout, created_at)
      select ${project}, ${id(4, `1 + (i - 1) % ${perProject.dashboards * projects}`)},
        ${id(5, `1 + (i - 1) % ${perProject.insights * projects}`)}, '{"x":0,"y":0,"w":1,"h":1}', ${at} from ${each('widgets')};
    insert into audit_events (project_id, action, entity_type, entity_id, created_at)
      select ${project}, 'create', 'Person', ${id(2, 'i')}, ${at} from ${each('persons')};`);
  await sql.unsafe('vacuum analyze');
}
