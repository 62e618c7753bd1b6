/**
 * The operations that GraphiQL opens with: what the product can do, one tab each.
 * Their lines fit into the editor of a small window.
 */
import type { GraphiQLSettings } from '../server/graphiql.ts';

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

/** What the page of the product is. @param demoToken of the demo owner, where there is one */
export const graphiqlOf = (demoToken: string | undefined): GraphiQLSettings => ({
  title: 'insightgraph',
  demoToken,
  viewers: {
    accounts: ['owner', 'viewer', 'outsider'].map(name => ({
      name: `${name}@demo.example`,
      variables: { email: `${name}@demo.example`, password: 'demo-password' },
    })),
    signIn: {
      query: `mutation SignIn($email: String!, $password: String!) {
        signIn(input: { email: $email, password: $password }) { token }
      }`,
      path: ['signIn', 'token'],
    },
    whoAmI: { query: '{ viewer { displayName } }', path: ['viewer', 'displayName'] },
  },
  operations: starterOperations,
});

/** The operations of the tabs, the first of which is in front. */
export const starterOperations = (signedIn: boolean): readonly string[] => [
  ...(signedIn ? [] : [signInOperation]),
  pageOperation,
  filterOperation,
  personsOperation,
];
