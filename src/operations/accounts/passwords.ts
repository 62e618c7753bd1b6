/**
 * Passwords of accounts: another one for whoever knows the present one, or reads the mail of the account.
 * Whether an address has an account, only whoever reads its mail is told: answers and work are the same.
 */
import { and, eq, gt, ne, sql } from 'drizzle-orm';
import { z } from 'zod';
import { createSessionToken, hashToken, invalidCredentials } from '../../accounts/viewer.ts';
import { tables } from '../../model/relations.ts';
import { passwordResets } from '../../model/tables/password-resets.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import {
  addSessionPayload,
  asSession,
  noSession,
  orRateLimited,
  refused,
  type SessionResult,
} from '../session-payload.ts';
import { emailInput, givenPasswordInput, newPasswordInput, tokenInput } from './account-inputs.ts';
import { atOnce, newLink, queueMail, type Transaction } from './account-mails.ts';
import {
  addAccountMutation,
  addTexts,
  costly,
  type Done,
  done,
  notDone,
  staleLink,
  wrongPassword,
} from './account-mutation.ts';
import { type Account, findAccount } from './find-account.ts';
import { provesPassword } from './prove-password.ts';
import { ownAccount } from './signed-in-user.ts';

export function addPasswords(extension: ApiExtension): void {
  addChangePassword(extension);
  addRequestPasswordReset(extension);
  addResetPassword(extension);
}

function addChangePassword(extension: ApiExtension): void {
  const input = addTexts(extension, {
    name: 'ChangePasswordInput',
    description: 'The present password and the new one.',
    members: {
      currentPassword: 'The password as it is.',
      newPassword: 'The password as it is to be; what holds for a new account holds for it.',
    },
  });
  const payload = addSessionPayload(extension, 'ChangePasswordPayload');
  extension.builder.mutationField('changePassword', t =>
    t.field({
      type: payload,
      nullable: true,
      description:
        'Changes the password of the viewer. All other sessions are ended, and this one goes on with a new token.',
      extensions: costly('change a password'),
      args: {
        input: t.arg({ type: input, required: true, description: 'The present password and the new one.' }),
      },
      resolve: (_, args, context) =>
        orRateLimited(async () => {
          const parsed = changeShape(context).safeParse(args.input);
          return parsed.success ? changePassword(parsed.data, context) : refused(parsed.error);
        }),
    }),
  );
}

const changeShape = ({ accountRules }: ApiContext) =>
  z.object({
    currentPassword: givenPasswordInput,
    newPassword: newPasswordInput(accountRules.passwordMinLength),
  });

async function changePassword(
  { currentPassword, newPassword }: z.output<ReturnType<typeof changeShape>>,
  context: ApiContext,
): Promise<SessionResult> {
  const own = await ownAccount(context);
  if (!(await provesPassword(currentPassword, own, context)))
    return noSession(wrongPassword('currentPassword'));
  const { user, userId, sessionId } = own;
  const passwordHash = await context.passwords.hash(newPassword);
  const token = createSessionToken();
  const { sessions } = tables;
  await atOnce(context, async db => {
    await setPassword(db, user, passwordHash, context);
    const [kept] = await db
      .update(sessions)
      .set({ tokenHash: hashToken(token) })
      .where(and(eq(sessions.id, sessionId), eq(sessions.status, 'active')))
      .returning({ id: sessions.id });
    if (!kept) throw invalidCredentials();
    await endSessions(db, userId, sessionId);
  });
  return asSession({ token, userId }, context);
}

/** Sets a password, of which the account is told by mail; links by which it could be set anew are of no use any more. */
async function setPassword(
  db: Transaction,
  { id, email, displayName }: Pick<Account, 'id' | 'email' | 'displayName'>,
  passwordHash: string,
  context: ApiContext,
): Promise<void> {
  await db.update(tables.users).set({ passwordHash }).where(eq(tables.users.id, id));
  await db.delete(passwordResets).where(eq(passwordResets.userId, id));
  await queueMail(db, { kind: 'passwordChanged', recipient: email, content: { displayName } }, context);
}

/** Ends the sessions of a user. @param except one that goes on */
function endSessions(db: Pick<Transaction, 'update'>, userId: string, except?: string) {
  const { sessions } = tables;
  const others = except === undefined ? undefined : ne(sessions.id, except);
  return db
    .update(sessions)
    .set({ status: 'revoked' })
    .where(and(eq(sessions.userId, userId), eq(sessions.status, 'active'), others));
}

function addRequestPasswordReset(extension: ApiExtension): void {
  addAccountMutation(extension, {
    name: 'requestPasswordReset',
    description:
      'Sends a mail by which the password of an account can be set anew. The answer is the same for addresses without account.',
    input: {
      name: 'RequestPasswordResetInput',
      description: 'Whose password it is.',
      members: { email: 'The e-mail address of the account, in any case.' },
      shape: () => z.object({ email: emailInput }),
    },
    payload: {
      name: 'RequestPasswordResetPayload',
      field: 'requested',
      description: 'Whether a mail is on its way; whatever it says, it goes to any address.',
    },
    once: 'ask for a mail',
    resolve: ({ email }, context) => requestPasswordReset(email, context),
  });
}

async function requestPasswordReset(email: string, context: ApiContext): Promise<Done> {
  await context.attempts.countSignIn(context.client.ipAddress);
  const { account, user } = await findAccount(email, context.database);
  await context.attempts.countMail(account);
  const { token, tokenHash, expiresAt } = newLink('reset');
  const { users } = tables;
  await atOnce(context, async db => {
    // Of whom there is not, the same statement makes no row.
    await db.execute(sql`insert into ${passwordResets} ("user_id", "token_hash", "expires_at")
      select ${users.id}, ${tokenHash}, ${expiresAt.toISOString()}::timestamptz from ${users} where ${users.id} = ${user?.id ?? null}::uuid`);
    await queueMail(
      db,
      user
        ? {
            kind: 'resetPassword',
            recipient: user.email,
            content: { displayName: user.displayName, token },
            expiresAt,
          }
        : { kind: 'noAccount', recipient: email, content: {}, expiresAt },
      context,
    );
  });
  return done;
}

function addResetPassword(extension: ApiExtension): void {
  addAccountMutation(extension, {
    name: 'resetPassword',
    description:
      'Sets the password of an account anew, once, with the token of a mail. All sessions of the account are ended.',
    input: {
      name: 'ResetPasswordInput',
      description: 'The mail that arrived, and the new password.',
      members: {
        token: 'The token of the link in the mail.',
        password: 'The new password; what holds for a new account holds for it.',
      },
      shape: ({ accountRules }) =>
        z.object({ token: tokenInput, password: newPasswordInput(accountRules.passwordMinLength) }),
    },
    payload: {
      name: 'ResetPasswordPayload',
      field: 'reset',
      description: 'Whether the password is the new one.',
    },
    once: 'set a password',
    resolve: resetPassword,
  });
}

async function resetPassword(
  { token, password }: { token: string; password: string },
  context: ApiContext,
): Promise<Done> {
  const { attempts, client, passwords } = context;
  await attempts.countSignIn(client.ipAddress);
  const tokenHash = hashToken(token);
  const passwordHash = await passwords.hash(password);
  return atOnce(context, async db => {
    const user = await takeReset(db, tokenHash);
    if (!user) return notDone(staleLink());
    await setPassword(db, user, passwordHash, context);
    await endSessions(db, user.id);
    return done;
  });
}

/** The account that a link is for, which is of no use afterwards. That the mail arrived is known with it. */
async function takeReset(db: Transaction, tokenHash: string) {
  const { users } = tables;
  const [taken] = await db
    .delete(passwordResets)
    .where(and(eq(passwordResets.tokenHash, tokenHash), gt(passwordResets.expiresAt, sql`now()`)))
    .returning({ userId: passwordResets.userId });
  if (!taken) return undefined;
  const [user] = await db
    .update(users)
    .set({ emailConfirmedAt: sql`coalesce(${users.emailConfirmedAt}, now())` })
    .where(eq(users.id, taken.userId))
    .returning({ id: users.id, email: users.email, displayName: users.displayName });
  return user;
}
