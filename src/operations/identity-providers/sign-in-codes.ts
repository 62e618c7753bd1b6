/**
 * Codes for which an application gets a session, or links an account: each stands for who came back from an identity provider, for
 * once and for two minutes, and is of use only with the secret of who began.
 */
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ProviderIdentity } from '../../accounts/identity-providers.ts';
import { signInCodePurpose } from '../../accounts/keyring.ts';
import { hashToken } from '../../accounts/viewer.ts';
import { signInCodes } from '../../model/tables/sign-in-codes.ts';
import type { ApiContext } from '../api-context.ts';
import { fault, textInput } from '../input-faults.ts';
import type { Db } from '../second-factor/take-code.ts';

/** What a code stands for. */
const grantShape = z.object({
  challenge: z.string(),
  identity: z.object({
    provider: z.string(),
    subject: z.string(),
    verifiedEmail: z.string().optional(),
    name: z.string().optional(),
    tokens: z.object({ access: z.string(), refresh: z.string().optional() }).optional(),
  }),
});
type SignInGrant = z.infer<typeof grantShape>;

interface Parts extends Pick<ApiContext, 'keyring'> {
  readonly database: Pick<ApiContext['database'], 'db'>;
}

const lifetime = sql`now() + interval '2 minutes'`;

/** Members of inputs that name a code. */
export const signInCodeShape = z.object({
  signInCode: textInput('sign-in code', 1, 200),
  verifier: textInput('verifier', 43, 128),
});

/** What is told of a code that is unknown, used, too old, or not of who sends it: which of these is not told. */
export const invalidCode = () =>
  fault('UNAUTHENTICATED', 'The sign-in code is not valid, or no longer. Begin again.', 'signInCode');

/** Stores what a new code stands for; those that nobody came for in time are gone with it. */
export async function storeSignInCode(
  grant: SignInGrant,
  { keyring, database: { db } }: Parts,
): Promise<string> {
  const code = randomBytes(32).toString('base64url');
  await db.delete(signInCodes).where(lt(signInCodes.expiresAt, sql`now()`));
  await db.insert(signInCodes).values({
    codeHash: hashToken(code),
    content: keyring.seal(JSON.stringify(grant), signInCodePurpose),
    expiresAt: lifetime,
  });
  return code;
}

/** Who a code stands for, which is as good as before afterwards; undefined where it is of no use to who sends it. */
export async function lookUpSignInCode(
  { signInCode, verifier }: z.infer<typeof signInCodeShape>,
  { keyring, database: { db } }: Parts,
): Promise<ProviderIdentity | undefined> {
  const [row] = await db
    .select({ content: signInCodes.content })
    .from(signInCodes)
    .where(and(eq(signInCodes.codeHash, hashToken(signInCode)), gt(signInCodes.expiresAt, sql`now()`)));
  if (!row) return undefined;
  const { identity, challenge } = grantShape.parse(JSON.parse(keyring.open(row.content, signInCodePurpose)));
  return createHash('sha256').update(verifier).digest('base64url') === challenge ? identity : undefined;
}

/** Uses a code up: true once. */
export async function takeSignInCode(signInCode: string, db: Db): Promise<boolean> {
  const taken = await db
    .delete(signInCodes)
    .where(eq(signInCodes.codeHash, hashToken(signInCode)))
    .returning({ id: signInCodes.id });
  return taken.length > 0;
}
