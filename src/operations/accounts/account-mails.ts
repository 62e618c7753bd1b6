/**
 * Mails about accounts, queued in the transaction of what they tell of, and the tokens of their links.
 * Knows rows; what a mail says, and how it travels, others know.
 */
import { mailRow, type OutgoingMail, type SignInChange } from '../../accounts/outgoing-mail.ts';
import { createMailToken } from '../../accounts/tokens.ts';
import { hashToken } from '../../accounts/viewer.ts';
import { withRetries } from '../../database/retry.ts';
import { emailConfirmations } from '../../model/tables/email-confirmations.ts';
import { outgoingMails } from '../../model/tables/outgoing-mails.ts';
import type { ApiContext } from '../api-context.ts';
import type { Account } from './find-account.ts';

type Database = ApiContext['database']['db'];

/** What runs within a transaction. */
export type Transaction = Pick<Database, 'insert' | 'update' | 'delete' | 'select' | 'execute'>;

/** Does all of it or nothing. */
export const atOnce = <Result>({ database }: ApiContext, work: (db: Transaction) => Promise<Result>) =>
  withRetries(() => database.db.transaction(work));

/** A link that somebody gets by mail: its token, and until when it may be followed. */
export interface MailLink {
  readonly token: string;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

const hoursValid = { confirmation: 48, reset: 1 } as const;

export function newLink(use: keyof typeof hoursValid): MailLink {
  const token = createMailToken(use);
  return {
    token,
    tokenHash: hashToken(token),
    expiresAt: new Date(Date.now() + hoursValid[use] * 3_600_000),
  };
}

export const queueMail = (
  db: Pick<Transaction, 'insert'>,
  mail: OutgoingMail,
  { keyring }: Pick<ApiContext, 'keyring'>,
) => db.insert(outgoingMails).values(mailRow(mail, keyring));

/** Tells an account that it is signed in to in another way, as whoever did so may not be its user. */
export const tellOfSignIn = (
  db: Pick<Transaction, 'insert'>,
  { email, displayName }: Pick<Account, 'email' | 'displayName'>,
  change: SignInChange,
  context: Pick<ApiContext, 'keyring'>,
) => queueMail(db, { kind: 'signInChanged', recipient: email, content: { displayName, change } }, context);

interface Confirmation {
  readonly userId: string;
  readonly email: string;
  readonly displayName: string;
  /** Whose address it is already, where that is another account: they are told so, and no link. */
  readonly taken?: { readonly displayName: string } | undefined;
}

/** Asks for the confirmation of an address, with the same work whether or not it may be had. */
export async function askToConfirm(
  db: Pick<Transaction, 'insert'>,
  { userId, email, displayName, taken }: Confirmation,
  context: ApiContext,
): Promise<void> {
  const link = newLink('confirmation');
  const { tokenHash, expiresAt } = link;
  await db.insert(emailConfirmations).values({ userId, email, tokenHash, expiresAt });
  await queueMail(db, confirmationMail(email, { displayName, taken }, link), context);
}

/** The mail to an address that somebody wants to be theirs. */
export const confirmationMail = (
  recipient: string,
  { displayName, taken }: Pick<Confirmation, 'displayName' | 'taken'>,
  { token, expiresAt }: MailLink,
): OutgoingMail =>
  taken
    ? { kind: 'emailInUse', recipient, content: { displayName: taken.displayName }, expiresAt }
    : { kind: 'confirmEmail', recipient, content: { displayName, token }, expiresAt };
