/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

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
    "\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n": typeof types.DashboardListFragmentDoc,
    "\n  query Workspace {\n    viewer { id displayName }\n    ...DashboardList\n  }\n": typeof types.WorkspaceDocument,
    "\n  fragment EditedDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    project { id viewerRole }\n    widgets(first: 100) {\n      nodes {\n        id\n        content\n        layout { x y w h }\n        insight {\n          id\n          name\n          type\n          config {\n            __typename\n            ... on TrendConfig { series { eventName } }\n            ... on FunnelConfig { steps { eventName } }\n            ... on RetentionConfig { targetEvent }\n            ... on LifecycleConfig { targetEvent }\n            ... on StickinessConfig { targetEvent }\n            ... on PathsConfig { startEvent endEvent }\n          }\n        }\n      }\n    }\n  }\n": typeof types.EditedDashboardFragmentDoc,
    "\n  query Dashboard($id: ID!) {\n    dashboard(id: $id) { ...EditedDashboard }\n  }\n": typeof types.DashboardDocument,
    "\n  mutation SaveDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...EditedDashboard }\n      userErrors { code message }\n    }\n  }\n": typeof types.SaveDashboardDocument,
    "\n  mutation DeleteDashboard($id: ID!) {\n    deleteDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": typeof types.DeleteDashboardDocument,
    "\n  mutation RestoreDashboard($id: ID!) {\n    restoreDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": typeof types.RestoreDashboardDocument,
};
const documents: Documents = {
    "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n": types.SignInDocument,
    "\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n": types.DashboardListFragmentDoc,
    "\n  query Workspace {\n    viewer { id displayName }\n    ...DashboardList\n  }\n": types.WorkspaceDocument,
    "\n  fragment EditedDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    project { id viewerRole }\n    widgets(first: 100) {\n      nodes {\n        id\n        content\n        layout { x y w h }\n        insight {\n          id\n          name\n          type\n          config {\n            __typename\n            ... on TrendConfig { series { eventName } }\n            ... on FunnelConfig { steps { eventName } }\n            ... on RetentionConfig { targetEvent }\n            ... on LifecycleConfig { targetEvent }\n            ... on StickinessConfig { targetEvent }\n            ... on PathsConfig { startEvent endEvent }\n          }\n        }\n      }\n    }\n  }\n": types.EditedDashboardFragmentDoc,
    "\n  query Dashboard($id: ID!) {\n    dashboard(id: $id) { ...EditedDashboard }\n  }\n": types.DashboardDocument,
    "\n  mutation SaveDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...EditedDashboard }\n      userErrors { code message }\n    }\n  }\n": types.SaveDashboardDocument,
    "\n  mutation DeleteDashboard($id: ID!) {\n    deleteDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": types.DeleteDashboardDocument,
    "\n  mutation RestoreDashboard($id: ID!) {\n    restoreDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": types.RestoreDashboardDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation SignIn($email: String!, $password: String!) {\n    signIn(input: { email: $email, password: $password }) {\n      token\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n"): (typeof documents)["\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Workspace {\n    viewer { id displayName }\n    ...DashboardList\n  }\n"): (typeof documents)["\n  query Workspace {\n    viewer { id displayName }\n    ...DashboardList\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment EditedDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    project { id viewerRole }\n    widgets(first: 100) {\n      nodes {\n        id\n        content\n        layout { x y w h }\n        insight {\n          id\n          name\n          type\n          config {\n            __typename\n            ... on TrendConfig { series { eventName } }\n            ... on FunnelConfig { steps { eventName } }\n            ... on RetentionConfig { targetEvent }\n            ... on LifecycleConfig { targetEvent }\n            ... on StickinessConfig { targetEvent }\n            ... on PathsConfig { startEvent endEvent }\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment EditedDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    project { id viewerRole }\n    widgets(first: 100) {\n      nodes {\n        id\n        content\n        layout { x y w h }\n        insight {\n          id\n          name\n          type\n          config {\n            __typename\n            ... on TrendConfig { series { eventName } }\n            ... on FunnelConfig { steps { eventName } }\n            ... on RetentionConfig { targetEvent }\n            ... on LifecycleConfig { targetEvent }\n            ... on StickinessConfig { targetEvent }\n            ... on PathsConfig { startEvent endEvent }\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Dashboard($id: ID!) {\n    dashboard(id: $id) { ...EditedDashboard }\n  }\n"): (typeof documents)["\n  query Dashboard($id: ID!) {\n    dashboard(id: $id) { ...EditedDashboard }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...EditedDashboard }\n      userErrors { code message }\n    }\n  }\n"): (typeof documents)["\n  mutation SaveDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...EditedDashboard }\n      userErrors { code message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteDashboard($id: ID!) {\n    deleteDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteDashboard($id: ID!) {\n    deleteDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RestoreDashboard($id: ID!) {\n    restoreDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation RestoreDashboard($id: ID!) {\n    restoreDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;