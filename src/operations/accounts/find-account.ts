/**
 * The account of an e-mail address, if there is one: asked for alike whether there is or not.
 */
import { sql } from 'drizzle-orm';
import { tables } from '../../model/relations.ts';
import type { ApiContext } from '../api-context.ts';

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  /** Null where one signs in by identity providers only. */
  readonly passwordHash: string | null;
  readonly hasSecondFactor: boolean;
  readonly suspendedAt: Date | null;
}

/** An address as PostgreSQL compares it, as JavaScript's small letters are others, and whose it is. */
export interface FoundAccount {
  readonly account: string;
  readonly user: Account | undefined;
}

export async function findAccount(email: string, { db }: ApiContext['database']): Promise<FoundAccount> {
  const { users } = tables;
  const [found] = await db
    .select({
      account: sql<string>`"given"."account"`,
      id: users.id,
      email: users.email,
      displayName: users.displayName,
      passwordHash: users.passwordHash,
      hasSecondFactor: users.hasSecondFactor,
      suspendedAt: users.suspendedAt,
    })
    .from(sql`(select lower(${email}::text) as "account") as "given"`)
    .leftJoin(users, sql`lower(${users.email}) = "given"."account"`);
  const { account, id, email: stored, displayName, passwordHash, hasSecondFactor, suspendedAt } = found!;
  const isThere = id !== null && stored !== null && displayName !== null;
  return {
    account,
    user: isThere
      ? {
          id,
          email: stored,
          displayName,
          passwordHash,
          hasSecondFactor: hasSecondFactor === true,
          suspendedAt,
        }
      : undefined,
  };
}
