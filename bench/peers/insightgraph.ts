/**
 * This project as its users start it: the front door of a checkout, with a token in every request and all rules on.
 * Nothing of its source is imported here, so another version of it can be measured in its place.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ask, graphqlRequest, type Peer, poolSize, securedName } from '../peer.ts';
import type { Json } from '../work-items.ts';
import { cursorRow, dashboardId, projectId, viewerToken } from '../world.ts';

export const ownFolder = fileURLToPath(new URL('../..', import.meta.url));

/** All members that the stored configurations have. */
const config = `config {
  __typename
  ... on TrendConfig { trendGranularity: granularity chartType dateFrom dateTo compare series { eventName label metric } }
  ... on FunnelConfig {
    order visualization dateFrom dateTo conversionWindow { value unit } steps { eventName label }
  }
  ... on RetentionConfig { targetEvent retentionType granularity periods dateFrom dateTo }
  ... on LifecycleConfig { targetEvent granularity dateFrom dateTo }
  ... on StickinessConfig { targetEvent granularity dateFrom dateTo }
  ... on PathsConfig { startEvent stepLimit dateFrom dateTo }
}`;

const page = `query Page($project: UUID!) {
  dashboards(first: 10, where: { projectId: { eq: $project } }) {
    nodes {
      id name description isPinned
      project { name members(first: 8) { nodes { role user { displayName } } } }
      widgets(first: 12) {
        nodes { id content layout { x y w h } insight { id name type ${config} creator { id displayName } } }
      }
    }
  }
}`;

const list = `query List($project: UUID!) {
  insights(
    first: 50
    where: { projectId: { eq: $project }, isFavorite: { eq: false } }
    orderBy: [{ name: DESC }]
  ) { nodes { id name type creator { id displayName } } }
}`;

const row = 'query Row($id: ID!) { dashboard(id: $id) { id name description isPinned } }';

const deep = `query Deep {
  viewer {
    displayName
    memberships(first: 8) {
      nodes {
        role
        project {
          name
          dashboards(first: 5) {
            nodes { name widgets(first: 5) { nodes { insight { name creator { displayName } } } } }
          }
        }
      }
    }
  }
}`;

const cursor = `query Cursor($project: UUID!, $after: String) {
  persons(first: 100, after: $after, where: { projectId: { eq: $project } }) {
    nodes { id createdAt properties }
  }
}`;

const walk = `query Walk($project: UUID!, $after: String) {
  persons(first: 100, after: $after, where: { projectId: { eq: $project } }) { pageInfo { endCursor } }
}`;

/** The cursor of the row that the page begins after, page by page as a client gets there. */
async function cursorOf(ask: Ask): Promise<string> {
  let after: string | null = null;
  for (let row = 0; row < cursorRow.number; row += 100) {
    const data: Json = await ask(graphqlRequest(walk, { project: projectId, after }));
    after = (data as { persons: { pageInfo: { endCursor: string } } }).persons.pageInfo.endCursor;
  }
  return after!;
}

/** The project in a folder, this one or another checkout of it, with variables beside those that every run sets. */
export const insightgraphIn = (folder: string, env: Readonly<Record<string, string>> = {}): Peer => ({
  name: 'insightgraph',
  title: 'insightgraph',
  text: 'this project: token checked and rules applied in every request, configuration typed as a union',
  packages: ['graphql-yoga', 'graphql', 'postgres'],
  right: 'owner',
  headers: { authorization: `Bearer ${viewerToken}` },
  requests: async ask => ({
    page: graphqlRequest(page, { project: projectId }),
    list: graphqlRequest(list, { project: projectId }),
    row: graphqlRequest(row, { id: dashboardId }),
    deep: graphqlRequest(deep),
    cursor: graphqlRequest(cursor, { project: projectId, after: await cursorOf(ask) }),
  }),
  program: databaseUrl => ({
    command: process.execPath,
    // As `npm start` does.
    args: ['--max-semi-space-size=32', join('bin', 'serve.js')],
    folder,
    env: {
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: String(poolSize),
      PORT: '0',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      // Counted as always, and never used up: one viewer asks here as often as it can.
      RATE_LIMIT_POINTS: '1000000000000',
      ...env,
    },
  }),
});

/** The same with row-level security, which its role may make. */
export const securedIn = (folder: string): Peer => ({
  ...insightgraphIn(folder, { ROW_LEVEL_SECURITY: 'on' }),
  name: securedName,
  title: 'insightgraph, ROW_LEVEL_SECURITY=on',
  text: 'this project with row-level security: each statement in a transaction, as a role that policies hold',
  right: 'superuser',
});

export const peer = insightgraphIn(ownFolder);
