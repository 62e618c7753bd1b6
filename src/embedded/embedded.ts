/**
 * The PostgreSQL that comes with the server: started on demand, shared by processes, stopped by the last one.
 * Knows the order of the steps; refuses to know how binaries, folders and the postmaster work, which its siblings do.
 */
import { randomBytes } from 'node:crypto';
import { access, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import postgres from 'postgres';
import { type Binaries, prepareBinaries } from './embedded-binaries.ts';
import { createCluster, superuser, syncCluster } from './embedded-cluster.ts';
import {
  clusterPath,
  EmbeddedDatabaseError,
  inspectCluster,
  type Memory,
  openFolder,
  readMemory,
  writeMemory,
} from './embedded-folder.ts';
import { newOwner, type Owner, ownerOf, placeCluster, runsAsRoot, systemFolder } from './embedded-owner.ts';
import {
  findPostmaster,
  type Postmaster,
  signalStop,
  startPostmaster,
  stopPostmaster,
} from './embedded-postmaster.ts';
import { Users, withLock } from './embedded-process.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Server settings for this run only, such as `{ fsync: 'off' }` for a cluster that tests throw away. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedDatabase {
  /** The application's database, as its owner, who is no superuser. */
  readonly url: string;
  /** The maintenance database, as the superuser. */
  readonly adminUrl: string;
  /** The database was made by this start and is empty. */
  readonly firstStart: boolean;
  /** Another process was using it already. */
  readonly shared: boolean;
  /** Stops PostgreSQL, unless another process uses it; the last one stops it. */
  stop(): Promise<void>;
}

/** Both the application's role and its database. */
const application = 'insightgraph';
const lockPatienceMs = 120_000;
const logLimitBytes = 10_000_000;

/** Starts the embedded PostgreSQL of a data folder, or joins the one that runs there. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = await openFolder(options.dataDir);
  return withLock(join(folder, 'lock'), lockPatienceMs, () => start(folder, options));
}

async function start(folder: string, options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const known = await readMemory(folder);
  // A copied folder must not open the cluster that its original has elsewhere.
  const copied = known !== undefined && isAbsolute(known.cluster) && (await isCopy(known, folder));
  const memory = known === undefined || copied ? await begin(folder, options.log) : known;
  const cluster = clusterPath(folder, memory);
  const password = await readPassword(folder, memory.ready);
  const fresh = !memory.ready && !(await exists(cluster));
  if (!fresh) await inspectCluster(cluster, folder);
  const owner = fresh ? await newOwner() : await ownerOf(cluster);
  const binaries = await prepareBinaries(owner, async () => (runsAsRoot() ? systemFolder() : folder));
  if (fresh) await createCluster(cluster, password, owner, binaries);

  const users = new Users(join(folder, 'users'));
  const moved = memory.dataDir !== folder;
  // Whoever is named there uses the folder that this one was copied from.
  if (moved) await users.clear();
  const running = await findPostmaster(cluster);
  const shared = running !== undefined && users.others() > 0;
  const postmaster = running ?? (await launch(folder, cluster, memory, { owner, binaries, ...options }));
  try {
    if (!memory.ready) {
      await Promise.all([createDatabase(postmaster, password), syncCluster(cluster, owner, binaries)]);
    }
    if (!memory.ready || moved || memory.port !== postmaster.port) {
      await writeMemory(folder, { ...memory, dataDir: folder, ready: true, port: postmaster.port });
    }
    await users.register();
  } catch (error) {
    if (!running) await stopPostmaster(cluster, postmaster, binaries);
    throw error;
  }
  const close = () => leave(folder, cluster, postmaster, users, binaries);
  const onExit = () => {
    if (users.leaveNow() === 0) signalStop(postmaster.pid, cluster, binaries);
  };
  process.once('exit', onExit);
  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(application, password, postmaster.port, application),
    adminUrl: urlOf(superuser, password, postmaster.port, 'postgres'),
    firstStart: !memory.ready,
    shared,
    stop() {
      stopping ??= close().finally(() => process.off('exit', onExit));
      return stopping;
    },
  };
}

/** The first thing written to a new folder: where its cluster is going to be. */
async function begin(folder: string, log: (message: string) => void): Promise<Memory> {
  const cluster = await placeCluster(folder, await newOwner());
  const below = relative(folder, cluster);
  const inside = !below.startsWith('..');
  if (!inside) {
    log(
      `The database lies in ${cluster}: PostgreSQL does not run as root, and its user cannot enter ${folder}.`,
    );
  }
  const memory: Memory = {
    about: 'Data folder of the embedded PostgreSQL of insightgraph; "cluster" is where the database is.',
    dataDir: folder,
    cluster: inside ? below : cluster,
    ready: false,
  };
  await writeMemory(folder, memory);
  return memory;
}

async function isCopy(memory: Memory, folder: string): Promise<boolean> {
  if (memory.dataDir === folder) return false;
  const original = await readMemory(memory.dataDir).catch(() => undefined);
  return original?.cluster === memory.cluster;
}

/** The password of both roles: random, made once, readable by this user only. */
async function readPassword(folder: string, ready: boolean): Promise<string> {
  const file = join(folder, 'password');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.trim() !== '') return text.trim();
  if (ready) {
    throw new EmbeddedDatabaseError(
      `${file} is missing or cannot be read, so the database beside it cannot be opened. ` +
        `Restore the file, or move ${folder} away to start with an empty database.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function launch(
  folder: string,
  cluster: string,
  memory: Memory,
  options: EmbeddedOptions & { readonly owner: Owner; readonly binaries: Binaries },
): Promise<Postmaster> {
  const logFile = join(folder, 'postgres.log');
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size > logLimitBytes) await rename(logFile, `${logFile}.1`);
  return startPostmaster(cluster, {
    owner: options.owner,
    binaries: options.binaries,
    logFile,
    port: memory.port,
    settings: options.settings ?? {},
  });
}

async function createDatabase(postmaster: Postmaster, password: string): Promise<void> {
  const sql = postgres(urlOf(superuser, password, postmaster.port, 'postgres'), {
    max: 1,
    onnotice: () => {},
  });
  try {
    // Each step looks first: a start that died in between is completed by the next one.
    const [role] = await sql`select rolcreaterole as makes from pg_roles where rolname = ${application}`;
    if (!role) {
      // pg_stat_statements would keep the statement's text, and with it the password.
      await sql`set pg_stat_statements.track_utility = off`;
      await sql.unsafe(`create role ${application} login password '${password}'`);
    }
    // Row-level security needs roles, which are the cluster's.
    if (!role?.makes) await sql.unsafe(`alter role ${application} createrole`);
    const [database] = await sql`select from pg_database where datname = ${application}`;
    if (!database) await sql.unsafe(`create database ${application} owner ${application}`);
  } finally {
    await sql.end();
  }
}

function urlOf(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function leave(
  folder: string,
  cluster: string,
  postmaster: Postmaster,
  users: Users,
  binaries: Binaries,
): Promise<void> {
  const depart = async () => {
    await users.leave();
    if (users.others() > 0) return;
    await stopPostmaster(cluster, (await findPostmaster(cluster)) ?? postmaster, binaries);
  };
  // Without its folder, which somebody removed, there is nobody left to share with.
  if (await exists(folder)) await withLock(join(folder, 'lock'), lockPatienceMs, depart);
  else await depart();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
