/**
 * Short turns in rotation: every server in every round, so that what the machine does meanwhile meets all of them alike.
 * A turn in which others took too much of the machine is thrown away and taken again.
 */
import { availableParallelism } from 'node:os';
import type { BenchDatabase } from './database.ts';
import type { Gun } from './load/load.ts';
import type { PeerRequest } from './peer.ts';
import { cpuBetween, cpuByProcess, foreignShare, readMachine, treeOf } from './proc.ts';
import type { Running } from './running.ts';
import type { ItemName } from './work-items.ts';

/** What a request cost in one turn. */
export interface Sample {
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

export interface Turn extends Sample {
  readonly peer: string;
  readonly item: ItemName;
  readonly connections: number;
}

export interface TurnOptions {
  readonly database: BenchDatabase;
  readonly gun: Gun;
  readonly seconds: number;
  /** A turn is thrown away if others took more of the machine, 0 to 1. */
  readonly foreignLimit: number;
  readonly log: (message: string) => void;
}

export interface MeasureOptions extends TurnOptions {
  readonly rounds: number;
  readonly connections: readonly number[];
  readonly items: readonly ItemName[];
  /** In which each server answers each item before its turns: V8 compiles what runs often, for tens of thousands of requests. */
  readonly warmSeconds: number;
}

/** How often a turn is taken again at most. */
const retries = 3;

/** A turn with fewer requests says little, and is taken again with more time. */
const fewest = 8;

/** Enough for a series of figures whose lines are compared with themselves. */
const aFew = { requests: 400, seconds: 5 };

/** The turns that were kept; of one that was disturbed every time, none is. */
export async function measure(
  servers: readonly Running[],
  options: MeasureOptions,
): Promise<readonly Turn[]> {
  const { rounds, items, connections, warmSeconds: seconds, gun, log } = options;
  for (const item of items) {
    for (const server of servers) await warmUp(server, server.requests[item], gun, { seconds });
  }
  log(`Each server has answered each work item for ${seconds} s.`);
  const kept: Turn[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const item of items) {
      for (const count of connections) {
        // Each begins a round once, so that none always follows the same other.
        const order = servers.map((_, place) => servers[(place + round) % servers.length]!);
        for (const server of order) {
          const sample = await takeTurn(server, server.requests[item], count, options);
          if (sample) kept.push({ ...sample, peer: server.peer.name, item, connections: count });
        }
      }
    }
    const all = (round + 1) * items.length * connections.length * servers.length;
    log(`Round ${round + 1} of ${rounds} is done; ${kept.length} of ${all} turns so far were undisturbed.`);
  }
  return kept;
}

/** Has a server answer until so many requests were made, or for so long. */
export async function warmUp(
  server: Running,
  request: PeerRequest,
  gun: Gun,
  { requests = Infinity, seconds }: { readonly requests?: number; readonly seconds: number } = aFew,
): Promise<void> {
  let made = 0;
  for (let second = 0; second < seconds && made < requests; second++) {
    made += (await shoot(server, request, 16, 1, gun)).requests;
  }
}

/** One turn, taken again where others disturbed it; undefined where they did every time. */
export async function takeTurn(
  server: Running,
  request: PeerRequest,
  connections: number,
  options: TurnOptions,
): Promise<Sample | undefined> {
  let { seconds } = options;
  for (let attempt = 0; attempt <= retries; attempt++) {
    const sample = await sampleOf(server, request, connections, { ...options, seconds });
    const enough = sample.requests >= fewest;
    if (enough && sample.foreign <= options.foreignLimit) return sample;
    if (!enough) seconds *= 4;
  }
  return undefined;
}

async function sampleOf(
  server: Running,
  request: PeerRequest,
  connections: number,
  { database, seconds, gun }: TurnOptions,
): Promise<Sample> {
  const roots = [process.pid, database.postmaster];
  const read = async () => ({
    machine: readMachine(roots),
    server: cpuByProcess(treeOf(server.pid)),
    database: cpuByProcess(await database.backendsOf(server.peer.name)),
  });
  const before = await read();
  const hits = await shoot(server, request, connections, seconds, gun);
  const after = await read();
  return {
    requests: hits.requests,
    perSecond: hits.requests / hits.seconds,
    serverMs: cpuBetween(before.server, after.server) / hits.worked,
    databaseMs: cpuBetween(before.database, after.database) / hits.worked,
    p50: hits.p50,
    p99: hits.p99,
    foreign: foreignShare(before.machine, after.machine, availableParallelism()),
  };
}

const shoot = (
  { origin, peer }: Running,
  request: PeerRequest,
  connections: number,
  seconds: number,
  gun: Gun,
) => gun({ origin, request, headers: peer.headers ?? {}, connections, seconds });

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
