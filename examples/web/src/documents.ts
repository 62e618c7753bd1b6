/**
 * What the page asks about dashboards; accounts, teams and secrets have documents of their own.
 * `npm run codegen` in the project's root writes the types of all into `generated/`.
 */
import { graphql } from './generated/gql.ts';

/** What the list shows of each; also what is read again with each write that changes the list. */
export const dashboardListFragment = graphql(`
  fragment DashboardList on Query {
    dashboards(first: 50, orderBy: [{ isPinned: DESC }, { name: ASC }]) {
      nodes { id name isPinned project { id name } }
    }
  }
`);

export const workspaceDocument = graphql(`
  query Workspace {
    viewer { id displayName }
    projects(first: 50, orderBy: [{ name: ASC }]) {
      nodes { id name }
    }
    ...DashboardList
  }
`);

/** A dashboard as it is edited: writes answer with the same fields, so that the cache has them as the server does. */
export const editedDashboardFragment = graphql(`
  fragment EditedDashboard on Dashboard {
    id
    name
    description
    updatedAt
    project { id viewerRole }
    widgets(first: 100) {
      nodes {
        id
        content
        layout { x y w h }
        insight {
          id
          name
          type
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
`);

export const dashboardDocument = graphql(`
  query Dashboard($id: ID!) {
    dashboard(id: $id) { ...EditedDashboard }
  }
`);

export const saveDocument = graphql(`
  mutation SaveDashboard($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) {
      dashboard { ...EditedDashboard }
      userErrors { code message }
    }
  }
`);

export const deleteDocument = graphql(`
  mutation DeleteDashboard($id: ID!) {
    deleteDashboard(input: { id: $id }) {
      query { ...DashboardList }
      userErrors { message }
    }
  }
`);

export const restoreDocument = graphql(`
  mutation RestoreDashboard($id: ID!) {
    restoreDashboard(input: { id: $id }) {
      query { ...DashboardList }
      userErrors { message }
    }
  }
`);
