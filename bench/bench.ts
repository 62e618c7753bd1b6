/** One run: a database, all servers beside each other, their answers compared, then measured in rotation. */
import { fileURLToPath } from 'node:url';
import { compareAnswers } from './compare.ts';
import { fill, migrate } from './data-set.ts';
import { type BenchDatabase, openBenchDatabase } from './database.ts';
import { gunNamed } from './load/load.ts';
import { countStatements, measure, median, type Turn } from './measure.ts';
import type { Options } from './options.ts';
import type { Peer } from './peer.ts';
import { insightgraphIn, ownFolder, securedIn } from './peers/insightgraph.ts';
import { peerNamed } from './peers.ts';
import { memoryOf } from './proc.ts';
import {
  type Figures,
  type Latency,
  machine,
  type PeerResult,
  type PeerResults,
  versionsOf,
} from './results.ts';
import { type Running, startPeer } from './running.ts';
import { type ItemName, itemNames } from './work-items.ts';
import { standardSize } from './world.ts';

/** The servers that options name. */
const peersOf = ({ peers, rowSecurity, checkout = ownFolder }: Options): Promise<Peer[]> | Peer[] =>
  rowSecurity
    ? [insightgraphIn(checkout), securedIn(checkout)]
    : Promise.all(peers.map(name => (name === 'insightgraph' ? insightgraphIn(checkout) : peerNamed(name))));

export async function bench(options: Options, log: (message: string) => void): Promise<PeerResults> {
  const checkout = options.checkout ?? ownFolder;
  const peers = await peersOf(options);
  const database = await openBenchDatabase(options.adminUrl);
  const running: Running[] = [];
  try {
    log(`PostgreSQL ${database.version} is up; filling it.`);
    await migrate(database, checkout);
    await fill(database.sql, standardSize);
    for (const peer of peers) {
      running.push(await startPeer(peer, database));
      log(`${peer.title} is up.`);
    }
    return await run(options, database, running, log);
  } finally {
    for (const server of running) await server.stop();
    await database.close();
  }
}

async function run(
  options: Options,
  database: BenchDatabase,
  running: readonly Running[],
  log: (message: string) => void,
): Promise<PeerResults> {
  const reference = running.find(server => server.peer.name === 'limit') ?? running[0]!;
  const bytes = await compareAnswers(reference, running);
  log('All answers are the same.');
  const idle = new Map(running.map(server => [server, memoryOf(server.pid, 'VmRSS')]));
  const turns = await measure(running, {
    database,
    gun: await gunNamed(options.gun),
    rounds: options.rounds,
    seconds: options.seconds,
    warmSeconds: options.warmSeconds,
    connections: [1, 16],
    items: itemNames,
    foreignLimit: options.foreignLimit,
    log,
  });
  const results: PeerResult[] = [];
  for (const server of running) {
    const items: Partial<Record<ItemName, Figures>> = {};
    for (const item of itemNames) {
      const own = turns.filter(turn => turn.peer === server.peer.name && turn.item === item);
      const statements = await countStatements(server, item, database);
      const figures = figuresOf(own, bytes.get(server)![item], statements);
      if (figures) items[item] = figures;
      else
        log(
          `${server.peer.title} has no undisturbed turn for "${item}": the machine is too busy for --foreign ${options.foreignLimit}.`,
        );
    }
    const { name, title, text } = server.peer;
    const memory = { idle: idle.get(server)!, used: memoryOf(server.pid, 'VmRSS') };
    results.push({
      name,
      title,
      text,
      versions: versions(server.peer),
      startMs: server.startMs,
      memory,
      items,
    });
  }
  const { rounds, seconds, warmSeconds, foreignLimit, gun } = options;
  return {
    at: new Date().toISOString(),
    machine: machine(),
    postgres: database.version,
    run: { rounds, seconds, warmSeconds, foreignLimit, load: gun },
    peers: results,
  };
}

const versions = (peer: Peer) =>
  versionsOf(peer.packages, fileURLToPath(new URL(`./peers/${peer.folder ?? '.'}/peer.js`, import.meta.url)));

function figuresOf(turns: readonly Turn[], bytes: number, statements: number): Figures | undefined {
  const one = latencyOf(turns.filter(turn => turn.connections === 1));
  const sixteen = latencyOf(turns.filter(turn => turn.connections === 16));
  if (!one || !sixteen) return undefined;
  return {
    turns: turns.length,
    serverMs: sixteen.serverMs,
    databaseMs: sixteen.databaseMs,
    statements,
    bytes,
    one,
    sixteen,
  };
}

function latencyOf(turns: readonly Turn[]): Latency | undefined {
  if (turns.length === 0) return undefined;
  const middle = (read: (turn: Turn) => number) => median(turns.map(read));
  return {
    p50: middle(turn => turn.p50),
    p99: middle(turn => turn.p99),
    perSecond: middle(turn => turn.perSecond),
    serverMs: middle(turn => turn.serverMs),
    databaseMs: middle(turn => turn.databaseMs),
  };
}
