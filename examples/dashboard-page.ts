/**
 * Reads a whole dashboard page in one operation and prints it: a client with generated types and plain fetch.
 * Knows the API by its address alone; refuses to know anything of the server's code.
 */
import { pathToFileURL } from 'node:url';
import { drawGrid } from './draw-grid.ts';
import { graphql } from './generated/gql.ts';
import type { DashboardPageQuery, TypedDocumentString } from './generated/graphql.ts';

const signInDocument = graphql(`
  mutation SignIn($email: String!, $password: String!) {
    signIn(input: { email: $email, password: $password }) {
      token
      userErrors { message }
    }
  }
`);

const pageDocument = graphql(`
  query DashboardPage {
    viewer { displayName email }
    dashboards(first: 1, orderBy: [{ isPinned: DESC }, { createdAt: ASC }]) {
      totalCount
      nodes {
        name
        description
        project {
          name
          timezone
          viewerRole
          members(first: 8, orderBy: [{ createdAt: ASC }]) {
            totalCount
            nodes { role user { displayName } }
          }
        }
        widgets(first: 12) {
          totalCount
          nodes {
            layout { x y w h }
            content
            insight {
              name
              type
              creator { displayName }
              config {
                __typename
                ... on TrendConfig { series { eventName } }
                ... on FunnelConfig { steps { eventName } }
                ... on RetentionConfig { targetEvent }
                ... on LifecycleConfig { targetEvent }
                ... on StickinessConfig { targetEvent }
                ... on PathsConfig { startEvent endEvent }
              }
            }
          }
        }
      }
    }
  }
`);

type Dashboard = NonNullable<DashboardPageQuery['dashboards']>['nodes'][number];
type Widget = Dashboard['widgets']['nodes'][number];
type Insight = NonNullable<Widget['insight']>;

export interface ExampleOptions {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  /** Whether documents are named by their ids, of which the server has the texts, instead of being sent. */
  readonly byId?: boolean;
}

/** Something to tell the person at the terminal, who needs no stack for it. */
export class ExampleError extends Error {}

/** The dashboard page as text. @throws ExampleError where the server cannot be reached or refuses. */
export async function dashboardPage({ url, email, password, byId }: ExampleOptions): Promise<string> {
  const signIn = present((await ask(url, signInDocument, { email, password }, undefined, byId)).signIn);
  if (signIn.token === null) {
    throw new ExampleError(`${email} could not sign in. ${signIn.userErrors.map(e => e.message).join(' ')}`);
  }
  return printPage(await ask(url, pageDocument, {}, signIn.token, byId));
}

/** Sends a document; its result and its variables have the types that were generated for it. */
export async function ask<Result, Variables>(
  url: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  token?: string,
  byId = false,
): Promise<Result> {
  // What graphql() gives for a text that was changed after the types were generated.
  if (!(document instanceof String)) {
    throw new ExampleError('A document of this file is newer than its types. Run "npm run codegen" first.');
  }
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({
        ...(byId ? { documentId: document.__meta__?.documentId } : { query: document.toString() }),
        variables,
      }),
    });
  } catch {
    throw new ExampleError(
      `No server answers at ${url}. Start one with "npm start" in another terminal, or set INSIGHTGRAPH_URL to where it is.`,
    );
  }
  const text = await response.text();
  const answer = parseAnswer<Result>(text);
  if (!answer) throw new ExampleError(`${url} is not a GraphQL API: it answered with ${response.status}.`);
  if (answer.errors) throw new ExampleError(answer.errors.map(error => error.message).join('\n'));
  return answer.data;
}

/** What is null only where an error came with it, which `ask` has thrown. */
export function present<Payload>(payload: Payload | null): Payload {
  if (payload === null) throw new ExampleError('The server answered null, and did not say why.');
  return payload;
}

interface GraphQLAnswer<Result> {
  readonly data: Result;
  readonly errors?: readonly { readonly message: string }[];
}

function parseAnswer<Result>(text: string): GraphQLAnswer<Result> | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    const isAnswer =
      typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);
    return isAnswer ? (answer as GraphQLAnswer<Result>) : undefined;
  } catch {
    return undefined;
  }
}

function printPage({ viewer, dashboards }: DashboardPageQuery): string {
  const who = `Signed in as ${viewer?.displayName} <${viewer?.email}>`;
  const dashboard = dashboards?.nodes[0];
  if (!dashboard) return `${who}\nThere is no dashboard yet.`;
  const { name, description, project, widgets } = dashboard;
  const members = project?.members;
  return [
    who,
    '',
    `${name}, one of ${dashboards?.totalCount} dashboards`,
    ...(description ? [description] : []),
    `Project ${project?.name} (${project?.timezone}), where you are ${project?.viewerRole?.toLowerCase() ?? 'a guest'}`,
    '',
    ...drawGrid(
      widgets.nodes.flatMap(widget =>
        widget.layout ? [{ cells: widget.layout, lines: tileLines(widget) }] : [],
      ),
    ),
    '',
    `Widgets: ${widgets.nodes.length} of ${widgets.totalCount}`,
    '',
    `Members: ${members?.totalCount ?? 0}`,
    ...(members?.nodes ?? []).map(
      ({ user, role }) => `  ${role.toLowerCase().padEnd(8)}${user?.displayName ?? '(no longer here)'}`,
    ),
  ].join('\n');
}

/** What a tile says: the title, then the rest. */
function tileLines({ insight, content }: Widget): readonly string[] {
  if (!insight) return (content ?? '').split('\n').map(line => line.replace(/^#+ /, ''));
  return [
    insight.name,
    `${insight.type.toLowerCase()}: ${eventsOf(insight.config).join(', ')}`,
    `by ${insight.creator?.displayName ?? 'a former member'}`,
  ];
}

/** The events that a configuration is about; each type of insight has a shape of its own. */
function eventsOf(config: Insight['config']): string[] {
  if (!config) return [];
  switch (config.__typename) {
    case 'TrendConfig':
      return unique(config.series.map(series => series.eventName));
    case 'FunnelConfig':
      return unique(config.steps.map(step => step.eventName));
    case 'PathsConfig':
      return [config.startEvent ?? 'any event', config.endEvent ?? 'anywhere'];
    case 'RetentionConfig':
    case 'LifecycleConfig':
    case 'StickinessConfig':
      return [config.targetEvent];
    default:
      return unknownConfig(config);
  }
}

/** Does not compile once the schema has a configuration that the switch above does not know. */
function unknownConfig(config: never): string[] {
  throw new ExampleError(
    `This example is older than the server: it does not know ${JSON.stringify(config)}.`,
  );
}

const unique = (names: string[]) => [...new Set(names)];

/** Runs when started from the terminal, not when a test imports it. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { INSIGHTGRAPH_URL, INSIGHTGRAPH_EMAIL, INSIGHTGRAPH_PASSWORD, INSIGHTGRAPH_BY_ID } = process.env;
  try {
    const page = await dashboardPage({
      url: INSIGHTGRAPH_URL || 'http://localhost:4000/graphql',
      email: INSIGHTGRAPH_EMAIL || 'owner@demo.example',
      password: INSIGHTGRAPH_PASSWORD || 'demo-password',
      byId: INSIGHTGRAPH_BY_ID === 'true',
    });
    process.stdout.write(`${page}\n`);
  } catch (error) {
    if (!(error instanceof ExampleError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
