/**
 * A code of a second factor is taken: one of the app, or a recovery code. Each is taken once, however many try at once.
 * Knows where secrets and codes are kept; what a code opens is each operation's own.
 */
import { and, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { asTotpCode, hashRecoveryCode, totpPurpose, totpStep } from '../../accounts/second-factor.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { isRightGuess } from '../../identity/attempt-limit.ts';
import { recoveryCodes } from '../../model/tables/recovery-codes.ts';
import { totpSecrets } from '../../model/tables/totp-secrets.ts';
import type { ApiContext } from '../api-context.ts';
import { fault, textInput } from '../input-faults.ts';

export const codeInput = textInput('code', 1, 100);

type CodeContext = Pick<ApiContext, 'attempts' | 'database' | 'keyring'>;

/** The database, or a transaction of it. */
export type Db = Pick<ApiContext['database']['db'], 'select' | 'update' | 'insert' | 'delete'>;

/** What stands against letting a user in as far as the second factor goes; undefined where nothing does, or there is none. */
export async function secondFactorFault(
  user: { readonly id: string; readonly hasSecondFactor: boolean },
  code: string | undefined,
  context: CodeContext,
): Promise<UserError | undefined> {
  if (!user.hasSecondFactor) return undefined;
  if (code === undefined)
    return fault('UNAUTHENTICATED', 'A code of the second factor is wanted beside the password.', 'code');
  return (await takeCode(user.id, code, context)) ? undefined : wrongCode();
}

export const wrongCode = (): UserError =>
  fault('UNAUTHENTICATED', 'The code is not right, or was used already.', 'code');

/** Whether the code was one of the user's confirmed second factor, and nobody took it before. @throws RATE_LIMITED */
export const takeCode = (userId: string, code: string, context: CodeContext): Promise<boolean> =>
  guessed(userId, context, async () => {
    const ofApp = asTotpCode(code);
    return ofApp === undefined
      ? takeRecoveryCode(userId, code, context)
      : takeAppCode(userId, ofApp, context.keyring, context.database.db);
  });

/** Whether the code was one of the user's new secret, which is confirmed by it. @throws RATE_LIMITED */
export const confirmSecret = (
  userId: string,
  code: string,
  context: CodeContext,
  confirmed: (db: Db) => Promise<void>,
): Promise<boolean> =>
  guessed(userId, context, async () => {
    const ofApp = asTotpCode(code);
    if (ofApp === undefined) return false;
    // With what follows from it: a factor without recovery codes could not be got rid of.
    return context.database.db.transaction(async db => {
      const isTaken = await takeAppCode(userId, ofApp, context.keyring, db, 'new');
      if (isTaken) await confirmed(db);
      return isTaken;
    });
  });

/** Counts a guess before it is made, and takes it back where it was none. */
const guessed = async (userId: string, { attempts }: CodeContext, guess: () => Promise<boolean>) =>
  isRightGuess(await attempts.countCode(userId), guess);

async function takeAppCode(
  userId: string,
  code: string,
  keyring: ApiContext['keyring'],
  db: Db,
  state: 'new' | 'confirmed' = 'confirmed',
): Promise<boolean> {
  const { secret, lastStep, confirmedAt } = totpSecrets;
  const isInState = state === 'new' ? isNull(confirmedAt) : isNotNull(confirmedAt);
  const own = and(eq(totpSecrets.userId, userId), isInState);
  const [stored] = await db.select({ secret }).from(totpSecrets).where(own);
  const step = stored && totpStep(keyring.open(stored.secret, totpPurpose), code);
  if (step === undefined) return false;
  const taken = await db
    .update(totpSecrets)
    .set({ lastStep: step, ...(state === 'new' ? { confirmedAt: sql`now()` } : {}) })
    .where(and(own, eq(secret, stored!.secret), or(isNull(lastStep), lt(lastStep, step))))
    .returning({ id: totpSecrets.id });
  return taken.length > 0;
}

async function takeRecoveryCode(
  userId: string,
  code: string,
  { database: { db } }: CodeContext,
): Promise<boolean> {
  const taken = await db
    .update(recoveryCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, hashRecoveryCode(code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ id: recoveryCodes.id });
  return taken.length > 0;
}
