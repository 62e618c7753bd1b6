import { bigint, snakeCase, text } from 'drizzle-orm/pg-core';

/**
 * Counts of the limiters, where several servers count in PostgreSQL: the server's own, and not in the registry, so that nothing
 * leads a client to it. Names and order of the columns are those of rate-limiter-flexible. The migration makes it unlogged,
 * which Drizzle has no word for: a count waits for no disk, and a crash forgets them all.
 */
export const rateLimits = snakeCase.table('rate_limits', {
  key: text().primaryKey(),
  points: bigint({ mode: 'number' }).notNull().default(0),
  /** Milliseconds since 1970. */
  expire: bigint({ mode: 'number' }),
});
