/**
 * Decides as whom the embedded PostgreSQL runs and where its cluster lies, since PostgreSQL refuses to run as root.
 * Knows users, folders and who can enter them; refuses to know what is inside a cluster.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedDatabaseError } from './embedded-folder.ts';

const execute = promisify(execFile);

export interface Owner {
  /** What spawn and chown take; empty when PostgreSQL runs as the user of this process. */
  readonly ids: { readonly uid: number; readonly gid: number } | Record<string, never>;
}

const sameUser: Owner = { ids: {} };
const systemHome = '/var/lib/insightgraph';

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The owner for a new cluster: this user, or for root the first unprivileged one that exists or can be made. */
export async function newOwner(): Promise<Owner> {
  if (!runsAsRoot()) return sameUser;
  for (const name of ['postgres', '_postgres', 'insightgraph']) {
    const found = await lookUp(name);
    if (found) return found;
  }
  const create = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'insightgraph',
  ];
  const failure = await execute('useradd', create).then(
    () => '',
    (error: Error) => error.message.trim(),
  );
  const created = await lookUp('insightgraph');
  if (created) return created;
  throw new EmbeddedDatabaseError(
    'PostgreSQL does not run as root, and no user for it could be created ' +
      `(${failure}). Run as an ordinary user, create a user named "insightgraph", or set DATABASE_URL.`,
  );
}

async function lookUp(name: string): Promise<Owner | undefined> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])]);
    return { ids: { uid: Number(uid.stdout), gid: Number(gid.stdout) } };
  } catch {
    return undefined;
  }
}

/** The owner of a cluster that exists: whoever its folder belongs to. */
export async function ownerOf(cluster: string): Promise<Owner> {
  const me = process.getuid?.();
  if (me === undefined) return sameUser;
  const { uid, gid } = await stat(cluster);
  if (uid === me && me !== 0) return sameUser;
  if (me !== 0) {
    throw new EmbeddedDatabaseError(
      `The database in ${cluster} belongs to another user (uid ${uid}). ` +
        'Start as that user or as root, or choose another folder with DATA_DIR.',
    );
  }
  if (uid !== 0) return { ids: { uid, gid } };
  throw new EmbeddedDatabaseError(
    `The database in ${cluster} belongs to root, and PostgreSQL does not run as root. ` +
      `Give it to an unprivileged user, for example: chown -R postgres ${cluster}`,
  );
}

/** Where a new cluster goes: below the data folder, or to the system's place where the owner cannot enter that. */
export async function placeCluster(dataDir: string, owner: Owner): Promise<string> {
  const { uid, gid } = owner.ids;
  if (uid === undefined || gid === undefined || (await canEnter(dataDir, uid, gid))) {
    return join(dataDir, 'postgres');
  }
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const base = await systemFolder();
  // A folder left by an earlier data folder of this name is somebody's data: it stays, the new one gets a number.
  for (let count = 1; ; count += 1) {
    const home = join(base, count === 1 ? name : `${name}-${count}`);
    if (!(await exists(join(home, 'postgres')))) return join(home, 'postgres');
  }
}

/** A folder that survives a reboot and that every user can enter; the temporary folder only where there is no other. */
export async function systemFolder(): Promise<string> {
  for (const folder of [systemHome, join(tmpdir(), 'insightgraph')]) {
    try {
      const created = await mkdir(folder, { recursive: true });
      if (created !== undefined) await chmod(folder, 0o755);
      // In the temporary folder anybody could have made one of this name.
      const info = await lstat(folder);
      if (info.isDirectory() && info.uid === 0 && (info.mode & 0o022) === 0) return folder;
    } catch {
      // Read-only or absent: the next one.
    }
  }
  throw new EmbeddedDatabaseError(
    `Neither ${systemHome} nor ${tmpdir()} can hold the embedded PostgreSQL. ` +
      'Run as an ordinary user, put the checkout where every user can enter, or set DATABASE_URL.',
  );
}

/** Whether a user may pass through a folder and all above it, told by their permission bits. */
async function canEnter(folder: string, uid: number, gid: number): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const info = await stat(path);
    const bit = info.uid === uid ? 0o100 : info.gid === gid ? 0o010 : 0o001;
    if ((info.mode & bit) === 0) return false;
    if (dirname(path) === path) return true;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
