/**
 * All that an operator may put together, at once: two servers behind HAProxy, Redis, PgBouncer in transaction mode, a streaming replica.
 * The isolation matrix, with `npm run test:long` the model of writes too, is asked through it, as clients would.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from '../support/api.ts';
import { askThrough, connectThrough } from '../support/connection.ts';
import { isInstalled } from '../support/daemon.ts';
import { makeDatabasesIn } from '../support/database.ts';
import { cleanUp } from '../support/embedded-driver.ts';
import { type FaultCluster, startFaultCluster } from '../support/fault-cluster.ts';
import { startFaultServer } from '../support/fault-server.ts';
import { freePort } from '../support/free-port.ts';
import { startHaproxy } from '../support/haproxy.ts';
import { type LimitStore, redisStore } from '../support/limit-stores.ts';
import { type Pgbouncer, startPgbouncer } from '../support/pgbouncer.ts';
import { scrape } from '../support/prometheus.ts';
import { isLong } from '../support/scale.ts';
import { type Standby, startStandby } from '../support/standby.ts';
import { mutate } from '../support/write-client.ts';

const otherwise = 'Nothing is asked through all of it';
const isThere =
  process.platform === 'linux' &&
  isInstalled('haproxy', '-v', otherwise) &&
  isInstalled('pgbouncer', '-V', otherwise) &&
  isInstalled('redis-server', '--version', otherwise);

/** The servers that are running, by their origins. */
let origins: readonly string[] = [];

describe.runIf(isThere)('through HAProxy, two servers, Redis, PgBouncer and a replica', async () => {
  let primary: FaultCluster;
  let standby: Standby;
  let pooler: Pgbouncer;
  let redis: LimitStore;

  /** Two servers on a database, and the proxy before them. */
  async function startFront(databaseUrl: string) {
    const pooled = pooler.urlOf(databaseUrl);
    const replica = Object.assign(new URL(standby.url), { pathname: new URL(databaseUrl).pathname }).href;
    const ports = [await freePort(), await freePort()];
    await standby.catchUp();
    const servers = await Promise.all(
      ports.map(port =>
        startFaultServer(pooled, {
          PORT: String(port),
          NODE_ENV: 'production',
          DEMO_DATA: 'false',
          DATABASE_PREPARE: 'false',
          DATABASE_REPLICA_URLS: replica,
          REDIS_URL: redis.url!,
          TRUSTED_PROXIES: '127.0.0.1',
          MAX_OPERATION_COST: '1000000000',
          MAX_QUERY_TOKENS: '50000',
          MAX_ALIASES: '1000',
          MAX_BODY_BYTES: '5000000',
        }),
      ),
    );
    const proxy = await startHaproxy(ports, true);
    origins = servers.map(({ origin }) => origin);
    return {
      origin: proxy.origin,
      close: async () => {
        await proxy.stop();
        await Promise.all(servers.map(server => server.stop()));
        for (const server of servers) expect(server.complaints()).toBe('');
      },
    };
  }

  beforeAll(async () => {
    primary = await startFaultCluster();
    // Migrated, so that databases are copied of it, and the replica has it.
    await (await startFaultServer(primary.url, { DEMO_DATA: 'false' })).stop();
    standby = await startStandby(primary);
    redis = await redisStore();
    await redis.start();
    pooler = await startPgbouncer(primary.url, 20);
    makeDatabasesIn({
      adminUrl: Object.assign(new URL(primary.adminUrl), { pathname: '/postgres' }).href,
      applicationUrl: primary.url,
      templateDatabase: new URL(primary.url).pathname.slice(1),
    });
    connectThrough({ urlOf: pooler.urlOf, prepare: false });
    askThrough(startFront);
  });
  afterAll(async () => {
    askThrough(undefined);
    makeDatabasesIn(undefined);
    await pooler?.stop();
    await redis?.lose();
    await standby?.crash();
    await primary?.remove();
    await cleanUp();
  });

  describe('a viewer', () => {
    let api: TestApi;
    let token: string;
    beforeAll(async () => {
      api = await startTestApi({ demo: true });
      token = await api.signIn('owner@demo.example');
      await standby.catchUp();
    });
    afterAll(() => api.close());

    const total = async (name: RegExp) =>
      (await Promise.all(origins.map(scrape)))
        .flatMap(metrics => [...metrics])
        .filter(([metric]) => name.test(metric))
        .reduce((sum, [, value]) => sum + value, 0);

    it('reads from the replica, whichever server answers, and both of them do', async () => {
      const read = () => api.ask('{ dashboards(first: 3) { nodes { name } } }', { token });
      while ((await total(/^db_replica_reads_total.*place="replica"/)) === 0) {
        expect((await read()).errors).toBeUndefined();
        await sleep(20);
      }
      const tokens = await Promise.all(Array.from({ length: 20 }, () => api.signIn('viewer@demo.example')));
      await standby.catchUp();
      for (const each of tokens) await api.ask('{ viewer { user { displayName } } }', { token: each });
      for (const origin of origins) {
        const answered = [...(await scrape(origin))].filter(([name]) =>
          name.startsWith('graphql_operations_total'),
        );
        expect(
          answered.reduce((sum, [, value]) => sum + value, 0),
          origin,
        ).toBeGreaterThan(0);
      }
    });

    it('reads what they wrote, each time, though the replica stands still', async () => {
      const { data } = await api.ask('{ dashboards(first: 1) { nodes { id } } }', { token });
      const { id } = data.dashboards.nodes[0];
      await standby.pause();
      try {
        for (let i = 0; i < 10; i++) {
          const done: Any = await mutate(api, token, 'updateDashboard', { id, name: `Name ${i}` });
          expect(done.userErrors).toEqual([]);
          const read = await api.ask(`{ dashboard(id: "${id}") { name } }`, { token });
          expect(read.data.dashboard).toEqual({ name: `Name ${i}` });
        }
      } finally {
        await standby.resume();
      }
    });
  });

  if (isLong) {
    describe('the isolation matrix', async () => {
      await import('../policy-matrix.test.ts');
    });

    describe('the model of writes', async () => {
      await import('../write-model.test.ts');
    });
  }
});
