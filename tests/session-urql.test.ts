/**
 * A session of urql with Graphcache, set up as the API guide says: it reads, pages, writes and deletes, and its cache is the server's state in the end.
 * The client and the server are real; refuses to know how the cache is configured.
 */
import { type Client, gql, type OperationResult } from '@urql/core';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { beforeAll, describe, expect, it } from 'vitest';
import { urqlClient } from '../examples/clients/urql.ts';
import { cacheOptions } from '../examples/generated/urql-cache.ts';
import type { Any } from './support/api.ts';
import { clientSession } from './support/client-session.ts';

const pages = gql`query Pages($first: Int, $after: String, $last: Int, $before: String) {
  dashboards(first: $first, after: $after, last: $last, before: $before, orderBy: [{ name: ASC }]) {
    edges { cursor node { id name widgets(first: 2) { totalCount edges { cursor node { id layout { x y } insight { id config { ... on TrendConfig { series { label } } } } } } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const all = gql`query All($where: DashboardWhere) {
  dashboards(first: 100, orderBy: [{ name: ASC }], where: $where) { totalCount nodes { id name isPinned updatedAt } }
}`;
const one = gql`query One($id: ID!) { dashboard(id: $id) { id name isPinned updatedAt } node(id: $id) { id ... on Dashboard { name } } }`;
const update = gql`mutation Update($input: UpdateDashboardInput!) {
  updateDashboard(input: $input) { dashboard { id name updatedAt } userErrors { code path } }
}`;
const create = gql`mutation Create($input: CreateDashboardInput!) {
  createDashboard(input: $input) { dashboard { id name } userErrors { code path } }
}`;
const remove = gql`mutation Delete($id: ID!) {
  deleteDashboard(input: { id: $id }) { dashboard { id } userErrors { code } }
}`;

const session = clientSession();
let client: Client;
beforeAll(() => {
  client = urqlClient(session().api.url, session().token, {
    resolvers: { Query: { ...cacheOptions.resolvers.Query, dashboards: relayPagination() } },
    optimistic: {
      updateDashboard: ({ input }: Any) => ({
        __typename: 'DashboardPayload',
        dashboard: { __typename: 'Dashboard', id: input.id, name: input.name, updatedAt: input.ifUpdatedAt },
        userErrors: [],
      }),
    },
    updates: {
      Mutation: {
        createDashboard: (_, __, cache) => {
          for (const { fieldName, fieldKey } of cache.inspectFields('Query'))
            if (fieldName === 'dashboards') cache.invalidate('Query', fieldKey);
        },
        deleteDashboard: (_, { input }: Any, cache) =>
          cache.invalidate({ __typename: 'Dashboard', id: input.id }),
      },
    },
  });
});

const namesOf = (data: Any): string[] => data.dashboards.nodes.map(({ name }: Any) => name);
const ask = async (query: Any, variables: object = {}, requestPolicy: Any = 'cache-first'): Promise<Any> => {
  const { data, error } = await client.query(query, variables, { requestPolicy });
  expect(error).toBeUndefined();
  return data;
};

/** The names under which the row is shown, from now on. */
function watch(id: string): { shown: string[]; stop(): void } {
  const shown: string[] = [];
  const { unsubscribe } = client.query(one, { id }).subscribe(({ data }: OperationResult) => {
    if (data?.dashboard && shown.at(-1) !== data.dashboard.name) shown.push(data.dashboard.name);
  });
  return { shown, stop: unsubscribe };
}

describe('urql with Graphcache', () => {
  it('reads pages forward and backward into one list', async () => {
    const names = namesOf(await ask(all, {}, 'network-only'));
    expect(names.length).toBe(9);
    const { dashboards } = await ask(pages, { first: 3 }, 'network-only');
    await ask(pages, { first: 3, after: dashboards.pageInfo.endCursor });
    await ask(pages, { last: 3 });
    const merged = await ask(pages, { first: 3 }, 'cache-only');
    expect(merged.dashboards.edges.map(({ node }: Any) => node.name)).toEqual(names);
  });

  it('finds a row of a list by its id without asking', async () => {
    const [row] = (await ask(all)).dashboards.nodes;
    const { dashboard } = await ask(
      gql`query Name($id: ID!) { dashboard(id: $id) { id name } }`,
      { id: row.id },
      'cache-only',
    );
    expect(dashboard.name).toBe(row.name);
  });

  it('shows a change before it is made, and what the server made of it afterwards', async () => {
    const { dashboards } = await ask(all, { where: { name: { eq: 'Activation' } } });
    const [row] = dashboards.nodes;
    const { shown, stop } = watch(row.id);
    await expect.poll(() => shown).toEqual(['Activation']);
    const { data, error } = await client.mutation(update, {
      input: { id: row.id, name: 'Activated', ifUpdatedAt: row.updatedAt },
    });
    expect(error).toBeUndefined();
    expect(data.updateDashboard.userErrors).toEqual([]);
    await expect.poll(() => shown).toEqual(['Activation', 'Activated']);
    expect((await ask(one, { id: row.id }, 'cache-only')).dashboard.updatedAt).toBe(
      data.updateDashboard.dashboard.updatedAt,
    );
    stop();
  });

  it('takes a change back that meets a conflict', async () => {
    const [row] = (await ask(all)).dashboards.nodes;
    const { shown, stop } = watch(row.id);
    await expect.poll(() => shown).toEqual([row.name]);
    const { data } = await client.mutation(update, {
      input: { id: row.id, name: 'Lost', ifUpdatedAt: '2020-01-01T00:00:00Z' },
    });
    expect(data.updateDashboard).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
    await expect.poll(() => shown).toEqual([row.name, 'Lost', row.name]);
    stop();
  });

  it('adds what is created and drops what is deleted', async () => {
    const input = { projectId: session().projectId, name: 'Made by a client' };
    const { data } = await client.mutation(create, { input });
    expect(namesOf(await ask(all))).toContain('Made by a client');
    await client.mutation(remove, { id: data.createDashboard.dashboard.id });
    expect(namesOf(await ask(all))).not.toContain('Made by a client');
  });

  it('has in its cache what the server has', async () => {
    const known = await ask(all);
    const fresh = urqlClient(session().api.url, session().token);
    const { data } = await fresh.query(all, {});
    expect(known).toEqual(data);
  });
});
