/**
 * Opens the connection pool to PostgreSQL and binds the Drizzle registry to it.
 * Knows the driver's options; refuses to know what is asked through it.
 */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { type Relations, relations } from './relations.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most. */
  readonly poolSize: number;
  /** Milliseconds after which PostgreSQL ends a statement; 0 means no limit. */
  readonly statementTimeoutMs: number;
  /** Named prepared statements; off behind a transaction pooler. */
  readonly prepare: boolean;
  /** TLS mode of the connection; undefined leaves it to the URL. */
  readonly tls?: 'require' | 'verify-full' | undefined;
}

export interface Database {
  readonly client: postgres.Sql;
  readonly db: PostgresJsDatabase<Relations>;
  readonly prepare: boolean;
  close(): Promise<void>;
}

/** Opens a pool; the first connection is made by the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const client = postgres(options.url, {
    max: options.poolSize,
    prepare: options.prepare,
    // Array values travel as literals, so the type catalogue need not be read on every connection.
    fetch_types: false,
    connect_timeout: 5,
    idle_timeout: 60,
    // Bounds how many prepared statements one connection collects (postgres.js never drops one).
    max_lifetime: 15 * 60,
    backoff: attempt => Math.min(0.1 * (attempt + 1), 0.5),
    onnotice: () => {},
    connection: {
      application_name: 'insightgraph',
      // Cursors hold timestamps as PostgreSQL writes them; every replica must write them alike.
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      // Transaction poolers refuse a connection that sets it; there the deadline of each read has to do.
      ...(options.statementTimeoutMs > 0 && options.prepare
        ? { statement_timeout: options.statementTimeoutMs }
        : {}),
    },
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
  });
  return {
    client,
    db: drizzle({ client, relations }),
    prepare: options.prepare,
    close: () => client.end({ timeout: 5 }),
  };
}
