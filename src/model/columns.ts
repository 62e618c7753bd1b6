/**
 * The columns and column types that every table shares.
 * Knows nothing of any single table.
 */
import { timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * A point in time with time zone, in milliseconds: what a JavaScript Date holds, so that a value read
 * and compared again (a cursor, a precondition) is the value stored.
 */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' });

/** Primary key and the two timestamps of every table. */
export const standardColumns = () => ({
  id: uuid().primaryKey().defaultRandom(),
  createdAt: instant().notNull().defaultNow(),
  updatedAt: instant()
    .notNull()
    .defaultNow()
    .$onUpdate(() => new Date()),
});
