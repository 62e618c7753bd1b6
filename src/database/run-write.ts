/**
 * Runs one statement that writes: again where PostgreSQL asks for it, and never where it may have been done.
 * Knows the driver's errors; refuses to know what is written.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgDialect } from 'drizzle-orm/pg-core';
import { timeoutInWrite, unavailableInWrite } from '../errors.ts';
import { codeOf, failureOf, mayHaveRun } from './failure.ts';
import type { Database } from './open.ts';
import type { Preamble, Row } from './read-batch.ts';
import { withRetries } from './retry.ts';

export interface Violation {
  readonly constraint: string;
  readonly kind: 'unique' | 'foreign key' | 'check' | 'not null' | 'exclusion';
}

const kinds: Readonly<Record<string, Violation['kind']>> = {
  '23502': 'not null',
  '23503': 'foreign key',
  '23505': 'unique',
  '23514': 'check',
  '23P01': 'exclusion',
};

/**
 * The row of the statement's select, or the constraint that it would have broken.
 * @param until moment of performance.now() by which it must be done
 * @throws TIMEOUT or UNAVAILABLE in words of a write where it may have been done
 */
export async function runWrite(
  database: Database,
  preamble: Preamble,
  expressions: SQL,
  select: SQL,
  until: number,
): Promise<{ readonly row: Row } | { readonly violation: Violation }> {
  const name = sql.identifier(preamble.name);
  const statement = sql`with ${name} as materialized (${preamble.select}), ${expressions}
    select (select row_to_json("p".*) from ${name} "p") as "preamble", ${select}`;
  // The dialect is a runtime member of every Drizzle database that its types leave out.
  const { dialect } = database.db as unknown as { dialect: PgDialect };
  const { sql: text, params } = dialect.sqlToQuery(statement);
  try {
    const [row] = await withRetries(() => database.pool.run({ text, params }, until));
    preamble.accept((row!.preamble as Row | null | undefined) ?? null);
    return { row: row! };
  } catch (error) {
    if (mayHaveRun(error)) throw inDoubt(error);
    const kind = kinds[codeOf(error) ?? ''];
    if (kind) return { violation: { kind, constraint: constraintOf(error) } };
    throw error;
  }
}

/** What a client is told of a write whose answer did not come; the log gets the cause. */
function inDoubt(cause: unknown): Error {
  const told = failureOf(cause) === 'timeout' ? timeoutInWrite() : unavailableInWrite();
  return Object.assign(told, { cause });
}

function constraintOf(error: unknown): string {
  const { constraint_name, column_name } = error as { constraint_name?: string; column_name?: string };
  return constraint_name ?? column_name ?? '';
}
