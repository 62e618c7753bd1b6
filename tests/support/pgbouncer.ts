/**
 * PgBouncer in transaction mode between a suite's servers and PostgreSQL.
 * Knows how it is set up; a suite says that its servers go through it, and they know nothing of it but the address.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectThrough } from './connection.ts';
import { startDaemon } from './daemon.ts';
import { freePort } from './free-port.ts';

/** Connections to each database: fewer than a server has to the pooler, so that they are handed about. */
export const backends = 2;

/** Has every server that the suite starts go through one PgBouncer. */
export function usePgbouncer(): void {
  let pooler: Pgbouncer | undefined;
  beforeAll(async () => {
    pooler = await startPgbouncer(inject('applicationUrl'));
    connectThrough({ urlOf: pooler.urlOf, prepare: false });
  });
  afterAll(() => pooler?.stop());
}

export interface Pgbouncer {
  /** The address of a database of the same cluster, through the pooler. */
  urlOf(databaseUrl: string): string;
  stop(): Promise<void>;
}

export async function startPgbouncer(clusterUrl: string, poolSize = backends): Promise<Pgbouncer> {
  const { hostname, port, username, password } = new URL(clusterUrl);
  const listenPort = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'insightgraph-pgbouncer-'));
  const path = join(folder, 'pgbouncer.ini');
  const login = `user='${decodeURIComponent(username)}' password='${decodeURIComponent(password)}'`;
  writeFileSync(
    path,
    `[databases]
* = host=${hostname} port=${port} ${login}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`,
  );
  // It does not run as root, and the other user has to read what it runs with.
  for (const file of [folder, path]) chmodSync(file, 0o755);
  const daemon = startDaemon('pgbouncer', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), path]);
  while (!(await accepts(listenPort))) {
    daemon.assertRunning();
    await sleep(20);
  }
  return {
    urlOf: databaseUrl =>
      Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(listenPort) }).href,
    stop: async () => {
      await daemon.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const accepts = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const settle = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
