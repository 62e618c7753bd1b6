/**
 * What a team would write by hand that knows its trade: GraphQL Yoga, a DataLoader per relation, and SQL for each of them.
 * It checks nobody's token and applies no rule; the configuration is untyped JSON, which costs least.
 */
import { createServer } from 'node:http';
import { graphqlRequest, type Peer, poolSize } from '../peer.ts';
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
  persons(projectId: $project, first: 100, after: $after) { id createdAt properties }
}`;

export const peer: Peer = {
  name: 'yoga-dataloader',
  title: 'Yoga + DataLoader',
  text: 'resolvers and loaders written by hand for these tables, with GraphQL Yoga; no token, no rule',
  packages: ['graphql-yoga', 'dataloader', 'postgres'],
  requests: async () => ({
    page: graphqlRequest(page, { project: projectId }),
    list: graphqlRequest(list, { project: projectId }),
    row: graphqlRequest(row, { id: dashboardId }),
    deep: graphqlRequest(deep, { id: viewerId }),
    cursor: graphqlRequest(cursor, { project: projectId, after: `${cursorRow.createdAt} ${cursorRow.id}` }),
  }),
  serve: async url => {
    const [{ default: postgres }, { createSchema, createYoga }, { typeDefs, resolvers }, { createLoaders }] =
      await Promise.all([
        import('postgres'),
        import('graphql-yoga'),
        import('./yoga-dataloader/resolvers.ts'),
        import('./yoga-dataloader/loaders.ts'),
      ]);
    const sql = postgres(url, { max: poolSize });
    const yoga = createYoga({
      schema: createSchema({ typeDefs, resolvers }),
      context: () => ({ sql, loaders: createLoaders(sql) }),
      logging: false,
      graphiql: false,
    });
    return createServer(yoga);
  },
};
