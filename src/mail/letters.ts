/**
 * What each kind of mail says, in words of this product.
 * Knows no markup and no transport; what it leads to is a path of the application for people and a token.
 */
import type { MailContents, MailKind, SignInChange } from '../accounts/outgoing-mail.ts';

/** Where a mail leads: `<APP_URL>/<path>#token=<token>`, as what stands behind # is sent to no server. */
export interface LetterLink {
  readonly label: string;
  readonly path: string;
  readonly token?: string;
}

export interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly link?: LetterLink;
  /** After the link. */
  readonly closing: string;
}

const nothingToDo = 'If this was not you, there is nothing to do: nothing happens without the link.';

const letters: { readonly [Kind in MailKind]: (content: MailContents[Kind]) => Letter } = {
  confirmEmail: ({ displayName, token }) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: [greeting(displayName), 'Please confirm that this is your e-mail address.'],
    link: { label: 'Confirm the address', path: 'confirm-email', token },
    closing: nothingToDo,
  }),
  emailInUse: ({ displayName }) => ({
    subject: 'You have an account already',
    paragraphs: [
      greeting(displayName),
      'Somebody, probably you, wanted an account with this e-mail address. There is one already: sign in with it, or reset its password.',
    ],
    link: { label: 'Sign in', path: 'sign-in' },
    closing: 'If this was not you, there is nothing to do: your account is as it was.',
  }),
  resetPassword: ({ displayName, token }) => ({
    subject: 'Reset your password',
    paragraphs: [
      greeting(displayName),
      'Somebody, probably you, wants to set a new password for your account.',
    ],
    link: { label: 'Set a new password', path: 'reset-password', token },
    closing: nothingToDo,
  }),
  noAccount: () => ({
    subject: 'There is no account with this address',
    paragraphs: [
      'Hello,',
      'Somebody, probably you, wanted to reset the password of an account with this e-mail address. There is none: it may have another address.',
    ],
    closing: 'If this was not you, there is nothing to do.',
  }),
  passwordChanged: ({ displayName }) => ({
    subject: 'Your password was changed',
    paragraphs: [greeting(displayName), 'The password of your account was changed just now.'],
    link: { label: 'Reset the password', path: 'reset-password' },
    closing: 'If this was not you, somebody else may have access to your account: reset the password.',
  }),
  emailChanged: ({ displayName }) => ({
    subject: 'The e-mail address of your account was changed',
    paragraphs: [
      greeting(displayName),
      'Your account has another e-mail address from now on. Mails about it do not come to this one any more.',
    ],
    closing:
      'If this was not you, somebody else has access to your account: tell those who run this deployment.',
  }),
  signInChanged: ({ displayName, change }) => ({
    subject: 'How you sign in was changed',
    paragraphs: [greeting(displayName), changed(change)],
    link: { label: 'Reset the password', path: 'reset-password' },
    closing:
      'If this was not you, somebody else may have access to your account: reset the password, and look at what you can sign in with.',
  }),
  invitation: ({ projectName, inviterName, role, token }) => ({
    subject: `${nameOf(inviterName)} invites you to ${nameOf(projectName)}`,
    paragraphs: [
      'Hello,',
      `${unlinked(inviterName)} invites you to the project ${unlinked(projectName)} as ${role}.`,
    ],
    link: { label: 'Answer the invitation', path: 'invitation', token },
    closing:
      'If you do not know what this is about, there is nothing to do. Who has the link can use it: do not pass it on.',
  }),
};

function changed(change: SignInChange): string {
  switch (change.kind) {
    case 'secondFactorAdded':
      return 'Signing in to your account takes a code of an app beside the password from now on.';
    case 'secondFactorEnded':
      return 'Signing in to your account takes no second factor any more.';
    case 'recoveryCodesRenewed':
      return 'Your account has other recovery codes; those of before are of no use.';
    case 'accountLinked':
      return `You can sign in to your account with one at ${unlinked(change.provider)} from now on.`;
    case 'accountUnlinked':
      return `You cannot sign in to your account with the one at ${unlinked(change.provider)} any more.`;
  }
}

/** The kinds of mails that this version of the product can write. */
export const mailKinds: readonly string[] = Object.keys(letters);

export const letterOf = <Kind extends MailKind>(kind: Kind, content: MailContents[Kind]): Letter =>
  letters[kind](content);

const longestName = 100;

/** A name that somebody chose, on one line. */
const nameOf = (name: string): string => {
  const line = name.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length > longestName ? `${[...line].slice(0, longestName).join('')}…` : line;
};

/** The same where programs look for addresses to make links of: strangers choose names, and a mail of ours must not lead to them. */
const unlinked = (name: string): string => nameOf(name).replace(/[.:/@]/g, '$&\u2060');

const greeting = (displayName: string): string => `Hello ${unlinked(displayName)},`;
