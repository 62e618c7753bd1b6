/**
 * What the generated resolvers need of a request: a way to run relational queries, and a memory for its length.
 * Interfaces only; who runs the queries, and for whom, is decided outside.
 */
import type { SQL } from 'drizzle-orm';
import type { ConnectionRead } from './sql/connection-read.ts';

export type Row = Record<string, unknown>;
export type QueryConfig = Record<string, unknown>;

/** Runs relational queries; those asked for in one turn of the event loop travel in one statement. */
export interface Reads {
  many(table: string, config: QueryConfig): Promise<Row[]>;
  first(table: string, config: QueryConfig): Promise<Row | null>;
  value(expression: SQL): Promise<unknown>;
}

/** What the context of every request has. */
export interface ReadContext {
  readonly reads: Reads;
  /** Connections of this request by relation and arguments: planned once, resolved for every parent row. */
  readonly connections: Map<string, ConnectionRead>;
}
