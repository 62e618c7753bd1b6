/**
 * The transaction in which seeds write: one at a time in a database, without a time limit.
 * Knows the lock; refuses to know what is written.
 */
import type postgres from 'postgres';

/** Any number that nothing else in the server locks. */
const lockKey = 7_311_604_252;

/** Runs work while no other seed does; what another seed wrote meanwhile is visible to it. */
export function inSeedTransaction<T>(
  client: postgres.Sql,
  work: (transaction: postgres.TransactionSql) => Promise<T>,
) {
  // Under another isolation level the snapshot would be older than the lock.
  return client.begin('isolation level read committed', async transaction => {
    await transaction`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)`;
    // A lock of the transaction holds behind a transaction pooler too, and cannot outlive a lost connection.
    await transaction`select pg_advisory_xact_lock(${lockKey}::bigint)`;
    return work(transaction);
  });
}
