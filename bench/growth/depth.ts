/** Depth: to-one and to-many relations in turn, one row each, so that nothing grows but the number of hops. */
import { graphqlRequest, type PeerRequest } from '../peer.ts';
import { dashboardId, standardSize } from '../world.ts';
import { costUnit, type Grow, Lines, withServers } from './series.ts';

const hops = [2, 4, 8, 16];

interface Dialect {
  readonly root: (below: string) => string;
  /** From a dashboard to its project, and to the first dashboard of that. */
  readonly pair: (below: string) => string;
}

const byHand: Dialect = {
  root: below => `query ($id: ID!) { dashboard(id: $id) { ${below} } }`,
  pair: below => `project { name dashboards(first: 1) { ${below} } }`,
};

const dialects: Readonly<Record<string, Dialect>> = {
  insightgraph: { ...byHand, pair: below => `project { name dashboards(first: 1) { nodes { ${below} } } }` },
  postgraphile: {
    root: below => `query ($id: UUID!) { dashboard(rowId: $id) { ${below} } }`,
    pair: below =>
      `project { name dashboards(first: 1, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) { nodes { ${below} } } }`,
  },
  'yoga-dataloader': byHand,
  'plugin-drizzle': byHand,
};

function requestOf({ root, pair }: Dialect, count: number): PeerRequest {
  let below = 'name';
  for (let made = 0; made < count; made += 2) below = `name ${pair(below)}`;
  return graphqlRequest(root(below), { id: dashboardId });
}

export const growDepth: Grow = async options =>
  withServers(
    options,
    // By default this project refuses what is deeper than a page needs.
    {
      size: standardSize,
      peers: Object.keys(dialects),
      env: { MAX_QUERY_DEPTH: '100', MAX_OPERATION_COST: '1000000000' },
    },
    async (servers, database) => {
      const lines = new Lines(options, database);
      for (const count of hops) {
        await lines.add(
          count,
          servers.map(server => ({
            title: server.peer.title,
            server,
            request: requestOf(dialects[server.peer.name]!, count),
          })),
        );
      }
      return [
        {
          name: 'depth',
          title: 'Depth of an operation',
          text: 'From a dashboard to its project, to the first dashboard of that, and so on: one row at every hop.',
          x: 'relations one below the other',
          y: costUnit,
          lines: lines.lines(),
        },
      ];
    },
  );
