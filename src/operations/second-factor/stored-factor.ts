/**
 * What is stored of a user's second factor beside its secret.
 * Knows rows; what it takes to change them is each operation's own.
 */
import { eq } from 'drizzle-orm';
import { tables } from '../../model/relations.ts';
import { recoveryCodes } from '../../model/tables/recovery-codes.ts';
import { totpSecrets } from '../../model/tables/totp-secrets.ts';
import type { Db } from './take-code.ts';

/** Whether signing in asks for a code. */
export async function setSecondFactor(userId: string, hasSecondFactor: boolean, db: Db): Promise<void> {
  await db.update(tables.users).set({ hasSecondFactor }).where(eq(tables.users.id, userId));
}

/** Leaves nothing of the second factor. */
export async function removeSecondFactor(userId: string, db: Db): Promise<void> {
  await db.delete(totpSecrets).where(eq(totpSecrets.userId, userId));
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await setSecondFactor(userId, false, db);
}
