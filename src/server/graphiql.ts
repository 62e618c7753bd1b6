/**
 * GraphiQL: the page, from files of this package alone, and the operations it opens with.
 * In demo mode it is signed in already, but only for a browser on the same machine.
 */
import type { GraphiQLOptions } from 'graphql-yoga';

export interface GraphiQLSettings {
  /** A token of the demo owner that the page sends where the viewer sends none; undefined outside of demo mode. */
  readonly demoToken: string | undefined;
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine: a page of another site that points its own name at it is no place for a token. */
export const isLoopbackName = (host: string | undefined): boolean => loopbackHost.test(host ?? '');

/** @param token that the page sends where the viewer sends none */
export function graphiqlOptions(token: string | undefined): GraphiQLOptions {
  const operations = starterOperations(token !== undefined);
  return {
    title: 'insightgraph',
    defaultTabs: operations.map(query => ({ query })),
    defaultQuery: operations[0]!,
    shouldPersistHeaders: false,
    ...(token === undefined ? {} : { additionalHeaders: { authorization: `Bearer ${token}` } }),
  };
}

/** The page is 9 MB of inlined script: loaded when it is first asked for, not at the start. */
export async function renderGraphiQL(options?: GraphiQLOptions): Promise<string> {
  const module = await import('@graphql-yoga/render-graphiql');
  return module.renderGraphiQL(options).replace('</head>', `${steadyTabs}</head>`);
}

/** A tab that is pressed would jump away under the pointer, by an offset that GraphiQL left from its first layout. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important; }</style>';

const signInOperation = `# Sign in first: run this, and copy the token.
# Then, in the next tab, open "Headers" below:
#   { "Authorization": "Bearer <token>" }
mutation SignIn {
  signIn(input: {
    email: "owner@demo.example"
    password: "demo-password"
  }) {
    token
    session { expiresAt user { displayName } }
    userErrors { code message path }
  }
}
`;

const pageOperation = `# A whole dashboard page in one operation, which
# the server answers with one SQL statement.
# Press the play button, or Ctrl+Enter.
# Ctrl+Space shows what else there is.
query DashboardPage {
  viewer { displayName email }
  dashboards(
    first: 1
    where: { isPinned: { eq: true } }
  ) {
    totalCount
    nodes {
      name
      description
      project {
        name timezone viewerRole
        members { totalCount }
      }
      widgets(first: 12) {
        totalCount
        nodes {
          layout { x y w h }
          content
          insight {
            name
            creator { displayName }
            config {
              __typename
              ... on TrendConfig {
                chartType
                series { label eventName }
              }
              ... on FunnelConfig {
                steps { label eventName }
              }
            }
          }
        }
      }
    }
  }
}
`;

const filterOperation = `# Filters and orders go through relations.
# The next page: after: "<endCursor>".
query FavouriteTrends {
  insights(
    first: 5
    where: {
      isFavorite: { eq: true }
      project: { name: { startsWith: "Lumen" } }
      OR: [
        { type: { eq: TREND } }
        { name: { ilike: "%sign%" } }
      ]
    }
    orderBy: [
      { project: { name: ASC } }
      { createdAt: DESC }
    ]
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      name type createdAt
      project { name }
      widgets { nodes { dashboard { name } } }
    }
  }
}
`;

const personsOperation = `# JSON is filtered by what it contains,
# or by the value at a path.
query PaidPersons {
  persons(
    first: 5
    where: { properties: {
      contains: { plan: "pro" }
      path: [
        { path: ["country"], in: ["DE", "FR"] }
      ]
    } }
    orderBy: [{ createdAt: DESC }]
  ) {
    totalCount
    nodes {
      uuid
      properties
      distinctIds { nodes { distinctId } }
      cohorts { nodes { name } }
    }
  }
}
`;

/** The operations of the tabs, the first of which is in front. Their lines fit into the editor of a small window. */
export const starterOperations = (signedIn: boolean): string[] => [
  ...(signedIn ? [] : [signInOperation]),
  pageOperation,
  filterOperation,
  personsOperation,
];
