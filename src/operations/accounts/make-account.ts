/**
 * How accounts come to be: at once, with an invitation, or as something that waits for the token of a mail.
 * Knows rows; who may have an account is decided by `signUp`.
 */
import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import { hashToken } from '../../accounts/viewer.ts';
import { codeOf, uniqueViolation } from '../../database/failure.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { tables } from '../../model/relations.ts';
import { signUps } from '../../model/tables/sign-ups.ts';
import type { ApiContext } from '../api-context.ts';
import { fault } from '../input-faults.ts';
import { asSession, noSession, openSession, type SessionResult } from '../session-payload.ts';
import {
  askToConfirm,
  atOnce,
  confirmationMail,
  newLink,
  queueMail,
  type Transaction,
} from './account-mails.ts';
import { findAccount } from './find-account.ts';

export interface NewAccount {
  readonly email: string;
  readonly displayName: string;
  readonly passwordHash: string;
}

/** What a transaction does that could make, or change, an account; or what is told where the address has another one already. */
export async function orTaken<Result>(
  work: () => Promise<Result>,
  taken: (userErrors: readonly UserError[]) => Result,
  member: string,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) !== uniqueViolation) throw error;
    const message = 'The e-mail address belongs to another account. Sign in instead.';
    return taken([fault('CONFLICT', message, member)]);
  }
}

/** @param emailConfirmedAt null where nobody knows yet whether mail to the address arrives */
export async function insertUser(
  db: Pick<Transaction, 'insert'>,
  account: NewAccount,
  emailConfirmedAt: Date | null,
): Promise<string> {
  const { users } = tables;
  const [user] = await db
    .insert(users)
    .values({ ...account, emailConfirmedAt })
    .returning({ id: users.id });
  return user!.id;
}

/** An account with a session. That the address has one already is told. */
export const signUpAtOnce = (account: NewAccount, context: ApiContext): Promise<SessionResult> =>
  orTaken(
    async () => {
      // All or nothing: an account whose token never came could not be signed up again.
      const session = await atOnce(context, async db => {
        const userId = await insertUser(db, account, null);
        await askToConfirm(db, { ...account, userId }, context);
        return openSession(userId, context, db);
      });
      return asSession(session, context);
    },
    noSession,
    'email',
  );

/** Something that waits for the token of a mail; where the address has an account, the same, but nobody gets the token. */
export async function signUpLater(account: NewAccount, context: ApiContext): Promise<SessionResult> {
  const { email, displayName } = account;
  const { user: taken } = await findAccount(email, context.database);
  const link = newLink('confirmation');
  const { tokenHash, expiresAt } = link;
  await atOnce(context, async db => {
    await db.delete(signUps).where(lt(signUps.expiresAt, sql`now()`));
    await db.insert(signUps).values({ ...account, tokenHash, expiresAt });
    await queueMail(db, confirmationMail(email, { displayName, taken }, link), context);
  });
  return { token: null, confirmationSent: true, userErrors: [] };
}

/** An account of somebody who was invited, as a member of the project: whoever has the token gets mail to the address. */
export const signUpInvited = (
  account: NewAccount,
  invitationToken: string,
  context: ApiContext,
): Promise<SessionResult> =>
  orTaken(
    async () => {
      const session = await atOnce(context, async db => {
        const invitation = await takeInvitation(db, account.email, invitationToken);
        if (!invitation) return undefined;
        const userId = await insertUser(db, account, new Date());
        await join(db, invitation, userId, context);
        return openSession(userId, context, db);
      });
      if (session) return asSession(session, context);
      const message =
        'The invitation is for another address, was used or withdrawn, or is too old. Ask for a new one.';
      return noSession([fault('BAD_USER_INPUT', message, 'invitationToken')]);
    },
    noSession,
    'email',
  );

interface Invitation {
  readonly id: string;
  readonly projectId: string;
  readonly role: (typeof tables.projectMembers.$inferSelect)['role'];
}

/** Makes a user a member as an accepted invitation says, with what the project's trail has of both. */
async function join(
  db: Transaction,
  { id, projectId, role }: Invitation,
  userId: string,
  { writes: { requestId, clientRequestId } }: ApiContext,
): Promise<void> {
  const [member] = await db
    .insert(tables.projectMembers)
    .values({ projectId, role, userId })
    .returning({ id: tables.projectMembers.id });
  const event = { projectId, actorUserId: userId, requestId, clientRequestId };
  const made = (value: string) => ({ before: null, after: value });
  await db.insert(tables.auditEvents).values([
    {
      ...event,
      action: 'update',
      entityType: 'ProjectInvite',
      entityId: id,
      changes: { status: { before: 'pending', after: 'accepted' } },
    },
    {
      ...event,
      action: 'create',
      entityType: 'ProjectMember',
      entityId: member!.id,
      changes: { projectId: made(projectId), userId: made(userId), role: made(role) },
    },
  ]);
}

async function takeInvitation(
  db: Transaction,
  email: string,
  token: string,
): Promise<Invitation | undefined> {
  const { projectInvites, projects } = tables;
  const inUse = db
    .select({ id: projects.id })
    .from(projects)
    .where(and(isNull(projects.deletedAt), isNull(projects.suspendedAt)));
  const [invitation] = await db
    .update(projectInvites)
    .set({ status: 'accepted' })
    .where(
      and(
        eq(projectInvites.tokenHash, hashToken(token)),
        eq(projectInvites.status, 'pending'),
        gt(projectInvites.expiresAt, sql`now()`),
        sql`lower(${projectInvites.email}) = lower(${email}::text)`,
        inArray(projectInvites.projectId, inUse),
      ),
    )
    .returning({ id: projectInvites.id, projectId: projectInvites.projectId, role: projectInvites.role });
  return invitation;
}
