/**
 * A generator from the database itself: PostGraphile 5 with its Amber preset and short names, on its own server.
 * It checks nobody's token and applies no rule: its way to do so is row-level security, which costs it a transaction per request.
 */
import { createServer } from 'node:http';
import { type Ask, graphqlRequest, type Peer, poolSize } from '../peer.ts';
import type { Json } from '../work-items.ts';
import { cursorRow, dashboardId, projectId, viewerId } from '../world.ts';

const byCreation = 'orderBy: [CREATED_AT_ASC, ROW_ID_ASC]';
const inUse = 'condition: { deletedAt: null }';
const widgets = 'widgets: widgetsByProjectIdAndDashboardId';

const page = `query Page($project: UUID!) {
  dashboards(first: 10, ${byCreation}, condition: { projectId: $project, deletedAt: null }) {
    nodes {
      id: rowId name description isPinned
      project { name members: projectMembers(first: 8, ${byCreation}) { nodes { role user { displayName } } } }
      ${widgets}(first: 12, ${byCreation}) {
        nodes {
          id: rowId content layout
          insight: projectInsight { id: rowId name type config creator: userByCreatedBy { id: rowId displayName } }
        }
      }
    }
  }
}`;

const list = `query List($project: UUID!) {
  insights(
    first: 50
    condition: { projectId: $project, isFavorite: false, deletedAt: null }
    orderBy: [NAME_DESC, ROW_ID_ASC]
  ) { nodes { id: rowId name type creator: userByCreatedBy { id: rowId displayName } } }
}`;

const row = 'query Row($id: UUID!) { dashboard(rowId: $id) { id: rowId name description isPinned } }';

const deep = `query Deep($id: UUID!) {
  viewer: user(rowId: $id) {
    displayName
    memberships: projectMembers(first: 8, ${byCreation}) {
      nodes {
        role
        project {
          name
          dashboards(first: 5, ${byCreation}, ${inUse}) {
            nodes {
              name
              ${widgets}(first: 5, ${byCreation}) {
                nodes { insight: projectInsight { name creator: userByCreatedBy { displayName } } }
              }
            }
          }
        }
      }
    }
  }
}`;

const persons = (first: number, fields: string) => `query Cursor($project: UUID!, $after: Cursor) {
  persons: people(first: ${first}, after: $after, ${byCreation}, condition: { projectId: $project }) { ${fields} }
}`;

async function cursorOf(ask: Ask): Promise<string> {
  const walk = persons(cursorRow.number, 'pageInfo { endCursor }');
  const data: Json = await ask(graphqlRequest(walk, { project: projectId, after: null }));
  return (data as { persons: { pageInfo: { endCursor: string } } }).persons.pageInfo.endCursor;
}

export const peer: Peer = {
  name: 'postgraphile',
  title: 'PostGraphile 5',
  text: 'the schema it generates from the database, on its own server; no token, no rule',
  packages: ['postgraphile', '@graphile/simplify-inflection', 'pg'],
  node: [22, 15],
  requests: async ask => ({
    page: graphqlRequest(page, { project: projectId }),
    list: graphqlRequest(list, { project: projectId }),
    row: graphqlRequest(row, { id: dashboardId }),
    deep: graphqlRequest(deep, { id: viewerId }),
    cursor: graphqlRequest(persons(100, 'nodes { id: rowId createdAt properties }'), {
      project: projectId,
      after: await cursorOf(ask),
    }),
  }),
  serve: async url => {
    const [
      { PostGraphileAmberPreset },
      { PgSimplifyInflectionPreset },
      { makePgService },
      { postgraphile },
      { grafserv },
    ] = await Promise.all([
      import('postgraphile/presets/amber'),
      import('@graphile/simplify-inflection'),
      import('postgraphile/adaptors/pg'),
      import('postgraphile'),
      import('postgraphile/grafserv/node'),
    ]);
    const instance = postgraphile({
      extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
      // Otherwise a list can be filtered and ordered by columns with an index only.
      disablePlugins: ['PgIndexBehaviorsPlugin'],
      grafserv: { graphqlPath: '/graphql', graphiql: false },
      pgServices: [
        makePgService({ connectionString: url, schemas: ['public'], poolConfig: { max: poolSize } }),
      ],
    });
    const server = createServer();
    await instance.createServ(grafserv).addTo(server);
    return server;
  },
};
