/**
 * A session of Apollo Client, set up as the API guide says: it reads, pages, writes and deletes, and its cache is the server's state in the end.
 * The client and the server are real; refuses to know how the cache is configured.
 */
import { gql, type TypedDocumentNode } from '@apollo/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { apolloClient } from '../examples/clients/apollo.ts';
import type { Any } from './support/api.ts';
import { clientSession } from './support/client-session.ts';

const document = (text: string): TypedDocumentNode<Any, Any> => gql(text);
const pages = document(`query Pages($first: Int, $after: String, $last: Int, $before: String) {
  dashboards(first: $first, after: $after, last: $last, before: $before, orderBy: [{ name: ASC }]) {
    totalCount
    edges { cursor node { id name isPinned widgets(first: 2) { totalCount edges { cursor node { id layout { x y } } } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`);
const all = document(`query All {
  dashboards(first: 100, orderBy: [{ name: ASC }]) {
    totalCount
    edges { cursor node { id name isPinned updatedAt } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`);
const one = document('query One($id: ID!) { dashboard(id: $id) { id name isPinned } }');
const update = document(`mutation Update($input: UpdateDashboardInput!) {
  updateDashboard(input: $input) { dashboard { id name updatedAt } userErrors { code path } }
}`);
const create = document(`mutation Create($input: CreateDashboardInput!) {
  createDashboard(input: $input) {
    dashboard { id name }
    userErrors { code path }
    query { dashboards(first: 100, orderBy: [{ name: ASC }]) {
      totalCount edges { cursor node { id name isPinned updatedAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }
  }
}`);
const remove = document(`mutation Delete($id: ID!) {
  deleteDashboard(input: { id: $id }) { dashboard { id } userErrors { code } query { dashboards(first: 100, orderBy: [{ name: ASC }]) { totalCount } } }
}`);

const session = clientSession();
let client: ReturnType<typeof apolloClient>;
beforeAll(() => {
  client = apolloClient(session().api.url, session().token);
});

const named = (name: string) =>
  document(`query Named { dashboards(first: 1, where: { name: { eq: "${name}" } }) {
  edges { cursor node { id name updatedAt } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`);
const namesOf = (data: Any): string[] => data.dashboards.edges.map(({ node }: Any) => node.name);
const cached = (query: TypedDocumentNode<Any, Any>, variables?: object): Any =>
  client.cache.readQuery({ query, variables: variables ?? {} });

describe('Apollo Client', () => {
  it('reads pages forward and backward into one list', async () => {
    const { data: whole } = await client.query({ query: all });
    const names = namesOf(whole);
    expect(names.length).toBe(9);
    const variables = { first: 3, after: whole.dashboards.edges[2].cursor };
    const query = client.watchQuery({ query: pages, variables });
    const seen = new Promise<void>(resolve => {
      const watched = query.subscribe(({ dataState }) => {
        if (dataState !== 'complete') return;
        resolve();
        setImmediate(() => watched.unsubscribe());
      });
    });
    await seen;
    const { pageInfo } = cached(pages, variables).dashboards;
    await query.fetchMore({ variables: { first: 3, after: pageInfo.endCursor } });
    await query.fetchMore({ variables: { first: null, after: null, last: 3, before: pageInfo.startCursor } });
    const list = cached(pages, variables).dashboards;
    expect(namesOf({ dashboards: list })).toEqual(names);
    expect(list.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: false });
    // Lists of another size are others, and keep what they have.
    expect(namesOf(cached(all))).toEqual(names);
  });

  it('finds a row of a list by its id without asking', async () => {
    const [{ node }] = cached(all).dashboards.edges;
    const { data } = await client.query({
      query: one,
      variables: { id: node.id },
      fetchPolicy: 'cache-only',
    });
    expect(data.dashboard.name).toBe(node.name);
  });

  it('shows a change before it is made, and what the server made of it afterwards', async () => {
    const { data } = await client.query({ query: named('Activation') });
    const [{ node }] = data.dashboards.edges;
    const shown: string[] = [];
    const watched = client
      .watchQuery({ query: one, variables: { id: node.id } })
      .subscribe(({ data }) => data?.dashboard && shown.push(data.dashboard.name));
    const { data: answer } = await client.mutate({
      mutation: update,
      variables: { input: { id: node.id, name: '  Activated  ', ifUpdatedAt: node.updatedAt } },
      optimisticResponse: {
        updateDashboard: {
          __typename: 'DashboardPayload',
          dashboard: { ...node, name: 'Activated soon' },
          userErrors: [],
        },
      },
    });
    expect(answer.updateDashboard.userErrors).toEqual([]);
    const { name } = answer.updateDashboard.dashboard;
    await expect.poll(() => shown).toEqual(['Activation', 'Activated soon', name]);
    watched.unsubscribe();
  });

  it('takes a change back that meets a conflict', async () => {
    const [{ node }] = cached(all).dashboards.edges;
    const shown: string[] = [];
    const watched = client
      .watchQuery({ query: one, variables: { id: node.id } })
      .subscribe(({ data }) => data?.dashboard && shown.push(data.dashboard.name));
    const { data } = await client.mutate({
      mutation: update,
      variables: { input: { id: node.id, name: 'Lost', ifUpdatedAt: '2020-01-01T00:00:00Z' } },
      optimisticResponse: {
        updateDashboard: {
          __typename: 'DashboardPayload',
          dashboard: { ...node, name: 'Lost' },
          userErrors: [],
        },
      },
    });
    expect(data.updateDashboard).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
    await expect.poll(() => shown.at(-1)).toBe(node.name);
    expect(shown).toContain('Lost');
    watched.unsubscribe();
  });

  it('adds what is created and drops what is deleted', async () => {
    const input = { projectId: session().projectId, name: 'Made by a client' };
    const { data: made } = await client.mutate({ mutation: create, variables: { input } });
    expect(namesOf(cached(all))).toContain('Made by a client');
    await client.mutate({
      mutation: remove,
      variables: { id: made.createDashboard.dashboard.id },
      update: (cache, { data }) => {
        cache.evict({ id: cache.identify(data.deleteDashboard.dashboard)! });
        cache.gc();
      },
    });
    expect(namesOf(cached(all))).not.toContain('Made by a client');
  });

  it('has in its cache what the server has', async () => {
    const known = cached(all);
    const { data } = await client.query({ query: all, fetchPolicy: 'no-cache' });
    expect(known).toEqual(data);
  });
});
