/**
 * Opens the connections to PostgreSQL, for whole statements and for Drizzle.
 * Knows the driver's options; refuses to know what is asked through it.
 */
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { ConnectionPool } from './connection-pool.ts';
import { type DriverTypes, drizzleDriver } from './drizzle-driver.ts';
import type { Connect, Statement, StatementRow } from './pooled-connection.ts';
import { Replica } from './replica.ts';
import { type ReadPlace, ReplicaReads } from './replica-reads.ts';
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
  /** Whether `db` gives arrays as lists, for which each connection reads the catalogue of types once; as texts unless it is said. */
  readonly readsArrays?: boolean;
  /** Replicas that reads may go to. */
  readonly replicaUrls?: readonly string[];
  /** How far a replica may be behind to be read from. */
  readonly maxReplicaLagMs?: number;
  /** Told of each read that may go to a replica, where there are any. */
  readonly onReplicaRead?: ((place: ReadPlace) => void) | undefined;
}

export interface Database {
  /** Drizzle on the pool, its statements told to a request. */
  dbOf(tally: StatementTally): Database['db'];
  /** Where statements of requests run: with deadlines, and connections that are replaced when they fail. */
  readonly pool: ConnectionPool;
  /**
   * Runs a statement that only reads, for who may be told what was so a moment ago: by a replica, where one serves.
   * @param isKnown whether the rows are those of somebody whose credentials are there
   */
  read(
    statement: Statement,
    until: number,
    isKnown: (rows: StatementRow[]) => boolean,
  ): Promise<StatementRow[]>;
  /** Takes note that all is done that a writer asked for, who has to read it from now on. */
  wrote(writer: string | undefined): void;
  readonly replicas: readonly Replica[];
  /** Drizzle on the pool. */
  readonly db: PostgresJsDatabase;
  close(): Promise<void>;
}

const defaultTimeoutMs = 15_000;
const defaultReplicaLagMs = 1_000;
const closePatienceSeconds = 5;
const connectTimeoutSeconds = 5;

/** Opens a pool; the first connection is made by the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  // How values travel, as Drizzle wants it; it overwrites what the driver brings.
  const types: DriverTypes = { parsers: {}, serializers: {} };
  const { poolSize, onStatement } = options;
  const connectTo = (url: string) => connecting(url, options, types);
  const poolOf = (url: string) =>
    new ConnectionPool({ connect: connectTo(url), size: poolSize, onStatement });
  // What looks after replicas is nobody's request: no metric counts it, and no request keeps it waiting.
  const watchOf = (url: string) => new ConnectionPool({ connect: connectTo(url), size: 1 });
  const pool = poolOf(options.url);
  const {
    replicaUrls = [],
    maxReplicaLagMs: maxLagMs = defaultReplicaLagMs,
    onReplicaRead: onRead,
  } = options;
  const replicas = replicaUrls.map(
    url => new Replica({ name: new URL(url).host, pool: poolOf(url), watch: watchOf(url) }),
  );
  const reads =
    replicas.length === 0
      ? undefined
      : new ReplicaReads({ primary: pool, watch: watchOf(options.url), replicas, maxLagMs, onRead });
  const deadlineMs = options.requestTimeoutMs ?? defaultTimeoutMs;
  const open = (tally?: StatementTally) => drizzle({ client: drizzleDriver(pool, types, deadlineMs, tally) });
  return {
    pool,
    read: (statement, until, isKnown) =>
      reads ? reads.run(statement, until, isKnown) : pool.run(statement, until),
    wrote: writer => {
      if (writer !== undefined) reads?.wrote(writer);
    },
    replicas,
    db: open(),
    dbOf: open,
    close: async () => {
      await Promise.all([pool.close(closePatienceSeconds), reads?.close(closePatienceSeconds)]);
    },
  };
}

export type CountPoolOptions = Pick<
  DatabaseOptions,
  'url' | 'tls' | 'prepare' | 'statementTimeoutMs' | 'onStatement'
>;

/** Few, as each has a count for a moment only. */
const countConnections = 2;

/** Opens connections for what is counted in front of requests: they wait for none that a request holds, and it for none of them. */
export const openCountPool = (options: CountPoolOptions): ConnectionPool =>
  new ConnectionPool({
    connect: connecting(options.url, options, { parsers: {}, serializers: {} }),
    size: countConnections,
    onStatement: options.onStatement,
  });

/** How a pool opens a connection. @param types how values travel; looked at for each connection, as Drizzle adds to them */
const connecting =
  (url: string, options: DriverOptions, types: DriverTypes): Connect =>
  onclose => {
    const wire = new Wire(connectTimeoutSeconds * 1_000);
    const socket = { socket: wire.open };
    const client = postgres(url, { ...driverOptions(options), ...socket, max: 1, onclose });
    Object.assign(client.options.parsers, types.parsers);
    Object.assign(client.options.serializers, types.serializers);
    return { client, wire };
  };

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

type DriverOptions = Pick<DatabaseOptions, 'prepare' | 'statementTimeoutMs' | 'tls' | 'readsArrays'>;

function driverOptions({ prepare, statementTimeoutMs, tls, readsArrays = false }: DriverOptions) {
  return {
    prepare,
    // Array values of requests travel as literals, so the type catalogue need not be read on every connection.
    fetch_types: readsArrays,
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
