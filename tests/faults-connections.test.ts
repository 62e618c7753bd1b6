/**
 * The connection pool under each fault by itself: slow statements, lost connections, frozen and missing servers.
 * Knows the pool from inside the process; what clients see of it is in faults.test.ts.
 */
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ConnectionLostError,
  DeadlineError,
  failureOf,
  mayHaveRun,
  NoConnectionError,
} from '../src/database/failure.ts';
import { type Database, openDatabase } from '../src/database/open.ts';
import { runWrite } from '../src/database/run-write.ts';
import { tables } from '../src/model/relations.ts';
import { isReady } from '../src/server/health.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { once } from './support/fault-cluster.ts';

let own: TestDatabase;
let database: Database;
/** What nobody caught would end the server's process. */
const uncaught: unknown[] = [];
const catchIt = (error: unknown) => uncaught.push(error);

beforeAll(async () => {
  own = await createTestDatabase();
  process.on('unhandledRejection', catchIt);
});
afterAll(async () => {
  process.off('unhandledRejection', catchIt);
  await own.drop();
});
beforeEach(() => {
  database = open();
});
afterEach(async () => {
  await database.close();
  await sleep(20);
  expect(uncaught).toEqual([]);
});

const open = (options: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
  openDatabase({ url: own.url, poolSize: 2, statementTimeoutMs: 0, prepare: true, ...options });
const within = (ms: number) => performance.now() + ms;
const ask = (text: string, ms = 5_000) => database.pool.run({ text }, within(ms));
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    value => value,
    error => error,
  );
const backends = async (condition = 'true') =>
  once<{ pid: number; query: string }>(
    own.adminUrl,
    `select pid, query from pg_stat_activity where application_name = 'insightgraph'
     and datname = current_database() and ${condition}`,
  );
const terminate = () =>
  once(
    own.adminUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'insightgraph' and datname = current_database()`,
  );
const measured = async <T>(promise: Promise<T>): Promise<{ value: T; ms: number }> => {
  const startedAt = performance.now();
  return { value: await promise, ms: performance.now() - startedAt };
};

describe('a slow statement', () => {
  it('holds up no other while a connection is free', async () => {
    const slow = ask('select pg_sleep(1.5)');
    await sleep(100);
    const fast = await measured(Promise.all(Array.from({ length: 20 }, () => ask('select 1'))));
    expect(fast.ms).toBeLessThan(1_000);
    await slow;
  });

  it('is given up and ended at its deadline, and its connection replaced', async () => {
    const { value, ms } = await measured(caught(ask('select pg_sleep(20)', 200)));
    expect(value).toBeInstanceOf(DeadlineError);
    expect((value as DeadlineError).sent).toBe(true);
    expect(ms).toBeLessThan(1_500);
    expect(await ask('select 2 as two')).toEqual([{ two: 2 }]);
    for (let i = 0; (await backends(`query like '%pg_sleep(20)%'`)).length > 0; i++) {
      expect(i).toBeLessThan(100);
      await sleep(20);
    }
  });

  it('lets those who wait behind it give up in time, and says that they were not sent', async () => {
    const slow = [ask('select pg_sleep(1)'), ask('select pg_sleep(1)')];
    const { value, ms } = await measured(caught(ask('select 1', 200)));
    expect(value).toBeInstanceOf(DeadlineError);
    expect((value as DeadlineError).sent).toBe(false);
    expect(ms).toBeLessThan(900);
    await Promise.all(slow);
  });

  it('that writes is answered TIMEOUT, saying that it may have been done', async () => {
    const viewer = { name: 'viewer', select: sql`select 1 as "one"`, accept: () => {} };
    const slow = sql`"slow" as (select pg_sleep(20))`;
    const write = runWrite(database, viewer, slow, sql`(select count(*) from "slow") as "n"`, within(200));
    const error = await caught(write);
    expect(error).toMatchObject({
      message: 'The write took too long, and whether it was done is not known. Look before you try again.',
      extensions: { code: 'TIMEOUT' },
    });
  });
});

describe('readiness', () => {
  it('holds while all connections are busy and PostgreSQL answers, and ends when it answers nobody', async () => {
    let stop = false;
    // Longer than the deadline of readiness, one after the other.
    const busy = [0, 0.8].map(async delay => {
      await sleep(delay * 1_000);
      while (!stop) await ask('select pg_sleep(1.6)', 20_000);
    });
    const waiting = Array.from({ length: 6 }, () => ask('select pg_sleep(1.6)', 20_000));
    await sleep(1_000);
    expect(await isReady(database)).toBe(true);
    stop = true;
    await Promise.all([...busy, ...waiting]);
    const hung = [ask('select pg_sleep(4)'), ask('select pg_sleep(4)')];
    await sleep(200);
    expect(await isReady(database)).toBe(false);
    await Promise.all(hung);
  });
});

describe('a lost connection', () => {
  it('fails the statement on it at once, and costs the next one nothing', async () => {
    const running = measured(caught(ask('select pg_sleep(10)')));
    await sleep(300);
    await terminate();
    const { value, ms } = await running;
    expect(value).toBeInstanceOf(ConnectionLostError);
    expect(ms).toBeLessThan(4_000);
    expect(await ask('select 2 as two')).toEqual([{ two: 2 }]);
  });

  it('is never used again: after many, all connections that there may be still work', async () => {
    for (let round = 0; round < 10; round++) {
      const load = Array.from({ length: 20 }, () => caught(ask('select 1, pg_sleep(0.01)')));
      await sleep(15);
      await terminate();
      await Promise.all(load);
    }
    await Promise.all([ask('select pg_sleep(0.2)'), ask('select pg_sleep(0.2)')]);
    expect(await backends()).toHaveLength(2);
    const { ms } = await measured(Promise.all([ask('select pg_sleep(0.5)'), ask('select pg_sleep(0.5)')]));
    expect(ms).toBeLessThan(950);
  });
});

describe('Drizzle on the pool', () => {
  it('fails in time and in kind: its wrapping hides neither a deadline nor a lost connection', async () => {
    const impatient = open({ requestTimeoutMs: 200 });
    const late = await caught(impatient.db.execute(sql`select pg_sleep(20)`));
    expect([failureOf(late), mayHaveRun(late)]).toEqual(['timeout', true]);
    await impatient.close();
    const running = caught(database.db.execute(sql`select pg_sleep(10)`));
    await sleep(300);
    await terminate();
    const lost = await running;
    expect([failureOf(lost), mayHaveRun(lost)]).toEqual(['unavailable', true]);
    const missing = open({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    const refused = await caught(missing.db.execute(sql`select 1`));
    expect([failureOf(refused), mayHaveRun(refused)]).toEqual(['unavailable', false]);
    await missing.close();
  });
});

describe('a transaction', () => {
  const slugs = async () =>
    (await once<{ slug: string }>(own.adminUrl, 'select slug from projects order by slug')).map(
      row => row.slug,
    );
  const project = (slug: string) => ({ name: slug, slug });
  afterEach(() => once(own.adminUrl, 'delete from projects'));

  it('whose connection breaks leaves nothing, whatever is sent afterwards, with traffic beside it', async () => {
    let stop = false;
    const traffic = Array.from({ length: 6 }, async () => {
      while (!stop) await caught(ask('select 1'));
    });
    for (let round = 0; round < 5; round++) {
      const error = await caught(
        database.db.transaction(async transaction => {
          await transaction.insert(tables.projects).values(project(`before-${round}`));
          await terminate();
          await sleep(100);
          // The mistake that such a transaction has to survive: going on after a failure.
          await caught(
            transaction
              .insert(tables.projects)
              .values(project(`after-${round}`))
              .execute(),
          );
          await sleep(50);
          await caught(
            transaction
              .insert(tables.projects)
              .values(project(`later-${round}`))
              .execute(),
          );
        }),
      );
      expect(error).toBeInstanceOf(Error);
    }
    stop = true;
    await Promise.all(traffic);
    expect(await slugs()).toEqual([]);
  });

  it('is done as a whole, or not at all where a statement failed, even if nobody looked at the failure', async () => {
    await database.db.transaction(async transaction => {
      await transaction.insert(tables.projects).values(project('one'));
      await transaction.insert(tables.projects).values(project('two'));
    });
    const error = await caught(
      database.db.transaction(async transaction => {
        await transaction.insert(tables.projects).values(project('three'));
        await caught(transaction.insert(tables.projects).values(project('Not A Slug')).execute());
      }),
    );
    expect(error).toBeInstanceOf(Error);
    expect(await slugs()).toEqual(['one', 'two']);
  });

  it('takes no statement after its end', async () => {
    let leaked: (() => Promise<unknown>) | undefined;
    await database.db.transaction(async transaction => {
      leaked = () => transaction.insert(tables.projects).values(project('leaked')).execute();
    });
    expect(await caught(leaked!())).toBeInstanceOf(Error);
    expect(await slugs()).toEqual([]);
  });
});

describe('a server that is not there', () => {
  it('is told at once, to all who wait', async () => {
    const missing = open({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    const { value, ms } = await measured(
      Promise.all(
        Array.from({ length: 50 }, () => caught(missing.pool.run({ text: 'select 1' }, within(10_000)))),
      ),
    );
    expect(value.every(error => error instanceof NoConnectionError)).toBe(true);
    expect(ms).toBeLessThan(1_000);
    await missing.close();
  });

  it('that takes connections and says nothing is given up after two seconds', async () => {
    const sockets: Socket[] = [];
    const silent = createServer(socket => sockets.push(socket));
    const port = await new Promise<number>(resolve => {
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port));
    });
    const mute = open({ url: `postgres://nobody@127.0.0.1:${port}/nothing` });
    const { value, ms } = await measured(
      Promise.all(
        Array.from({ length: 10 }, () => caught(mute.pool.run({ text: 'select 1' }, within(10_000)))),
      ),
    );
    expect(value.every(error => error instanceof NoConnectionError)).toBe(true);
    expect(ms).toBeLessThan(3_500);
    await mute.close();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('when a statement has to be cancelled ends no process', async () => {
    // A server that answers the start of a connection and nothing after it, and is gone when the cancelling begins.
    const ok = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x4b, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 1]);
    const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
    const emptyAnswer = Buffer.from([0x43, 0, 0, 0, 13, ...Buffer.from('SELECT 0'), 0]);
    let asked = 0;
    const stub = createServer(socket => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write(Buffer.concat([ok, ready]));
        socket.on('data', () => {
          asked++;
          if (asked === 1) socket.write(Buffer.concat([emptyAnswer, ready]));
        });
      });
    });
    const port = await new Promise<number>(resolve => {
      stub.listen(0, '127.0.0.1', () => resolve((stub.address() as { port: number }).port));
    });
    const fragile = open({ url: `postgres://nobody@127.0.0.1:${port}/nothing`, poolSize: 1 });
    const answer = caught(fragile.pool.run({ text: 'select 2' }, within(400)));
    await sleep(200);
    stub.close();
    expect(await answer).toBeInstanceOf(DeadlineError);
    await sleep(200);
    await fragile.close();
  });
});

describe('a pool that is closed', () => {
  it('lets statements under way finish and takes no new ones', async () => {
    const running = ask('select pg_sleep(0.3), 3 as three');
    await sleep(100);
    const closing = database.close();
    expect(await caught(ask('select 1'))).toBeInstanceOf(NoConnectionError);
    expect(await running).toMatchObject([{ three: 3 }]);
    await closing;
    expect(await backends()).toEqual([]);
  });
});
