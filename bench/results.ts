/** What a run found, as it is kept in `results/`: medians, and what they were measured with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Series } from './growth/series.ts';
import type { ItemName } from './work-items.ts';

/** The figures of one server for one work item. */
export interface Figures {
  /** Turns kept, at one connection. */
  readonly turns: number;
  readonly serverMs: number;
  readonly databaseMs: number;
  readonly statements: number;
  readonly bytes: number;
  readonly one: Latency;
  readonly sixteen: Latency;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  /** Milliseconds of CPU per request, of server and PostgreSQL. */
  readonly serverMs: number;
  readonly databaseMs: number;
}

export interface PeerResult {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly versions: readonly string[];
  /** From the start of the process to its address. */
  readonly startMs: number;
  /** Resident memory in MB, before the first request and after the last. */
  readonly memory: { readonly idle: number; readonly used: number };
  readonly items: Readonly<Partial<Record<ItemName, Figures>>>;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly kernel: string;
  readonly node: string;
}

export interface Run {
  readonly at: string;
  readonly machine: Machine;
  readonly run: {
    readonly rounds: number;
    readonly seconds: number;
    /** In which each server answered each read before; of lines that are compared with themselves, a few requests. */
    readonly warmSeconds?: number;
    readonly foreignLimit: number;
    readonly load: string;
  };
}

export interface PeerResults extends Run {
  readonly postgres: string;
  readonly peers: readonly PeerResult[];
}

/** Each series tells of its own run: they are long, and can be run apart. */
export interface GrowthResults {
  readonly series: readonly (Series & Run)[];
}

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.versions.node,
});

/** `name version` of installed packages, as a file sees them. */
export function versionsOf(packages: readonly string[], from: string): readonly string[] {
  const require = createRequire(from);
  return packages.map(name => {
    for (const folder of require.resolve.paths(name) ?? []) {
      const text = ifThere(`${folder}/${name}/package.json`);
      if (text !== undefined) return `${name} ${(JSON.parse(text) as { version: string }).version}`;
    }
    throw new Error(`The package ${name} is not installed where ${from} looks for it.`);
  });
}

interface Kept {
  readonly peers: PeerResults;
  readonly growth: GrowthResults;
  /** This project with row-level security and without. */
  readonly 'row-security': PeerResults;
}

const fileOf = (name: keyof Kept) => fileURLToPath(new URL(`./results/${name}.json`, import.meta.url));

/** What the last run found; undefined where there was none. */
export function readResults<K extends keyof Kept>(name: K): Kept[K] | undefined {
  const text = ifThere(fileOf(name));
  return text === undefined ? undefined : (JSON.parse(text) as Kept[K]);
}

/** @returns the file */
export function writeResults<K extends keyof Kept>(name: K, results: Kept[K]): string {
  const file = fileOf(name);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}

function ifThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
