/**
 * Points and tries that several servers count together, in a store that is lost, silent and found again in between.
 * One store is the Redis of Debian; where it is not installed, that one is not tested.
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../src/config.ts';
import type { ConnectionPool } from '../src/database/connection-pool.ts';
import { openCountPool } from '../src/database/open.ts';
import type { SharedLimiters } from '../src/identity/limiters.ts';
import { postgresLimiters } from '../src/identity/postgres-limiters.ts';
import { openLimiters } from '../src/server/open-limiters.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole, type WholeAnswer } from './support/asking.ts';
import { connectionTo } from './support/connection.ts';
import { type LimitStore, postgresStore, redisStore } from './support/limit-stores.ts';
import { patienceMs } from './support/scale.ts';
import { countStatements } from './support/statement-count.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) {
  console.warn(
    'Limits that several servers share in Redis are not tested: there is no redis-server. Install it ("apt-get install redis-server").',
  );
}

let first: TestApi;
beforeAll(async () => {
  first = await startTestApi({ demo: true });
});
afterAll(() => first.close());

const page = '{ dashboards(first: 9) { nodes { name } } }';
/** What is found once it is as it is to be, or when nobody waits any longer. */
async function eventually<T>(find: () => Promise<T>, isReady: (found: T) => boolean): Promise<T> {
  for (const until = performance.now() + patienceMs; ; await sleep(20)) {
    const found = await find();
    if (isReady(found) || performance.now() > until) return found;
  }
}

const left = ({ headers }: WholeAnswer) => Number(/r=(\d+)/.exec(headers.get('ratelimit')!)?.[1]);

const stores: readonly (readonly [string, () => Promise<LimitStore>])[] = [
  ...(hasRedis ? [['Redis', redisStore] as const] : []),
  ['PostgreSQL', async () => postgresStore(first.databaseUrl, first.client)],
];

describe.each(stores)('servers that count in one %s', (_name, makeStore) => {
  let store: LimitStore;
  let token: string;
  let servers: readonly TestApi[];
  let limiters: readonly SharedLimiters[];
  const told = { lost: 0, found: 0, failures: 0 };

  beforeAll(async () => {
    store = await makeStore();
  });
  beforeEach(async () => {
    await store.start();
    token = await first.signIn('owner@demo.example');
    await openAll();
  });
  afterEach(async () => {
    await closeAll();
    await store.lose();
  });

  async function openAll(): Promise<void> {
    limiters = [0, 1].map(() =>
      store.open({
        onLost: () => told.lost++,
        onFound: () => told.found++,
        onFailure: () => told.failures++,
      }),
    );
    servers = await openServers(100);
    for (const { makeLimiter } of limiters) await ready(makeLimiter);
    Object.assign(told, { lost: 0, found: 0, failures: 0 });
  }

  async function closeAll(): Promise<void> {
    for (const server of servers) await server.close();
    for (const limiter of limiters) await limiter.close();
  }

  const openServers = (points: number) =>
    Promise.all(
      limiters.map(({ makeLimiter }) =>
        startTestApi({ beside: first, allowance: { points, makeLimiter }, signIn: { makeLimiter } }),
      ),
    );

  /** Waits until counts come back from the store. */
  async function ready(makeLimiter: SharedLimiters['makeLimiter']): Promise<void> {
    const limiter = makeLimiter({ keyPrefix: 'ready', points: 1_000, duration: 60 });
    const until = performance.now() + patienceMs;
    for (let failures = -1; failures !== told.failures; ) {
      if (performance.now() > until) throw new Error('The store was not reached.');
      failures = told.failures;
      await limiter.consume('x', 1);
      if (failures !== told.failures) await sleep(2_100);
    }
  }

  const ask = (of: number): Promise<WholeAnswer> => askWhole(servers[of]!.url, { query: page, token });

  it('count the points of a viewer together', async () => {
    const remaining: number[] = [];
    for (let i = 0; i < 10; i++) remaining.push(left(await ask(i % 2)));
    expect(remaining).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0]);
    expect([(await ask(0)).status, (await ask(1)).status]).toEqual([429, 429]);
    expect(told).toEqual({ lost: 0, found: 0, failures: 0 });
  });

  it('count those that come at once, each once', async () => {
    const remaining = (await Promise.all(Array.from({ length: 10 }, (_, i) => ask(i % 2)))).map(left);
    expect(remaining.sort((a, b) => b - a)).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0]);
  });

  it('count tries to sign in together', async () => {
    const query =
      'mutation { signIn(input: { email: "viewer@demo.example", password: "wrong" }) { userErrors { code } } }';
    const generous = await openServers(1_000_000);
    const codes: string[] = [];
    for (let i = 0; i < 12; i++) {
      const { body } = await askWhole(generous[i % 2]!.url, { query });
      codes.push(body.data.signIn.userErrors[0].code);
    }
    for (const server of generous) await server.close();
    expect(codes).toEqual([...Array(10).fill('UNAUTHENTICATED'), 'RATE_LIMITED', 'RATE_LIMITED']);
  });

  it('go on counting from where they were, when they are started again', async () => {
    expect([left(await ask(0)), left(await ask(1))]).toEqual([90, 80]);
    await closeAll();
    await openAll();
    expect([left(await ask(0)), left(await ask(1))]).toEqual([70, 60]);
  });

  it('each count for themselves once it is lost, refuse nobody for it, and come back to it', async () => {
    for (let i = 0; i < 6; i++) await ask(i % 2);
    await store.lose();
    const statuses: number[] = [];
    for (let i = 0; i < 10; i++) statuses.push((await ask(i % 2)).status);
    // From nothing: five pages of each.
    expect(statuses).toEqual(Array(10).fill(200));
    expect(told.lost).toBe(2);
    expect(told.failures).toBeGreaterThanOrEqual(2);
    for (let i = 0; i < 5; i++) await ask(0);
    expect((await ask(0)).status).toBe(429);

    await store.start();
    const until = performance.now() + patienceMs;
    token = await first.signIn('viewer@demo.example');
    while (told.found < 2 && performance.now() < until) {
      await ask(0);
      await ask(1);
      await sleep(200);
    }
    expect(told).toMatchObject({ lost: 2, found: 2 });
    token = await first.signIn('outsider@demo.example');
    expect([left(await ask(0)), left(await ask(1))]).toEqual([90, 80]);
  });

  it('do not wait for one that takes what is sent and does not answer', async () => {
    expect(left(await ask(0))).toBe(90);
    const answerAgain = await store.silence();
    try {
      const startedAt = performance.now();
      for (let i = 0; i < 4; i++) expect((await ask(0)).status).toBe(200);
      // One count waits for it; the others are told.
      expect(performance.now() - startedAt).toBeLessThan(patienceMs / 4);
      expect(told).toMatchObject({ lost: 1, failures: 1 });
    } finally {
      await answerAgain();
    }
  });
});

describe('the configuration', () => {
  const chosen = (limitsStore: Config['limitsStore']) => {
    const error = vi.fn();
    const limiters = openLimiters({
      limitsStore,
      // Nobody listens there.
      redisUrl: 'redis://127.0.0.1:1',
      ...connectionTo(first.databaseUrl),
      statementTimeoutMs: patienceMs,
      log: { error, info: vi.fn() },
      metrics: { countedAlone: vi.fn() },
    });
    return { limiters, error };
  };

  it('chooses the store', async () => {
    await postgresStore(first.databaseUrl, first.client).start();
    const keys: unknown[] = [];
    for (const store of ['redis', 'postgres'] as const) {
      const { limiters, error } = chosen(store);
      const limiter = limiters!.makeLimiter({ keyPrefix: store, points: 100, duration: 60 });
      const counted = async () => {
        await limiter.consume('x');
        return (await first.client`delete from rate_limits returning key`).map(({ key }) => key);
      };
      if (store === 'postgres') keys.push(...(await eventually(counted, found => found.length > 0)));
      else keys.push(...(await counted()));
      await limiters!.close();
      if (store === 'redis')
        expect(error.mock.calls.map(([, words]) => words)).toEqual([
          'Redis takes no counts of limits: this process counts for itself.',
        ]);
    }
    expect(keys).toEqual(['postgres:x']);
    expect(chosen('memory').limiters).toBeUndefined();
  });
});

describe('counts in PostgreSQL', () => {
  let limiters: SharedLimiters;
  beforeEach(() => postgresStore(first.databaseUrl, first.client).start());
  /** With a connection: a count does not wait for one for long. */
  async function openPool(): Promise<ConnectionPool> {
    const pool = openCountPool({ ...connectionTo(first.databaseUrl), statementTimeoutMs: patienceMs });
    await pool.run({ text: 'select 1' }, performance.now() + patienceMs);
    return pool;
  }
  const silent = { patienceMs, onLost: () => {}, onFound: () => {}, onFailure: () => {} };

  it('cost each request a statement, those in memory none', async () => {
    limiters = postgresLimiters({ pool: await openPool(), ...silent });
    const points = 1_000;
    const counting = await startTestApi({ beside: first, allowance: { points, ...limiters } });
    const alone = await startTestApi({ beside: first, allowance: { points } });
    const token = await first.signIn('owner@demo.example');
    const statements = countStatements(first.adminUrl);
    try {
      for (const [api, expected] of [
        [counting, 2],
        [alone, 1],
      ] as const) {
        const ask = () => askWhole(api.url, { query: page, token });
        // The first opens connections and is the resolvers', the second is compiled.
        const remaining: number[] = [left(await ask())];
        const texts = await statements.during(async () => remaining.push(left(await ask())));
        expect(texts.filter(text => !/^select \$?1$/.test(text)).length, texts.join('\n')).toBe(expected);
        expect(remaining).toEqual([990, 980]);
      }
    } finally {
      await statements.close();
      for (const api of [counting, alone]) await api.close();
      await limiters.close();
    }
  });

  it('are in no log of PostgreSQL, and hold as many points as an allowance may have', async () => {
    const [table] = await first.client`select relpersistence from pg_class where relname = 'rate_limits'`;
    expect(table!.relpersistence).toBe('u');
    limiters = postgresLimiters({ pool: await openPool(), ...silent });
    const limiter = limiters.makeLimiter({ keyPrefix: 'many', points: 1_000_000_000_000, duration: 60 });
    await limiter.consume('x', 900_000_000_000);
    const { consumedPoints, remainingPoints } = await limiter.reward('x', 300_000_000_000);
    await limiters.close();
    expect([consumedPoints, remainingPoints]).toEqual([600_000_000_000, 400_000_000_000]);
  });

  it('are removed once their time is over', async () => {
    const now = Date.now();
    await first.client`insert into rate_limits (key, points, expire)
      values ('over', 1, ${now - 1_000}), ('running', 1, ${now + 3_600_000})`;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      limiters = postgresLimiters({ pool: await openPool(), ...silent });
      vi.advanceTimersByTime(61_000);
    } finally {
      vi.useRealTimers();
    }
    const keys = async () =>
      (await first.client`select key from rate_limits order by key`).map(({ key }) => key);
    expect(await eventually(keys, found => found.length < 2)).toEqual(['running']);
    await limiters.close();
  });
});
