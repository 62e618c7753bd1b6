/**
 * Whether somebody knows the password of an account: counted before it is looked at, and the same work where there is no account.
 */
import { and, eq } from 'drizzle-orm';
import { isRightGuess } from '../../identity/attempt-limit.ts';
import { tables } from '../../model/relations.ts';
import type { ApiContext } from '../api-context.ts';
import type { Account } from './find-account.ts';

/** @throws RATE_LIMITED where there were too many wrong ones lately */
export async function provesPassword(
  password: string,
  { account, user }: { readonly account: string; readonly user: Pick<Account, 'passwordHash'> | undefined },
  { attempts, passwords, client }: ApiContext,
): Promise<boolean> {
  const takeBack = await attempts.countGuess(account, client.ipAddress);
  return isRightGuess(takeBack, () => passwords.verify(password, user?.passwordHash));
}

/** Hashes a password that was right as passwords are hashed now, where its hash is of before. */
export async function renewHash(
  password: string,
  { id, passwordHash }: Account,
  { passwords, database }: ApiContext,
): Promise<void> {
  if (passwordHash === null || !passwords.isOutdated(passwordHash)) return;
  const { users } = tables;
  const renewed = await passwords.hash(password);
  await database.db
    .update(users)
    // Nobody changed anything: the account is as it was.
    .set({ passwordHash: renewed, updatedAt: users.updatedAt })
    .where(and(eq(users.id, id), eq(users.passwordHash, passwordHash)));
}
