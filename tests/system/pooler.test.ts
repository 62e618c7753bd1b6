/**
 * The server behind PgBouncer in transaction mode, where each statement may run on another connection.
 * What depends on connections passes through it (with `npm run test:long` the matrices too): conflicts, cancelled reads, deadlines, migrations.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { type Any, startTestApi, type TestApi } from '../support/api.ts';
import { connectionTo } from '../support/connection.ts';
import { isInstalled } from '../support/daemon.ts';
import { createTestDatabase } from '../support/database.ts';
import { once } from '../support/fault-cluster.ts';
import { signIn, startLoad } from '../support/fault-load.ts';
import { startFaultServer } from '../support/fault-server.ts';
import { backends, usePgbouncer } from '../support/pgbouncer.ts';
import { isLong, patienceMs } from '../support/scale.ts';
import { mutate } from '../support/write-client.ts';

const hasPgbouncer = isInstalled('pgbouncer', '-V', 'Nothing is asked through a pooler');

describe.runIf(hasPgbouncer)('through PgBouncer', async () => {
  usePgbouncer();
  let api: TestApi;
  let token: string;

  beforeAll(async () => {
    api = await startTestApi({ demo: true });
    token = await api.signIn('owner@demo.example');
  });
  afterAll(() => api.close());

  const statements = async (condition: string) =>
    once<{ pid: number }>(
      api.adminUrl,
      `select pid from pg_stat_activity where application_name = 'insightgraph' and datname = current_database() and ${condition}`,
    );
  const waitingAre = async (count: number) => {
    while ((await statements(`wait_event_type = 'Lock'`)).length !== count) await sleep(20);
  };
  /** Nobody gets at the dashboards while `work` is done. */
  async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
    const holder = postgres(api.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
    try {
      await holder.unsafe('begin; lock table dashboards in access exclusive mode');
      return await work();
    } finally {
      await holder.end();
    }
  }
  const page = '{ dashboards(first: 3) { nodes { uuid name updatedAt } } }';
  const update = `mutation ($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) { dashboard { name } userErrors { code path } } }`;

  it('statements of more connections than it has run one after the other', async () => {
    const { pool } = api.database;
    const until = performance.now() + patienceMs;
    const pids = await Promise.all(
      Array.from({ length: 40 }, () =>
        pool.run({ text: 'select pg_backend_pid() as pid, pg_sleep(0.01)' }, until),
      ),
    );
    expect(pool.state.open).toBe(4);
    expect(new Set(pids.map(([row]) => row!.pid)).size).toBeLessThanOrEqual(backends);
  });

  it('a statement is answered that follows one that failed', async () => {
    const { pool, close } = openDatabase({
      ...connectionTo(api.databaseUrl),
      poolSize: 1,
      statementTimeoutMs: patienceMs,
    });
    try {
      for (let i = 0; i < 20; i++) {
        const until = performance.now() + patienceMs / 4;
        await expect(pool.run({ text: 'select 1 / $1::int', params: [0] }, until)).rejects.toThrow(
          'division by zero',
        );
        expect(await pool.run({ text: 'select $1::int as "n"', params: [i] }, until)).toEqual([{ n: i }]);
      }
    } finally {
      await close();
    }
  });

  it('a server that was not told of it is refused, instead of losing its statements now and then', async () => {
    const untold = openDatabase({
      ...connectionTo(api.databaseUrl),
      prepare: true,
      poolSize: 1,
      statementTimeoutMs: 0,
    });
    await expect(untold.pool.run({ text: 'select 1' }, performance.now() + patienceMs)).rejects.toMatchObject(
      {
        cause: { message: expect.stringContaining('unsupported startup parameter') },
      },
    );
    await untold.close();
  });

  it('of two writes that expect the same row one wins, and the other is told of the conflict', async () => {
    const { data } = await api.ask(page, { token });
    const [{ uuid, updatedAt }] = data.dashboards.nodes;
    const write = (name: string) =>
      api.ask(update, { token, variables: { input: { id: uuid, name, ifUpdatedAt: updatedAt } } });
    const answers = await Promise.all(['one', 'two', 'three'].map(write));
    const errors = answers.map(({ data }: Any) => data.updateDashboard.userErrors);
    expect(errors.filter(list => list.length === 0)).toHaveLength(1);
    expect(errors.filter(list => list.length > 0)).toEqual(
      Array.from({ length: 2 }, () => [{ code: 'CONFLICT', path: ['input', 'ifUpdatedAt'] }]),
    );
  });

  it('each generated write of a table is done or refused as its role has it', async () => {
    const { data } = await api.ask('{ dashboards(first: 1) { nodes { uuid projectId } } }', { token });
    const [{ uuid: id, projectId }] = data.dashboards.nodes;
    const inputs = {
      createDashboard: { projectId, name: 'made' },
      updateDashboard: { id, name: 'changed' },
      deleteDashboard: { id },
      restoreDashboard: { id },
    };
    const codesOf = async (email: string) => {
      const writer = await api.signIn(email);
      const codes: string[] = [];
      for (const [mutation, input] of Object.entries(inputs)) {
        const { userErrors, failures } = await mutate(api, writer, mutation, input);
        codes.push([...userErrors.map(({ code }) => code), ...failures].join() || 'done');
      }
      return codes;
    };
    expect(await codesOf('owner@demo.example')).toEqual(['done', 'done', 'done', 'done']);
    // A viewer sees no deleted rows, and an outsider none at all.
    expect(await codesOf('viewer@demo.example')).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
      'FORBIDDEN',
      'NOT_FOUND',
    ]);
    expect(await codesOf('outsider@demo.example')).toEqual(
      Array.from(Object.keys(inputs), () => 'NOT_FOUND'),
    );
  });

  it('a read whose client left is ended in PostgreSQL, and none of another', async () => {
    const whole = await api.ask(page, { token });
    const { other } = await whileHeld(async () => {
      const controller = new AbortController();
      const left = fetch(api.url, {
        method: 'POST',
        signal: controller.signal,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: page }),
      }).catch(error => (error as Error).name);
      await waitingAre(1);
      const other = api.database.pool.run(
        { text: 'select count(*)::int as n from dashboards' },
        performance.now() + patienceMs,
      );
      await waitingAre(2);
      controller.abort();
      await waitingAre(1);
      expect(await left).toBe('AbortError');
      return { other };
    });
    expect((await other)[0]!.n).toBeGreaterThan(0);
    expect(await api.ask(page, { token })).toEqual(whole);
  });

  it('a read is given up at its deadline, and ended in PostgreSQL', async () => {
    const impatient = await startTestApi({ beside: api, requestTimeoutMs: 500 });
    await impatient.ask(page, { token });
    await whileHeld(async () => {
      const { errors } = await impatient.ask(page, { token });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['TIMEOUT']);
      await waitingAre(0);
    });
    await impatient.close();
  });

  it('a server starts on an empty database: migrations, demo data, sign-in, reads and writes', async () => {
    const database = await createTestDatabase({ empty: true });
    const { url } = connectionTo(database.url);
    const server = await startFaultServer(url, { DATABASE_PREPARE: 'false' });
    const load = await startLoad(server.origin, await signIn(server.origin), 'pooled', 4);
    while (!load.receipts.some(({ kind }) => kind === 'delete')) await sleep(50);
    await load.stop();
    expect(load.receipts.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(new Set(load.receipts.map(({ kind }) => kind))).toEqual(
      new Set(['create', 'read', 'update', 'delete']),
    );
    expect(server.complaints()).toBe('');
    await server.stop();
    await database.drop();
  });

  // In a usual run they go through it with all else that can stand around a server: cluster.test.ts.
  if (isLong) {
    describe('the isolation matrix, the matrix and the model of writes', async () => {
      await import('../policy-matrix.test.ts');
      await import('../write-matrix.test.ts');
      await import('../write-model.test.ts');
    });
  }
});
