/**
 * Servers replaced one after the other behind HAProxy, under load: no request may fail, and no write be lost.
 * The proxy runs with the configuration of docs/operations/haproxy.cfg, and the servers as they would in production.
 */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../support/daemon.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { once as statement } from '../support/fault-cluster.ts';
import { type Load, signIn, startLoad } from '../support/fault-load.ts';
import { type FaultServer, startFaultServer } from '../support/fault-server.ts';
import { judge } from '../support/fault-verdict.ts';
import { freePort } from '../support/free-port.ts';
import { type Haproxy, startHaproxy } from '../support/haproxy.ts';
import { scrape } from '../support/prometheus.ts';
import { isLong } from '../support/scale.ts';

const hasHaproxy = isInstalled('haproxy', '-v', 'No server is restarted behind a proxy');
const clients = 12;
const rounds = isLong ? 5 : 1;
/** Shorter than in production, and as many times longer than HAProxy needs to leave a server. */
const drainMs = 4_000;

describe.runIf(hasHaproxy)('behind HAProxy', () => {
  let database: TestDatabase;
  let ports: readonly number[];
  const servers: FaultServer[] = [];
  let proxy: Haproxy;
  let load: Load | undefined;

  const start = (port: number) =>
    startFaultServer(database.url, {
      PORT: String(port),
      NODE_ENV: 'production',
      DRAIN_MS: String(drainMs),
      TRUSTED_PROXIES: '127.0.0.1',
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    ports = [await freePort(), await freePort()];
    for (const port of ports) servers.push(await start(port));
    proxy = await startHaproxy(ports);
  });
  afterEach(() => load?.stop());
  afterAll(async () => {
    await proxy?.stop();
    await Promise.all(servers.map(server => server.stop()));
    await database?.drop();
  });

  /** How many operations a server has answered. */
  async function answered({ origin }: FaultServer): Promise<number> {
    return [...(await scrape(origin))]
      .filter(([name]) => name.startsWith('graphql_operations_total'))
      .reduce((sum, [, value]) => sum + value, 0);
  }
  /** Until HAProxy has a server answer. */
  async function inUse(server: FaultServer): Promise<void> {
    while ((await answered(server)) === 0) await sleep(50);
  }

  it('each server is replaced, one after the other, and not one of the requests fails', async () => {
    load = await startLoad(proxy.origin, await signIn(proxy.origin), 'rolling', clients);
    await Promise.all(servers.map(inUse));
    for (let round = 0; round < rounds; round++) {
      for (const [i, port] of ports.entries()) {
        const before = load.receipts.length;
        await servers[i]!.stop();
        expect(servers[i]!.complaints()).toBe('');
        servers[i] = await start(port);
        await inUse(servers[i]!);
        // Nothing is shown by a load that rests.
        expect(load.receipts.length).toBeGreaterThan(before + clients);
      }
    }
    await load.stop();
    expect(load.receipts.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    const { lost, torn } = await judge(database.adminUrl, load);
    expect({ lost, torn }).toEqual({ lost: [], torn: [] });
    console.info(
      `${load.receipts.length} requests through ${2 * rounds} restarts, none failed; the slowest took ${Math.round(load.slowestMs(Infinity))} ms.`,
    );
  });

  it('nobody outside gets at health and metrics', async () => {
    for (const path of ['/metrics', '/health/ready', '/health/live', '/elsewhere']) {
      expect((await fetch(`${proxy.origin}${path}`)).status, path).toBe(404);
    }
    expect((await fetch(`${proxy.origin}/graphql?query={viewer{uuid}}`)).status).toBe(200);
  });

  it('a session has the address of its client, whatever the client says of itself', async () => {
    const from = '127.0.0.2';
    const sent = request(`${proxy.origin}/graphql`, {
      method: 'POST',
      localAddress: from,
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
    });
    sent.end(
      JSON.stringify({
        query:
          'mutation { signIn(input: { email: "viewer@demo.example", password: "demo-password" }) { token } }',
      }),
    );
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(200);
    const sessions = await statement<{ ip_address: string }>(
      database.adminUrl,
      `select ip_address from sessions s join users u on u.id = s.user_id where u.email = 'viewer@demo.example'`,
    );
    expect(sessions.map(row => row.ip_address)).toEqual([from]);
  });

  // The last: it is not started again.
  it('a server that is asked to stop says so before it stops, and closes the connections it answers on', async () => {
    const leaving = servers[0]!;
    expect(await leaving.ready()).toBe(200);
    const stopped = leaving.stop();
    while ((await leaving.ready()) === 200) await sleep(10);
    const answer = await fetch(`${leaving.origin}/graphql?query={viewer{uuid}}`);
    expect([answer.status, answer.headers.get('connection'), await answer.json()]).toEqual([
      200,
      'close',
      { data: { viewer: null } },
    ]);
    await stopped;
    await expect(leaving.ready()).rejects.toThrow('fetch failed');
  });
});
