/**
 * The server under load while PostgreSQL is hurt: connections terminated, the whole of it stopped and started.
 * Its times hold beside what the same requests take on this machine while nothing is hurt; the figures are printed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  added,
  expectWhole,
  failed,
  recovery,
  recoveryMs,
  type Span,
  unexcused,
} from '../support/fault-claims.ts';
import { type FaultCluster, startFaultCluster } from '../support/fault-cluster.ts';
import { type Load, signIn, startLoad } from '../support/fault-load.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { isLong } from '../support/scale.ts';

const seconds = isLong ? 60 : 10;
const terminations = isLong ? 5 : 3;
const crashes = isLong ? 3 : 1;
const clients = 24;
/** How long a request may wait for a database that is not there. */
const failFastMs = 2_500;
const requestTimeoutMs = 15_000;
/** While PostgreSQL is there or refuses connections, nothing has to wait for long. */
const quick = { longestMs: requestTimeoutMs, longestFailureMs: failFastMs, codes: ['UNAVAILABLE'] };

let cluster: FaultCluster;
let server: FaultServer;
let token: string;

beforeAll(async () => {
  cluster = await startFaultCluster();
  server = await startFaultServer(cluster.url);
  token = await signIn(server.origin);
});
/** Stopped after each test, also where it failed: clients of a server that is gone would never rest. */
let running: Load | undefined;
const underLoad = async (origin: string, ofToken: string, name: string, by = clients): Promise<Load> => {
  running = await startLoad(origin, ofToken, name, by);
  return running;
};
afterEach(() => running?.stop());
afterAll(async () => {
  await server?.stop();
  await cluster?.remove();
});

describe('terminated connections', () => {
  it(`cost no acknowledged write, tear none apart, and are forgotten after two seconds (${terminations} times in ${seconds} s)`, async () => {
    const load = await underLoad(server.origin, token, 'terminated');
    const moments: number[] = [];
    const counts: number[] = [];
    for (let i = 0; i < terminations; i++) {
      await sleep((seconds * 1000) / (terminations + 1));
      // Connections that broke before have been replaced, if not all: a server that is kept waiting needs fewer at a time.
      while (i > 0 && (await cluster.connections()) < counts[0]! / 2) await sleep(50);
      moments.push(performance.now());
      counts.push(await cluster.terminateConnections());
    }
    const addedMs = added(load, moments[0]!);
    await sleep(Math.max((seconds * 1000) / (terminations + 1), recoveryMs + addedMs));
    await load.stop();
    await expectWhole(cluster.adminUrl, server, load, { ...quick, addedMs });
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(failed(load).length).toBeGreaterThan(0);
    expect(
      unexcused(
        load,
        moments.map(moment => ({ from: moment, to: moment })),
        addedMs,
      ),
    ).toEqual([]);
    const recoveries = moments.map(moment => Math.round(recovery(load, moment)));
    console.info(
      `Terminated ${counts.join(', ')} connections; first write after ${recoveries.join(', ')} ms.`,
    );
    expect(Math.max(...recoveries)).toBeLessThan(recoveryMs + addedMs);
  });
});

describe('a crash of PostgreSQL', () => {
  it('is survived: requests fail fast while it is down, and the service is back two seconds after it', async () => {
    const load = await underLoad(server.origin, token, 'crashed');
    const recoveries: number[] = [];
    const downtimes: Span[] = [];
    for (let round = 0; round < crashes; round++) {
      await sleep(3_000);
      const from = performance.now();
      const addedMs = added(load, downtimes[0]?.from ?? from);
      await cluster.crash();
      await sleep(500);
      const askedAt = performance.now();
      expect(await server.ready()).toBe(503);
      expect(performance.now() - askedAt).toBeLessThan(failFastMs + addedMs);
      await sleep(1_500);
      await cluster.start();
      const to = performance.now();
      downtimes.push({ from, to });
      while ((await server.ready()) !== 200) {
        expect(performance.now() - to).toBeLessThan(recoveryMs + addedMs);
        await sleep(20);
      }
      await sleep(recoveryMs + addedMs);
      recoveries.push(Math.round(recovery(load, to)));
    }
    await load.stop();
    const addedMs = added(load, downtimes[0]!.from);
    await expectWhole(cluster.adminUrl, server, load, { ...quick, addedMs });
    const during = failed(load).filter(({ startedAt }) =>
      downtimes.some(({ from, to }) => startedAt > from && startedAt < to),
    );
    expect(during.length).toBeGreaterThan(clients);
    expect(unexcused(load, downtimes, addedMs)).toEqual([]);
    console.info(`First write ${recoveries.join(', ')} ms after PostgreSQL was back.`);
    expect(Math.max(...recoveries)).toBeLessThan(recoveryMs + addedMs);
  });
});

describe('a PostgreSQL that freezes', () => {
  it('keeps no request beyond its deadline, tears no write apart, and is taken back as it thaws', async () => {
    // So few that a busy machine answers them all long before the deadline, while PostgreSQL does.
    const fewClients = 8;
    const deadlineMs = 4_000;
    const impatient = await startFaultServer(cluster.url, { REQUEST_TIMEOUT_MS: String(deadlineMs) });
    try {
      const load = await underLoad(impatient.origin, await signIn(impatient.origin), 'frozen', fewClients);
      await sleep(2_000);
      const from = performance.now();
      const thaw = await cluster.freeze();
      try {
        await sleep(2 * deadlineMs);
        expect(await impatient.ready()).toBe(503);
      } finally {
        thaw();
      }
      const to = performance.now();
      const addedMs = added(load, from);
      await sleep(recoveryMs + deadlineMs + addedMs);
      await load.stop();
      const longestMs = deadlineMs + 500;
      const codes = ['UNAVAILABLE', 'TIMEOUT'];
      await expectWhole(cluster.adminUrl, impatient, load, {
        longestMs,
        longestFailureMs: longestMs,
        codes,
        addedMs,
      });
      expect(failed(load).length).toBeGreaterThan(fewClients);
      expect(unexcused(load, [{ from, to }], addedMs)).toEqual([]);
      expect(recovery(load, to)).toBeLessThan(recoveryMs + addedMs);
    } finally {
      await running?.stop();
      await impatient.stop();
    }
  });
});
