/**
 * What Drizzle needs of a postgres.js client, on top of the pool.
 * Knows which members of the client Drizzle's session calls; refuses to be used as a client by anything else.
 */
import type postgres from 'postgres';
import type { ConnectionPool, Run } from './connection-pool.ts';
import type { StatementRow } from './pooled-connection.ts';
import type { StatementTally } from './statement-log.ts';

interface Driver {
  unsafe(
    text: string,
    params?: readonly unknown[],
  ): Promise<StatementRow[]> & { values(): Promise<StatementRow[]> };
}

/** How values are read and written, by the number of their PostgreSQL type. */
export type DriverTypes = Pick<postgres.Sql['options'], 'parsers' | 'serializers'>;

/**
 * @param types where Drizzle puts how it wants values to travel
 * @param deadlineMs in which each statement, or transaction, must be done
 * @param tally told of each statement
 */
export function drizzleDriver(
  pool: ConnectionPool,
  types: DriverTypes,
  deadlineMs: number,
  tally?: StatementTally,
): postgres.Sql {
  const until = () => performance.now() + deadlineMs;
  const driver = {
    options: types,
    ...unsafeBy(statement => pool.run({ ...statement, tally }, until())),
    begin: <T>(work: (transaction: object) => Promise<T>) =>
      pool.transaction(
        'begin',
        run => work(inTransaction(statement => run({ ...statement, tally }))),
        until(),
      ),
  };
  return driver as unknown as postgres.Sql;
}

function unsafeBy(run: Run): Driver {
  return {
    unsafe: (text, params = []) => {
      let asArrays = false;
      // Drizzle says in the same turn whether it wants arrays.
      const rows = Promise.resolve().then(() => run({ text, params, asArrays }));
      const values = () => {
        asArrays = true;
        return rows;
      };
      return Object.assign(rows, { values });
    },
  };
}

function inTransaction(run: Run, depth = 1): object {
  return {
    ...unsafeBy(run),
    savepoint: async <T>(work: (transaction: object) => Promise<T>): Promise<T> => {
      const name = `s${depth}`;
      await run({ text: `savepoint ${name}` });
      const result = await work(inTransaction(run, depth + 1));
      await run({ text: `release savepoint ${name}` });
      return result;
    },
  };
}
