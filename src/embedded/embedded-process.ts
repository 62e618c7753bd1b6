/**
 * Processes as the embedded database sees them: who lives, who holds the lock, who uses a folder.
 * Knows process ids and small files; refuses to know what PostgreSQL is.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** True for a running process; a zombie (a container without an init leaves those) is not one. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return linuxStat(pid) !== undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Names one run of one process: ids are used again, so the time it started belongs to the name. */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const started = linuxStat(pid);
    return started === undefined ? undefined : `${pid}-${bootId()}-${started}`;
  }
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'win32') return `${pid}`;
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return `${pid}-${ps.stdout.trim().replaceAll(/\W+/g, '_')}`;
}

/** The command line of a process, its words separated by blanks; undefined where it cannot be told. */
export function commandLine(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return undefined;
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

function linuxStat(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold blanks and parentheses; the fields behind its last one are state … start time (22nd).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return '0';
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Tells this run from an earlier one with the same identity, as small virtual machines and containers can have. */
const runToken = randomBytes(4).toString('hex');

/** How this process signs locks and registrations. */
function signature(): string {
  return `${processIdentity(process.pid)}-${runToken}`;
}

/** Whether the process that signed is still there. */
function isSignerAlive(signed: string): boolean {
  const end = signed.lastIndexOf('-');
  const identity = signed.slice(0, end);
  const pid = Number.parseInt(identity, 10);
  if (!Number.isInteger(pid)) return false;
  if (pid === process.pid) return signed === signature();
  return processIdentity(pid) === identity;
}

/**
 * Runs `work` while no other process does with the same file. A lock whose process is gone is taken over. The lock only keeps
 * starts apart politely: should it ever fail, PostgreSQL's own interlock and the atomic rename of a new cluster still hold.
 */
export async function withLock<T>(file: string, patienceMs: number, work: () => Promise<T>): Promise<T> {
  const me = signature();
  const deadline = Date.now() + patienceMs;
  while (!(await takeLock(file, me))) {
    if (Date.now() > deadline) {
      const holder = await readFile(file, 'utf8').catch(() => '?');
      throw new Error(
        `Another process (pid ${holder.split('-')[0]}) has been starting or stopping the database for ` +
          `${Math.round(patienceMs / 1000)} s and holds ${file}. Wait for it or end it, then try again.`,
      );
    }
    await sleep(20);
  }
  try {
    return await work();
  } finally {
    await unlink(file).catch(() => {});
  }
}

async function takeLock(file: string, me: string): Promise<boolean> {
  try {
    await writeFile(file, me, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  try {
    const holder = await readFile(file, 'utf8');
    // An empty file is one that is being written now, or whose writer died in between.
    const young = Date.now() - (await stat(file)).mtimeMs < 5000;
    if (holder === '' ? young : isSignerAlive(holder)) return false;
    // Renaming lets one of several finders remove it, and shows whether it was still the one that was judged.
    const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    await rename(file, aside);
    const removed = await readFile(aside, 'utf8');
    if (removed === holder) await unlink(aside);
    else await rename(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return false;
}

let registrations = 0;

/** Who uses a database folder: one empty file per user, named after the process. Call it under the lock. */
export class Users {
  readonly #folder: string;
  readonly #mine: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#mine = `${signature()}.${registrations++}`;
  }

  async register(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(join(this.#folder, this.#mine), '');
  }

  async leave(): Promise<void> {
    await rm(join(this.#folder, this.#mine), { force: true });
  }

  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** How many others there are; entries of processes that are gone are removed. */
  others(): number {
    if (!existsSync(this.#folder)) return 0;
    let count = 0;
    for (const entry of readdirSync(this.#folder)) {
      if (entry === this.#mine) continue;
      if (isSignerAlive(entry.slice(0, entry.lastIndexOf('.')))) count += 1;
      else rmSync(join(this.#folder, entry), { force: true });
    }
    return count;
  }

  /** For an exiting process: leaves and tells how many remain, at once and without the lock. */
  leaveNow(): number {
    rmSync(join(this.#folder, this.#mine), { force: true });
    return this.others();
  }
}
