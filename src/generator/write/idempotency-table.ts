/**
 * The table that remembers writes which were sent with a key of the client's: written in the statement that writes the rows.
 * A table of the application's own, for its migrations to make; how long what it holds counts is not known here.
 */
import { jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';

/** @param name in SQL, where there is such a table already */
export const idempotencyTable = (name = 'idempotency_keys') =>
  pgTable(
    name,
    {
      id: uuid('id').primaryKey().defaultRandom(),
      /** Whose credentials it was written with: the same key of others is another. */
      viewer: text('viewer').notNull(),
      key: text('key').notNull(),
      /** The SHA-256 of the mutation and its input, which may hold what nobody is to store. */
      request: text('request').notNull(),
      /** The keys of the rows that were written, by unit of the write. */
      outcome: jsonb('outcome').notNull(),
      writtenAt: timestamp('written_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    },
    table => [unique(`${name}_viewer_key`).on(table.viewer, table.key)],
  );

/** What `idempotencyTable` makes. */
export type IdempotencyTable = ReturnType<typeof idempotencyTable>;
