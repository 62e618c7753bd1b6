/**
 * The columns and column types that every table shares.
 * Knows nothing of any single table.
 */
import { type SQL, sql } from 'drizzle-orm';
import { type PgColumn, timestamp, uuid } from 'drizzle-orm/pg-core';

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

/**
 * The condition of an index over the rows of all projects: true of each. Only lists of viewers of very many projects repeat it. Without,
 * PostgreSQL takes such an index to look for the first rows of one project too, and reads the whole table where that has none.
 */
export const forAllProjects = (id: PgColumn): SQL => sql`num_nonnulls(${id}) = 1`;
