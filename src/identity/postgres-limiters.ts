/**
 * Points and tries counted in PostgreSQL, by each a statement, for several processes that have no other store in common.
 * Knows the statement's way and when rows are of no more use; the limiter writes the statement, and the pool is given.
 */
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { ConnectionPool } from '../database/connection-pool.ts';
import type { StatementSubject } from '../database/statement-log.ts';
import {
  countPatienceMs,
  InsuredLimiter,
  type SharedLimiters,
  type StoreOptions,
  StoreState,
} from './limiters.ts';

export interface PostgresLimitersOptions extends StoreOptions {
  /** Connections of its own: a count must not wait for those who read. It is closed with the limiters. */
  readonly pool: ConnectionPool;
}

/** Which has to be there, with the columns that rate-limiter-flexible writes, in its order: `key`, `points`, `expire`. */
const tableName = 'rate_limits';
const counting: StatementSubject = { operation: 'insert', table: tableName };
const clearing: StatementSubject = { operation: 'delete', table: tableName };

/** How often rows whose time is over are removed: one that is used again begins anew in its place. */
const clearEveryMs = 60_000;
const clearPatienceMs = 10_000;
const closePatienceSeconds = 1;

export function postgresLimiters({
  pool,
  patienceMs = countPatienceMs,
  ...listener
}: PostgresLimitersOptions): SharedLimiters {
  const state = new StoreState(listener);
  const storeClient = { query: (query: CountQuery) => count(pool, query, patienceMs) };
  const timer = setInterval(() => void clearExpired(pool), clearEveryMs).unref();
  return {
    makeLimiter: limits => {
      // It would remove rows by a timer of each limiter, which nothing ends.
      const table = { tableName, tableCreated: true, clearExpiredByTimeout: false };
      const shared = new RateLimiterPostgres({ ...limits, ...table, storeClient, storeType: 'client' });
      return new InsuredLimiter(shared, limits, state);
    },
    close: async () => {
      clearInterval(timer);
      await pool.close(closePatienceSeconds);
    },
  };
}

/** A statement as the limiter gives it to a client of `pg`. */
interface CountQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

async function count(pool: ConnectionPool, { text, values: params }: CountQuery, patienceMs: number) {
  const rows = await pool.run({ text, params, subject: counting }, performance.now() + patienceMs);
  // The driver gives whole numbers of 64 bits as texts.
  return { rows: rows.map(({ points, expire }) => ({ points: Number(points), expire: Number(expire) })) };
}

/** Removes rows whose time is over. What keeps it from that, the next count meets and tells. */
async function clearExpired(pool: ConnectionPool): Promise<void> {
  const text = `delete from "${tableName}" where "expire" <= $1`;
  await pool
    .run({ text, params: [Date.now()], subject: clearing }, performance.now() + clearPatienceMs)
    .catch(() => {});
}
