/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": typeof types.SignInDocument,
    "\n  query DashboardPage {\n    viewer { displayName email }\n    dashboards(first: 1, orderBy: [{ isPinned: DESC }, { createdAt: ASC }]) {\n      totalCount\n      nodes {\n        name\n        description\n        project {\n          name\n          timezone\n          viewerRole\n          members(first: 8, orderBy: [{ createdAt: ASC }]) {\n            totalCount\n            nodes { role user { displayName } }\n          }\n        }\n        widgets(first: 12) {\n          totalCount\n          nodes {\n            layout { x y w h }\n            content\n            insight {\n              name\n              type\n              creator { displayName }\n              config {\n                __typename\n                ... on TrendConfig { series { eventName } }\n                ... on FunnelConfig { steps { eventName } }\n                ... on RetentionConfig { targetEvent }\n                ... on LifecycleConfig { targetEvent }\n                ... on StickinessConfig { targetEvent }\n                ... on PathsConfig { startEvent endEvent }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.DashboardPageDocument,
};
const documents: Documents = {
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": types.SignInDocument,
    "\n  query DashboardPage {\n    viewer { displayName email }\n    dashboards(first: 1, orderBy: [{ isPinned: DESC }, { createdAt: ASC }]) {\n      totalCount\n      nodes {\n        name\n        description\n        project {\n          name\n          timezone\n          viewerRole\n          members(first: 8, orderBy: [{ createdAt: ASC }]) {\n            totalCount\n            nodes { role user { displayName } }\n          }\n        }\n        widgets(first: 12) {\n          totalCount\n          nodes {\n            layout { x y w h }\n            content\n            insight {\n              name\n              type\n              creator { displayName }\n              config {\n                __typename\n                ... on TrendConfig { series { eventName } }\n                ... on FunnelConfig { steps { eventName } }\n                ... on RetentionConfig { targetEvent }\n                ... on LifecycleConfig { targetEvent }\n                ... on StickinessConfig { targetEvent }\n                ... on PathsConfig { startEvent endEvent }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.DashboardPageDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n"): typeof import('./graphql.ts').SignInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DashboardPage {\n    viewer { displayName email }\n    dashboards(first: 1, orderBy: [{ isPinned: DESC }, { createdAt: ASC }]) {\n      totalCount\n      nodes {\n        name\n        description\n        project {\n          name\n          timezone\n          viewerRole\n          members(first: 8, orderBy: [{ createdAt: ASC }]) {\n            totalCount\n            nodes { role user { displayName } }\n          }\n        }\n        widgets(first: 12) {\n          totalCount\n          nodes {\n            layout { x y w h }\n            content\n            insight {\n              name\n              type\n              creator { displayName }\n              config {\n                __typename\n                ... on TrendConfig { series { eventName } }\n                ... on FunnelConfig { steps { eventName } }\n                ... on RetentionConfig { targetEvent }\n                ... on LifecycleConfig { targetEvent }\n                ... on StickinessConfig { targetEvent }\n                ... on PathsConfig { startEvent endEvent }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DashboardPageDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
