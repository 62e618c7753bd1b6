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
    "\n  mutation SignInToWrite($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": typeof types.SignInToWriteDocument,
    "\n  query MaterialForDashboard {\n    projects(first: 1, orderBy: [{ createdAt: ASC }]) {\n      nodes {\n        id\n        name\n        viewerRole\n        insights(first: 4, orderBy: [{ createdAt: ASC }]) { nodes { id name } }\n      }\n    }\n  }\n": typeof types.MaterialForDashboardDocument,
    "\n  mutation BuildDashboard($input: CreateDashboardInput!) {\n    createDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      clientKeys { clientKey nodeId }\n      userErrors { code message path }\n    }\n  }\n\n  fragment BuiltDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    deletedAt\n    widgets(first: 12, orderBy: [{ createdAt: ASC }]) {\n      totalCount\n      nodes { id content layout { x y w h } insight { name } }\n    }\n  }\n": typeof types.BuildDashboardDocument,
    "\n  mutation EditDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      clientKeys { clientKey nodeId }\n      userErrors { code message path }\n    }\n  }\n": typeof types.EditDashboardDocument,
    "\n  mutation DeleteBuiltDashboard($input: DeleteDashboardInput!) {\n    deleteDashboard(input: $input) {\n      dashboard { deletedAt }\n      userErrors { code message path }\n    }\n  }\n": typeof types.DeleteBuiltDashboardDocument,
    "\n  mutation RestoreBuiltDashboard($input: RestoreDashboardInput!) {\n    restoreDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      userErrors { code message path }\n    }\n  }\n": typeof types.RestoreBuiltDashboardDocument,
    "\n  query LookForDashboard($id: ID!) {\n    dashboard(id: $id) { name }\n  }\n": typeof types.LookForDashboardDocument,
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": typeof types.SignInDocument,
    "\n  query DashboardPage {\n    viewer { displayName email }\n    dashboards(first: 1, orderBy: [{ isPinned: DESC }, { createdAt: ASC }]) {\n      totalCount\n      nodes {\n        name\n        description\n        project {\n          name\n          timezone\n          viewerRole\n          members(first: 8, orderBy: [{ createdAt: ASC }]) {\n            totalCount\n            nodes { role user { displayName } }\n          }\n        }\n        widgets(first: 12) {\n          totalCount\n          nodes {\n            layout { x y w h }\n            content\n            insight {\n              name\n              type\n              creator { displayName }\n              config {\n                __typename\n                ... on TrendConfig { series { eventName } }\n                ... on FunnelConfig { steps { eventName } }\n                ... on RetentionConfig { targetEvent }\n                ... on LifecycleConfig { targetEvent }\n                ... on StickinessConfig { targetEvent }\n                ... on PathsConfig { startEvent endEvent }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.DashboardPageDocument,
};
const documents: Documents = {
    "\n  mutation SignInToWrite($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": types.SignInToWriteDocument,
    "\n  query MaterialForDashboard {\n    projects(first: 1, orderBy: [{ createdAt: ASC }]) {\n      nodes {\n        id\n        name\n        viewerRole\n        insights(first: 4, orderBy: [{ createdAt: ASC }]) { nodes { id name } }\n      }\n    }\n  }\n": types.MaterialForDashboardDocument,
    "\n  mutation BuildDashboard($input: CreateDashboardInput!) {\n    createDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      clientKeys { clientKey nodeId }\n      userErrors { code message path }\n    }\n  }\n\n  fragment BuiltDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    deletedAt\n    widgets(first: 12, orderBy: [{ createdAt: ASC }]) {\n      totalCount\n      nodes { id content layout { x y w h } insight { name } }\n    }\n  }\n": types.BuildDashboardDocument,
    "\n  mutation EditDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      clientKeys { clientKey nodeId }\n      userErrors { code message path }\n    }\n  }\n": types.EditDashboardDocument,
    "\n  mutation DeleteBuiltDashboard($input: DeleteDashboardInput!) {\n    deleteDashboard(input: $input) {\n      dashboard { deletedAt }\n      userErrors { code message path }\n    }\n  }\n": types.DeleteBuiltDashboardDocument,
    "\n  mutation RestoreBuiltDashboard($input: RestoreDashboardInput!) {\n    restoreDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      userErrors { code message path }\n    }\n  }\n": types.RestoreBuiltDashboardDocument,
    "\n  query LookForDashboard($id: ID!) {\n    dashboard(id: $id) { name }\n  }\n": types.LookForDashboardDocument,
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": types.SignInDocument,
    "\n  query DashboardPage {\n    viewer { displayName email }\n    dashboards(first: 1, orderBy: [{ isPinned: DESC }, { createdAt: ASC }]) {\n      totalCount\n      nodes {\n        name\n        description\n        project {\n          name\n          timezone\n          viewerRole\n          members(first: 8, orderBy: [{ createdAt: ASC }]) {\n            totalCount\n            nodes { role user { displayName } }\n          }\n        }\n        widgets(first: 12) {\n          totalCount\n          nodes {\n            layout { x y w h }\n            content\n            insight {\n              name\n              type\n              creator { displayName }\n              config {\n                __typename\n                ... on TrendConfig { series { eventName } }\n                ... on FunnelConfig { steps { eventName } }\n                ... on RetentionConfig { targetEvent }\n                ... on LifecycleConfig { targetEvent }\n                ... on StickinessConfig { targetEvent }\n                ... on PathsConfig { startEvent endEvent }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.DashboardPageDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignInToWrite($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n"): typeof import('./graphql.ts').SignInToWriteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MaterialForDashboard {\n    projects(first: 1, orderBy: [{ createdAt: ASC }]) {\n      nodes {\n        id\n        name\n        viewerRole\n        insights(first: 4, orderBy: [{ createdAt: ASC }]) { nodes { id name } }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').MaterialForDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BuildDashboard($input: CreateDashboardInput!) {\n    createDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      clientKeys { clientKey nodeId }\n      userErrors { code message path }\n    }\n  }\n\n  fragment BuiltDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    deletedAt\n    widgets(first: 12, orderBy: [{ createdAt: ASC }]) {\n      totalCount\n      nodes { id content layout { x y w h } insight { name } }\n    }\n  }\n"): typeof import('./graphql.ts').BuildDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EditDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      clientKeys { clientKey nodeId }\n      userErrors { code message path }\n    }\n  }\n"): typeof import('./graphql.ts').EditDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteBuiltDashboard($input: DeleteDashboardInput!) {\n    deleteDashboard(input: $input) {\n      dashboard { deletedAt }\n      userErrors { code message path }\n    }\n  }\n"): typeof import('./graphql.ts').DeleteBuiltDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreBuiltDashboard($input: RestoreDashboardInput!) {\n    restoreDashboard(input: $input) {\n      dashboard { ...BuiltDashboard }\n      userErrors { code message path }\n    }\n  }\n"): typeof import('./graphql.ts').RestoreBuiltDashboardDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LookForDashboard($id: ID!) {\n    dashboard(id: $id) { name }\n  }\n"): typeof import('./graphql.ts').LookForDashboardDocument;
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
