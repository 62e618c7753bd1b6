/**
 * Recovery codes of a user, shown once: new ones take the place of all that were there.
 * Knows their rows and how payloads show them.
 */
import { and, eq, isNotNull } from 'drizzle-orm';
import { createRecoveryCodes, hashRecoveryCode } from '../../accounts/second-factor.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { recoveryCodes } from '../../model/tables/recovery-codes.ts';
import { totpSecrets } from '../../model/tables/totp-secrets.ts';
import type { ApiExtension } from '../api-context.ts';
import type { Db } from './take-code.ts';

export interface RecoveryCodesResult {
  readonly codes: readonly string[] | null;
  readonly userErrors: readonly UserError[];
}

/** New codes of the user, or none where there is no second factor any more; the former ones are of no use afterwards. */
export async function replaceRecoveryCodes(userId: string, db: Db): Promise<readonly string[] | null> {
  // One at a time, or those of two would stay.
  const held = await db
    .select({ id: totpSecrets.id })
    .from(totpSecrets)
    .where(and(eq(totpSecrets.userId, userId), isNotNull(totpSecrets.confirmedAt)))
    .for('update');
  if (held.length === 0) return null;
  const codes = createRecoveryCodes();
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  await db.insert(recoveryCodes).values(codes.map(code => ({ userId, codeHash: hashRecoveryCode(code) })));
  return codes;
}

export const noRecoveryCodes = (userErrors: readonly UserError[]): RecoveryCodesResult => ({
  codes: null,
  userErrors,
});

/** Adds the payload type of an operation that makes recovery codes. */
export function addRecoveryCodesPayload(extension: ApiExtension, name: string) {
  return extension.payload<RecoveryCodesResult>(name, {
    description: 'Recovery codes, or what has to be mended.',
    mended: 'What has to be mended; empty where there are codes.',
    fields: t => ({
      recoveryCodes: t.stringList({
        nullable: true,
        description:
          'Ten codes for who has lost the app, each for once, and shown this once; null where there are none.',
        resolve: ({ codes }) => codes && [...codes],
      }),
    }),
  });
}
