/**
 * Points and tries that several servers count together, in a Redis that is stopped, killed and started again in between.
 * The Redis is Debian's, on this machine only; where it is not installed, this is not tested.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SharedLimiters, sharedLimiters } from '../src/identity/limiters.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole, type WholeAnswer } from './support/asking.ts';
import { patienceMs } from './support/scale.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) {
  console.warn(
    'Limits that several servers share are not tested: there is no redis-server. Install it ("apt-get install redis-server").',
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startRedis(port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore', cwd: '/tmp' });
  const until = performance.now() + patienceMs;
  while (!(await accepts(port))) {
    if (performance.now() > until) throw new Error('Redis did not start.');
    await sleep(20);
  }
  return child;
}

const accepts = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe.runIf(hasRedis)('servers that share a Redis', () => {
  const page = '{ dashboards(first: 9) { nodes { name } } }';
  let first: TestApi;
  let port: number;
  let redis: ChildProcess;
  let token: string;
  let servers: readonly TestApi[];
  let limiters: readonly SharedLimiters[];
  const told = { lost: 0, found: 0, failures: 0 };

  beforeAll(async () => {
    first = await startTestApi({ demo: true });
    port = await freePort();
  });
  afterAll(() => first.close());
  beforeEach(async () => {
    redis = await startRedis(port);
    Object.assign(told, { lost: 0, found: 0, failures: 0 });
    token = await first.signIn('owner@demo.example');
    limiters = [0, 1].map(() =>
      sharedLimiters({
        redisUrl: `redis://127.0.0.1:${port}`,
        onLost: () => told.lost++,
        onFound: () => told.found++,
        onFailure: () => told.failures++,
      }),
    );
    servers = await openServers(100);
    for (const { makeLimiter } of limiters) await ready(makeLimiter);
    Object.assign(told, { lost: 0, found: 0, failures: 0 });
  });
  afterEach(async () => {
    for (const server of servers) await server.close();
    for (const limiter of limiters) limiter.close();
    if (redis.exitCode === null && redis.signalCode === null) await kill(redis);
  });

  const openServers = (points: number) =>
    Promise.all(
      limiters.map(({ makeLimiter }) =>
        startTestApi({ beside: first, allowance: { points, makeLimiter }, signIn: { makeLimiter } }),
      ),
    );

  /** Waits until counts come back from Redis. */
  async function ready(makeLimiter: SharedLimiters['makeLimiter']): Promise<void> {
    const limiter = makeLimiter({ keyPrefix: 'ready', points: 1_000, duration: 60 });
    const until = performance.now() + patienceMs;
    for (let failures = -1; failures !== told.failures; ) {
      if (performance.now() > until) throw new Error('Redis was not reached.');
      failures = told.failures;
      await limiter.consume('x', 1);
      if (failures !== told.failures) await sleep(2_100);
    }
  }

  const ask = (of: number): Promise<WholeAnswer> => askWhole(servers[of]!.url, { query: page, token });
  const left = ({ headers }: WholeAnswer) => Number(/r=(\d+)/.exec(headers.get('ratelimit')!)?.[1]);

  it('count the points of a viewer together', async () => {
    const remaining: number[] = [];
    for (let i = 0; i < 10; i++) remaining.push(left(await ask(i % 2)));
    expect(remaining).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0]);
    expect([(await ask(0)).status, (await ask(1)).status]).toEqual([429, 429]);
    expect(told).toEqual({ lost: 0, found: 0, failures: 0 });
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

  it('each count for themselves once it is killed, refuse nobody for it, and come back to it', async () => {
    for (let i = 0; i < 6; i++) await ask(i % 2);
    await kill(redis);
    const statuses: number[] = [];
    for (let i = 0; i < 10; i++) statuses.push((await ask(i % 2)).status);
    // From nothing: five pages of each.
    expect(statuses).toEqual(Array(10).fill(200));
    expect(told.lost).toBe(2);
    expect(told.failures).toBeGreaterThanOrEqual(2);
    for (let i = 0; i < 5; i++) await ask(0);
    expect((await ask(0)).status).toBe(429);

    redis = await startRedis(port);
    const until = performance.now() + patienceMs;
    token = await first.signIn('owner@demo.example');
    while (told.found < 2 && performance.now() < until) {
      await ask(0);
      await ask(1);
      await sleep(200);
    }
    expect(told).toMatchObject({ lost: 2, found: 2 });
    token = await first.signIn('owner@demo.example');
    expect([left(await ask(0)), left(await ask(1))]).toEqual([90, 80]);
  });

  it('do not wait for one that accepts and does not answer', async () => {
    expect(left(await ask(0))).toBe(90);
    redis.kill('SIGSTOP');
    const startedAt = performance.now();
    for (let i = 0; i < 4; i++) expect((await ask(0)).status).toBe(200);
    // One count waits for it; the others are told.
    expect(performance.now() - startedAt).toBeLessThan(patienceMs / 4);
    expect(told).toMatchObject({ lost: 1, failures: 1 });
    redis.kill('SIGCONT');
  });
});
