/**
 * When and how often hooks run: at least once, again where they fail, the events of a row in their order, and none lost when a process ends.
 * Knows one process at a time; how several share the work, and what SIGKILL does, tests/system says.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectedApi, HookTools, WriteHook } from 'insightgraph';
import { type Logger, pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/database/open.ts';
import { Outbox, type TakenEvent, triesOf } from '../src/hooks/outbox.ts';
import { runHook } from '../src/hooks/run-hook.ts';
import { Delivery, delayOf } from '../src/queue/delivery.ts';
import type { Any } from './support/api.ts';
import { connectionTo } from './support/connection.ts';
import { openTestClient, type TestDatabase } from './support/database.ts';
import { hookApi } from './support/hook-tables.ts';
import { ann, createHookDatabase, silent } from './support/hook-world.ts';
import { type AnyEvent, connectWith, until } from './support/recorded-hooks.ts';

let database: TestDatabase;
let client: ReturnType<typeof openTestClient>;
beforeAll(async () => {
  database = await createHookDatabase();
  client = openTestClient(database.url);
});
afterAll(async () => {
  await client.end({ timeout: 5 });
  await database.drop();
});
const connected: ConnectedApi[] = [];
beforeEach(() => client`delete from outbox`);
afterEach(async () => {
  await Promise.all(connected.splice(0).map(api => api.close()));
});

/** Connects an API with one hook of albums. */
async function connect(
  hook: Partial<WriteHook> & Pick<WriteHook, 'run'>,
  options: { readonly hookConcurrency?: number; readonly log?: Logger } = {},
): Promise<ConnectedApi> {
  const whole = { name: 'tried', table: 'album', on: ['created', 'updated'], ...hook } as const;
  const api = await connectWith(database, extension => extension.addWriteHook(whole as Any), {
    log: silent,
    ...options,
  });
  connected.push(api);
  return api;
}

const createAlbum = async (api: ConnectedApi, title: string): Promise<string> => {
  const { album, userErrors } = await api.write(ann, 'createAlbum', { title }, 'album { id }');
  expect(userErrors).toEqual([]);
  return (album as Any).id;
};
const events = async (): Promise<Any[]> =>
  client`select id, tries, dead_at, last_error, due_at > clock_timestamp() as later, isfinite(due_at) as comes from outbox order by position`;
const isEmpty = async () => (await events()).length === 0;

describe('a hook that fails', () => {
  it('is tried again with the same event, and is over once it does not', async () => {
    const tries: AnyEvent[] = [];
    const api = await connect({
      retryAfterMs: 5,
      run: event => {
        tries.push(event);
        if (tries.length < 3) throw new Error('Not yet.');
      },
    });
    await createAlbum(api, 'tried');
    await until(isEmpty, 'it is delivered');
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(new Set(tries.map(({ row }) => row.title))).toEqual(new Set(['tried']));
  });

  it('for ever is given up, told to operators, and run again when they say so', async () => {
    const lines: Any[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    let isMended = false;
    let runs = 0;
    const run = () => {
      runs++;
      if (!isMended) throw new Error('Never.');
    };
    const api = await connect({ retryAfterMs: 5, attempts: 2, run }, { log });
    await createAlbum(api, 'dead');
    await until(async () => (await events())[0]?.dead_at, 'it is given up');
    const [event] = await events();
    expect(event).toMatchObject({ tries: 2, last_error: 'Never.', comes: false });
    await until(() => lines.length >= 2, 'it is told');
    expect(lines.map(({ level, hook, attempt }) => [level, hook, attempt])).toEqual([
      [40, 'tried', 1],
      [50, 'tried', 2],
    ]);
    await sleep(50);
    expect(runs).toBe(2);
    isMended = true;
    const [, again] = /run again: (update .*)$/.exec(lines[1].msg)!;
    expect(again).toContain(event.id);
    await client.unsafe(again!);
    await until(isEmpty, 'it is delivered after all');
  });

  it('by not being done in its time is told to end, and tried again', async () => {
    const reasons: unknown[] = [];
    const api = await connect({
      retryAfterMs: 5,
      timeoutMs: 50,
      run: async (_, { signal }) => {
        if (reasons.length > 0) return;
        await new Promise<void>(resolve => {
          signal.addEventListener('abort', () => {
            reasons.push((signal.reason as Error).message);
            resolve();
          });
        });
        await sleep(10_000, undefined, { ref: false });
      },
    });
    await createAlbum(api, 'slow');
    await until(isEmpty, 'it is delivered');
    expect(reasons).toEqual(['It was not done after 50 ms.']);
  });

  it('waits twice as long each time, up to ten minutes, and never as long as another', () => {
    const tries = triesOf({ retryAfterMs: 1_000 } as WriteHook);
    for (const [attempt, most] of [
      [1, 1_000],
      [2, 2_000],
      [5, 16_000],
      [40, 600_000],
    ] as const) {
      const delays = Array.from({ length: 50 }, () => delayOf(tries, attempt));
      expect(Math.max(...delays)).toBeLessThanOrEqual(most);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(most / 2);
      expect(new Set(delays).size).toBeGreaterThan(40);
    }
  });
});

describe('the events of a row', () => {
  it('are told in their order, also where an earlier one is tried again', async () => {
    const told: string[] = [];
    const failed = new Set<string>();
    let running = 0;
    let most = 0;
    const run = async ({ id, row }: AnyEvent) => {
      most = Math.max(most, ++running);
      await sleep(10 + Math.random() * 40);
      running--;
      if (!failed.has(id)) {
        failed.add(id);
        throw new Error('The first try of each fails.');
      }
      told.push(String(row.title));
    };
    // All wait before the first one is told.
    const writer = await connect({ run }, { hookConcurrency: 0 });
    const [a, b] = [await createAlbum(writer, 'a0'), await createAlbum(writer, 'b0')];
    for (let i = 1; i < 6; i++)
      await Promise.all([
        writer.write(ann, 'updateAlbum', { id: a, title: `a${i}` }),
        writer.write(ann, 'updateAlbum', { id: b, title: `b${i}` }),
      ]);
    await connect({ retryAfterMs: 5, run });
    await until(isEmpty, 'all are delivered');
    expect(told.filter(title => title.startsWith('a'))).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5']);
    expect(told.filter(title => title.startsWith('b'))).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5']);
    // Rows do not wait for each other.
    expect(most).toBeGreaterThan(1);
  });

  it('wait for none that was given up', async () => {
    const told: unknown[] = [];
    const api = await connect({
      attempts: 1,
      run: ({ row: { title } }) => {
        if (title === 'dies') throw new Error('Never.');
        told.push(title);
      },
    });
    const id = await createAlbum(api, 'dies');
    await until(async () => (await events())[0]?.dead_at, 'it is given up');
    await api.write(ann, 'updateAlbum', { id, title: 'lives' });
    await until(() => told.length > 0, 'the next one is told');
    expect(told).toEqual(['lives']);
  });
});

describe('an outbox in which much waits', () => {
  it('is not looked through for what is next, also where PostgreSQL knows nothing of it yet', async () => {
    const api = hookApi(extension =>
      extension.addWriteHook({ name: 'tried', table: 'album', on: ['created'], run: () => {} }),
    );
    const opened = openDatabase({ ...connectionTo(database.url), poolSize: 1, statementTimeoutMs: 0 });
    const outbox = new Outbox({ ...api, outbox: api.blueprint.outbox!, database: opened });
    await client`truncate outbox`;
    await client`insert into outbox (hook, row_table, row_key, kind, row, request_id)
      select 'tried', 'album', i::text, 'created', '{}', 'r' from generate_series(1, 3000) i`;
    const looked = async (): Promise<number> => {
      await opened.pool.run({ text: 'select pg_stat_force_next_flush()' }, performance.now() + 10_000);
      const [row] =
        await client`select seq_tup_read + idx_tup_fetch as rows from pg_stat_user_tables where relname = 'outbox'`;
      return Number(row!.rows);
    };
    await outbox.take(1);
    expect(await outbox.state()).toMatchObject({ waiting: 3_000, dead: 0 });
    const before = await looked();
    for (let i = 0; i < 10; i++) await outbox.take(1);
    // Ten times all that waits, otherwise.
    expect((await looked()) - before).toBeLessThan(3_000);
    await opened.close();
  });
});

describe('a process', () => {
  it('runs hooks right after the commit, and does not wait until it looks for those of others', async () => {
    let runs = 0;
    const api = await connect({ run: () => void runs++ });
    const startedAt = performance.now();
    for (let i = 1; i <= 8; i++) {
      await createAlbum(api, `soon ${i}`);
      await until(() => runs === i, 'it is run');
    }
    // It looks each second.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('runs no more hooks at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await sleep(20 + Math.random() * 40);
      running--;
    };
    const api = await connect({ run }, { hookConcurrency: 2 });
    await Promise.all(Array.from({ length: 12 }, (_, i) => createAlbum(api, `many ${i}`)));
    await until(isEmpty, 'all are delivered');
    expect(most).toBe(2);
  });

  it('that runs none leaves them to another', async () => {
    const told: unknown[] = [];
    const run = ({ row }: AnyEvent) => void told.push(row.title);
    const idle = await connect({ run }, { hookConcurrency: 0 });
    await createAlbum(idle, 'left');
    await sleep(50);
    expect(told).toEqual([]);
    await connect({ run });
    await until(isEmpty, 'another one delivers it');
    expect(told).toEqual(['left']);
  });

  it('that has not the hook of an event leaves it', async () => {
    const told: unknown[] = [];
    const writer = await connect({ name: 'of the next version', run: () => {} }, { hookConcurrency: 0 });
    await createAlbum(writer, 'left');
    const other = await connect({ run: ({ row }) => void told.push(row.title) });
    await createAlbum(other, 'own');
    await until(async () => (await events()).length === 1, 'its own is delivered');
    expect(told).toEqual(['own']);
    expect(await events()).toMatchObject([{ tries: 0 }]);
  });

  it('that is closed waits for the hooks that run', async () => {
    let state = 'waits';
    const api = await connect({
      run: async () => {
        state = 'runs';
        await sleep(100);
        state = 'is done';
      },
    });
    await createAlbum(api, 'last');
    await until(() => state === 'runs', 'it runs');
    await api.close();
    expect(state).toBe('is done');
    expect(await events()).toEqual([]);
  });

  it('that is closed gives back at once what does not end in time, as if it had not been tried', async () => {
    const run = (_: AnyEvent, { signal }: HookTools) =>
      new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const api = hookApi(extension =>
      extension.addWriteHook({ name: 'long', table: 'album', on: ['created'], run }),
    );
    const writer = await connectWith(
      database,
      extension => extension.addWriteHook({ name: 'long', table: 'album', on: ['created'], run }),
      { hookConcurrency: 0 },
    );
    connected.push(writer);
    await createAlbum(writer, 'long');
    const outcomes: string[] = [];
    const opened = openDatabase({ ...connectionTo(database.url), poolSize: 2, statementTimeoutMs: 0 });
    const outbox = new Outbox({ ...api, outbox: api.blueprint.outbox!, database: opened });
    const tools = { database: opened.db, write: writer.write };
    const delivery = new Delivery<TakenEvent>({
      queue: outbox,
      atOnce: 2,
      run: runHook({ ...api, outbox, tools }),
      triesOf: ({ hook }) => triesOf(hook),
      listener: { ran: (_, outcome) => void outcomes.push(outcome), onFailure: () => {} },
    });
    delivery.wake();
    await until(async () => (await events())[0]?.later, 'it is taken');
    await delivery.close(20);
    await opened.close();
    expect(outcomes).toEqual(['given back']);
    expect(await events()).toMatchObject([{ tries: 0, later: false, dead_at: null }]);
  });
});
