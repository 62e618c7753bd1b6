/**
 * Drives real server processes and data folders for the tests of the embedded database.
 * Knows processes and folders; refuses to know what is expected of them.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { isAlive } from '../../src/embedded/embedded-process.ts';
import { patienceMs } from './scale.ts';

export interface Answer {
  readonly url: string;
  readonly adminUrl: string;
  readonly firstStart: boolean;
  readonly shared: boolean;
  readonly messages: readonly string[];
  readonly ms: number;
  readonly error?: string;
  readonly name?: string;
}

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** A server process: its answer, and ways to end it. */
export interface Server {
  readonly answer: Answer;
  readonly child: ChildProcess;
  stop(): Promise<void>;
  exit(): Promise<void>;
  kill(): Promise<void>;
}

const script = fileURLToPath(new URL('./embedded-child.ts', import.meta.url));
const children = new Set<ChildProcess>();
const folders: string[] = [];

export async function startServer(dataDir: string, ids?: Ids): Promise<Server> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
    ...ids,
  });
  children.add(child);
  const ended = once(child, 'exit');
  void ended.then(() => children.delete(child));
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout! }), 'line') as Promise<[string]>,
    ended.then(() => ['{"error":"the process ended without a word"}'] as [string]),
  ]);
  const tell = async (word: string) => {
    child.stdin!.write(`${word}\n`);
    await ended;
  };
  return {
    answer: JSON.parse(line) as Answer,
    child,
    stop: () => tell('stop'),
    exit: () => tell('exit'),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A folder that every user can enter; removed at the end, with what lies elsewhere. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'insightgraph-embedded-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** An initialised, stopped data folder with a row in it, for tests to copy, which is faster than making one each. */
export async function newSample(): Promise<{ dataDir: string; answer: Answer }> {
  const dataDir = join(newFolder(), 'data');
  const server = await startServer(dataDir);
  await ask(server.answer.url, 'create table notes as select 1 as n');
  await server.stop();
  return { dataDir, answer: server.answer };
}

/** A copy with owners and modes, as a backup would be. */
export function copyFolder(from: string, to = join(newFolder(), 'data')): string {
  execFileSync('cp', ['-a', from, to]);
  return to;
}

export function clusterOf(dataDir: string): string {
  const { cluster } = JSON.parse(readFileSync(join(dataDir, 'insightgraph.json'), 'utf8')) as {
    cluster: string;
  };
  return isAbsolute(cluster) ? cluster : join(dataDir, cluster);
}

/** The process id in the cluster's pid file, of a running postmaster. */
export function postmasterOf(dataDir: string): number | undefined {
  const file = join(clusterOf(dataDir), 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return isAlive(pid) ? pid : undefined;
}

export async function gone(pid: number): Promise<void> {
  for (const until = performance.now() + patienceMs / 2; isAlive(pid); ) {
    if (performance.now() > until) throw new Error(`process ${pid} is still there`);
    await sleep(20);
  }
}

export async function ask<T extends object>(url: string, statement: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: patienceMs / 1000 });
  try {
    return [...(await sql.unsafe<T[]>(statement))];
  } finally {
    await sql.end();
  }
}

/** Ends what tests left running and removes their folders. */
export async function cleanUp(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) {
    for (const dataDir of [folder, join(folder, 'data'), join(folder, 'private', 'data')]) {
      if (!existsSync(join(dataDir, 'insightgraph.json'))) continue;
      try {
        const pid = postmasterOf(dataDir);
        if (pid !== undefined) {
          process.kill(pid, 'SIGQUIT');
          await gone(pid);
        }
        const cluster = clusterOf(dataDir);
        if (!cluster.startsWith(folder)) rmSync(dirname(cluster), { recursive: true, force: true });
      } catch {
        // A folder that a test damaged.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
