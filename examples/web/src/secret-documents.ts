/**
 * What the page asks about API keys and share links, whose secrets are shown once.
 * Writes that change a list answer with it, by `query` of their payload; what changes a row answers with the row.
 */
import { graphql } from './generated/gql.ts';

export const projectKeysFragment = graphql(`
  fragment ProjectKeys on Project {
    id
    viewerRole
    apiKeys(first: 100, orderBy: [{ createdAt: DESC }]) {
      nodes { id name prefix scopes expiresAt revokedAt }
    }
  }
`);

export const keysDocument = graphql(`
  query Keys($projectId: ID!) {
    project(id: $projectId) { ...ProjectKeys }
  }
`);

export const createKeyDocument = graphql(`
  mutation CreateKey($projectId: ID!, $input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      secret
      query { project(id: $projectId) { ...ProjectKeys } }
      userErrors { message }
    }
  }
`);

export const rotateKeyDocument = graphql(`
  mutation RotateKey($projectId: ID!, $input: RotateApiKeyInput!) {
    rotateApiKey(input: $input) {
      secret
      query { project(id: $projectId) { ...ProjectKeys } }
      userErrors { message }
    }
  }
`);

export const revokeKeyDocument = graphql(`
  mutation RevokeKey($id: ID!) {
    revokeApiKey(input: { id: $id }) { apiKey { id revokedAt } userErrors { message } }
  }
`);

export const sharedByLinksFragment = graphql(`
  fragment SharedByLinks on Dashboard {
    id
    shareLinks(first: 100, orderBy: [{ createdAt: DESC }]) {
      nodes { id name prefix expiresAt revokedAt }
    }
  }
`);

export const shareLinksDocument = graphql(`
  query ShareLinks($dashboardId: ID!) {
    dashboard(id: $dashboardId) { ...SharedByLinks }
  }
`);

export const createShareLinkDocument = graphql(`
  mutation CreateShareLink($dashboardId: ID!, $name: String!) {
    createShareLink(input: { dashboardId: $dashboardId, name: $name }) {
      secret
      query { dashboard(id: $dashboardId) { ...SharedByLinks } }
      userErrors { message }
    }
  }
`);

export const revokeShareLinkDocument = graphql(`
  mutation RevokeShareLink($id: ID!) {
    revokeShareLink(input: { id: $id }) { shareLink { id revokedAt } userErrors { message } }
  }
`);

/** All that who has a link may see: one dashboard. */
export const sharedDocument = graphql(`
  query Shared {
    dashboards(first: 1) { nodes { ...EditedDashboard } }
  }
`);
