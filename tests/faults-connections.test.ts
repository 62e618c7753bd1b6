/**
 * The connection pool under each fault by itself: slow statements, lost connections, frozen and missing servers.
 * Knows the pool from inside the process; what clients see of it is in system/database-faults.test.ts.
 */
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
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
import { patienceMs } from './support/scale.ts';

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
  for (const { letGo } of holders) await letGo();
  await database.close();
  await sleep(20);
  expect(uncaught).toEqual([]);
});

const open = (options: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
  openDatabase({
    url: own.url,
    poolSize: 2,
    statementTimeoutMs: 0,
    requestTimeoutMs: patienceMs,
    prepare: true,
    ...options,
  });
const within = (ms: number) => performance.now() + ms;
const ask = (text: string, ms = patienceMs) => database.pool.run({ text }, within(ms));
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

/** What statements wait for as long as a test likes, whatever the machine: a lock that somebody else has. */
interface Held {
  letGo(): Promise<void>;
}
const holders = new Set<Held>();
const lock = 4_711;
const whatIsHeld = `pg_advisory_xact_lock_shared(${lock})`;
const forWhatIsHeld = `select ${whatIsHeld}`;
async function hold(): Promise<Held> {
  const holder = postgres(own.adminUrl, { max: 1, onnotice: () => {}, fetch_types: false });
  await holder.unsafe(`select pg_advisory_lock(${lock})`);
  const held = {
    letGo: async () => {
      holders.delete(held);
      await holder.end();
    },
  };
  holders.add(held);
  return held;
}
/** Until so many of the application's connections are there that meet a condition. */
async function countOf(expected: number, condition?: string): Promise<void> {
  while ((await backends(condition)).length !== expected) await sleep(20);
}
const waitingFor = (statements: number) => countOf(statements, `wait_event_type = 'Lock'`);
const measured = async <T>(promise: Promise<T>): Promise<{ value: T; ms: number }> => {
  const startedAt = performance.now();
  return { value: await promise, ms: performance.now() - startedAt };
};

describe('a slow statement', () => {
  it('holds up no other while a connection is free', async () => {
    const held = await hold();
    let slow = 'under way';
    const waiting = ask(forWhatIsHeld).then(() => (slow = 'done'));
    await waitingFor(1);
    await Promise.all(Array.from({ length: 20 }, () => ask('select 1')));
    expect(slow).toBe('under way');
    await held.letGo();
    await waiting;
  });

  it('is given up and ended at its deadline, and its connection replaced', async () => {
    // A connection is there, so that the deadline cannot come before the statement is sent.
    await ask('select 1');
    const held = await hold();
    const late = await caught(ask(forWhatIsHeld, 200));
    expect(late).toBeInstanceOf(DeadlineError);
    expect((late as DeadlineError).sent).toBe(true);
    expect(await ask('select 2 as two')).toEqual([{ two: 2 }]);
    // While what it waits for is still held: nothing but its being cancelled ends it.
    await waitingFor(0);
    await held.letGo();
  });

  it('lets those who wait behind it give up in time, and says that they were not sent', async () => {
    const held = await hold();
    const slow = [ask(forWhatIsHeld), ask(forWhatIsHeld)];
    const late = await caught(ask('select 1', 200));
    expect(late).toBeInstanceOf(DeadlineError);
    expect((late as DeadlineError).sent).toBe(false);
    await held.letGo();
    await Promise.all(slow);
  });

  it('that writes is answered TIMEOUT, saying that it may have been done', async () => {
    await ask('select 1');
    const viewer = {
      told: sql`(select '' from "viewer")`,
      expressions: sql`"viewer" as (select 1 as "one")`,
      accept: () => {},
    };
    const slow = sql`"slow" as (select pg_sleep(20))`;
    const write = runWrite(database, viewer, slow, sql`(select count(*) from "slow") as "n"`, {
      until: within(200),
    });
    const error = await caught(write);
    expect(error).toMatchObject({
      message: 'The write took too long, and whether it was done is not known. Look before you try again.',
      extensions: { code: 'TIMEOUT' },
    });
  });
});

describe('readiness', () => {
  it('holds while all connections are busy and PostgreSQL answers, and ends when it answers nobody', async () => {
    // Behind all of these it waits longer than its deadline, within which some are answered.
    const busy = Array.from({ length: 14 }, () => ask('select pg_sleep(0.5)'));
    expect(await isReady(database)).toBe(true);
    await Promise.all(busy);
    const held = await hold();
    const hung = [ask(forWhatIsHeld), ask(forWhatIsHeld)];
    await waitingFor(2);
    expect(await isReady(database)).toBe(false);
    await held.letGo();
    await Promise.all(hung);
  });
});

describe('a lost connection', () => {
  it('fails the statement on it at once, and costs the next one nothing', async () => {
    await hold();
    const running = caught(ask(forWhatIsHeld));
    await waitingFor(1);
    await terminate();
    expect(await running).toBeInstanceOf(ConnectionLostError);
    expect(await ask('select 2 as two')).toEqual([{ two: 2 }]);
  });

  it('is never used again: after many, all connections that there may be still work', async () => {
    for (let round = 0; round < 10; round++) {
      const load = Array.from({ length: 20 }, () => caught(ask('select 1, pg_sleep(0.01)')));
      await sleep(15);
      await terminate();
      await Promise.all(load);
    }
    const held = await hold();
    const both = [ask(forWhatIsHeld), ask(forWhatIsHeld)];
    await waitingFor(2);
    await countOf(2);
    await held.letGo();
    await Promise.all(both);
  });
});

describe('Drizzle on the pool', () => {
  it('fails in time and in kind: its wrapping hides neither a deadline nor a lost connection', async () => {
    await hold();
    const impatient = open({ requestTimeoutMs: 200 });
    await impatient.pool.run({ text: 'select 1' }, within(patienceMs));
    const late = await caught(impatient.db.execute(sql.raw(forWhatIsHeld)));
    expect([failureOf(late), mayHaveRun(late)]).toEqual(['timeout', true]);
    await impatient.close();
    await waitingFor(0);
    const running = caught(database.db.execute(sql.raw(forWhatIsHeld)));
    await waitingFor(1);
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
        Array.from({ length: 50 }, () => caught(missing.pool.run({ text: 'select 1' }, within(patienceMs)))),
      ),
    );
    expect(value.every(error => error instanceof NoConnectionError)).toBe(true);
    // Sooner than the pool takes a silent server for one that is not there.
    expect(ms).toBeLessThan(2_000);
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
        Array.from({ length: 10 }, () => caught(mute.pool.run({ text: 'select 1' }, within(patienceMs)))),
      ),
    );
    expect(value.every(error => error instanceof NoConnectionError)).toBe(true);
    // One after the other, two at a time, they would have waited for ten.
    expect(ms).toBeLessThan(8_000);
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
    const held = await hold();
    const running = ask(`select 3 as three from ${whatIsHeld}`);
    await waitingFor(1);
    const closing = database.close();
    expect(await caught(ask('select 1'))).toBeInstanceOf(NoConnectionError);
    await held.letGo();
    expect(await running).toEqual([{ three: 3 }]);
    await closing;
    await countOf(0);
  });
});
