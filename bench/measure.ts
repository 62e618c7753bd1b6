/**
 * Short turns in rotation: every server in every round, so that what the machine does meanwhile meets all of them alike.
 * A turn in which others took too much of the machine is thrown away and taken again.
 */
import { availableParallelism } from 'node:os';
import type { BenchDatabase } from './database.ts';
import type { Gun } from './load/load.ts';
import { cpuBetween, cpuByProcess, foreignShare, readMachine, treeOf } from './proc.ts';
import type { Running } from './running.ts';
import type { ItemName } from './work-items.ts';

export interface Turn {
  readonly peer: string;
  readonly item: ItemName;
  readonly connections: number;
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds of CPU per request. */
  readonly serverMs: number;
  readonly databaseMs: number;
  readonly p50: number;
  readonly p99: number;
  /** The share of the machine that others took. */
  readonly foreign: number;
}

export interface MeasureOptions {
  readonly database: BenchDatabase;
  readonly gun: Gun;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: readonly number[];
  readonly items: readonly ItemName[];
  /** A turn is thrown away if others took more of the machine, 0 to 1. */
  readonly foreignLimit: number;
  readonly log: (message: string) => void;
}

/** How often a turn is taken again at most. */
const retries = 3;

/** The turns that were kept; of one that was disturbed every time, the last is missing. */
export async function measure(
  servers: readonly Running[],
  options: MeasureOptions,
): Promise<readonly Turn[]> {
  const { rounds, items, connections, foreignLimit, log } = options;
  for (const item of items) {
    for (const server of servers) await shoot(server, item, 16, options.warmUpSeconds, options.gun);
  }
  const kept: Turn[] = [];
  let thrown = 0;
  for (let round = 0; round < rounds; round++) {
    for (const item of items) {
      for (const count of connections) {
        // Each begins a round once, so that none always follows the same other.
        const order = servers.map((_, place) => servers[(place + round) % servers.length]!);
        for (const server of order) {
          for (let attempt = 0; attempt <= retries; attempt++) {
            const turn = await takeTurn(server, item, count, options);
            if (turn.foreign <= foreignLimit) {
              kept.push(turn);
              break;
            }
            thrown++;
          }
        }
      }
    }
    log(`Round ${round + 1} of ${rounds} is done; ${thrown} turns were thrown away so far.`);
  }
  return kept;
}

async function takeTurn(
  server: Running,
  item: ItemName,
  connections: number,
  options: MeasureOptions,
): Promise<Turn> {
  const { database, seconds, gun } = options;
  const roots = [process.pid, database.postmaster];
  const read = async () => ({
    machine: readMachine(roots),
    server: cpuByProcess(treeOf(server.pid)),
    database: cpuByProcess(await database.backendsOf(server.peer.name)),
  });
  const before = await read();
  const hits = await shoot(server, item, connections, seconds, gun);
  const after = await read();
  return {
    peer: server.peer.name,
    item,
    connections,
    requests: hits.requests,
    perSecond: hits.requests / hits.seconds,
    serverMs: cpuBetween(before.server, after.server) / hits.requests,
    databaseMs: cpuBetween(before.database, after.database) / hits.requests,
    p50: hits.p50,
    p99: hits.p99,
    foreign: foreignShare(before.machine, after.machine, availableParallelism()),
  };
}

const shoot = (server: Running, item: ItemName, connections: number, seconds: number, gun: Gun) =>
  gun({
    origin: server.origin,
    request: server.requests[item],
    headers: server.peer.headers ?? {},
    connections,
    seconds,
  });

/** Statements per request, as PostgreSQL counts them. */
export async function countStatements(
  server: Running,
  item: ItemName,
  database: BenchDatabase,
): Promise<number> {
  const times = 10;
  const before = await database.statementsOf(server.peer.name);
  for (let i = 0; i < times; i++) await server.ask(server.requests[item]);
  return ((await database.statementsOf(server.peer.name)) - before) / times;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
