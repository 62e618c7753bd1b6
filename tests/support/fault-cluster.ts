/**
 * A PostgreSQL that may be hurt: its backends terminated, the whole of it stopped at once and started again.
 * Knows processes and ports; refuses to know what runs on it.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { type EmbeddedDatabase, startEmbedded } from '../../src/embedded/embedded.ts';
import { clusterPath, readMemory } from '../../src/embedded/embedded-folder.ts';
import { gone, postmasterOf } from './embedded-driver.ts';
import { patienceMs } from './scale.ts';

export interface FaultCluster {
  readonly url: string;
  /** The application's database as the superuser. */
  readonly adminUrl: string;
  readonly dataDir: string;
  /** How many connections the application has. */
  connections(): Promise<number>;
  /** Ends every connection of the application. @returns how many there were */
  terminateConnections(): Promise<number>;
  /** Kills the process behind one connection of the application, as a system without memory would. */
  killBackend(): Promise<void>;
  /** Stops PostgreSQL as a crash would: nothing is finished, nobody is told. */
  crash(): Promise<void>;
  /** Stops PostgreSQL as an operator would who does not wait for clients. */
  shutDown(): Promise<void>;
  /** Starts it again on the same port; it has committed a write when the promise resolves. */
  start(): Promise<void>;
  /** Freezes all processes of PostgreSQL, as a machine that is gone from the network, and thaws them. */
  freeze(): Promise<() => void>;
  remove(): Promise<void>;
}

export async function startFaultCluster(): Promise<FaultCluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'insightgraph-fault-'));
  await chmod(dataDir, 0o755);
  let embedded: EmbeddedDatabase = await startEmbedded({ dataDir, log: () => {} });
  const port = new URL(embedded.url).port;
  const adminUrl = Object.assign(new URL(embedded.adminUrl), {
    pathname: new URL(embedded.url).pathname,
  }).href;
  const end = async (signal: 'SIGQUIT' | 'SIGINT') => {
    const pid = postmasterOf(dataDir);
    if (pid === undefined) return;
    process.kill(pid, signal);
    await gone(pid);
  };
  return {
    url: embedded.url,
    adminUrl,
    dataDir,
    connections: async () =>
      (await once(adminUrl, `select from pg_stat_activity where application_name = 'insightgraph'`)).length,
    terminateConnections: async () => {
      const [row] = await once<{ count: number }>(
        adminUrl,
        `select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
         where application_name = 'insightgraph' and pid <> pg_backend_pid()`,
      );
      return row!.count;
    },
    killBackend: async () => {
      const [row] = await once<{ pid: number }>(
        adminUrl,
        `select pid from pg_stat_activity where application_name = 'insightgraph' limit 1`,
      );
      process.kill(row!.pid, 'SIGKILL');
    },
    crash: () => end('SIGQUIT'),
    shutDown: () => end('SIGINT'),
    start: async () => {
      embedded = await startEmbedded({ dataDir, log: () => {} });
      if (new URL(embedded.url).port !== port) throw new Error('PostgreSQL came back on another port.');
      await once(
        adminUrl,
        'create table if not exists fault_probe (n int); insert into fault_probe values (1)',
      );
    },
    freeze: async () => {
      const observer = connect(adminUrl);
      await observer`select 1`;
      const postmaster = postmasterOf(dataDir)!;
      process.kill(postmaster, 'SIGSTOP');
      // Looked for after the postmaster has stopped: it would go on to start some.
      const children = await observer<{ pid: number }[]>`
        select pid from pg_stat_activity where pid <> pg_backend_pid()`;
      await observer.end();
      for (const { pid } of children) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const { pid } of children) process.kill(pid, 'SIGCONT');
        process.kill(postmaster, 'SIGCONT');
      };
    },
    remove: async () => {
      await embedded.stop();
      const memory = await readMemory(dataDir);
      if (memory) await rm(dirname(clusterPath(dataDir, memory)), { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const connect = (url: string) =>
  postgres(url, { max: 1, onnotice: () => {}, fetch_types: false, connect_timeout: patienceMs / 1000 });

/** One statement on a connection of its own. */
export async function once<T extends object>(url: string, statement: string): Promise<T[]> {
  const sql = connect(url);
  try {
    return [...(await sql.unsafe<T[]>(statement))];
  } finally {
    await sql.end();
  }
}
