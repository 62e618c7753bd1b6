/**
 * Opens the connections to PostgreSQL and binds the Drizzle registry to them.
 * Knows the driver's options; refuses to know what is asked through it.
 */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { type Relations, relations } from '../model/relations.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type DriverTypes, drizzleDriver } from './drizzle-driver.ts';
import type { Connect } from './pooled-connection.ts';
import type { OnStatement, StatementTally } from './statement-log.ts';
import { Wire } from './wire.ts';

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
  readonly onStatement?: OnStatement | undefined;
}

export interface Database {
  /** Drizzle on the pool, its statements told to a request. */
  dbOf(tally: StatementTally): Database['db'];
  /** Where statements of requests run: with deadlines, and connections that are replaced when they fail. */
  readonly pool: ConnectionPool;
  /** Drizzle on the pool. */
  readonly db: PostgresJsDatabase<Relations>;
  close(): Promise<void>;
}

const defaultTimeoutMs = 15_000;
const closePatienceSeconds = 5;
const connectTimeoutSeconds = 5;

/** Opens a pool; the first connection is made by the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  // How values travel, as Drizzle wants it; it overwrites what the driver brings.
  const types: DriverTypes = { parsers: {}, serializers: {} };
  const connect: Connect = onclose => {
    const wire = new Wire(connectTimeoutSeconds * 1_000);
    const socket = { socket: wire.open };
    const client = postgres(options.url, { ...driverOptions(options), ...socket, max: 1, onclose });
    Object.assign(client.options.parsers, types.parsers);
    Object.assign(client.options.serializers, types.serializers);
    return { client, wire };
  };
  const pool = new ConnectionPool({ connect, size: options.poolSize, onStatement: options.onStatement });
  const deadlineMs = options.requestTimeoutMs ?? defaultTimeoutMs;
  const open = (tally?: StatementTally) =>
    drizzle({ client: drizzleDriver(pool, types, deadlineMs, tally), relations });
  return {
    pool,
    db: open(),
    dbOf: open,
    close: () => pool.close(closePatienceSeconds),
  };
}

export type ClientOptions = Pick<DatabaseOptions, 'url' | 'tls'>;

/**
 * Opens the driver as it is, with one connection and without deadlines: for what runs once and needs all of it, such as
 * seeds and commands. Not for requests, whose connections are the pool's.
 */
export function openClient({ url, tls }: ClientOptions): postgres.Sql {
  return postgres(url, {
    ...driverOptions({ prepare: false, statementTimeoutMs: 0, tls }),
    max: 1,
    connect_timeout: 10,
  });
}

/** Gives `work` such a client, and closes it right after. */
export async function withClient<T>(
  options: ClientOptions,
  work: (client: postgres.Sql) => Promise<T>,
): Promise<T> {
  const client = openClient(options);
  try {
    return await work(client);
  } finally {
    await client.end({ timeout: closePatienceSeconds });
  }
}

/** What suits many short statements: none takes several processors, and none is compiled for longer than it runs. */
const ownSettings = { jit: 'off', max_parallel_workers_per_gather: '0' };

function driverOptions({
  prepare,
  statementTimeoutMs,
  tls,
}: Pick<DatabaseOptions, 'prepare' | 'statementTimeoutMs' | 'tls'>) {
  return {
    prepare,
    // Array values travel as literals, so the type catalogue need not be read on every connection.
    fetch_types: false,
    connect_timeout: connectTimeoutSeconds,
    // The pool ends connections by itself, between statements.
    max_lifetime: null,
    backoff: (attempt: number) => Math.min(0.1 * (attempt + 1), 0.5),
    onnotice: () => {},
    connection: {
      application_name: 'insightgraph',
      // Cursors hold timestamps as PostgreSQL writes them; every replica must write them alike.
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      // Transaction poolers refuse a connection that sets others; there roles and the deadline of each statement have to do.
      ...(prepare ? ownSettings : {}),
      ...(statementTimeoutMs > 0 && prepare ? { statement_timeout: statementTimeoutMs } : {}),
    },
    ...(tls === undefined ? {} : { ssl: tls }),
  };
}
