/**
 * Relay's compiler accepts schema.graphql, and the server answers what it makes of a client's fragments.
 * Knows Relay's directives; refuses to know how the schema comes about.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';

// The path of the binary for this machine.
const compiler: string = createRequire(import.meta.url)('relay-compiler');
const schemaFile = fileURLToPath(new URL('../schema.graphql', import.meta.url));

const client = `import { graphql } from 'react-relay';

export const query = graphql\`
  query pageQuery($id: ID!, $where: InsightWhere, $orderBy: [InsightOrderBy!]) {
    dashboard(id: $id) { ...page_widgets }
    viewer { ...page_viewer }
    insights(where: $where, orderBy: $orderBy) { nodes { ...page_node } }
  }
\`;
export const widgets = graphql\`
  fragment page_widgets on Dashboard
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "pageWidgetsPaginationQuery") {
    name
    widgets(first: $first, after: $after, orderBy: [{ createdAt: ASC }]) @connection(key: "page_widgets") {
      edges { node { uuid layout { x y } insight { name config { __typename ... on TrendConfig { series { label } } } } } }
    }
  }
\`;
export const viewer = graphql\`
  fragment page_viewer on User @refetchable(queryName: "pageViewerQuery") { displayName memberships { totalCount } }
\`;
export const node = graphql\`
  fragment page_node on Node @refetchable(queryName: "pageNodeQuery") { id ... on Insight { name } }
\`;
export const strict = graphql\`
  query pageStrictQuery @throwOnFieldError { insights { nodes { config { __typename } } } nodes(ids: []) { id } }
\`;
export const signIn = graphql\`
  mutation pageSignInMutation($input: SignInInput!) { signIn(input: $input) { token userErrors { message } } }
\`;
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insightgraph-relay-'));
  await Promise.all(['src', 'artifacts', 'persisted'].map(name => mkdir(join(folder, name))));
  await copyFile(schemaFile, join(folder, 'schema.graphql'));
  await writeFile(join(folder, 'src', 'page.ts'), client);
  await writeFile(
    join(folder, 'relay.config.json'),
    JSON.stringify({
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      artifactDirectory: './artifacts',
      schemaConfig: { nodeInterfaceIdField: 'id' },
    }),
  );
  await writeFile(
    join(folder, 'persisted.config.json'),
    JSON.stringify({
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      artifactDirectory: './persisted',
      schemaConfig: { nodeInterfaceIdField: 'id' },
      persistConfig: { file: './persisted-queries.json', algorithm: 'SHA256' },
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The text that Relay would send for an operation. */
async function operationText(name: string): Promise<string> {
  const artifact = await readFile(join(folder, 'artifacts', `${name}.graphql.ts`), 'utf8');
  return JSON.parse(/"text": (".*")/.exec(artifact)![1]!);
}

describe('relay-compiler', () => {
  let compiled: { stdout: string; stderr: string };
  beforeAll(async () => {
    compiled = await promisify(execFile)(compiler, ['relay.config.json', '--output', 'verbose'], {
      cwd: folder,
    });
  });

  it('accepts the schema, and fragments with @connection and @refetchable on it', async () => {
    expect(compiled.stdout + compiled.stderr).not.toMatch(/error|warn/i);
    expect((await readdir(join(folder, 'artifacts'))).sort()).toEqual(
      [
        'pageNodeQuery',
        'pageQuery',
        'pageSignInMutation',
        'pageStrictQuery',
        'pageViewerQuery',
        'pageWidgetsPaginationQuery',
        'page_node',
        'page_viewer',
        'page_widgets',
      ].map(name => `${name}.graphql.ts`),
    );
  });

  it('finds the connection to page through, and the id to ask for it again', async () => {
    const artifact = await readFile(join(folder, 'artifacts', 'page_widgets.graphql.ts'), 'utf8');
    expect(artifact).toMatch(/"forward": \{\s+"count": "first",\s+"cursor": "after"/);
    expect(artifact).toContain('"identifierField": "id"');
  });

  it('gives what is null for an error only a type without null, where errors are thrown', async () => {
    const artifact = await readFile(join(folder, 'artifacts', 'pageStrictQuery.graphql.ts'), 'utf8');
    const [, types] = /pageStrictQuery\$data = (\{.*?^\});/ms.exec(artifact)!;
    expect(types!.replace(/\s+/g, ' ')).toBe(
      '{ readonly insights: { readonly nodes: ReadonlyArray<{ readonly config: { readonly __typename: string; }; }>; }; readonly nodes: ReadonlyArray<{ readonly id: string; } | null | undefined>; }',
    );
  });

  describe('makes operations that the server answers:', () => {
    let api: TestApi;
    let token: string;
    beforeAll(async () => {
      api = await startTestApi({ demo: true });
      token = await api.signIn('owner@demo.example');
    });
    afterAll(() => api.close());
    const ask = async (name: string, variables: object) =>
      api.ask(await operationText(name), { token, variables });

    it('the first page, and every further one through node', async () => {
      const found = await api.ask(
        '{ dashboards(first: 1, where: { name: { eq: "Growth overview" } }) { nodes { id } } }',
        { token },
      );
      const { id } = found.data.dashboards.nodes[0];
      const first = await ask('pageQuery', {
        id,
        where: { type: { eq: 'TREND' } },
        orderBy: [{ name: 'ASC' }],
      });
      expect(first.errors).toBeUndefined();
      const pages = [first.data.dashboard.widgets];
      while (pages.at(-1).pageInfo.hasNextPage) {
        const after = pages.at(-1).pageInfo.endCursor;
        const { data, errors } = await ask('pageWidgetsPaginationQuery', { id, first: 5, after });
        expect(errors).toBeUndefined();
        pages.push(data.node.widgets);
      }
      expect(pages.map(page => page.edges.length)).toEqual([5, 5, 2]);
      const widgets = pages.flatMap(page =>
        page.edges.map((edge: { node: { uuid: string } }) => edge.node.uuid),
      );
      expect(new Set(widgets).size).toBe(12);
      expect(first.data.viewer).toMatchObject({ displayName: 'Olivia Brandt' });

      const insight = first.data.insights.nodes[0];
      const again = await ask('pageNodeQuery', { id: insight.id });
      expect(again).toMatchObject({ data: { node: { id: insight.id, name: insight.name } } });
    });

    it('and by the ids of its manifest, where the server trusts it', async () => {
      const file = join(folder, 'persisted-queries.json');
      // The compiler adds to a file, and makes none.
      await writeFile(file, '{}');
      await promisify(execFile)(compiler, ['persisted.config.json'], { cwd: folder });
      const artifact = await readFile(join(folder, 'persisted', 'pageViewerQuery.graphql.ts'), 'utf8');
      const documentId = /"id": "([0-9a-f]{64})"/.exec(artifact)![1]!;
      const only = await startTestApi({ beside: api, trustedDocuments: { mode: 'only', file } });
      const viewer = await api.ask('{ viewer { id } }', { token });
      const response = await fetch(only.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ documentId, variables: { id: viewer.data.viewer.id } }),
      });
      expect(await response.json()).toMatchObject({ data: { node: { displayName: 'Olivia Brandt' } } });
      await only.close();
    });

    it('a mutation', async () => {
      const { data } = await ask('pageSignInMutation', {
        input: { email: 'nobody@demo.example', password: 'x' },
      });
      expect(data.signIn).toMatchObject({ token: null, userErrors: [{ message: expect.any(String) }] });
    });
  });
});
