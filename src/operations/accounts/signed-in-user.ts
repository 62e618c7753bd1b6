/**
 * Who is signed in, for operations on accounts: statements of the server's own begin with the same row as those that rules are asked in.
 * Knows credentials of sessions; what is done with them is the operations'.
 */
import { type SQL, sql } from 'drizzle-orm';
import { invalidCredentials } from '../../accounts/viewer.ts';
import { viewerExpressions } from '../../accounts/viewer-row.ts';
import { unauthenticated } from '../../errors.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext } from '../api-context.ts';
import type { Account, FoundAccount } from './find-account.ts';

/**
 * What stands behind `with` in a statement of somebody who is signed in: the viewer's row, none where the session does not hold.
 * @throws UNAUTHENTICATED where nobody is, or an API key asks
 */
export function asSignedIn({ identity }: ApiContext): SQL {
  const { viewer } = identity;
  if (viewer.kind !== 'user')
    throw unauthenticated(
      'This needs a user who is signed in: send the token of a session in the Authorization header.',
    );
  return viewerExpressions(viewer, []);
}

/** What such a statement selects beside its own: null where the session does not hold. */
export const signedInColumns = sql`${viewerValue('userId')} as "userId", ${viewerValue('sessionId')} as "sessionId"`;

export interface SignedIn {
  readonly userId: string;
  readonly sessionId: string;
}

/** @throws UNAUTHENTICATED where the session of the statement does not hold */
export function assertHolds<Row extends object>(
  row: (Row & { [K in keyof SignedIn]: string | null }) | undefined,
): asserts row is Row & { [K in keyof SignedIn]: string } {
  if (!row || row.userId === null || row.sessionId === null) throw invalidCredentials();
}

/** The account of who is signed in. */
export interface OwnAccount extends Pick<FoundAccount, 'account'>, SignedIn {
  readonly user: Omit<Account, 'suspendedAt'>;
  readonly isConfirmed: boolean;
}

type OwnRow = Record<keyof SignedIn | 'account' | 'email' | 'displayName' | 'passwordHash', string | null> &
  Record<'isConfirmed' | 'hasSecondFactor', boolean>;

/** @throws UNAUTHENTICATED where nobody is, or the session does not hold */
export async function ownAccount(context: ApiContext): Promise<OwnAccount> {
  const [row] = await context.database.db.execute<OwnRow>(sql`
    with ${asSignedIn(context)} select ${signedInColumns}, lower("u"."email") as "account", "u"."email",
      "u"."display_name" as "displayName", "u"."password_hash" as "passwordHash", "u"."email_confirmed_at" is not null as "isConfirmed", "u"."has_second_factor" as "hasSecondFactor"
    from (select) "one" left join "users" "u" on "u"."id" = ${viewerValue('userId')}`);
  assertHolds(row);
  const { userId, sessionId, account, email, displayName, passwordHash, isConfirmed, hasSecondFactor } = row;
  if (account === null || email === null || displayName === null) throw invalidCredentials();
  const user = { id: userId, email, displayName, passwordHash, hasSecondFactor };
  return { userId, sessionId, account, user, isConfirmed };
}
