/**
 * The data folder of the embedded database: whether it is ours, what it remembers, whether its cluster is sound.
 * Knows files and what to tell about them; refuses to start, change or delete a cluster.
 */
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { codeOf } from './embedded-process.ts';

/** The major version of the binaries; a cluster of another one cannot be opened by them. */
export const majorVersion = '18';

/** Something about the embedded database that its operator has to mend; the message says what and how. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';
}

/** What the file in the data folder remembers; it is also the sign that the folder is ours. */
export interface Memory {
  readonly about: string;
  /** The real path that the data folder had; a copied folder shows by it. */
  readonly dataDir: string;
  /** The cluster: relative below the data folder, absolute where it had to go elsewhere. */
  readonly cluster: string;
  /** Set once the database exists in it. */
  readonly ready: boolean;
  readonly port?: number;
}

const memoryName = 'insightgraph.json';
const ours = new Set([
  memoryName,
  `${memoryName}.new`,
  'lock',
  'users',
  'password',
  'postgres.log',
  'postgres',
  // Made by a server that had a database elsewhere.
  'encryption-keys',
]);
const harmless = new Set(['lost+found', '.gitkeep', '.gitignore', '.DS_Store']);
const another = 'choose another folder with DATA_DIR';

/** Makes the folder if it is absent and returns its real path; refuses one that is not ours or cannot be written. */
export async function openFolder(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  try {
    const created = await mkdir(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o755 : 0o700 });
    const real = await realpath(path);
    await access(real, constants.R_OK | constants.W_OK | constants.X_OK);
    if (created === undefined) await refuseForeign(real);
    return real;
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) throw error;
    throw new EmbeddedDatabaseError(
      `The data folder ${path} cannot be used: ${reasonOf(error)}. Make it writable for this user, or ${another}.`,
    );
  }
}

function reasonOf(error: unknown): string {
  const reasons: Record<string, string> = {
    EACCES: 'this user has no permission to write there',
    EPERM: 'this user has no permission to write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file, not a folder',
    EEXIST: 'it is a file, not a folder',
  };
  const code = codeOf(error);
  return (code && reasons[code]) ?? (error instanceof Error ? error.message : String(error));
}

async function refuseForeign(folder: string): Promise<void> {
  const entries = await readdir(folder);
  if (entries.includes(memoryName)) return;
  if (entries.includes('PG_VERSION')) {
    const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
    throw new EmbeddedDatabaseError(
      `The data folder ${folder} is a PostgreSQL ${version} cluster that this server did not create. ` +
        `Run it with its own PostgreSQL and set DATABASE_URL, or ${another}.`,
    );
  }
  // A `postgres` folder without our file beside it has lost its password: not ours to open either.
  const foreign = entries.filter(name => name === 'postgres' || !(ours.has(name) || harmless.has(name)));
  if (foreign.length === 0) return;
  const some = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ', …' : '');
  throw new EmbeddedDatabaseError(
    `The data folder ${folder} is not empty and was not made by this server (it holds ${some}). ` +
      `Nothing in it was touched. Empty it if it is not needed, or ${another}.`,
  );
}

/** What the folder remembers; undefined in a new one. */
export async function readMemory(folder: string): Promise<Memory | undefined> {
  const file = join(folder, memoryName);
  const text = await readFile(file, 'utf8').catch(error => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new EmbeddedDatabaseError(`${file} cannot be read: ${reasonOf(error)}.`);
  });
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Memory;
    if (typeof value.cluster === 'string' && typeof value.dataDir === 'string') return value;
  } catch {
    // Told below.
  }
  throw new EmbeddedDatabaseError(
    `${file} is damaged. Restore the folder ${folder} from a backup, or move it away to start with an empty database.`,
  );
}

export async function writeMemory(folder: string, memory: Memory): Promise<void> {
  const file = join(folder, memoryName);
  await writeFile(`${file}.new`, `${JSON.stringify(memory, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** Where the remembered cluster is. */
export function clusterPath(folder: string, memory: Memory): string {
  return isAbsolute(memory.cluster) ? memory.cluster : join(folder, memory.cluster);
}

/** Refuses a cluster that is missing, damaged or of another major version, as far as files tell before a start. */
export async function inspectCluster(cluster: string, folder: string): Promise<void> {
  const mend = `Restore it from a backup, or move ${folder} away to start with an empty database. Nothing was changed.`;
  const damaged = (what: string) =>
    new EmbeddedDatabaseError(`The database in ${cluster} is damaged: ${what}. ${mend}`);
  try {
    await stat(cluster);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new EmbeddedDatabaseError(
        `The database of ${folder} should be in ${cluster}, which is missing. ${mend}`,
      );
    }
    throw unreadable(cluster, error);
  }
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(error => {
    if (codeOf(error) === 'ENOENT') throw damaged('PG_VERSION is missing');
    throw unreadable(cluster, error);
  });
  if (version.trim() !== majorVersion) {
    if (!/^\d+(\.\d+)?$/.test(version.trim())) throw damaged('PG_VERSION is unreadable');
    throw new EmbeddedDatabaseError(
      `The database in ${cluster} is of PostgreSQL ${version.trim()}, this server brings ${majorVersion}. ` +
        `Dump it with the version that made it (pg_dump), move ${folder} away, start again, and restore the dump.`,
    );
  }
  const control = await stat(join(cluster, 'global', 'pg_control')).catch(() => undefined);
  if (control === undefined) throw damaged('global/pg_control is missing');
  if (control.size !== 8192) throw damaged(`global/pg_control has ${control.size} bytes instead of 8192`);
}

function unreadable(cluster: string, error: unknown): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The database in ${cluster} cannot be read: ${reasonOf(error)}. Start as the user who made it, or ${another}.`,
  );
}
