/** Projects: the viewer becomes a member of more and more of them, and asks for pages across all. */
import { graphqlRequest } from '../peer.ts';
import type { Running } from '../running.ts';
import { dashboardId, idOf, idSql, viewerTokenHash } from '../world.ts';
import { costUnit, type Grow, Lines, withServers } from './series.ts';

const counts = [1, 10, 100, 1_000];
const size = {
  projects: 1_000,
  users: 1_000,
  members: 8,
  dashboards: 20,
  widgets: 2,
  insights: 60,
  persons: 50,
} as const;

/** Somebody who is in no project yet. */
const newcomer = idOf('user', size.users);

const lists = {
  'first dashboards': 'dashboards(first: 20) { nodes { id name project { name } } }',
  'first persons': 'persons(first: 20) { nodes { id createdAt properties } }',
  'first insights, with creator': 'insights(first: 50) { nodes { id name type creator { id displayName } } }',
  'insights by name': 'insights(first: 50, orderBy: [{ name: ASC }]) { nodes { id name } }',
  projects: 'projects(first: 20) { nodes { id name } }',
} as const;

export const growProjects: Grow = async options =>
  withServers(options, { size, peers: ['insightgraph'] }, async (servers, database) => {
    const [server] = servers as [Running];
    const { sql } = database;
    await sql.unsafe(`insert into users (id, email, password_hash, display_name)
      values ('${newcomer}', 'newcomer@bench.example', 'none', 'Newcomer')`);
    await sql.unsafe(`update sessions set user_id = '${newcomer}' where token_hash = '${viewerTokenHash}'`);
    const lines = new Lines(options, database);
    let joined = 0;
    for (const count of counts) {
      await sql.unsafe(`insert into project_members (project_id, user_id, role)
        select ${idSql('project', 'p')}, '${newcomer}', 'viewer' from generate_series(${joined}, ${count - 1}) p`);
      await sql.unsafe('vacuum (analyze) project_members');
      joined = count;
      await lines.add(count, [
        ...Object.entries(lists).map(([title, list]) => ({
          title,
          server,
          request: graphqlRequest(`{ ${list} }`),
        })),
        {
          title: 'one row',
          server,
          request: graphqlRequest('query ($id: ID!) { dashboard(id: $id) { id name } }', { id: dashboardId }),
        },
      ]);
    }
    return [
      {
        name: 'projects',
        title: 'Projects of the viewer',
        text: `Of ${size.projects} projects with ${size.dashboards} dashboards, ${size.insights} insights and ${size.persons} persons each.`,
        x: 'projects that the viewer belongs to',
        y: costUnit,
        lines: lines.lines(),
      },
    ];
  });
