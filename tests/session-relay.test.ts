/**
 * A session of Relay, set up as the API guide says: it reads, pages, writes and deletes, and its store is the server's state in the end.
 * The compiler, the runtime and the server are real; refuses to know how the store is configured.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  commitMutation,
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  type MutationConfig,
} from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relayEnvironment } from '../examples/clients/relay.ts';
import type { Any } from './support/api.ts';
import { clientSession } from './support/client-session.ts';

const documents = `import { graphql } from 'relay-runtime';
graphql\`
  query sessionPagesQuery($first: Int, $after: String, $last: Int, $before: String) {
    dashboards(first: $first, after: $after, last: $last, before: $before, orderBy: [{ name: ASC }])
    @connection(key: "session_dashboards") {
      __id
      edges { cursor node { id name isPinned widgets(first: 2) { edges { node { layout { x y } insight { config { ... on TrendConfig { series { label } } } } } } } } }
    }
  }
\`;
graphql\`query sessionOneQuery($id: ID!) { dashboard(id: $id) { id name isPinned updatedAt } }\`;
graphql\`
  mutation sessionUpdateMutation($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) { dashboard { id name updatedAt } userErrors { code path } }
  }
\`;
graphql\`
  mutation sessionCreateMutation($input: CreateDashboardInput!, $connections: [ID!]!) {
    createDashboard(input: $input) {
      dashboard @appendNode(connections: $connections, edgeTypeName: "DashboardEdge") { id name isPinned widgets(first: 2) { edges { node { layout { x y } insight { config { ... on TrendConfig { series { label } } } } } } } }
      userErrors { code path }
    }
  }
\`;
graphql\`
  mutation sessionEdgeMutation($input: CreateDashboardInput!, $connections: [ID!]!) {
    createDashboard(input: $input) {
      dashboardEdge @appendEdge(connections: $connections) {
        cursor
        node { id name isPinned widgets(first: 2) { edges { node { layout { x y } insight { config { ... on TrendConfig { series { label } } } } } } } }
      }
      userErrors { code path }
    }
  }
\`;
graphql\`
  mutation sessionEdgesMutation($input: CreateManyDashboardsInput!, $connections: [ID!]!) {
    createDashboards(input: $input) {
      dashboardEdges @appendEdge(connections: $connections) {
        cursor
        node { id name isPinned widgets(first: 2) { edges { node { layout { x y } insight { config { ... on TrendConfig { series { label } } } } } } } }
      }
      userErrors { code path }
    }
  }
\`;
graphql\`
  mutation sessionDeleteManyMutation($input: DeleteDashboardsInput!) {
    deleteDashboards(input: $input) { ids @deleteRecord userErrors { code } }
  }
\`;
graphql\`
  mutation sessionDeleteMutation($id: ID!) {
    deleteDashboard(input: { id: $id }) { dashboard { id @deleteRecord } userErrors { code } }
  }
\`;
`;

/** What the compiler made of the documents, by name. */
let compiled: (name: string) => Promise<Any>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insightgraph-relay-session-'));
  await Promise.all(['src', 'artifacts'].map(name => mkdir(join(folder, name))));
  await copyFile(
    fileURLToPath(new URL('../schema.graphql', import.meta.url)),
    join(folder, 'schema.graphql'),
  );
  await writeFile(join(folder, 'src', 'session.js'), documents);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    eagerEsModules: true,
    artifactDirectory: './artifacts',
    schemaConfig: { nodeInterfaceIdField: 'id' },
  };
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
  const compiler: string = createRequire(import.meta.url)('relay-compiler');
  await promisify(execFile)(compiler, ['relay.config.json'], { cwd: folder });
  compiled = async name => {
    const file = pathToFileURL(join(folder, 'artifacts', `${name}.graphql.js`)).href;
    return (await import(/* @vite-ignore */ file)).default;
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const session = clientSession();
let environment: Environment;
beforeAll(() => {
  environment = relayEnvironment(session().api.url, session().token);
});

async function ask(name: string, variables: object): Promise<Any> {
  const query = await compiled(name);
  environment.retain(createOperationDescriptor(query, variables));
  return fetchQuery(environment, query, variables).toPromise();
}

async function known(name: string, variables: object): Promise<Any> {
  const { fragment } = createOperationDescriptor(await compiled(name), variables);
  const { data, isMissingData } = environment.lookup(fragment);
  expect(isMissingData).toBe(false);
  return data;
}

/** Every name that the row has while the mutation is under way. */
async function change(config: Omit<MutationConfig<Any>, 'mutation'>, id: string) {
  const { fragment } = createOperationDescriptor(await compiled('sessionOneQuery'), { id });
  const shown: string[] = [];
  const snapshot = environment.lookup(fragment);
  const { dispose } = environment.subscribe(snapshot, ({ data }: Any) => shown.push(data.dashboard.name));
  const answer = await commit('sessionUpdateMutation', config);
  dispose();
  return { shown, answer };
}

async function commit(name: string, config: Omit<MutationConfig<Any>, 'mutation'>): Promise<Any> {
  const mutation = await compiled(name);
  return new Promise((resolve, reject) => {
    commitMutation(environment, { ...config, mutation, onCompleted: resolve, onError: reject });
  });
}

const optimistic = (id: string, name: string, updatedAt: string) => ({
  optimisticResponse: {
    updateDashboard: { dashboard: { id, name, updatedAt }, userErrors: [] },
  },
});
const size = { first: 3 };
/** Of the rows that are there: the edge of a deleted record has none. */
const namesOf = (data: Any): string[] =>
  data.dashboards.edges.flatMap(({ node }: Any) => (node ? [node.name] : []));

describe('Relay', () => {
  it('reads pages forward into one list, and backward into another', async () => {
    await ask('sessionPagesQuery', size);
    let { pageInfo } = (await known('sessionPagesQuery', size)).dashboards;
    while (pageInfo.hasNextPage) {
      await ask('sessionPagesQuery', { ...size, after: pageInfo.endCursor });
      ({ pageInfo } = (await known('sessionPagesQuery', size)).dashboards);
    }
    const names = namesOf(await known('sessionPagesQuery', size));
    expect(names).toHaveLength(9);
    const back = relayEnvironment(session().api.url, session().token);
    const forward = environment;
    environment = back;
    try {
      const end = { last: 4 };
      await ask('sessionPagesQuery', end);
      ({ pageInfo } = (await known('sessionPagesQuery', end)).dashboards);
      while (pageInfo.hasPreviousPage) {
        await ask('sessionPagesQuery', { ...end, before: pageInfo.startCursor });
        ({ pageInfo } = (await known('sessionPagesQuery', end)).dashboards);
      }
      expect(namesOf(await known('sessionPagesQuery', end))).toEqual(names);
    } finally {
      environment = forward;
    }
  });

  it('finds a row of a list by its id, and asks for what it does not have', async () => {
    const [{ node }] = (await known('sessionPagesQuery', size)).dashboards.edges;
    const query = await compiled('sessionOneQuery');
    const operation = createOperationDescriptor(query, { id: node.id });
    expect(environment.check(operation)).toEqual({ status: 'missing' });
    expect(environment.lookup(operation.fragment).data).toMatchObject({ dashboard: { name: node.name } });
    await ask('sessionOneQuery', { id: node.id });
    expect(environment.check(operation)).toMatchObject({ status: 'available' });
  });

  it('shows a change before it is made, and what the server made of it afterwards', async () => {
    const { edges } = (await known('sessionPagesQuery', size)).dashboards;
    const { id } = edges.find(({ node }: Any) => node.name === 'Activation').node;
    const { dashboard } = await ask('sessionOneQuery', { id });
    const input = { id, name: 'Activated', ifUpdatedAt: dashboard.updatedAt };
    const { shown, answer } = await change(
      { variables: { input }, ...optimistic(id, 'Activated soon', dashboard.updatedAt) },
      id,
    );
    expect(answer.updateDashboard.userErrors).toEqual([]);
    expect(shown).toEqual(['Activated soon', 'Activated']);
  });

  it('takes a change back that meets a conflict', async () => {
    const [{ node }] = (await known('sessionPagesQuery', size)).dashboards.edges;
    const stale = '2020-01-01T00:00:00Z';
    const input = { id: node.id, name: 'Lost', ifUpdatedAt: stale };
    const { shown, answer } = await change(
      { variables: { input }, ...optimistic(node.id, 'Lost', stale) },
      node.id,
    );
    expect(answer.updateDashboard).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
    expect(shown).toEqual(['Lost', node.name]);
  });

  it.each([
    ['its node', 'sessionCreateMutation', (made: Any) => made.dashboard],
    ['its edge', 'sessionEdgeMutation', (made: Any) => made.dashboardEdge.node],
  ])('adds what is created by %s, and drops what is deleted', async (_, mutation, rowOf) => {
    const { __id } = (await known('sessionPagesQuery', size)).dashboards;
    const input = { projectId: session().projectId, name: 'Made by a client' };
    const { createDashboard } = await commit(mutation, { variables: { input, connections: [__id] } });
    expect(namesOf(await known('sessionPagesQuery', size)).at(-1)).toBe('Made by a client');
    await commit('sessionDeleteMutation', { variables: { id: rowOf(createDashboard).id } });
    expect(namesOf(await known('sessionPagesQuery', size))).not.toContain('Made by a client');
  });

  it('adds many that are created by their edges, and drops many that are deleted by their ids', async () => {
    const { __id } = (await known('sessionPagesQuery', size)).dashboards;
    const names = ['First of many', 'Second of many'];
    const rows = names.map(name => ({ projectId: session().projectId, name }));
    await commit('sessionEdgesMutation', { variables: { input: { rows }, connections: [__id] } });
    expect(namesOf(await known('sessionPagesQuery', size)).slice(-2)).toEqual(names);
    const input = { where: { name: { in: names } }, atMost: 2 };
    await commit('sessionDeleteManyMutation', { variables: { input } });
    expect(namesOf(await known('sessionPagesQuery', size)).slice(-2)).not.toContain(names[0]);
  });

  it('has in its store what the server has', async () => {
    const nodes = (await known('sessionPagesQuery', size)).dashboards.edges.flatMap(
      ({ node }: Any) => node ?? [],
    );
    const { api, token } = session();
    const query = '{ dashboards(first: 100, orderBy: [{ createdAt: ASC }]) { nodes { id name isPinned } } }';
    const { data } = await api.ask(query, { token });
    const byId = (rows: Any[]) =>
      Object.fromEntries(rows.map(({ id, name, isPinned }) => [id, { name, isPinned }]));
    expect(byId(nodes)).toEqual(byId(data.dashboards.nodes));
  });
});
