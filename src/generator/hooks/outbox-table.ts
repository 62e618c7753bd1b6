/**
 * The table in which events wait for their hooks: written in the statement that writes the rows, so that neither is without the other.
 * A table of the application's own, for its migrations to make; who takes what waits in it is not known here.
 *
 * Queues that come as libraries were looked at first. graphile-worker 0.18 and pg-boss 12 need Node 22. Older ones bring a schema and migrations
 * beside Drizzle's, open connections of `pg` that listen, which no transaction pooler has, and keep no order of the events of a row.
 */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** @param name in SQL, where there is such a table already */
export const outboxTable = (name = 'outbox') =>
  pgTable(
    name,
    {
      /** Of the event: the same at each try. */
      id: uuid('id').primaryKey().defaultRandom(),
      /** In which order events of a row were written. */
      position: bigint('position', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
      hook: text('hook').notNull(),
      /** The registry key of the table, and the text of the row's key. */
      rowTable: text('row_table').notNull(),
      rowKey: text('row_key').notNull(),
      kind: text('kind').notNull(),
      /** The row as it was written, each value as PostgreSQL's own text, by SQL column name. */
      row: jsonb('row').notNull(),
      account: text('account'),
      requestId: text('request_id').notNull(),
      writtenAt: moment('written_at').notNull().default(sql`clock_timestamp()`),
      /** From when on it may be taken: who takes it moves that beyond the time that the hook has, and who gives it up to infinity. */
      dueAt: moment('due_at').notNull().default(sql`clock_timestamp()`),
      tries: integer('tries').notNull().default(0),
      /** When it was given up. */
      deadAt: moment('dead_at'),
      lastError: text('last_error'),
    },
    table => [
      index(`${name}_due`).on(table.dueAt, table.position),
      index(`${name}_row`).on(table.hook, table.rowTable, table.rowKey, table.position),
    ],
  );

/** What `outboxTable` makes. */
export type OutboxTable = ReturnType<typeof outboxTable>;
