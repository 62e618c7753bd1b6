/** A peer that is running: started with a database of its role, asked over HTTP, stopped in the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BenchDatabase } from './database.ts';
import type { Peer, PeerRequest, Program } from './peer.ts';
import { type ItemName, isObject, type Json } from './work-items.ts';

const here = dirname(fileURLToPath(import.meta.url));
const startPatienceMs = 120_000;

export interface Running {
  readonly peer: Peer;
  readonly pid: number;
  /** The address without a path. */
  readonly origin: string;
  readonly requests: Readonly<Record<ItemName, PeerRequest>>;
  /** Milliseconds from the start of the process to its address. */
  readonly startMs: number;
  /** Answers with the text as it came. @throws where it is not a successful answer of GraphQL */
  ask(request: PeerRequest): Promise<string>;
  stop(): Promise<void>;
}

export async function startPeer(peer: Peer, database: BenchDatabase): Promise<Running> {
  const url = await database.urlFor(peer.name, peer.right ?? 'reader');
  const startedAt = performance.now();
  const { child, origin } = await start(peer.program?.(url) ?? hosted(peer, url), peer.name);
  const startMs = performance.now() - startedAt;
  const ask = (request: PeerRequest) => answerOf(peer, origin, request);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    const requests = await peer.requests(async request => dataOf(await ask(request)));
    return { peer, pid: child.pid!, origin, requests, startMs, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A peer without a program of its own runs in `serve.ts`. */
const hosted = (peer: Peer, url: string): Program => ({
  command: nodeFor(peer),
  args: ['--import', import.meta.resolve('tsx'), `${here}/serve.ts`, peer.name, url],
  folder: here,
  env: { NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
});

/** This Node, or the newer one among the dependencies where the peer does not run on this. */
export function nodeFor({ title, node }: Peer): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (!node || major > node[0] || (major === node[0] && minor >= node[1])) return process.execPath;
  const newer = `${here}/node_modules/node-linux-${process.arch}/bin/node`;
  if (!existsSync(newer))
    throw new Error(`${title} needs Node ${node.join('.')}, and ${newer} is not there.`);
  return newer;
}

async function start(program: Program, name: string): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn(program.command, program.args, {
    cwd: program.folder,
    env: { PATH: process.env.PATH, ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whatever ends the run ends its servers, a signal too.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(-4_000);
  });
  const lines = createInterface({ input: child.stdout });
  const address = new Promise<string>((resolve, reject) => {
    lines.on('line', line => {
      const found = /https?:\/\/[\w.]+:\d+/.exec(line)?.[0];
      if (found) resolve(found.replace('localhost', '127.0.0.1'));
      else said += `${line}\n`;
    });
    child.once('error', reject);
    child.once('exit', code =>
      reject(new Error(`${name} ended with ${code} instead of listening:\n${said}`)),
    );
    setTimeout(() => reject(new Error(`${name} did not listen in time:\n${said}`)), startPatienceMs).unref();
  });
  try {
    return { child, origin: await address };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function answerOf(peer: Peer, origin: string, request: PeerRequest): Promise<string> {
  const response = await fetch(origin + request.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...peer.headers },
    body: request.body,
  });
  const text = await response.text();
  if (!response.ok || text.includes('"errors"')) {
    throw new Error(
      `${peer.title} answered ${response.status} to ${request.body.slice(0, 80)}…: ${text.slice(0, 1_000)}`,
    );
  }
  return text;
}

export function dataOf(answer: string): Json {
  const body = JSON.parse(answer) as Json;
  if (!isObject(body) || body.data === undefined)
    throw new Error(`There is no data in ${answer.slice(0, 200)}.`);
  return body.data;
}
