/**
 * Starts, finds and stops the PostgreSQL of one cluster.
 * Knows the postmaster, its pid file and its port; refuses to know databases, passwords and who else uses it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, binaryEnvironment } from './embedded-binaries.ts';
import { EmbeddedDatabaseError } from './embedded-folder.ts';
import type { Owner } from './embedded-owner.ts';
import { commandLine, isAlive } from './embedded-process.ts';

const startPatienceMs = 60_000;
const stopPatienceMs = 30_000;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

interface PidFile extends Postmaster {
  readonly status: string;
}

async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
}

/** Whether the process of a pid file is the cluster's postmaster, and not one that got its id later. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  const command = commandLine(pid);
  return command === undefined || (command.includes('postgres') && command.includes(` -D ${cluster} `));
}

/** The cluster's running postmaster, once it accepts connections; undefined when there is none. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + startPatienceMs;
  for (;;) {
    const found = await readPidFile(cluster);
    if (!found || !isPostmaster(found.pid, cluster)) return undefined;
    if (found.status === 'ready') return { pid: found.pid, port: found.port };
    if (Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `PostgreSQL (pid ${found.pid}) has been "${found.status}" in ${cluster} for ` +
          `${startPatienceMs / 1000} s. Wait for it or end it with: kill -INT ${found.pid}`,
      );
    }
    await sleep(20);
  }
}

export interface StartOptions {
  readonly owner: Owner;
  readonly binaries: Binaries;
  readonly logFile: string;
  /** The port to try first. */
  readonly port: number | undefined;
  /** Server settings for this run only. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts PostgreSQL on the cluster and waits until it accepts connections. */
export async function startPostmaster(cluster: string, options: StartOptions): Promise<Postmaster> {
  const deadline = Date.now() + startPatienceMs;
  const candidates = [options.port, 5432, 0, 0, 0];
  for (let index = 0; ; ) {
    const port = await freePort(candidates[index]);
    if (port === undefined) {
      index += 1;
      if (index < candidates.length) continue;
      throw new EmbeddedDatabaseError('No free TCP port was found on 127.0.0.1 for the embedded PostgreSQL.');
    }
    const failure = await tryStart(cluster, port, deadline, options);
    if (typeof failure !== 'string') return failure;
    if (/could not bind|could not create any TCP/.test(failure) && index < candidates.length - 1) index += 1;
    // Children of a postmaster that was killed go away by themselves, a moment later.
    else if (/pre-existing shared memory block/.test(failure) && Date.now() < deadline - 50_000)
      await sleep(100);
    else throw startFailure(cluster, failure, options.logFile);
  }
}

async function tryStart(
  cluster: string,
  port: number,
  deadline: number,
  options: StartOptions,
): Promise<Postmaster | string> {
  const stale = await readPidFile(cluster);
  const log = openSync(options.logFile, 'a', 0o600);
  const offset = fstatSync(log).size;
  const flags = {
    listen_addresses: '127.0.0.1',
    // Its own socket folder would need a short path and the right owner; TCP needs neither.
    unix_socket_directories: '',
    ...options.settings,
  };
  let child: ChildProcess;
  try {
    const args = ['-D', cluster, '-p', String(port)];
    for (const [name, value] of Object.entries(flags)) args.push('-c', `${name}=${value}`);
    child = spawn(options.binaries.postgres, args, {
      cwd: dirname(options.binaries.postgres),
      // A session of its own: Ctrl+C in the terminal is for the server, which then stops PostgreSQL last.
      detached: true,
      stdio: ['ignore', log, log],
      // A stale pid file whose id now belongs to an unrelated process would stop the start. This variable, which
      // pg_ctl uses, says that the id is none; PostgreSQL still checks by shared memory that nobody uses the cluster.
      env: binaryEnvironment(stale ? { PG_GRANDPARENT_PID: String(stale.pid) } : {}),
      ...options.owner.ids,
    });
  } finally {
    closeSync(log);
  }
  let ended: string | undefined;
  child.once('error', error => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `PostgreSQL ended with ${signal ?? `code ${code}`}`));
  child.unref();
  for (;;) {
    if (ended !== undefined) return (await readFrom(options.logFile, offset)) || ended;
    const state = await readPidFile(cluster);
    if (child.pid !== undefined && state?.pid === child.pid && state.status === 'ready') {
      return { pid: child.pid, port };
    }
    if (Date.now() > deadline) {
      child.kill('SIGINT');
      return `it was not ready after ${startPatienceMs / 1000} s`;
    }
    await sleep(5);
  }
}

/** Ends PostgreSQL: open transactions are rolled back, everything committed is on the disk. */
export async function stopPostmaster(
  cluster: string,
  { pid }: Postmaster,
  binaries: Binaries,
): Promise<void> {
  if (!isPostmaster(pid, cluster)) return;
  signalStop(pid, cluster, binaries);
  const deadline = Date.now() + stopPatienceMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      // Something does not let go; the next start recovers from the write-ahead log.
      process.kill(pid, 'SIGQUIT');
      return;
    }
    await sleep(5);
  }
}

/** Asks for the fast shutdown and does not wait; this is all that an exiting process can do. */
export function signalStop(pid: number, cluster: string, binaries: Binaries): void {
  try {
    if (process.platform !== 'win32') process.kill(pid, 'SIGINT');
    // There are no signals there; pg_ctl has a channel of its own.
    else spawn(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-W'], { stdio: 'ignore' }).unref();
  } catch {
    // It is gone already.
  }
}

/** Lines of a log that every start has and that say nothing about a failure. */
const usual =
  /starting PostgreSQL|listening on|database system (was|is) (shut|interrupted|ready)|background worker/;

function startFailure(cluster: string, log: string, logFile: string): EmbeddedDatabaseError {
  const telling = log
    .split('\n')
    .filter(line => line.trim() !== '' && !usual.test(line))
    .map(line => line.replace(/^\d{4}-.*?\] (LOG: +)?/, ''));
  const reason = telling.slice(0, 5).join(' ');
  return new EmbeddedDatabaseError(
    `PostgreSQL did not start with the database in ${cluster}: ${reason}. Its log is ${logFile}. ` +
      'Mend the cause, or restore the folder from a backup, or move it away to start with an empty database. ' +
      'Nothing was deleted.',
  );
}

async function readFrom(file: string, offset: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - offset)), {
      position: offset,
    });
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await handle.close();
  }
}

/** `wanted` when it is free, any free port for 0, undefined when it is taken or none was wanted. */
function freePort(wanted: number | undefined): Promise<number | undefined> {
  if (wanted === undefined) return Promise.resolve(undefined);
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      probe.close(() => resolve(port));
    });
  });
}
