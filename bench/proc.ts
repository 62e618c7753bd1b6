/**
 * What Linux counts for processes and for the machine, read from /proc. Times are in milliseconds of CPU.
 * `schedstat` counts nanoseconds, where `stat` counts hundredths of a second, which a short turn would drown in.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** The CPU that the live processes of a list have used so far, by process. */
export function cpuByProcess(pids: readonly number[]): ReadonlyMap<number, number> {
  return new Map(pids.map(pid => [pid, cpuOf(pid)]));
}

/** What was used between two readings; a process that is new in the second has used all of its time since. */
export function cpuBetween(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [pid, used] of after) sum += used - (before.get(pid) ?? 0);
  return sum;
}

function cpuOf(pid: number): number {
  let nanoseconds = 0;
  for (const thread of ifAlive(() => readdirSync(`/proc/${pid}/task`)) ?? []) {
    const text = ifAlive(() => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));
    nanoseconds += Number(text?.split(' ', 1)[0] ?? 0);
  }
  return nanoseconds / 1e6;
}

/** The process and all that it started, directly or not. */
export function treeOf(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)) {
    const parent = statOf(pid)?.[1];
    if (parent === undefined) continue;
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

export function parentOf(pid: number): number {
  const parent = statOf(pid)?.[1];
  if (parent === undefined)
    throw new Error(`There is no process ${pid} on this machine; a server on another cannot be measured.`);
  return parent;
}

/** Fields of /proc/<pid>/stat from the third on, the state, which is no number. */
function statOf(pid: number): readonly number[] | undefined {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name before it may contain blanks and brackets.
  return text
    ?.slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

/** CPU of whole trees of processes, of what ended in between too, and of the machine. */
export interface MachineReading {
  readonly atMs: number;
  readonly busyMs: number;
  readonly ownMs: number;
}

/** Reads the machine, and what of its time belongs to the trees of `roots`. */
export function readMachine(roots: readonly number[]): MachineReading {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .map(Number);
  const busy = user! + nice! + system! + irq! + softirq! + steal!;
  const own = new Set(roots.flatMap(treeOf));
  let ownTicks = 0;
  // utime, stime, and those of children that were waited for.
  for (const pid of own) for (const ticks of statOf(pid)?.slice(11, 15) ?? []) ownTicks += ticks;
  const ms = 1000 / ticksPerSecond;
  return { atMs: performance.now(), busyMs: busy * ms, ownMs: ownTicks * ms };
}

/** The share of the machine that others took between two readings, 0 to 1. */
export function foreignShare(before: MachineReading, after: MachineReading, cores: number): number {
  const others = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
  return Math.min(1, Math.max(0, others / ((after.atMs - before.atMs) * cores)));
}

/** Resident memory of one process in MB: now, only what it shares with nobody's files or segments, or the most that there was. */
export function memoryOf(pid: number, kind: 'VmRSS' | 'RssAnon' | 'VmHWM'): number {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm').exec(text ?? '')?.[1] ?? 0) / 1024;
}

/** From now on the most that there was is counted anew. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Processes end while they are read about. */
function ifAlive<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
