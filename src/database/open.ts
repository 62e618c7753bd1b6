/**
 * Opens the connections to PostgreSQL and binds the Drizzle registry to them.
 * Knows the driver's options; refuses to know what is asked through it.
 */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { type Relations, relations } from '../model/relations.ts';
import { ConnectionPool } from './connection-pool.ts';
import { drizzleDriver } from './drizzle-driver.ts';
import type { Connect } from './pooled-connection.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most. */
  readonly poolSize: number;
  /** Milliseconds after which PostgreSQL ends a statement; 0 means no limit. */
  readonly statementTimeoutMs: number;
  /** Milliseconds in which a statement through `db` must be answered. */
  readonly requestTimeoutMs?: number;
  /** Named prepared statements; off behind a transaction pooler. */
  readonly prepare: boolean;
  /** TLS mode of the connection; undefined leaves it to the URL. */
  readonly tls?: 'require' | 'verify-full' | undefined;
}

export interface Database {
  /** Where statements of requests run: with deadlines, and connections that are replaced when they fail. */
  readonly pool: ConnectionPool;
  /** Drizzle on the pool. */
  readonly db: PostgresJsDatabase<Relations>;
  /** The driver as it is, for what runs once and needs all of it: seeds, commands, tests. Not for requests. */
  readonly client: postgres.Sql;
  close(): Promise<void>;
}

const defaultTimeoutMs = 15_000;
const closePatienceSeconds = 5;

/** Opens a pool; the first connection is made by the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const client = postgres(options.url, {
    ...clientOptions(options),
    max: options.poolSize,
    idle_timeout: 20,
  });
  const connect: Connect = onclose => {
    const single = postgres(options.url, { ...clientOptions(options), max: 1, onclose });
    // One set of parsers for all: Drizzle has put its own into the client's.
    Object.assign(single.options.parsers, client.options.parsers);
    Object.assign(single.options.serializers, client.options.serializers);
    return single;
  };
  const pool = new ConnectionPool({ connect, size: options.poolSize });
  const driver = drizzleDriver(pool, client.options, options.requestTimeoutMs ?? defaultTimeoutMs);
  return {
    pool,
    db: drizzle({ client: driver, relations }),
    client,
    close: async () => {
      await Promise.all([pool.close(closePatienceSeconds), client.end({ timeout: closePatienceSeconds })]);
    },
  };
}

function clientOptions(options: DatabaseOptions) {
  return {
    prepare: options.prepare,
    // Array values travel as literals, so the type catalogue need not be read on every connection.
    fetch_types: false,
    connect_timeout: 5,
    // The pool ends connections by itself, between statements.
    max_lifetime: null,
    backoff: (attempt: number) => Math.min(0.1 * (attempt + 1), 0.5),
    onnotice: () => {},
    connection: {
      application_name: 'insightgraph',
      // Cursors hold timestamps as PostgreSQL writes them; every replica must write them alike.
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      // Transaction poolers refuse a connection that sets it; there the deadline of each statement has to do.
      ...(options.statementTimeoutMs > 0 && options.prepare
        ? { statement_timeout: options.statementTimeoutMs }
        : {}),
    },
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
  };
}
