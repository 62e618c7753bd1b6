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
    "\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(input: { email: $email, password: $password, code: $code }) {\n      token\n      secondFactorRequired\n      userErrors { message }\n    }\n  }\n": typeof types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      token\n      confirmationSent\n      userErrors { message }\n    }\n  }\n": typeof types.SignUpDocument,
    "\n  mutation ConfirmEmail($token: String!) {\n    confirmEmail(input: { token: $token }) { confirmed userErrors { message } }\n  }\n": typeof types.ConfirmEmailDocument,
    "\n  mutation RequestPasswordReset($email: String!) {\n    requestPasswordReset(input: { email: $email }) { requested userErrors { message } }\n  }\n": typeof types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(input: { token: $token, password: $password }) { reset userErrors { message } }\n  }\n": typeof types.ResetPasswordDocument,
    "\n  query Account {\n    viewer {\n      id\n      email\n      sessions(first: 50, where: { status: { eq: ACTIVE } }, orderBy: [{ createdAt: DESC }]) {\n        nodes { id current status createdAt lastUsedAt userAgent }\n      }\n    }\n  }\n": typeof types.AccountDocument,
    "\n  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n    changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) {\n      token\n      userErrors { message }\n    }\n  }\n": typeof types.ChangePasswordDocument,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(input: { id: $id }) { session { id status } userErrors { message } }\n  }\n": typeof types.RevokeSessionDocument,
    "\n  mutation SignOut {\n    signOut { signedOut userErrors { message } }\n  }\n": typeof types.SignOutDocument,
    "\n  mutation DeleteAccount($password: String!) {\n    deleteViewer(input: { password: $password }) { deleted userErrors { message } }\n  }\n": typeof types.DeleteAccountDocument,
    "\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n": typeof types.DashboardListFragmentDoc,
    "\n  query Workspace {\n    viewer { id displayName }\n    projects(first: 50, orderBy: [{ name: ASC }]) {\n      nodes { id name }\n    }\n    ...DashboardList\n  }\n": typeof types.WorkspaceDocument,
    "\n  fragment EditedDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    project { id viewerRole }\n    widgets(first: 100) {\n      nodes {\n        id\n        content\n        layout { x y w h }\n        insight {\n          id\n          name\n          type\n          config {\n            __typename\n            ... on TrendConfig { series { eventName } }\n            ... on FunnelConfig { steps { eventName } }\n            ... on RetentionConfig { targetEvent }\n            ... on LifecycleConfig { targetEvent }\n            ... on StickinessConfig { targetEvent }\n            ... on PathsConfig { startEvent endEvent }\n          }\n        }\n      }\n    }\n  }\n": typeof types.EditedDashboardFragmentDoc,
    "\n  query Dashboard($id: ID!) {\n    dashboard(id: $id) { ...EditedDashboard }\n  }\n": typeof types.DashboardDocument,
    "\n  mutation SaveDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...EditedDashboard }\n      userErrors { code message }\n    }\n  }\n": typeof types.SaveDashboardDocument,
    "\n  mutation DeleteDashboard($id: ID!) {\n    deleteDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": typeof types.DeleteDashboardDocument,
    "\n  mutation RestoreDashboard($id: ID!) {\n    restoreDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": typeof types.RestoreDashboardDocument,
    "\n  fragment ProjectKeys on Project {\n    id\n    viewerRole\n    apiKeys(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix scopes expiresAt revokedAt }\n    }\n  }\n": typeof types.ProjectKeysFragmentDoc,
    "\n  query Keys($projectId: ID!) {\n    project(id: $projectId) { ...ProjectKeys }\n  }\n": typeof types.KeysDocument,
    "\n  mutation CreateKey($projectId: ID!, $input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n": typeof types.CreateKeyDocument,
    "\n  mutation RotateKey($projectId: ID!, $input: RotateApiKeyInput!) {\n    rotateApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n": typeof types.RotateKeyDocument,
    "\n  mutation RevokeKey($id: ID!) {\n    revokeApiKey(input: { id: $id }) { apiKey { id revokedAt } userErrors { message } }\n  }\n": typeof types.RevokeKeyDocument,
    "\n  fragment SharedByLinks on Dashboard {\n    id\n    shareLinks(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix expiresAt revokedAt }\n    }\n  }\n": typeof types.SharedByLinksFragmentDoc,
    "\n  query ShareLinks($dashboardId: ID!) {\n    dashboard(id: $dashboardId) { ...SharedByLinks }\n  }\n": typeof types.ShareLinksDocument,
    "\n  mutation CreateShareLink($dashboardId: ID!, $name: String!) {\n    createShareLink(input: { dashboardId: $dashboardId, name: $name }) {\n      secret\n      query { dashboard(id: $dashboardId) { ...SharedByLinks } }\n      userErrors { message }\n    }\n  }\n": typeof types.CreateShareLinkDocument,
    "\n  mutation RevokeShareLink($id: ID!) {\n    revokeShareLink(input: { id: $id }) { shareLink { id revokedAt } userErrors { message } }\n  }\n": typeof types.RevokeShareLinkDocument,
    "\n  query Shared {\n    dashboards(first: 1) { nodes { ...EditedDashboard } }\n  }\n": typeof types.SharedDocument,
    "\n  query Team($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      viewerRole\n      members(first: 100) {\n        nodes { id role viewerCan { update delete } user { id displayName email } }\n      }\n      invites(first: 100, where: { status: { eq: PENDING } }) {\n        nodes { id email role status expiresAt }\n      }\n    }\n  }\n": typeof types.TeamDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invite { id email role status expiresAt }\n      userErrors { message }\n    }\n  }\n": typeof types.InviteMemberDocument,
    "\n  mutation CancelInvite($id: ID!) {\n    cancelInvite(input: { id: $id }) { invite { id status } userErrors { message } }\n  }\n": typeof types.CancelInviteDocument,
    "\n  mutation ChangeRole($id: ID!, $role: ProjectRole!) {\n    updateProjectMember(input: { id: $id, role: $role }) {\n      projectMember { id role }\n      userErrors { message }\n    }\n  }\n": typeof types.ChangeRoleDocument,
    "\n  mutation RemoveMember($id: ID!) {\n    deleteProjectMember(input: { id: $id }) { deletedId userErrors { message } }\n  }\n": typeof types.RemoveMemberDocument,
    "\n  query OpenInvites {\n    openInvites { uuid projectName inviterName role }\n  }\n": typeof types.OpenInvitesDocument,
    "\n  mutation AcceptInvite($input: AnswerInviteInput!) {\n    acceptInvite(input: $input) { project { id name viewerRole } userErrors { message } }\n  }\n": typeof types.AcceptInviteDocument,
    "\n  mutation DeclineInvite($input: AnswerInviteInput!) {\n    declineInvite(input: $input) { declined userErrors { message } }\n  }\n": typeof types.DeclineInviteDocument,
};
const documents: Documents = {
    "\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(input: { email: $email, password: $password, code: $code }) {\n      token\n      secondFactorRequired\n      userErrors { message }\n    }\n  }\n": types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      token\n      confirmationSent\n      userErrors { message }\n    }\n  }\n": types.SignUpDocument,
    "\n  mutation ConfirmEmail($token: String!) {\n    confirmEmail(input: { token: $token }) { confirmed userErrors { message } }\n  }\n": types.ConfirmEmailDocument,
    "\n  mutation RequestPasswordReset($email: String!) {\n    requestPasswordReset(input: { email: $email }) { requested userErrors { message } }\n  }\n": types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(input: { token: $token, password: $password }) { reset userErrors { message } }\n  }\n": types.ResetPasswordDocument,
    "\n  query Account {\n    viewer {\n      id\n      email\n      sessions(first: 50, where: { status: { eq: ACTIVE } }, orderBy: [{ createdAt: DESC }]) {\n        nodes { id current status createdAt lastUsedAt userAgent }\n      }\n    }\n  }\n": types.AccountDocument,
    "\n  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n    changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) {\n      token\n      userErrors { message }\n    }\n  }\n": types.ChangePasswordDocument,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(input: { id: $id }) { session { id status } userErrors { message } }\n  }\n": types.RevokeSessionDocument,
    "\n  mutation SignOut {\n    signOut { signedOut userErrors { message } }\n  }\n": types.SignOutDocument,
    "\n  mutation DeleteAccount($password: String!) {\n    deleteViewer(input: { password: $password }) { deleted userErrors { message } }\n  }\n": types.DeleteAccountDocument,
    "\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n": types.DashboardListFragmentDoc,
    "\n  query Workspace {\n    viewer { id displayName }\n    projects(first: 50, orderBy: [{ name: ASC }]) {\n      nodes { id name }\n    }\n    ...DashboardList\n  }\n": types.WorkspaceDocument,
    "\n  fragment EditedDashboard on Dashboard {\n    id\n    name\n    description\n    updatedAt\n    project { id viewerRole }\n    widgets(first: 100) {\n      nodes {\n        id\n        content\n        layout { x y w h }\n        insight {\n          id\n          name\n          type\n          config {\n            __typename\n            ... on TrendConfig { series { eventName } }\n            ... on FunnelConfig { steps { eventName } }\n            ... on RetentionConfig { targetEvent }\n            ... on LifecycleConfig { targetEvent }\n            ... on StickinessConfig { targetEvent }\n            ... on PathsConfig { startEvent endEvent }\n          }\n        }\n      }\n    }\n  }\n": types.EditedDashboardFragmentDoc,
    "\n  query Dashboard($id: ID!) {\n    dashboard(id: $id) { ...EditedDashboard }\n  }\n": types.DashboardDocument,
    "\n  mutation SaveDashboard($input: UpdateDashboardInput!) {\n    updateDashboard(input: $input) {\n      dashboard { ...EditedDashboard }\n      userErrors { code message }\n    }\n  }\n": types.SaveDashboardDocument,
    "\n  mutation DeleteDashboard($id: ID!) {\n    deleteDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": types.DeleteDashboardDocument,
    "\n  mutation RestoreDashboard($id: ID!) {\n    restoreDashboard(input: { id: $id }) {\n      query { ...DashboardList }\n      userErrors { message }\n    }\n  }\n": types.RestoreDashboardDocument,
    "\n  fragment ProjectKeys on Project {\n    id\n    viewerRole\n    apiKeys(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix scopes expiresAt revokedAt }\n    }\n  }\n": types.ProjectKeysFragmentDoc,
    "\n  query Keys($projectId: ID!) {\n    project(id: $projectId) { ...ProjectKeys }\n  }\n": types.KeysDocument,
    "\n  mutation CreateKey($projectId: ID!, $input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n": types.CreateKeyDocument,
    "\n  mutation RotateKey($projectId: ID!, $input: RotateApiKeyInput!) {\n    rotateApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n": types.RotateKeyDocument,
    "\n  mutation RevokeKey($id: ID!) {\n    revokeApiKey(input: { id: $id }) { apiKey { id revokedAt } userErrors { message } }\n  }\n": types.RevokeKeyDocument,
    "\n  fragment SharedByLinks on Dashboard {\n    id\n    shareLinks(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix expiresAt revokedAt }\n    }\n  }\n": types.SharedByLinksFragmentDoc,
    "\n  query ShareLinks($dashboardId: ID!) {\n    dashboard(id: $dashboardId) { ...SharedByLinks }\n  }\n": types.ShareLinksDocument,
    "\n  mutation CreateShareLink($dashboardId: ID!, $name: String!) {\n    createShareLink(input: { dashboardId: $dashboardId, name: $name }) {\n      secret\n      query { dashboard(id: $dashboardId) { ...SharedByLinks } }\n      userErrors { message }\n    }\n  }\n": types.CreateShareLinkDocument,
    "\n  mutation RevokeShareLink($id: ID!) {\n    revokeShareLink(input: { id: $id }) { shareLink { id revokedAt } userErrors { message } }\n  }\n": types.RevokeShareLinkDocument,
    "\n  query Shared {\n    dashboards(first: 1) { nodes { ...EditedDashboard } }\n  }\n": types.SharedDocument,
    "\n  query Team($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      viewerRole\n      members(first: 100) {\n        nodes { id role viewerCan { update delete } user { id displayName email } }\n      }\n      invites(first: 100, where: { status: { eq: PENDING } }) {\n        nodes { id email role status expiresAt }\n      }\n    }\n  }\n": types.TeamDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invite { id email role status expiresAt }\n      userErrors { message }\n    }\n  }\n": types.InviteMemberDocument,
    "\n  mutation CancelInvite($id: ID!) {\n    cancelInvite(input: { id: $id }) { invite { id status } userErrors { message } }\n  }\n": types.CancelInviteDocument,
    "\n  mutation ChangeRole($id: ID!, $role: ProjectRole!) {\n    updateProjectMember(input: { id: $id, role: $role }) {\n      projectMember { id role }\n      userErrors { message }\n    }\n  }\n": types.ChangeRoleDocument,
    "\n  mutation RemoveMember($id: ID!) {\n    deleteProjectMember(input: { id: $id }) { deletedId userErrors { message } }\n  }\n": types.RemoveMemberDocument,
    "\n  query OpenInvites {\n    openInvites { uuid projectName inviterName role }\n  }\n": types.OpenInvitesDocument,
    "\n  mutation AcceptInvite($input: AnswerInviteInput!) {\n    acceptInvite(input: $input) { project { id name viewerRole } userErrors { message } }\n  }\n": types.AcceptInviteDocument,
    "\n  mutation DeclineInvite($input: AnswerInviteInput!) {\n    declineInvite(input: $input) { declined userErrors { message } }\n  }\n": types.DeclineInviteDocument,
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
export function graphql(source: "\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(input: { email: $email, password: $password, code: $code }) {\n      token\n      secondFactorRequired\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation SignIn($email: String!, $password: String!, $code: String) {\n    signIn(input: { email: $email, password: $password, code: $code }) {\n      token\n      secondFactorRequired\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      token\n      confirmationSent\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      token\n      confirmationSent\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmEmail($token: String!) {\n    confirmEmail(input: { token: $token }) { confirmed userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation ConfirmEmail($token: String!) {\n    confirmEmail(input: { token: $token }) { confirmed userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPasswordReset($email: String!) {\n    requestPasswordReset(input: { email: $email }) { requested userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation RequestPasswordReset($email: String!) {\n    requestPasswordReset(input: { email: $email }) { requested userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(input: { token: $token, password: $password }) { reset userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation ResetPassword($token: String!, $password: String!) {\n    resetPassword(input: { token: $token, password: $password }) { reset userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Account {\n    viewer {\n      id\n      email\n      sessions(first: 50, where: { status: { eq: ACTIVE } }, orderBy: [{ createdAt: DESC }]) {\n        nodes { id current status createdAt lastUsedAt userAgent }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Account {\n    viewer {\n      id\n      email\n      sessions(first: 50, where: { status: { eq: ACTIVE } }, orderBy: [{ createdAt: DESC }]) {\n        nodes { id current status createdAt lastUsedAt userAgent }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n    changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) {\n      token\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n    changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) {\n      token\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(input: { id: $id }) { session { id status } userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation RevokeSession($id: ID!) {\n    revokeSession(input: { id: $id }) { session { id status } userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignOut {\n    signOut { signedOut userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation SignOut {\n    signOut { signedOut userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAccount($password: String!) {\n    deleteViewer(input: { password: $password }) { deleted userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation DeleteAccount($password: String!) {\n    deleteViewer(input: { password: $password }) { deleted userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n"): (typeof documents)["\n  fragment DashboardList on Query {\n    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {\n      nodes { id name isPinned project { id name } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Workspace {\n    viewer { id displayName }\n    projects(first: 50, orderBy: [{ name: ASC }]) {\n      nodes { id name }\n    }\n    ...DashboardList\n  }\n"): (typeof documents)["\n  query Workspace {\n    viewer { id displayName }\n    projects(first: 50, orderBy: [{ name: ASC }]) {\n      nodes { id name }\n    }\n    ...DashboardList\n  }\n"];
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
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ProjectKeys on Project {\n    id\n    viewerRole\n    apiKeys(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix scopes expiresAt revokedAt }\n    }\n  }\n"): (typeof documents)["\n  fragment ProjectKeys on Project {\n    id\n    viewerRole\n    apiKeys(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix scopes expiresAt revokedAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Keys($projectId: ID!) {\n    project(id: $projectId) { ...ProjectKeys }\n  }\n"): (typeof documents)["\n  query Keys($projectId: ID!) {\n    project(id: $projectId) { ...ProjectKeys }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateKey($projectId: ID!, $input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateKey($projectId: ID!, $input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RotateKey($projectId: ID!, $input: RotateApiKeyInput!) {\n    rotateApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation RotateKey($projectId: ID!, $input: RotateApiKeyInput!) {\n    rotateApiKey(input: $input) {\n      secret\n      query { project(id: $projectId) { ...ProjectKeys } }\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeKey($id: ID!) {\n    revokeApiKey(input: { id: $id }) { apiKey { id revokedAt } userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation RevokeKey($id: ID!) {\n    revokeApiKey(input: { id: $id }) { apiKey { id revokedAt } userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SharedByLinks on Dashboard {\n    id\n    shareLinks(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix expiresAt revokedAt }\n    }\n  }\n"): (typeof documents)["\n  fragment SharedByLinks on Dashboard {\n    id\n    shareLinks(first: 100, orderBy: [{ createdAt: DESC }]) {\n      nodes { id name prefix expiresAt revokedAt }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ShareLinks($dashboardId: ID!) {\n    dashboard(id: $dashboardId) { ...SharedByLinks }\n  }\n"): (typeof documents)["\n  query ShareLinks($dashboardId: ID!) {\n    dashboard(id: $dashboardId) { ...SharedByLinks }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateShareLink($dashboardId: ID!, $name: String!) {\n    createShareLink(input: { dashboardId: $dashboardId, name: $name }) {\n      secret\n      query { dashboard(id: $dashboardId) { ...SharedByLinks } }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateShareLink($dashboardId: ID!, $name: String!) {\n    createShareLink(input: { dashboardId: $dashboardId, name: $name }) {\n      secret\n      query { dashboard(id: $dashboardId) { ...SharedByLinks } }\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeShareLink($id: ID!) {\n    revokeShareLink(input: { id: $id }) { shareLink { id revokedAt } userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation RevokeShareLink($id: ID!) {\n    revokeShareLink(input: { id: $id }) { shareLink { id revokedAt } userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Shared {\n    dashboards(first: 1) { nodes { ...EditedDashboard } }\n  }\n"): (typeof documents)["\n  query Shared {\n    dashboards(first: 1) { nodes { ...EditedDashboard } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Team($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      viewerRole\n      members(first: 100) {\n        nodes { id role viewerCan { update delete } user { id displayName email } }\n      }\n      invites(first: 100, where: { status: { eq: PENDING } }) {\n        nodes { id email role status expiresAt }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Team($projectId: ID!) {\n    project(id: $projectId) {\n      id\n      viewerRole\n      members(first: 100) {\n        nodes { id role viewerCan { update delete } user { id displayName email } }\n      }\n      invites(first: 100, where: { status: { eq: PENDING } }) {\n        nodes { id email role status expiresAt }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invite { id email role status expiresAt }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      invite { id email role status expiresAt }\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelInvite($id: ID!) {\n    cancelInvite(input: { id: $id }) { invite { id status } userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation CancelInvite($id: ID!) {\n    cancelInvite(input: { id: $id }) { invite { id status } userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeRole($id: ID!, $role: ProjectRole!) {\n    updateProjectMember(input: { id: $id, role: $role }) {\n      projectMember { id role }\n      userErrors { message }\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeRole($id: ID!, $role: ProjectRole!) {\n    updateProjectMember(input: { id: $id, role: $role }) {\n      projectMember { id role }\n      userErrors { message }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMember($id: ID!) {\n    deleteProjectMember(input: { id: $id }) { deletedId userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation RemoveMember($id: ID!) {\n    deleteProjectMember(input: { id: $id }) { deletedId userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OpenInvites {\n    openInvites { uuid projectName inviterName role }\n  }\n"): (typeof documents)["\n  query OpenInvites {\n    openInvites { uuid projectName inviterName role }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcceptInvite($input: AnswerInviteInput!) {\n    acceptInvite(input: $input) { project { id name viewerRole } userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation AcceptInvite($input: AnswerInviteInput!) {\n    acceptInvite(input: $input) { project { id name viewerRole } userErrors { message } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeclineInvite($input: AnswerInviteInput!) {\n    declineInvite(input: $input) { declined userErrors { message } }\n  }\n"): (typeof documents)["\n  mutation DeclineInvite($input: AnswerInviteInput!) {\n    declineInvite(input: $input) { declined userErrors { message } }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;