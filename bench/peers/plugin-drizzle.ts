/**
 * The libraries that this project is generated with, used as their documentation shows: Pothos' Drizzle plugin on GraphQL Yoga.
 * It checks nobody's token and applies no rule; the configuration is untyped JSON, which costs least.
 */
import { createServer } from 'node:http';
import { type Ask, graphqlRequest, type Peer, poolSize } from '../peer.ts';
import type { Json } from '../work-items.ts';
import { cursorRow, dashboardId, projectId, viewerId } from '../world.ts';

const page = `query Page($project: ID!) {
  dashboards(projectId: $project, first: 10) {
    id name description isPinned
    project { name members(first: 8) { role user { displayName } } }
    widgets(first: 12) {
      id content layout { x y w h }
      insight { id name type config creator { id displayName } }
    }
  }
}`;

const list = `query List($project: ID!) {
  insights(projectId: $project, isFavorite: false, first: 50) { id name type creator { id displayName } }
}`;

const row = 'query Row($id: ID!) { dashboard(id: $id) { id name description isPinned } }';

const deep = `query Deep($id: ID!) {
  viewer: user(id: $id) {
    displayName
    memberships(first: 8) {
      role
      project {
        name
        dashboards(first: 5) { name widgets(first: 5) { insight { name creator { displayName } } } }
      }
    }
  }
}`;

const cursor = `query Cursor($project: ID!, $after: String) {
  persons(projectId: $project, first: 100, after: $after) { edges { node { id createdAt properties } } }
}`;

const walk = `query Walk($project: ID!, $after: String) {
  persons(projectId: $project, first: 100, after: $after) { pageInfo { endCursor } }
}`;

async function cursorOf(ask: Ask): Promise<string> {
  let after: string | null = null;
  for (let row = 0; row < cursorRow.number; row += 100) {
    const data: Json = await ask(graphqlRequest(walk, { project: projectId, after }));
    after = (data as { persons: { pageInfo: { endCursor: string } } }).persons.pageInfo.endCursor;
  }
  return after!;
}

export const peer: Peer = {
  name: 'plugin-drizzle',
  title: 'plugin-drizzle',
  text: 'Pothos and its Drizzle plugin as their documentation shows, with GraphQL Yoga; no token, no rule',
  packages: ['@pothos/plugin-drizzle', 'drizzle-orm', 'graphql-yoga', 'postgres'],
  requests: async ask => ({
    page: graphqlRequest(page, { project: projectId }),
    list: graphqlRequest(list, { project: projectId }),
    row: graphqlRequest(row, { id: dashboardId }),
    deep: graphqlRequest(deep, { id: viewerId }),
    cursor: graphqlRequest(cursor, { project: projectId, after: await cursorOf(ask) }),
  }),
  serve: async url => {
    const [{ default: postgres }, { createYoga }, { buildSchema }] = await Promise.all([
      import('postgres'),
      import('graphql-yoga'),
      import('./plugin-drizzle/schema.ts'),
    ]);
    const schema = buildSchema(postgres(url, { max: poolSize }));
    return createServer(createYoga({ schema, logging: false, graphiql: false }));
  },
};
