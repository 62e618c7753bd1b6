/**
 * Runs one statement that writes: again where PostgreSQL asks for it, and never where it may have been done.
 * Knows the driver's errors; refuses to know what is written.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgDialect } from 'drizzle-orm/pg-core';
import { type ConstraintViolation, timeoutInWrite, unavailableInWrite } from '../errors.ts';
import { codeOf, failureOf, mayHaveRun } from './failure.ts';
import type { Database } from './open.ts';
import type { Preamble, Row } from './read-batch.ts';
import { withRetries } from './retry.ts';
import type { StatementSubject, StatementTally } from './statement-log.ts';

const kinds: Readonly<Record<string, ConstraintViolation['kind']>> = {
  // What RESTRICT says from PostgreSQL 18 on.
  '23001': 'foreign key',
  '23502': 'not null',
  '23503': 'foreign key',
  '23505': 'unique',
  '23514': 'check',
  '23P01': 'exclusion',
};

export interface RunWriteOptions {
  /** The moment of performance.now() by which it must be done. */
  readonly until: number;
  readonly subject?: StatementSubject;
  readonly tally?: StatementTally | undefined;
}

/** The row of the statement's select, the constraint that it would have broken, or that a policy of the database refuses it. */
export type WriteResult =
  | { readonly row: Row }
  | { readonly violation: ConstraintViolation }
  | { readonly refused: true };

/**
 * The row of the statement's select, or what PostgreSQL has against it.
 * @throws TIMEOUT or UNAVAILABLE in words of a write where it may have been done
 */
export async function runWrite(
  database: Database,
  preamble: Preamble,
  expressions: SQL,
  select: SQL,
  { until, subject, tally }: RunWriteOptions,
): Promise<WriteResult> {
  const statement = sql`with ${preamble.expressions}, ${expressions}
    select ${preamble.told} as "preamble", ${select}`;
  // The dialect is a runtime member of every Drizzle database that its types leave out.
  const { dialect } = database.db as unknown as { dialect: PgDialect };
  const { sql: text, params } = dialect.sqlToQuery(statement);
  const within = preamble.within?.(text);
  try {
    const [row] = await withRetries(() =>
      database.pool.run({ text, params, within, tally, ...(subject && { subject }) }, until),
    );
    preamble.accept(row!.preamble);
    return { row: row! };
  } catch (error) {
    if (mayHaveRun(error)) throw inDoubt(error);
    if (isRefused(error)) return { refused: true };
    const violation = violationOf(error);
    if (violation) return { violation };
    throw error;
  }
}

/** What a client is told of a write whose answer did not come; the log gets the cause. */
function inDoubt(cause: unknown): Error {
  const told = failureOf(cause) === 'timeout' ? timeoutInWrite() : unavailableInWrite();
  return Object.assign(told, { cause });
}

/** The constraint that stood against a statement; undefined where it failed for another reason. */
function violationOf(error: unknown): ConstraintViolation | undefined {
  const code = codeOf(error) ?? '';
  // Class 22: a value that its type cannot hold.
  const kind = kinds[code] ?? (code.startsWith('22') ? 'value' : undefined);
  const told = toldOf(error);
  return (
    kind && {
      kind,
      constraint: told.constraint_name,
      schema: told.schema_name,
      table: told.table_name,
      column: told.column_name,
      detail: told.detail,
    }
  );
}

/** Whether a policy has something against a row as it would be. A role that lacks a privilege gets the same code: that is no client's fault. */
const isRefused = (error: unknown): boolean =>
  codeOf(error) === '42501' && toldOf(error).routine === 'ExecWithCheckOptions';

/** What postgres.js tells of PostgreSQL's error, under its protocol's names. */
const toldOf = (error: unknown) => error as Partial<Record<string, string>>;
