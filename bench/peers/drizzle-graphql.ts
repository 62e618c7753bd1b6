/**
 * Another generator from Drizzle tables: drizzle-graphql, on GraphQL Yoga as its documentation shows.
 * It has no rules, no cursors (a page begins after a time here), and answers JSON as text in a string.
 */
import { createServer } from 'node:http';
import { graphqlRequest, type Peer, poolSize } from '../peer.ts';
import { cursorRow, dashboardId, projectId, viewerId } from '../world.ts';

const byCreation =
  'orderBy: { createdAt: { direction: asc, priority: 2 }, id: { direction: asc, priority: 1 } }';
const inUse = 'deletedAt: { isNull: true }';

const page = `query Page($project: String!) {
  dashboards(limit: 10, ${byCreation}, where: { projectId: { eq: $project }, ${inUse} }) {
    id name description isPinned
    project { name members(limit: 8, ${byCreation}) { role user { displayName } } }
    widgets(limit: 12, ${byCreation}) {
      id content layout
      insight { id name type config creator { id displayName } }
    }
  }
}`;

// Not `eq: false`: version 0.8.5 drops operands that are false, and answers with all rows.
const list = `query List($project: String!) {
  insights(
    limit: 50
    where: { projectId: { eq: $project }, isFavorite: { ne: true }, ${inUse} }
    orderBy: { name: { direction: desc, priority: 1 } }
  ) { id name type creator { id displayName } }
}`;

const row = `query Row($id: String!) {
  dashboard: dashboardsSingle(where: { id: { eq: $id }, ${inUse} }) { id name description isPinned }
}`;

const deep = `query Deep($id: String!) {
  viewer: usersSingle(where: { id: { eq: $id } }) {
    displayName
    memberships(limit: 8, ${byCreation}) {
      role
      project {
        name
        dashboards(limit: 5, ${byCreation}, where: { ${inUse} }) {
          name
          widgets(limit: 5, ${byCreation}) { insight { name creator { displayName } } }
        }
      }
    }
  }
}`;

const cursor = `query Cursor($project: String!, $after: String!) {
  persons(limit: 100, ${byCreation}, where: { projectId: { eq: $project }, createdAt: { gt: $after } }) {
    id createdAt properties
  }
}`;

export const peer: Peer = {
  name: 'drizzle-graphql',
  title: 'drizzle-graphql',
  text: 'the schema it generates, with GraphQL Yoga; half of the tables, since its types multiply with every path',
  packages: ['drizzle-graphql', 'drizzle-orm', 'graphql-yoga', 'postgres'],
  folder: 'drizzle-graphql',
  requests: async () => ({
    page: graphqlRequest(page, { project: projectId }),
    list: graphqlRequest(list, { project: projectId }),
    row: graphqlRequest(row, { id: dashboardId }),
    deep: graphqlRequest(deep, { id: viewerId }),
    cursor: graphqlRequest(cursor, { project: projectId, after: cursorRow.createdAt }),
  }),
  serve: async url => {
    const [{ createYoga }, { buildSchema }] = await Promise.all([
      import('graphql-yoga'),
      import('./drizzle-graphql/schema.ts'),
    ]);
    const schema = buildSchema(url, poolSize);
    return createServer(createYoga({ schema, logging: false, graphiql: false }));
  },
};
