/**
 * Metrics in Prometheus' text format.
 * Knows requests by route and status, operations by names within bounds, statements by table; never users, operation texts or anything else without bound.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { PoolState } from '../database/connection-pool.ts';
import type { Replica } from '../database/replica.ts';
import type { ReadPlace } from '../database/replica-reads.ts';
import type { OnStatement } from '../database/statement-log.ts';
import type { WriteSubject } from '../generator/request.ts';
import type { Outcome, QueueState } from '../queue/delivery.ts';
import { Counts, Durations, type FamilyOptions } from './metric-handles.ts';
import { OperationNames } from './operation-names.ts';
import type { OperationRecord } from './operation-record.ts';

/** What a cache holds at a moment. */
export interface CacheSize {
  readonly entries: number;
  /** Undefined where entries are what bounds it. */
  readonly bytes?: number;
}

/** Numbers that are read when somebody asks, each a member of what is so then. */
export type Gauges<Member extends string> = readonly (readonly [
  name: string,
  help: string,
  member: Member,
])[];

export interface Metrics {
  /** @param seconds from the first byte of the request to the last of the answer */
  observe(route: string, status: number, seconds: number): void;
  operation(record: OperationRecord): void;
  /** Tells operations of these names apart, and no others. */
  nameOnly(names: ReadonlySet<string>): void;
  readonly statement: OnStatement;
  /** Rows that a mutation wrote. */
  wrote(subject: WriteSubject, rows: number): void;
  /** A limit to tries in a time, or to points, refused one. */
  rateLimited(limit: string): void;
  /** The store of limits did not take a count, and the process counted for itself. */
  countedAlone(): void;
  /** A read that may go to a replica was answered, there or elsewhere. */
  replicaRead(place: ReadPlace): void;
  /** A hook was tried. */
  hookRan(hook: string, outcome: Outcome, seconds: number): void;
  /** What is looked at when somebody asks. */
  watchPool(state: () => PoolState): void;
  watchReplicas(replicas: readonly Pick<Replica, 'name' | 'behindMs'>[]): void;
  watchHooks(state: () => QueueState): void;
  watchCache(name: string, size: () => CacheSize): void;
  /** Numbers of an application's own. */
  watch<Member extends string>(gauges: Gauges<Member>, state: () => Readonly<Record<Member, number>>): void;
  /** A counter of an application's own, of which each set of labels is known. */
  counts(family: Omit<FamilyOptions, 'registry'>): Counts;
  render(): Promise<{ contentType: string; body: string }>;
}

const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const costBuckets = [1, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
const statementBuckets = [0.00025, 0.0005, ...requestBuckets];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // They are called totals and are none, which Prometheus' own check refuses; the same without the ending stay.
  for (const kind of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  const requests = new Durations(
    {
      name: 'insightgraph_http_request_duration_seconds',
      help: 'How long requests took, by route and status.',
      labelNames: ['route', 'status'],
      registry,
    },
    requestBuckets,
  );
  const operations = new Counts({
    name: 'graphql_operations_total',
    help: 'GraphQL operations by type, name and the code of the first error, or ok.',
    labelNames: ['type', 'name', 'code'],
    registry,
  });
  const operationDurations = new Durations(
    {
      name: 'graphql_operation_duration_seconds',
      help: 'How long GraphQL operations took, from the whole request to the answer.',
      labelNames: ['type', 'name'],
      registry,
    },
    requestBuckets,
  );
  const statements = new Counts({
    name: 'db_queries_total',
    help: 'SQL statements by what they do and the table of their root fields.',
    labelNames: ['operation', 'table'],
    registry,
  });
  const failedStatements = new Counts({
    name: 'db_query_failures_total',
    help: 'SQL statements that ended with an error, or without an answer.',
    labelNames: ['operation', 'table'],
    registry,
  });
  const statementDurations = new Durations(
    {
      name: 'db_query_duration_seconds',
      help: 'How long PostgreSQL took for SQL statements, without the wait for a connection.',
      labelNames: ['operation', 'table'],
      registry,
    },
    statementBuckets,
  );
  const rows = new Counts({
    name: 'db_rows_written_total',
    help: 'Rows that mutations of tables wrote, without those of the audit trail.',
    labelNames: ['operation', 'table'],
    registry,
  });
  const refusals = new Counts({
    name: 'rate_limit_refusals_total',
    help: 'What a limit refused: tries, requests beyond an allowance of points, operations that cost too much.',
    labelNames: ['limit'],
    registry,
  });
  const costs = new Durations(
    {
      name: 'graphql_operation_cost_points',
      help: 'What GraphQL operations cost by their price, refused ones too.',
      labelNames: ['type'],
      registry,
    },
    costBuckets,
  );
  const alone = new Counts({
    name: 'rate_limit_store_failures_total',
    help: 'Counts of limits that their store did not take, and that the process kept for itself.',
    labelNames: [],
    registry,
  });
  const replicaReads = new Counts({
    name: 'db_replica_reads_total',
    help: 'Reads that may go to a replica: answered by one, or by the primary, with the reason.',
    labelNames: ['place'],
    registry,
  });
  const hookRuns = new Counts({
    name: 'hook_runs_total',
    help: 'Tries of hooks after writes, by what became of them.',
    labelNames: ['hook', 'outcome'],
    registry,
  });
  const hookDurations = new Durations(
    {
      name: 'hook_run_duration_seconds',
      help: 'How long tries of hooks took.',
      labelNames: ['hook'],
      registry,
    },
    requestBuckets,
  );
  const names = new OperationNames();
  const caches = new Map<string, () => CacheSize>([['operation_names', () => ({ entries: names.size })]]);
  addCacheGauges(registry, caches);
  return {
    observe: (route, status, seconds) => requests.of(route, String(status)).observe(seconds),
    operation: record => {
      const type = record.type ?? 'unknown';
      const name = record.type === undefined ? 'other' : names.of(record);
      operations.of(type, name, record.code ?? 'ok').add();
      operationDurations.of(type, name).observe(record.milliseconds / 1000);
      if (record.price !== undefined) costs.of(type).observe(record.price);
    },
    nameOnly: given => names.set(given),
    statement: ({ subject: { operation, table }, milliseconds, error }) => {
      statements.of(operation, table).add();
      statementDurations.of(operation, table).observe(milliseconds / 1000);
      if (error !== undefined) failedStatements.of(operation, table).add();
    },
    wrote: ({ operation, table }, number) => rows.of(operation, table).add(number),
    rateLimited: limit => refusals.of(limit).add(),
    countedAlone: () => alone.of().add(),
    replicaRead: place => replicaReads.of(place).add(),
    hookRan: (hook, outcome, seconds) => {
      hookRuns.of(hook, outcome).add();
      hookDurations.of(hook).observe(seconds);
    },
    watchHooks: state => addHookGauges(registry, state),
    watchReplicas: replicas => addReplicaGauge(registry, replicas),
    watchPool: state => addPoolGauges(registry, state),
    watchCache: (name, size) => caches.set(name, size),
    watch: (gauges, state) => addGauges(registry, gauges, state),
    counts: family => new Counts({ ...family, registry }),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function addPoolGauges(registry: Registry, state: () => PoolState): void {
  const gauges: Gauges<keyof PoolState> = [
    ['db_connection_pool_size', 'Connections to PostgreSQL that are open.', 'open'],
    ['db_connection_pool_in_use', 'Connections that run a statement or a transaction.', 'inUse'],
    ['db_connection_pool_waiting', 'Statements that wait for a connection.', 'waiting'],
    ['db_connection_pool_limit', 'Connections that may be open at most.', 'limit'],
  ];
  addGauges(registry, gauges, state);
}

function addReplicaGauge(registry: Registry, replicas: readonly Pick<Replica, 'name' | 'behindMs'>[]): void {
  new Gauge({
    name: 'db_replica_lag_seconds',
    help: 'How far a replica may be behind the primary, by what is known.',
    labelNames: ['replica'],
    registers: [registry],
    collect() {
      for (const { name, behindMs } of replicas) this.set({ replica: name }, behindMs / 1_000);
    },
  });
}

function addHookGauges(registry: Registry, state: () => QueueState): void {
  const gauges: Gauges<keyof QueueState> = [
    ['hook_events_waiting', 'Events of writes whose hooks are still to run.', 'waiting'],
    ['hook_events_dead', 'Events of writes whose hooks failed for the last time.', 'dead'],
    ['hook_events_oldest_seconds', 'The age of the oldest event that waits.', 'oldestSeconds'],
  ];
  addGauges(registry, gauges, state);
}

/** Gauges of the members of what is so at a moment. */
function addGauges<Member extends string>(
  registry: Registry,
  gauges: Gauges<Member>,
  state: () => Readonly<Record<Member, number>>,
): void {
  for (const [name, help, member] of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(state()[member]);
      },
    });
  }
}

function addCacheGauges(registry: Registry, caches: ReadonlyMap<string, () => CacheSize>): void {
  new Gauge({
    name: 'cache_entries',
    help: 'What caches hold.',
    labelNames: ['cache'],
    registers: [registry],
    collect() {
      for (const [cache, size] of caches) this.set({ cache }, size().entries);
    },
  });
  new Gauge({
    name: 'cache_size_bytes',
    help: 'What caches that are bounded by bytes hold, about.',
    labelNames: ['cache'],
    registers: [registry],
    collect() {
      for (const [cache, size] of caches) {
        const { bytes } = size();
        if (bytes !== undefined) this.set({ cache }, bytes);
      }
    },
  });
}
