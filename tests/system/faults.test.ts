/**
 * The server under load while what it depends on is hurt: processes of PostgreSQL, the wire to it, its limits, locks and disk.
 * Held to the same claims as any fault; what clients see of each is the table in docs/operating.md. Some of it with
 * `npm run test:long` only.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clusterOf } from '../support/embedded-driver.ts';
import { added, expectWhole, failed, recovery, recoveryMs, unexcused } from '../support/fault-claims.ts';
import { type FaultCluster, once, startFaultCluster } from '../support/fault-cluster.ts';
import { type Load, signIn, startLoad } from '../support/fault-load.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { type FaultWire, layWire } from '../support/fault-wire.ts';
import { isLong, patienceMs } from '../support/scale.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

/** So few that a busy machine answers them all long before the deadline, while PostgreSQL does. */
const clients = 8;
const deadlineMs = 4_000;
/** How long each fault lasts that lasts. */
const faultMs = 1_500;

let cluster: FaultCluster;
let wire: FaultWire;
let server: FaultServer;
let token: string;
let running: Load | undefined;

beforeAll(async () => {
  cluster = await startFaultCluster();
  wire = await layWire(cluster.url);
  server = await startFaultServer(wire.url, { REQUEST_TIMEOUT_MS: String(deadlineMs) });
  token = await signIn(server.origin);
});
afterEach(() => running?.stop());
afterAll(async () => {
  await server?.stop();
  await wire?.close();
  await cluster?.remove();
});

interface Survived {
  readonly load: Load;
  readonly addedMs: number;
  /** The moments at which the fault began and was over. */
  readonly from: number;
  readonly to: number;
}

/**
 * Does something to the database under load. All claims hold afterwards, and nothing fails that was not under way or begun
 * before two seconds after the fault. @param codes what clients may be told @param hungMs that requests may hang after it
 */
async function survive(
  name: string,
  fault: (load: Load) => Promise<void>,
  { codes, hungMs = 0 }: { readonly codes: readonly string[]; readonly hungMs?: number },
): Promise<Survived> {
  const load = await startLoad(server.origin, token, name, clients);
  running = load;
  await sleep(1_000);
  const from = performance.now();
  const addedMs = added(load, from);
  await fault(load);
  const to = performance.now();
  await sleep(hungMs + recoveryMs + addedMs);
  await load.stop();
  const longestMs = deadlineMs + 500;
  await expectWhole(cluster.adminUrl, server, load, {
    longestMs,
    longestFailureMs: longestMs,
    codes,
    addedMs,
  });
  expect(unexcused(load, [{ from, to }], addedMs)).toEqual([]);
  const backAfter = recovery(load, to);
  console.info(`${name}: the first write ${Math.round(backAfter)} ms after it.`);
  expect(backAfter).toBeLessThan(hungMs + recoveryMs + addedMs);
  return { load, addedMs, from, to };
}

const outcomesOf = (load: Load) => new Set(failed(load).map(({ outcome }) => outcome));

describe('processes', () => {
  it('one of PostgreSQL that is killed takes all connections with it, and is forgotten after two seconds', async () => {
    const { load } = await survive(
      'killed',
      async () => {
        await cluster.killBackend();
        // PostgreSQL ends all others, and takes none until it has recovered.
        while (!(await once(cluster.adminUrl, 'select 1').catch(() => undefined))) await sleep(20);
      },
      { codes: ['UNAVAILABLE'] },
    );
    expect(outcomesOf(load)).toEqual(new Set(['UNAVAILABLE']));
  });

  it.runIf(isLong)('of a PostgreSQL that is shut down and started again are back with it', async () => {
    const { load } = await survive(
      'restarted',
      async () => {
        await cluster.shutDown();
        await cluster.start();
      },
      { codes: ['UNAVAILABLE'] },
    );
    expect(outcomesOf(load)).toEqual(new Set(['UNAVAILABLE']));
  });
});

describe('the wire', () => {
  it('that swallows what is sent keeps nobody beyond the deadline', async () => {
    const { load, from, addedMs } = await survive(
      'swallowed',
      async () => {
        wire.become('hole');
        await sleep(faultMs);
        wire.become('whole');
      },
      { codes: ['TIMEOUT', 'UNAVAILABLE'], hungMs: deadlineMs },
    );
    expect(outcomesOf(load)).toContain('TIMEOUT');
    const latest = Math.max(...failed(load).map(({ startedAt, ms }) => startedAt + ms));
    expect(latest - from).toBeLessThan(faultMs + deadlineMs + recoveryMs + addedMs);
  });

  it.runIf(isLong)('that is slow makes answers slow, and none fail', async () => {
    const delayMs = 100;
    const { load, from, to } = await survive(
      'delayed',
      async () => {
        wire.become({ delayMs });
        await sleep(faultMs);
        wire.become('whole');
      },
      { codes: [] },
    );
    const during = load.receipts.filter(({ startedAt, ms }) => startedAt > from && startedAt + ms < to);
    expect(during.length).toBeGreaterThan(clients);
    expect(Math.min(...during.map(({ ms }) => ms))).toBeGreaterThan(2 * delayMs);
  });

  it.runIf(isLong)('that is cut is told at once, and used again when it is whole', async () => {
    const { load, from, to } = await survive(
      'cut',
      async () => {
        wire.become('cut');
        await sleep(faultMs);
        wire.become('whole');
      },
      { codes: ['UNAVAILABLE'] },
    );
    // Who would wait for an answer could not have been told so often.
    const during = failed(load).filter(({ startedAt, ms }) => startedAt > from && startedAt + ms < to);
    expect(during.length).toBeGreaterThan(2 * clients);
  });
});

describe('limits', () => {
  it.runIf(isLong)(
    'to the connections below what the pool may have make requests wait, and none fail',
    async () => {
      const role = new URL(cluster.url).username;
      const allowed = 3;
      let limitedAt = Number.POSITIVE_INFINITY;
      const { load, addedMs } = await survive(
        'limited',
        async () => {
          await once(cluster.adminUrl, `alter role "${role}" connection limit ${allowed}`);
          await cluster.terminateConnections();
          limitedAt = performance.now();
          await sleep(recoveryMs);
        },
        { codes: ['UNAVAILABLE'] },
      );
      const later = load.receipts.filter(({ startedAt }) => startedAt > limitedAt + recoveryMs / 2 + addedMs);
      expect(later.length).toBeGreaterThan(clients);
      expect(later.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
      expect(await cluster.connections()).toBeLessThanOrEqual(allowed);
      await once(cluster.adminUrl, `alter role "${role}" connection limit -1`);
    },
  );

  it('of patience end requests for a table that somebody has locked, and others are answered meanwhile', async () => {
    const others = await signIn(server.origin, 'viewer@demo.example');
    const holder = postgres(cluster.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
    const asked: number[] = [];
    const { load, addedMs } = await survive(
      'locked',
      async () => {
        await holder.unsafe('begin; lock table dashboards in access exclusive mode');
        for (const end = performance.now() + deadlineMs + faultMs; performance.now() < end; await sleep(50)) {
          const askedAt = performance.now();
          const response = await fetch(`${server.origin}/graphql?query={viewer{displayName}}`, {
            headers: { authorization: `Bearer ${others}` },
          });
          expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();
          asked.push(performance.now() - askedAt);
        }
        await holder.unsafe('rollback');
      },
      { codes: ['TIMEOUT'] },
    );
    await holder.end();
    expect(outcomesOf(load)).toEqual(new Set(['TIMEOUT']));
    expect(asked.length).toBeGreaterThan(10);
    console.info(`Others were answered in ${Math.round(Math.max(...asked))} ms at most.`);
    expect(Math.max(...asked)).toBeLessThan(deadlineMs / 2 + addedMs);
  });
});

/** Adds rows of a page each, so many at a time, until there is no room. */
async function fill(admin: postgres.Sql, rows: number): Promise<void> {
  const more = `insert into filler select repeat('x', 7_900) from generate_series(1, ${rows})`;
  for (let error: unknown; !error; ) {
    error = await admin.unsafe(more).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (error) expect(error).toMatchObject({ code: '53100' });
  }
}

describe('a disk without room', () => {
  it('refuses writes, answers reads, and takes writes again as soon as there is room', async ({ skip }) => {
    const disk = mountSmallDisk(32, clusterOf(cluster.dataDir));
    if (!disk) return skip('Only root can mount a small disk to be filled.');
    const admin = postgres(cluster.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
    try {
      await admin.unsafe(`create tablespace small location '${disk.path}'`);
      const tables = ['dashboards', 'widgets', 'audit_events'];
      for (const table of tables) await admin.unsafe(`alter table ${table} set tablespace small`);
      const { load, from, to } = await survive(
        'full',
        async load => {
          await admin.unsafe(
            'create table filler (bytes text storage plain) with (autovacuum_enabled = off) tablespace small',
          );
          // In great steps, and then in such as the load takes.
          for (const rows of [100, 1]) await fill(admin, rows);
          const fullAt = performance.now();
          const isReadFrom = () =>
            load.receipts.some(
              ({ kind, outcome, startedAt }) => kind === 'read' && outcome === 'ok' && startedAt > fullAt,
            );
          // However slow the machine: both are seen while there is no room.
          for (const until = fullAt + patienceMs / 2; failed(load).length < clients || !isReadFrom(); ) {
            expect(performance.now()).toBeLessThan(until);
            await sleep(20);
          }
          await admin.unsafe('drop table filler');
        },
        { codes: ['UNAVAILABLE'] },
      );
      expect(new Set(failed(load).map(({ kind }) => kind)).has('read')).toBe(false);
      const during = load.receipts.filter(({ startedAt, ms }) => startedAt > from && startedAt + ms < to);
      expect(during.some(({ kind, outcome }) => kind === 'read' && outcome === 'ok')).toBe(true);
      for (const table of tables) await admin.unsafe(`alter table ${table} set tablespace pg_default`);
      await admin.unsafe('drop tablespace small');
    } finally {
      await admin.end();
      disk.remove();
    }
  });
});
