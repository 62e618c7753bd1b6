/**
 * The stores that servers count limits in together, each of which may be lost, silent and found again.
 * Knows Debian's Redis, on this machine only, and a table of a test's database; refuses to know what is counted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { openCountPool } from '../../src/database/open.ts';
import type { SharedLimiters, StoreListener } from '../../src/identity/limiters.ts';
import { postgresLimiters } from '../../src/identity/postgres-limiters.ts';
import { redisLimiters } from '../../src/identity/redis-limiters.ts';
import { connectionTo } from './connection.ts';
import { freePort } from './free-port.ts';
import { patienceMs } from './scale.ts';

export interface LimitStore {
  /** The address of a Redis. */
  readonly url?: string;
  /** Limiters of one server. */
  open(listener: StoreListener): SharedLimiters;
  /** Starts it, with nothing in it. */
  start(): Promise<void>;
  /** Ends it at once, as a crash would. */
  lose(): Promise<void>;
  /** Lets it take what is sent, and answer nothing. @returns what lets it answer again */
  silence(): Promise<() => Promise<void>>;
}

/** Longer than by default: counts have to be the store's on a machine with much else to do. */
const countPatienceMs = 5_000;

export async function redisStore(): Promise<LimitStore> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const lose = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const url = `redis://127.0.0.1:${port}`;
  return {
    url,
    open: listener => redisLimiters({ redisUrl: url, patienceMs: countPatienceMs, ...listener }),
    start: async () => {
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      child = spawn('redis-server', options, { stdio: 'ignore', cwd: '/tmp' });
      const until = performance.now() + patienceMs;
      while (!(await accepts(port))) {
        if (performance.now() > until) throw new Error('Redis did not start.');
        await sleep(20);
      }
    },
    lose,
    silence: async () => {
      child!.kill('SIGSTOP');
      return async () => void child!.kill('SIGCONT');
    },
  };
}

const accepts = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** A crash forgets what is not logged; here the table is out of the way, and empty when it is back. */
export function postgresStore(databaseUrl: string, client: postgres.Sql): LimitStore {
  return {
    open: listener =>
      postgresLimiters({
        pool: openCountPool({ ...connectionTo(databaseUrl), statementTimeoutMs: patienceMs }),
        patienceMs: countPatienceMs,
        ...listener,
      }),
    start: async () => {
      await client.unsafe('alter table if exists lost_limits rename to rate_limits');
      await client.unsafe('truncate rate_limits');
    },
    lose: async () => {
      await client.unsafe('alter table if exists rate_limits rename to lost_limits');
    },
    silence: async () => {
      const holder = await client.reserve();
      await holder.unsafe('begin; lock table rate_limits in access exclusive mode');
      return async () => {
        await holder.unsafe('rollback');
        holder.release();
      };
    },
  };
}
