/**
 * Users by their accounts at identity providers: who is known by one, and the rows that are made for others.
 * Knows rows; who may have a session, or link what, is the operations'.
 */
import { and, eq, gt, sql } from 'drizzle-orm';
import type { ProviderIdentity } from '../../accounts/identity-providers.ts';
import { providerTokenPurpose } from '../../accounts/keyring.ts';
import { longest } from '../../model/bounds.ts';
import { tables } from '../../model/relations.ts';
import type { ApiContext } from '../api-context.ts';
import type { Db } from '../second-factor/take-code.ts';

const { accounts, users } = tables;

export interface KnownUser {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly hasSecondFactor: boolean;
  readonly hasConfirmedAddress: boolean;
  readonly suspendedAt: Date | null;
  /** Whether by the account itself, and not by its address. */
  readonly isLinked: boolean;
}

const columns = {
  id: users.id,
  email: users.email,
  displayName: users.displayName,
  hasSecondFactor: users.hasSecondFactor,
  suspendedAt: users.suspendedAt,
  hasConfirmedAddress: sql<boolean>`${users.emailConfirmedAt} is not null`,
};

/** The user of an account, or else of its verified address. */
export async function userOf(
  { provider, subject, verifiedEmail }: ProviderIdentity,
  db: Db,
): Promise<KnownUser | undefined> {
  const [linked] = await db
    .select(columns)
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .where(and(eq(accounts.provider, provider), eq(accounts.subject, subject)));
  if (linked) return { ...linked, isLinked: true };
  if (verifiedEmail === undefined) return undefined;
  const [addressed] = await db
    .select(columns)
    .from(users)
    .where(sql`lower(${users.email}) = lower(${verifiedEmail}::text)`);
  return addressed && { ...addressed, isLinked: false };
}

/** Whether an invitation waits for the address. */
export async function isInvited(email: string, db: Db): Promise<boolean> {
  const { projectInvites: invites } = tables;
  const found = await db
    .select({ id: invites.id })
    .from(invites)
    .where(
      and(
        sql`lower(${invites.email}) = lower(${email}::text)`,
        eq(invites.status, 'pending'),
        gt(invites.expiresAt, sql`now()`),
      ),
    )
    .limit(1);
  return found.length > 0;
}

/** A user of their own for a verified address. They have no password. */
export async function addUser(email: string, name: string | undefined, db: Db): Promise<string> {
  const displayName = [...(name?.trim() || email.split('@', 1)[0]!)].slice(0, longest.name).join('');
  const [user] = await db
    .insert(users)
    .values({ email, displayName, emailConfirmedAt: sql`now()` })
    .returning({ id: users.id });
  return user!.id;
}

/**
 * Makes an account that was never confirmed that of who showed to have its address: whoever made it may have been somebody else, and
 * has neither password nor session afterwards.
 */
export async function takeOver(userId: string, db: Db): Promise<void> {
  await db
    .update(users)
    .set({ emailConfirmedAt: sql`now()`, passwordHash: null })
    .where(eq(users.id, userId));
  await db
    .update(tables.sessions)
    .set({ status: 'revoked' })
    .where(and(eq(tables.sessions.userId, userId), eq(tables.sessions.status, 'active')));
}

/** Links an account to a user, unless it is linked to one. @returns its id; undefined where it is */
export async function addAccount(
  userId: string,
  identity: ProviderIdentity,
  keyring: ApiContext['keyring'],
  db: Db,
): Promise<string | undefined> {
  const { provider, subject, verifiedEmail: email } = identity;
  const [made] = await db
    .insert(accounts)
    .values({ userId, provider, subject, email, ...sealedTokens(identity, keyring) })
    .onConflictDoNothing({ target: [accounts.provider, accounts.subject] })
    .returning({ id: accounts.id });
  return made?.id;
}

/** Keeps the provider's latest tokens, where they are kept. */
export async function keepTokens(
  identity: ProviderIdentity,
  keyring: ApiContext['keyring'],
  db: Db,
): Promise<void> {
  if (!identity.tokens) return;
  await db
    .update(accounts)
    .set(sealedTokens(identity, keyring))
    .where(and(eq(accounts.provider, identity.provider), eq(accounts.subject, identity.subject)));
}

function sealedTokens({ tokens }: ProviderIdentity, keyring: ApiContext['keyring']) {
  if (!tokens) return {};
  const sealed = (token: string | undefined) =>
    token === undefined ? null : keyring.seal(token, providerTokenPurpose);
  return { accessToken: sealed(tokens.access), refreshToken: sealed(tokens.refresh) };
}
