/**
 * What goes on in PostgreSQL when a client has left before its answer: reads end, writes do not, and nobody else notices.
 * Statements are held by locks, so that nothing but their being cancelled ends them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ClientGoneError } from '../src/database/failure.ts';
import { openDatabase } from '../src/database/open.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { once } from './support/fault-cluster.ts';
import { patienceMs, scaled } from './support/scale.ts';

let api: TestApi;
let resolvers: TestApi;
let token: string;
const held: postgres.Sql[] = [];

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  resolvers = await startTestApi({ beside: api, compiled: false });
  token = await api.signIn('owner@demo.example');
});
afterEach(letGo);
afterAll(async () => {
  await resolvers.close();
  await api.close();
});

/** Nobody gets at the table until it is let go. */
async function hold(table: string): Promise<void> {
  const holder = postgres(api.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
  held.push(holder);
  await holder.unsafe(`begin; lock table ${table} in access exclusive mode`);
}

async function letGo(): Promise<void> {
  await Promise.all(held.splice(0).map(holder => holder.end()));
}

const waiting = async () =>
  (
    await once<{ pid: number }>(
      api.adminUrl,
      `select pid from pg_stat_activity where application_name = 'insightgraph' and state = 'active'
       and datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length;
async function waitingAre(count: number): Promise<void> {
  while ((await waiting()) !== count) await sleep(20);
}

interface Asked {
  leave(): void;
  readonly answer: Promise<string>;
}

function ask({ url }: TestApi, query: string): Asked {
  const controller = new AbortController();
  const answer = fetch(url, {
    method: 'POST',
    signal: controller.signal,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  }).then(
    response => response.text(),
    error => String(error),
  );
  return { leave: () => controller.abort(), answer };
}

const page = '{ dashboards(first: 3) { nodes { name } } }';

describe('a client that leaves', () => {
  it.each([
    ['compiled reads', () => api],
    ['the resolvers', () => resolvers],
  ])(
    'ends its statement, by %s, within two seconds, and what waits for a connection leaves the queue',
    async (_, of) => {
      const server = of();
      const whole = await ask(server, page).answer;
      await ask(server, page).answer;
      await hold('dashboards');
      // The pool has four connections, of which one viewer has two at once.
      const reads = Array.from({ length: 5 }, () => ask(server, page));
      await waitingAre(2);
      while (server.database.pool.state.waiting < 3) await sleep(5);
      const leftAt = performance.now();
      for (const { leave } of reads) leave();
      await waitingAre(0);
      expect(performance.now() - leftAt).toBeLessThan(2_000);
      while (server.database.pool.state.inUse > 0) await sleep(5);
      expect(server.database.pool.state).toMatchObject({ waiting: 0, inUse: 0 });
      await letGo();
      expect(await ask(server, page).answer).toBe(whole);
    },
  );

  it('leaves the statement of another alone, which does the same on the same pool', async () => {
    const whole = await ask(api, page).answer;
    await hold('dashboards');
    const stays = ask(api, page);
    await waitingAre(1);
    for (let round = 0; round < 5; round++) {
      const leaves = ask(api, page);
      await waitingAre(2);
      leaves.leave();
      await waitingAre(1);
    }
    await letGo();
    expect(await stays.answer).toBe(whole);
  });

  it('has its mutation done whole, the field under way and those after it', async () => {
    await hold('projects');
    const create = (slug: string) =>
      `${slug}: createProject(input: { name: "x", slug: "${slug}" }) { project { name } userErrors { code } }`;
    const mutation = ask(resolvers, `mutation { ${['gone1', 'gone2', 'gone3'].map(create).join(' ')} }`);
    await waitingAre(1);
    mutation.leave();
    await mutation.answer;
    // A read that is left at the same time is ended meanwhile.
    const read = ask(resolvers, '{ projects(first: 1) { nodes { name } } }');
    await waitingAre(2);
    read.leave();
    await waitingAre(1);
    await letGo();
    const done = () => api.client`select from projects where slug like 'gone%'`;
    while ((await done()).length < 3) await sleep(20);
    while (resolvers.database.pool.state.inUse > 0) await sleep(5);
  });
});

describe('a cancelled statement', () => {
  const open = () =>
    openDatabase({
      url: api.databaseUrl,
      poolSize: 3,
      statementTimeoutMs: 0,
      requestTimeoutMs: patienceMs,
      prepare: true,
    });
  const until = () => performance.now() + patienceMs;

  it('never takes the next one on its connection with it, whenever the cancelling comes', async () => {
    const database = open();
    let isOver = false;
    let others = 0;
    // They take over each connection as soon as it is free, and every failure of theirs is one too many.
    const traffic = Array.from({ length: 4 }, async () => {
      for (; !isOver; others++) {
        const rows = await database.pool.run(
          { text: 'select $1::int as n from pg_sleep(0.0005)', params: [others] },
          until(),
        );
        expect(rows).toHaveLength(1);
      }
    });
    const ends = { answered: 0, left: 0 };
    const leaving = Array.from({ length: 3 }, async (_, client) => {
      for (let round = 0; round < scaled(150); round++) {
        const controller = new AbortController();
        const statement = {
          text: 'select $1::int as n from pg_sleep(0.001)',
          params: [round],
          signal: controller.signal,
        };
        const answer = database.pool.run(statement, until()).then(
          () => ends.answered++,
          error => {
            expect(error).toBeInstanceOf(ClientGoneError);
            ends.left++;
          },
        );
        // Before it is sent, while it runs, and about when it has ended.
        if ((round + client) % 5 > 0) await sleep(((round * 7 + client) % 40) / 10);
        controller.abort();
        await answer;
      }
    });
    await Promise.all(leaving);
    isOver = true;
    await Promise.all(traffic);
    expect(ends.left).toBeGreaterThan(0);
    expect(others).toBeGreaterThan(0);
    await database.close();
  });

  it('leaves its connection usable: no backend is started for the next one', async () => {
    const database = open();
    const pidOf = async () =>
      (await database.pool.run({ text: 'select pg_backend_pid() as pid' }, until()))[0]!.pid;
    const pid = await pidOf();
    await hold('dashboards');
    const controller = new AbortController();
    const { signal } = controller;
    const read = database.pool.run({ text: 'select from dashboards', signal }, until());
    read.catch(() => {});
    await waitingAre(1);
    controller.abort();
    await expect(read).rejects.toBeInstanceOf(ClientGoneError);
    expect(await pidOf()).toBe(pid);
    await database.close();
  });
});
