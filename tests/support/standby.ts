/**
 * A streaming replica of a cluster that may be hurt: a copy of its files, made while it was stopped.
 * Knows how PostgreSQL is told to follow another; refuses to know what is read from it.
 */
import { spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { readlinkSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterOf, copyFolder, newFolder, postmasterOf } from './embedded-driver.ts';
import { type FaultCluster, once } from './fault-cluster.ts';
import { freePort } from './free-port.ts';

export interface Standby {
  readonly url: string;
  /** What is committed on the primary does not arrive here any more, until it is let go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Until everything that is committed on the primary now has arrived. */
  catchUp(): Promise<void>;
  /** Makes it a primary of its own. */
  promote(): Promise<void>;
  /** Ends it, as a crash would. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

export async function startStandby(primary: FaultCluster): Promise<Standby> {
  const program = readlinkSync(`/proc/${postmasterOf(primary.dataDir)!}/exe`);
  await primary.shutDown();
  const copy = copyFolder(clusterOf(primary.dataDir), join(newFolder(), 'postgres'));
  await primary.start();
  const owner = statSync(copy);
  const signal = join(copy, 'standby.signal');
  writeFileSync(signal, '');
  const { hostname, port: primaryPort, username, password } = new URL(primary.adminUrl);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    primary_conninfo: `host=${hostname} port=${primaryPort} user=${username} password=${password}`,
    wal_retrieve_retry_interval: '200ms',
  };
  const at = (url: string) => Object.assign(new URL(url), { port: String(port) }).href;
  const adminUrl = at(primary.adminUrl);
  let child: ReturnType<typeof spawn> | undefined;
  const start = async () => {
    child = spawn(
      program,
      [
        '-D',
        copy,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        cwd: dirname(program),
        stdio: 'ignore',
        ...(process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {}),
      },
    );
    while (!(await once(adminUrl, 'select 1').catch(() => undefined))) await sleep(20);
  };
  await start();
  return {
    url: at(primary.url),
    pause: async () => {
      await once(adminUrl, 'select pg_wal_replay_pause()');
    },
    resume: async () => {
      await once(adminUrl, 'select pg_wal_replay_resume()');
    },
    catchUp: async () => {
      const [now] = await once<{ position: string }>(
        primary.adminUrl,
        'select pg_current_wal_lsn()::text as position',
      );
      const isThere = `select pg_last_wal_replay_lsn() >= '${now!.position}'::pg_lsn as "isThere"`;
      while (!(await once<{ isThere: boolean }>(adminUrl, isThere))[0]!.isThere) await sleep(20);
    },
    promote: async () => {
      await once(adminUrl, 'select pg_promote()');
    },
    crash: async () => {
      const ended = event(child!, 'exit');
      child!.kill('SIGQUIT');
      await ended;
    },
    start,
  };
}
