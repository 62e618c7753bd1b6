/**
 * What the page asks about accounts: how one comes to be, is entered, looked after, and ends.
 */
import { graphql } from './generated/gql.ts';

export const signInDocument = graphql(`
  mutation SignIn($email: String!, $password: String!, $code: String) {
    signIn(input: { email: $email, password: $password, code: $code }) {
      token
      secondFactorRequired
      userErrors { message }
    }
  }
`);

export const signUpDocument = graphql(`
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) {
      token
      confirmationSent
      userErrors { message }
    }
  }
`);

export const confirmEmailDocument = graphql(`
  mutation ConfirmEmail($token: String!) {
    confirmEmail(input: { token: $token }) { confirmed userErrors { message } }
  }
`);

export const requestResetDocument = graphql(`
  mutation RequestPasswordReset($email: String!) {
    requestPasswordReset(input: { email: $email }) { requested userErrors { message } }
  }
`);

export const resetPasswordDocument = graphql(`
  mutation ResetPassword($token: String!, $password: String!) {
    resetPassword(input: { token: $token, password: $password }) { reset userErrors { message } }
  }
`);

export const accountDocument = graphql(`
  query Account {
    viewer {
      id
      email
      sessions(first: 50, where: { status: { eq: ACTIVE } }, orderBy: [{ createdAt: DESC }]) {
        nodes { id current status createdAt lastUsedAt userAgent }
      }
    }
  }
`);

export const changePasswordDocument = graphql(`
  mutation ChangePassword($currentPassword: String!, $newPassword: String!) {
    changePassword(input: { currentPassword: $currentPassword, newPassword: $newPassword }) {
      token
      userErrors { message }
    }
  }
`);

export const revokeSessionDocument = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(input: { id: $id }) { session { id status } userErrors { message } }
  }
`);

export const signOutDocument = graphql(`
  mutation SignOut {
    signOut { signedOut userErrors { message } }
  }
`);

export const deleteAccountDocument = graphql(`
  mutation DeleteAccount($password: String!) {
    deleteViewer(input: { password: $password }) { deleted userErrors { message } }
  }
`);
