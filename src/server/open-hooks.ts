/**
 * Opens what hooks run on: connections of their own, and the delivery of events; and tells log and metrics of it.
 * Knows what a hook is given; when one runs is the delivery's.
 */
import type { Logger } from 'pino';
import { type Database, type DatabaseOptions, openDatabase } from '../database/open.ts';
import type { Api } from '../generator/generate-api.ts';
import { Outbox, type TakenEvent, triesOf } from '../hooks/outbox.ts';
import { runHook } from '../hooks/run-hook.ts';
import { Delivery, type DeliveryListener } from '../queue/delivery.ts';
import type { Closing } from './closing.ts';
import type { Metrics } from './metrics.ts';
import type { ContextOptions } from './request-context.ts';
import { writingOnBehalf } from './write-on-behalf.ts';

/** Connections of all hooks of a process together; the outbox has one more. */
const hookConnections = 2;
/** How long hooks may take to finish that run when the process ends, and how long until that is given up. */
const closePatienceMs = 10_000;
const stuckMs = 20_000;

export interface HookOptions extends Omit<ContextOptions, 'database'> {
  readonly api: Pick<Api, 'blueprint' | 'relations' | 'hooks' | 'writes'>;
  /** As the connections of requests are opened. */
  readonly connection: Omit<DatabaseOptions, 'poolSize' | 'replicaUrls'>;
  /** Hooks that run at a time; 0 leaves them to other processes. */
  readonly hookConcurrency: number;
  readonly metrics: Metrics;
  readonly log: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly closing: Closing;
}

/**
 * Runs hooks from now on. @throws where there is no outbox in the database
 * @returns what to call when something was written that hooks are to run for; undefined where none run here
 */
export async function openHooks(options: HookOptions): Promise<(() => void) | undefined> {
  const { api, connection, hookConcurrency, metrics, log, closing } = options;
  const { blueprint, relations, hooks } = api;
  const { outbox: table } = blueprint;
  if (!table || hooks.size === 0 || hookConcurrency === 0) return undefined;
  const open = (poolSize: number, onStatement: DatabaseOptions['onStatement']): Database => {
    const database = openDatabase({
      ...connection,
      poolSize,
      onStatement,
      replicaUrls: [],
      readsArrays: true,
    });
    closing.add({
      name: 'The connections of hooks',
      patienceMs: stuckMs,
      close: () => database.close(),
    });
    return database;
  };
  const database = open(hookConnections, connection.onStatement);
  // What is asked each second is of no request, and in no metric.
  const outbox = new Outbox({ blueprint, relations, hooks, outbox: table, database: open(1, undefined) });
  await outbox.assertThere();
  const wake = () => delivery.wake();
  const write = writingOnBehalf(api, { ...options, database, leftEvents: wake });
  const delivery = new Delivery<TakenEvent>({
    queue: outbox,
    atOnce: hookConcurrency,
    run: runHook({ outbox, blueprint, tools: { database: database.db, write } }),
    triesOf: ({ hook }) => triesOf(hook),
    listener: listener(outbox, { log, metrics }),
  });
  metrics.watchHooks(() => delivery.state);
  closing.add({
    name: 'The hooks',
    patienceMs: stuckMs,
    close: () => delivery.close(closePatienceMs),
  });
  delivery.wake();
  return wake;
}

function listener(
  { table }: Outbox,
  { log, metrics }: Pick<HookOptions, 'log' | 'metrics'>,
): DeliveryListener<TakenEvent> {
  let isLost = false;
  return {
    ran: ({ id: event, hook: { name: hook }, table: of, attempt, requestId }, outcome, milliseconds, err) => {
      if (isLost) log.info('The outbox of hooks answers again.');
      isLost = false;
      metrics.hookRan(hook, outcome, milliseconds / 1_000);
      const told = { event, hook, table: of, attempt, requestId, err };
      if (outcome === 'failed') log.warn(told, 'A hook failed, and is tried again.');
      if (outcome === 'dead')
        log.error(
          told,
          `A hook failed for the last time. To have it run again: update ${table} set dead_at = null, tries = 0, due_at = now() where id = '${event}'`,
        );
    },
    onFailure: err => {
      // Once, until it answers.
      if (!isLost)
        log.error({ err }, 'The outbox of hooks does not answer: what waits there is delivered later.');
      isLost = true;
    },
  };
}
