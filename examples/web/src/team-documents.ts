/**
 * What the page asks about who belongs to a project, and who is invited into one.
 */
import { graphql } from './generated/gql.ts';

export const teamDocument = graphql(`
  query Team($projectId: ID!) {
    project(id: $projectId) {
      id
      viewerRole
      members(first: 100) {
        nodes { id role viewerCan { update delete } user { id displayName email } }
      }
      invites(first: 100, where: { status: { eq: PENDING } }) {
        nodes { id email role status expiresAt }
      }
    }
  }
`);

export const inviteMemberDocument = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      invite { id email role status expiresAt }
      userErrors { message }
    }
  }
`);

export const cancelInviteDocument = graphql(`
  mutation CancelInvite($id: ID!) {
    cancelInvite(input: { id: $id }) { invite { id status } userErrors { message } }
  }
`);

export const changeRoleDocument = graphql(`
  mutation ChangeRole($id: ID!, $role: ProjectRole!) {
    updateProjectMember(input: { id: $id, role: $role }) {
      projectMember { id role }
      userErrors { message }
    }
  }
`);

export const removeMemberDocument = graphql(`
  mutation RemoveMember($id: ID!) {
    deleteProjectMember(input: { id: $id }) { deletedId userErrors { message } }
  }
`);

export const openInvitesDocument = graphql(`
  query OpenInvites {
    openInvites { uuid projectName inviterName role }
  }
`);

export const acceptInviteDocument = graphql(`
  mutation AcceptInvite($input: AnswerInviteInput!) {
    acceptInvite(input: $input) { project { id name viewerRole } userErrors { message } }
  }
`);

export const declineInviteDocument = graphql(`
  mutation DeclineInvite($input: AnswerInviteInput!) {
    declineInvite(input: $input) { declined userErrors { message } }
  }
`);
