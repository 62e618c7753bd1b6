/**
 * Addresses of accounts: that mail to them arrives is shown by the token of one, for the first address and for another.
 * Whether an address has an account already, only whoever reads its mail is told.
 */
import { and, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { hashToken } from '../../accounts/viewer.ts';
import { tables } from '../../model/relations.ts';
import { emailConfirmations } from '../../model/tables/email-confirmations.ts';
import { passwordResets } from '../../model/tables/password-resets.ts';
import { signUps } from '../../model/tables/sign-ups.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, orHavingToWait } from '../input-faults.ts';
import { givenPasswordInput, newEmailInput, tokenInput } from './account-inputs.ts';
import { askToConfirm, atOnce, queueMail, type Transaction } from './account-mails.ts';
import {
  addAccountMutation,
  addDonePayload,
  costly,
  type Done,
  done,
  notDone,
  staleLink,
  wrongPassword,
} from './account-mutation.ts';
import { findAccount } from './find-account.ts';
import { insertUser, orTaken } from './make-account.ts';
import { provesPassword } from './prove-password.ts';
import { ownAccount } from './signed-in-user.ts';

export function addEmail(extension: ApiExtension): void {
  addConfirmEmail(extension);
  addRequestEmailConfirmation(extension);
  addChangeEmail(extension);
}

function addConfirmEmail(extension: ApiExtension): void {
  addAccountMutation(extension, {
    name: 'confirmEmail',
    description:
      'Shows that mail to an address arrives: of a new account, which comes to be, or of one that is there.',
    input: {
      name: 'ConfirmEmailInput',
      description: 'The mail that arrived.',
      members: { token: 'The token of the link in the mail.' },
      shape: () => z.object({ token: tokenInput }),
    },
    payload: {
      name: 'ConfirmEmailPayload',
      field: 'confirmed',
      description: 'Whether the address is now that of the account.',
    },
    once: 'confirm an address',
    resolve: async ({ token }, context) => {
      await context.attempts.countSignIn(context.client.ipAddress);
      const isFound = (found: boolean) => (found ? done : notDone(staleLink()));
      const confirm = () =>
        atOnce(context, async db => isFound(await confirmed(db, hashToken(token), context)));
      return orTaken(confirm, notDone, 'token');
    },
  });
}

/** @returns whether there was something to be confirmed by the token */
async function confirmed(db: Transaction, tokenHash: string, context: ApiContext): Promise<boolean> {
  const [waiting] = await db
    .delete(signUps)
    .where(and(eq(signUps.tokenHash, tokenHash), gt(signUps.expiresAt, sql`now()`)))
    .returning();
  if (waiting) {
    const { email, displayName, passwordHash } = waiting;
    await insertUser(db, { email, displayName, passwordHash }, new Date());
    return true;
  }
  const [asked] = await db
    .delete(emailConfirmations)
    .where(and(eq(emailConfirmations.tokenHash, tokenHash), gt(emailConfirmations.expiresAt, sql`now()`)))
    .returning();
  if (!asked) return false;
  const { userId, email } = asked;
  const { users } = tables;
  const [former] = await db
    .select({
      email: users.email,
      displayName: users.displayName,
      isAnother: sql<boolean>`lower(${users.email}) <> lower(${email}::text)`,
    })
    .from(users)
    .where(eq(users.id, userId))
    .for('update');
  if (!former) return false;
  await db.update(users).set({ email, emailConfirmedAt: new Date() }).where(eq(users.id, userId));
  const { displayName } = former;
  if (former.isAnother)
    await queueMail(db, { kind: 'emailChanged', recipient: former.email, content: { displayName } }, context);
  // Links that were sent before lead to what is not wanted any more, or to an address that is another's by now.
  await db.delete(emailConfirmations).where(eq(emailConfirmations.userId, userId));
  await db.delete(passwordResets).where(eq(passwordResets.userId, userId));
  return true;
}

function addRequestEmailConfirmation(extension: ApiExtension): void {
  addDonePayload(extension, {
    name: 'RequestEmailConfirmationPayload',
    field: 'requested',
    description: 'Whether a mail is on its way; false where the address is confirmed already.',
  });
  extension.builder.mutationField('requestEmailConfirmation', t =>
    t.field({
      type: extension.type<Done>('RequestEmailConfirmationPayload'),
      nullable: true,
      description: 'Sends the viewer another mail by which the address of the account is confirmed.',
      extensions: costly('ask for a mail'),
      resolve: (_, _args, context) => orHavingToWait(() => requestConfirmation(context), notDone),
    }),
  );
}

async function requestConfirmation(context: ApiContext): Promise<Done> {
  const { account, user, userId, isConfirmed } = await ownAccount(context);
  if (isConfirmed) return notDone([]);
  await context.attempts.countMail(account);
  await atOnce(context, db => askToConfirm(db, { ...user, userId }, context));
  return done;
}

function addChangeEmail(extension: ApiExtension): void {
  addAccountMutation(extension, {
    name: 'changeEmail',
    description:
      'Asks for another address of the account. It stays as it is until the token of the mail to the new one comes back to `confirmEmail`.',
    input: {
      name: 'ChangeEmailInput',
      description: 'The new address, and who asks for it.',
      members: { email: 'The new e-mail address.', password: 'The password of the account.' },
      shape: () => z.object({ email: newEmailInput, password: givenPasswordInput }),
    },
    payload: {
      name: 'ChangeEmailPayload',
      field: 'requested',
      description: 'Whether a mail is on its way to the new address.',
    },
    once: 'ask for a mail',
    resolve: async ({ email, password }, context) => {
      const own = await ownAccount(context);
      if (!(await provesPassword(password, own, context))) return notDone(wrongPassword('password'));
      if (email === own.user.email)
        return notDone([fault('BAD_USER_INPUT', 'This is the address of the account already.', 'email')]);
      const { account, user } = await findAccount(email, context.database);
      await context.attempts.countMail(account);
      const taken = user?.id === own.userId ? undefined : user;
      const {
        userId,
        user: { displayName },
      } = own;
      await atOnce(context, db => askToConfirm(db, { userId, email, displayName, taken }, context));
      return done;
    },
  });
}
