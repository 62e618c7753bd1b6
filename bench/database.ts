/**
 * The PostgreSQL that all servers of a run share: a throw-away cluster, a role per peer, and what it counted for each.
 * By its role PostgreSQL tells whose backend a process is, and whose statement was executed.
 */
import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbedded } from '../src/embedded/embedded.ts';
import { securedName } from './peer.ts';
import { parentOf } from './proc.ts';

const settings = {
  max_connections: '200',
  shared_buffers: '1GB',
  // Nothing may happen beside the requests: no clean-up, no flush, no process of whose CPU nobody keeps count.
  autovacuum: 'off',
  fsync: 'off',
  synchronous_commit: 'off',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
  max_parallel_workers_per_gather: '0',
};

const name = 'bench';
const password = 'bench';

export interface BenchDatabase {
  /** As a superuser. */
  readonly sql: postgres.Sql;
  readonly version: string;
  /** The process that all backends are children of. */
  readonly postmaster: number;
  /** A URL for the peer, whose role is made now: the owner of the database, one that may do anything, or one that may read everything. */
  urlFor(peer: string, right: 'owner' | 'superuser' | 'reader'): Promise<string>;
  /** The backends that serve the peer now. */
  backendsOf(peer: string): Promise<readonly number[]>;
  /** How many statements PostgreSQL executed for the peer so far. */
  statementsOf(peer: string): Promise<number>;
  close(): Promise<void>;
}

/** The roles as which a peer's statements run beside its own. */
const actedAs = (peer: string) =>
  peer === securedName ? ['insightgraph_viewer', 'insightgraph_writer'] : [];

/** Starts a cluster in a folder of its own, or uses the one of `adminUrl`, and makes an empty database in it. */
export async function openBenchDatabase(adminUrl: string | undefined): Promise<BenchDatabase> {
  const cluster = adminUrl === undefined ? await throwAwayCluster() : { adminUrl, close: async () => {} };
  const admin = postgres(cluster.adminUrl, { max: 1, onnotice: () => {} });
  const url = Object.assign(new URL(cluster.adminUrl), { pathname: `/${name}` });
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name}`);
  const sql = postgres(url.href, { max: 1, onnotice: () => {}, prepare: false });
  await sql.unsafe('create schema extensions; create extension pg_stat_statements schema extensions');
  const [facts] = await sql<{ version: string; pid: number }[]>`
    select current_setting('server_version') as version, pg_backend_pid() as pid`;
  return {
    sql,
    version: facts!.version,
    postmaster: parentOf(facts!.pid),
    urlFor: async (peer, right) => {
      const role = roleOf(peer);
      const [known] = await sql`select 1 from pg_roles where rolname = ${role}`;
      // Row-level security, where the project has some, is the project's own: a reader goes round it.
      if (!known) await sql.unsafe(`create role "${role}" login bypassrls password '${password}'`);
      if (right === 'owner')
        await sql.unsafe(
          `alter database ${name} owner to "${role}"; grant all on schema public to "${role}"`,
        );
      else if (right === 'superuser') await sql.unsafe(`alter role "${role}" superuser`);
      else await sql.unsafe(`grant select on all tables in schema public to "${role}"`);
      return Object.assign(new URL(url), { username: role, password }).href;
    },
    backendsOf: async peer =>
      (await sql<{ pid: number }[]>`select pid from pg_stat_activity where usename = ${roleOf(peer)}`).map(
        row => row.pid,
      ),
    statementsOf: async peer => {
      const [row] = await sql<{ calls: number }[]>`
        select coalesce(sum(s.calls), 0)::float8 as calls from extensions.pg_stat_statements s
        join pg_roles r on r.oid = s.userid where r.rolname = any(${[roleOf(peer), ...actedAs(peer)]})`;
      return row!.calls;
    },
    close: async () => {
      await sql.end();
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
      await cluster.close();
    },
  };
}

const roleOf = (peer: string) => `bench-${peer}`;

async function throwAwayCluster() {
  const dataDir = await mkdtemp(join(tmpdir(), 'insightgraph-bench-'));
  // As root PostgreSQL runs as another user, who has to enter.
  await chmod(dataDir, 0o755);
  const embedded = await startEmbedded({ dataDir, log: () => {}, settings });
  // After a signal PostgreSQL may still be writing for a moment.
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.once('exit', remove);
  return {
    adminUrl: embedded.adminUrl,
    close: async () => {
      await embedded.stop();
      process.off('exit', remove);
      remove();
    },
  };
}
