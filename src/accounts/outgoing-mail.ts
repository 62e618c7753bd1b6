/**
 * A mail as the operation that has it sent writes it: a row of the queue, in the statement of what it tells of.
 * Knows what each kind of mail says; refuses to know how mails travel.
 */
import type { outgoingMails } from '../model/tables/outgoing-mails.ts';
import type { Keyring } from './keyring.ts';

/** What mails say beside their words: a link's token, names. Each kind has its words where mails are written. */
export interface MailContents {
  confirmEmail: { readonly displayName: string; readonly token: string };
  /** Somebody signed up, or changed to, an address that has an account already. */
  emailInUse: { readonly displayName: string };
  resetPassword: { readonly displayName: string; readonly token: string };
  /** Somebody asked to reset the password of an address without account. */
  noAccount: Readonly<Record<string, never>>;
  passwordChanged: { readonly displayName: string };
  /** To the address that was the account's before. */
  emailChanged: { readonly displayName: string };
  signInChanged: { readonly displayName: string; readonly change: SignInChange };
  invitation: {
    readonly projectName: string;
    readonly inviterName: string;
    readonly role: string;
    readonly token: string;
  };
}

export type MailKind = keyof MailContents;

/** What is another way to sign in, or one less: of the second factor, or of an account at the identity provider of that name. */
export type SignInChange =
  | { readonly kind: 'secondFactorAdded' | 'secondFactorEnded' | 'recoveryCodesRenewed' }
  | { readonly kind: 'accountLinked' | 'accountUnlinked'; readonly provider: string };

export interface OutgoingMail<Kind extends MailKind = MailKind> {
  readonly kind: Kind;
  readonly recipient: string;
  readonly content: MailContents[Kind];
  /** When what the mail leads to ends; undefined where it does not. */
  readonly expiresAt?: Date;
}

/**
 * Whether it is one address to everybody. An account may have others, such as `a,b@example.com`, which programs on the way, and libraries, take for a list:
 * the mail would be somebody else's.
 */
export const isMailable = (address: string): boolean =>
  /^[^\s\p{C}"(),:;<>@[\\\]]+@[^\s\p{C}"(),:;<>@[\\\]]+$/u.test(address);

/** What mails are sealed for. */
export const mailPurpose = 'mail';

/** The row of the queue, for an INSERT. */
export function mailRow<Kind extends MailKind>(
  { kind, recipient, content, expiresAt }: OutgoingMail<Kind>,
  keyring: Keyring,
): typeof outgoingMails.$inferInsert {
  return { kind, recipient, content: keyring.seal(JSON.stringify(content), mailPurpose), expiresAt };
}
