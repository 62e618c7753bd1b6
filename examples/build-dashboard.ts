/**
 * Builds a dashboard with six widgets in one call, edits it, runs into a conflict, resolves it, deletes and restores it.
 * Knows the API by its address alone; leaves the project as it found it.
 */
import { pathToFileURL } from 'node:url';
import { ask, ExampleError, type ExampleOptions, present } from './dashboard-page.ts';
import { drawGrid } from './draw-grid.ts';
import { graphql } from './generated/gql.ts';
import type { BuiltDashboardFragment, CreateDashboardWidgetInput } from './generated/graphql.ts';

const signInDocument = graphql(`
  mutation SignInToWrite($email: String!, $password: String!) {
    signIn(input: { email: $email, password: $password }) {
      token
      userErrors { message }
    }
  }
`);

const materialDocument = graphql(`
  query MaterialForDashboard {
    projects(first: 1, orderBy: [{ createdAt: ASC }]) {
      nodes {
        id
        name
        viewerRole
        insights(first: 4, orderBy: [{ createdAt: ASC }]) { nodes { id name } }
      }
    }
  }
`);

const createDocument = graphql(`
  mutation BuildDashboard($input: CreateDashboardInput!) {
    createDashboard(input: $input) {
      dashboard { ...BuiltDashboard }
      clientKeys { clientKey nodeId }
      userErrors { code message path }
    }
  }

  fragment BuiltDashboard on Dashboard {
    id
    name
    description
    updatedAt
    deletedAt
    widgets(first: 12, orderBy: [{ createdAt: ASC }]) {
      totalCount
      nodes { id content layout { x y w h } insight { name } }
    }
  }
`);

const updateDocument = graphql(`
  mutation EditDashboard($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) {
      dashboard { ...BuiltDashboard }
      clientKeys { clientKey nodeId }
      userErrors { code message path }
    }
  }
`);

const deleteDocument = graphql(`
  mutation DeleteBuiltDashboard($input: DeleteDashboardInput!) {
    deleteDashboard(input: $input) {
      dashboard { deletedAt }
      userErrors { code message path }
    }
  }
`);

const restoreDocument = graphql(`
  mutation RestoreBuiltDashboard($input: RestoreDashboardInput!) {
    restoreDashboard(input: $input) {
      dashboard { ...BuiltDashboard }
      userErrors { code message path }
    }
  }
`);

const lookDocument = graphql(`
  query LookForDashboard($id: ID!) {
    dashboard(id: $id) { name }
  }
`);

interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

/** What each step has to say goes to `print`, line by line. @throws ExampleError where something is refused */
export async function buildDashboard(options: ExampleOptions, print: (line: string) => void): Promise<void> {
  const { url, email, password } = options;
  const { token, userErrors } = present((await ask(url, signInDocument, { email, password })).signIn);
  if (token === null) {
    throw new ExampleError(`${email} could not sign in. ${userErrors.map(e => e.message).join(' ')}`);
  }
  const { projects } = await ask(url, materialDocument, {}, token);
  const project = projects?.nodes[0];
  if (!project) throw new ExampleError('There is no project to build a dashboard in.');

  const widgets = sixWidgets(project.insights.nodes);
  const { createDashboard } = await ask(
    url,
    createDocument,
    { input: { projectId: project.id, name: 'Launch week', widgets: { create: widgets } } },
    token,
  );
  const built = written(createDashboard);
  const idOf = new Map(
    present(createDashboard).clientKeys.map(({ clientKey, nodeId }) => [clientKey, nodeId]),
  );
  print(
    `1. Built "${built.name}" in ${project.name}, with ${built.widgets.totalCount} widgets, in one call.`,
  );
  for (const { clientKey } of widgets) print(`   ${clientKey} is now ${idOf.get(clientKey!)}`);
  draw(built, print);

  try {
    await editAndRecover(url, token, built, idOf, print);
  } finally {
    await ask(url, deleteDocument, { input: { id: built.id } }, token);
  }
  print('6. Deleted it again: the lists of the project are as they were.');
}

async function editAndRecover(
  url: string,
  token: string,
  built: BuiltDashboardFragment,
  idOf: ReadonlyMap<string, string>,
  print: (line: string) => void,
): Promise<void> {
  const edit = await ask(
    url,
    updateDocument,
    {
      input: {
        id: built.id,
        ifUpdatedAt: built.updatedAt,
        widgets: {
          update: [{ id: idOf.get('title')!, content: '# Launch week, day two' }],
          delete: [idOf.get('notes')!],
          create: [
            { clientKey: 'todo', content: 'To do: tell everybody', layout: { x: 8, y: 8, w: 4, h: 4 } },
          ],
        },
      },
    },
    token,
  );
  const edited = written(edit.updateDashboard);
  print('2. Changed one widget, deleted one and added one, in one call.');
  draw(edited, print);

  // Meanwhile, in another window, somebody else saves a change of their own.
  const other = await ask(
    url,
    updateDocument,
    { input: { id: built.id, ifUpdatedAt: edited.updatedAt, name: 'Launch week (Berlin)' } },
    token,
  );
  written(other.updateDashboard);

  const mine = { name: 'Launch week 2026', description: 'How the launch goes, day by day' };
  const refused = await ask(
    url,
    updateDocument,
    { input: { id: built.id, ifUpdatedAt: edited.updatedAt, ...mine } },
    token,
  );
  const { userErrors, dashboard: theirs } = present(refused.updateDashboard);
  const [conflict] = userErrors;
  if (conflict?.code !== 'CONFLICT' || !theirs) {
    throw new ExampleError('The server took a change of an old version, which it should have refused.');
  }
  print(`3. Refused at ${conflict.path.join('.')}: ${conflict.message}`);
  print(`   mine:   name "${mine.name}", description "${mine.description}"`);
  print(
    `   theirs: name "${theirs.name}", description ${theirs.description === null ? 'none' : `"${theirs.description}"`}`,
  );

  // The name that they gave stays; the description was nobody's but mine.
  const { updateDashboard: merged } = await ask(
    url,
    updateDocument,
    { input: { id: built.id, ifUpdatedAt: theirs.updatedAt, description: mine.description } },
    token,
  );
  const resolved = written(merged);
  print(`4. Resolved on top of theirs: name "${resolved.name}", description "${resolved.description}".`);

  const { deleteDashboard } = await ask(url, deleteDocument, { input: { id: built.id } }, token);
  written(deleteDashboard);
  const { dashboard: gone } = await ask(url, lookDocument, { id: built.id }, token);
  const { restoreDashboard } = await ask(url, restoreDocument, { input: { id: built.id } }, token);
  const restored = written(restoreDashboard);
  print(
    `5. Deleted: asking for it answers ${gone === null ? 'null' : 'the dashboard'}. ` +
      `Restored: "${restored.name}" is back with ${restored.widgets.totalCount} widgets.`,
  );
}

/** A title, four insights (or notes, where the project has fewer) and a note, placed on the grid of twelve columns. */
function sixWidgets(insights: readonly { readonly id: string; readonly name: string }[]) {
  const tiles: CreateDashboardWidgetInput[] = [0, 1, 2, 3].map(i => ({
    clientKey: `tile ${i + 1}`,
    ...(insights[i] ? { insightId: insights[i].id } : { content: `Nothing measured yet (${i + 1})` }),
    layout: { x: (i % 2) * 6, y: 2 + Math.floor(i / 2) * 3, w: 6, h: 3 },
  }));
  return [
    { clientKey: 'title', content: '# Launch week', layout: { x: 0, y: 0, w: 12, h: 2 } },
    ...tiles,
    { clientKey: 'notes', content: 'Notes', layout: { x: 0, y: 8, w: 8, h: 4 } },
  ];
}

/** The row of a payload. @throws ExampleError with the words of what was refused */
function written<Row>(
  payload: { readonly dashboard: Row | null; readonly userErrors: readonly UserError[] } | null,
): Row {
  const { dashboard, userErrors } = present(payload);
  if (userErrors.length > 0 || dashboard === null) {
    throw new ExampleError(
      userErrors.map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`).join('\n'),
    );
  }
  return dashboard;
}

function draw({ widgets }: BuiltDashboardFragment, print: (line: string) => void): void {
  const tiles = widgets.nodes.flatMap(({ layout, insight, content }) =>
    layout ? [{ cells: layout, lines: [insight?.name ?? (content ?? '').replace(/^#+ /, '')] }] : [],
  );
  for (const line of drawGrid(tiles)) print(`   ${line}`.trimEnd());
}

/** Runs when started from the terminal, not when a test imports it. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { INSIGHTGRAPH_URL, INSIGHTGRAPH_EMAIL, INSIGHTGRAPH_PASSWORD } = process.env;
  try {
    await buildDashboard(
      {
        url: INSIGHTGRAPH_URL || 'http://localhost:4000/graphql',
        email: INSIGHTGRAPH_EMAIL || 'owner@demo.example',
        password: INSIGHTGRAPH_PASSWORD || 'demo-password',
      },
      line => process.stdout.write(`${line}\n`),
    );
  } catch (error) {
    if (!(error instanceof ExampleError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
