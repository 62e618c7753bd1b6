/**
 * What a nested dashboard page costs the server, beside two peers in the same run on the same database:
 * one hand-written statement passed through node:http, and Drizzle's relational query with JSON.stringify.
 * Machines are noisy: read the ratios, not the milliseconds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateDatabase } from '../src/database/migrate.ts';
import { openDatabase, withClient } from '../src/database/open.ts';
import { startEmbedded } from '../src/embedded/embedded.ts';
import { openDemoSession } from '../src/identity/demo-session.ts';
import { seedDemo } from '../src/seed/seed-demo.ts';
import { contenders } from './contenders.ts';

const warmUp = 150;
const requests = Number(process.env.BENCH_REQUESTS ?? 600);
const rounds = 3;

interface Figures {
  readonly serverMs: number;
  readonly wallMs: number;
  readonly bytes: number;
}

const dataDir = await mkdtemp(join(tmpdir(), 'insightgraph-bench-'));
const embedded = await startEmbedded({ dataDir, log: () => {} });
try {
  await migrateDatabase({ url: embedded.url, log: () => {} });
  const database = openDatabase({ url: embedded.url, poolSize: 2, statementTimeoutMs: 0, prepare: true });
  await withClient(embedded, client => seedDemo({ client }));
  const token = (await openDemoSession(database))!;
  await database.close();
  const figures = new Map<string, Figures[]>(contenders.map(name => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of contenders) figures.get(name)!.push(await measure(name, token));
  }
  report(figures);
} finally {
  await embedded.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Runs one contender in a process of its own, and asks it one request after another. */
async function measure(name: string, token: string): Promise<Figures> {
  const child = fork(fileURLToPath(new URL('./contenders.ts', import.meta.url)), [name, embedded.url], {
    execArgv: ['--import', 'tsx'],
  });
  const [ready] = (await once(child, 'message')) as [{ port: number; body: string }];
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${ready.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: ready.body,
    });
    return (await response.text()).length;
  };
  for (let i = 0; i < warmUp; i++) await ask();
  const before = await cpuOf(child);
  const startedAt = performance.now();
  let bytes = 0;
  for (let i = 0; i < requests; i++) bytes = await ask();
  const wallMs = (performance.now() - startedAt) / requests;
  const serverMs = ((await cpuOf(child)) - before) / 1000 / requests;
  child.kill();
  await once(child, 'exit');
  return { serverMs, wallMs, bytes };
}

/** Microseconds of CPU that the process has used. */
async function cpuOf(child: ReturnType<typeof fork>): Promise<number> {
  child.send('cpu');
  const [used] = (await once(child, 'message')) as [number];
  return used;
}

function report(figures: Map<string, Figures[]>): void {
  const best = (list: Figures[], key: keyof Figures) => Math.min(...list.map(f => f[key]));
  const base = best(figures.get(contenders[0]!)!, 'serverMs');
  console.log(
    `Nested dashboard page, ${requests} requests × ${rounds} rounds, best round; server CPU in ms per request`,
  );
  for (const [name, list] of figures) {
    const cpu = best(list, 'serverMs');
    console.log(
      `${name.padEnd(26)} cpu ${cpu.toFixed(2)}  × ${(cpu / base).toFixed(1)}   wall ${best(list, 'wallMs').toFixed(2)}   ${best(list, 'bytes')} bytes`,
    );
  }
}
