/**
 * `signOut`: ends the session whose token the request carries.
 * Other sessions of the user go on.
 */
import { and, eq } from 'drizzle-orm';
import { anonymous, invalidCredentials } from '../accounts/viewer.ts';
import { unauthenticated } from '../errors.ts';
import { type FieldPrice, priceExtension } from '../generator/price/field-price.ts';
import { prices } from '../generator/price/points.ts';
import type { UserError } from '../generator/types/user-errors.ts';
import { tables } from '../model/relations.ts';
import type { ApiContext, ApiExtension } from './api-context.ts';

interface SignOutResult {
  readonly signedOut: boolean;
  readonly userErrors: readonly UserError[];
}

export function addSignOut(extension: ApiExtension): void {
  const { builder } = extension;
  const payload = extension.payload<SignOutResult>('SignOutPayload', {
    description: 'Whether the session was ended.',
    fields: t => ({
      signedOut: t.exposeBoolean('signedOut', { description: 'Whether the session was ended.' }),
    }),
  });
  builder.mutationField('signOut', t =>
    t.field({
      type: payload,
      nullable: true,
      description: 'Ends the session of the request. Its token is of no use afterwards.',
      extensions: { [priceExtension]: { points: prices.writtenRow.points } satisfies FieldPrice },
      resolve: (_, _args, context) => signOut(context),
    }),
  );
}

async function signOut({ identity, database }: ApiContext): Promise<SignOutResult> {
  if (identity.viewer.kind !== 'user') {
    throw unauthenticated('Only a session can be signed out: send its token in the Authorization header.');
  }
  const { sessions } = tables;
  const ended = await database.db
    .update(sessions)
    .set({ status: 'revoked' })
    .where(and(eq(sessions.tokenHash, identity.viewer.tokenHash), eq(sessions.status, 'active')))
    .returning({ id: sessions.id });
  if (ended.length === 0) throw invalidCredentials();
  identity.become(anonymous);
  return { signedOut: true, userErrors: [] };
}
