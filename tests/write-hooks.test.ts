/**
 * Hooks after writes are told of every row that was written, at whatever door, and of no other: as it was written, and by whom.
 * Knows tables of an application with an outbox; when and how often hooks run, other suites say.
 */
import { asc, defineRelations, eq } from 'drizzle-orm';
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import { type ConnectedApi, everyone, generateApi, type ServedApi, serveApi } from 'insightgraph';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileWrite } from '../src/generator/write/compile-write.ts';
import type { WriteUnit } from '../src/generator/write/write-units.ts';
import type { Any } from './support/api.ts';
import { openTestClient, type TestDatabase } from './support/database.ts';
import { album, hookApi, outbox, track } from './support/hook-tables.ts';
import { ann, connectionOf, createHookDatabase } from './support/hook-world.ts';
import { growth, scrape } from './support/prometheus.ts';
import { type AnyEvent, connectWith, recording, until } from './support/recorded-hooks.ts';

let database: TestDatabase;
let server: ServedApi;
const events: AnyEvent[] = [];
beforeAll(async () => {
  database = await createHookDatabase();
  const api = hookApi(extension => {
    recording(events)(extension);
    extension.addWriteCheck({
      kind: 'values',
      table: 'album',
      columns: ['title'],
      check: ({ title }) =>
        title === 'refused'
          ? [{ code: 'BAD_USER_INPUT', path: ['title'], message: 'title is refused.' }]
          : [],
    });
  });
  server = await serveApi({ api, ...connectionOf(database), port: 0 });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** Asks as Ann would. */
async function mutate(fields: string, authorization: string = ann.authorization): Promise<Any> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: `mutation { ${fields} }` }),
  });
  const { data, errors } = (await response.json()) as Any;
  return data ?? errors;
}

const waiting = () => server.database.db.$count(outbox);

/** What hooks are told of while something is done, in short; all of it is delivered. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  const before = events.length;
  await work();
  await until(async () => (await waiting()) === 0, 'the outbox is empty');
  return events
    .slice(before)
    .map(({ table, kind, row }) => `${table} ${kind} ${row.title ?? row.name}`)
    .sort();
}

const errors = 'userErrors { code path }';
const idOf = async (title: string) =>
  (await server.database.db.select().from(album).where(eq(album.title, title)))[0]!.albumId;

describe('a hook is told of', () => {
  it('rows that are made, and of those that are made with them', async () => {
    const create = `createAlbum(input: { title: "First", tracks: { create: [{ name: "One" }, { name: "Two" }] } }) { ${errors} }`;
    expect(await told(() => mutate(create))).toEqual([
      'album created First',
      'track created One',
      'track created Two',
    ]);
  });

  it('rows that are changed, with their children', async () => {
    const tracks = await server.database.db.select().from(track).orderBy(asc(track.name));
    const [one, two] = tracks.map(({ trackId }) => trackId);
    const update = `updateAlbum(input: { id: "${await idOf('First')}", title: "Renamed", tracks: {
      update: [{ id: "${one}", name: "One again" }], delete: ["${two}"], create: [{ name: "Three" }] } }) { ${errors} }`;
    expect(await told(() => mutate(update))).toEqual([
      'album updated Renamed',
      'track created Three',
      'track deleted Two',
      'track updated One again',
    ]);
  });

  it('rows that are deleted and brought back', async () => {
    const input = `input: { id: "${await idOf('Renamed')}" }`;
    expect(await told(() => mutate(`deleteAlbum(${input}) { ${errors} }`))).toEqual([
      'album deleted Renamed',
    ]);
    expect(await told(() => mutate(`restoreAlbum(${input}) { ${errors} }`))).toEqual([
      'album restored Renamed',
    ]);
  });

  it('all rows that a filter finds', async () => {
    await told(() => mutate(`createAlbum(input: { title: "Second" }) { ${errors} }`));
    const where = 'where: { stage: { eq: DRAFT } }, atMost: 9';
    expect(
      await told(() => mutate(`updateAlbums(input: { ${where}, set: { price: "2" } }) { count ${errors} }`)),
    ).toEqual(['album updated Renamed', 'album updated Second']);
    expect(
      await told(() =>
        mutate(`deleteTracks(input: { where: { name: { eq: "Three" } }, atMost: 9 }) { count ${errors} }`),
      ),
    ).toEqual(['track deleted Three']);
  });

  it('no row that is so already', async () => {
    const where = 'where: { stage: { eq: DRAFT } }, atMost: 9';
    const set = 'set: { price: "2.000000000000" }';
    expect(await told(() => mutate(`updateAlbums(input: { ${where}, ${set} }) { count ${errors} }`))).toEqual(
      [],
    );
    const same = `input: { id: "${await idOf('Second')}", title: "Second" }`;
    expect(await told(() => mutate(`updateAlbum(${same}) { ${errors} }`))).toEqual([]);
  });

  it('several writes of one operation', async () => {
    const create = (title: string) => `${title}: createAlbum(input: { title: "${title}" }) { ${errors} }`;
    expect(await told(() => mutate(`${create('c')} ${create('d')}`))).toEqual([
      'album created c',
      'album created d',
    ]);
  });

  it.each([
    ['a rule refuses', `createAlbum(input: { title: "no" }) { ${errors} }`, 'Bearer', 'FORBIDDEN'],
    [
      'a check refuses',
      `createAlbum(input: { title: "refused" }) { ${errors} }`,
      undefined,
      'BAD_USER_INPUT',
    ],
    [
      'the database refuses, with its children',
      `createAlbum(input: { title: "no", code: "far too long", tracks: { create: [{ name: "no" }] } }) { ${errors} }`,
      undefined,
      'BAD_USER_INPUT',
    ],
    [
      'is not there',
      `deleteAlbum(input: { id: "${crypto.randomUUID()}" }) { ${errors} }`,
      undefined,
      'NOT_FOUND',
    ],
  ])('no row that %s', async (_, write, authorization, code) => {
    let answer: Any;
    const work = async () => {
      answer = await mutate(write, authorization === undefined ? undefined : '');
    };
    expect(await told(work)).toEqual([]);
    expect(JSON.stringify(answer)).toContain(code);
  });
});

describe('an operator', () => {
  it('sees what was tried, what waits, and what was given up', async () => {
    const before = await scrape(new URL(server.url).origin);
    await told(() =>
      mutate(`createAlbum(input: { title: "Counted", tracks: { create: [{ name: "x" }] } }) { ${errors} }`),
    );
    const after = await scrape(new URL(server.url).origin);
    expect(growth(before, after, /^hook_(runs_total|run_duration_seconds_count)/)).toEqual({
      'hook_runs_total{hook="albums",outcome="delivered"}': 1,
      'hook_runs_total{hook="tracks",outcome="delivered"}': 1,
      'hook_run_duration_seconds_count{hook="albums"}': 1,
      'hook_run_duration_seconds_count{hook="tracks"}': 1,
    });
    expect([...after.keys()]).toEqual(
      expect.arrayContaining(['hook_events_waiting', 'hook_events_dead', 'hook_events_oldest_seconds']),
    );
  });
});

describe('an event has', () => {
  beforeEach(() => {
    events.length = 0;
  });

  it('the whole row, to the last digit, as Drizzle reads it', async () => {
    const input = `{ title: "Exact", plays: "9007199254740993", price: "1.500000000001", heardAt: "2026-01-02T03:04:05.123456Z",
      tags: ["a", "b,\\"c"], notes: { z: 1.10, a: [null] }, raw: { z: 1, a: 2 }, stage: SOLD_OUT, code: "x" }`;
    await told(() => mutate(`createAlbum(input: ${input}) { ${errors} }`));
    const client = postgres(database.url, { max: 1 });
    const [row] = await drizzle({ client }).select().from(album).where(eq(album.title, 'Exact'));
    await client.end({ timeout: 5 });
    expect(events.map(event => event.row)).toEqual([row]);
    expect(events[0]!.row).toMatchObject({
      plays: 9007199254740993n,
      price: '1.500000000001',
      heardAt: '2026-01-02 03:04:05.123456',
      tags: ['a', 'b,"c'],
      margin: '0.10',
      deletedAt: null,
      createdAt: expect.any(Date),
    });
  });

  it('who wrote it, when, and where the row is found', async () => {
    const { createAlbum } = await mutateOne(
      `createAlbum(input: { title: "Whose" }) { album { id } ${errors} }`,
    );
    const [event] = events;
    expect(event).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      table: 'album',
      kind: 'created',
      rowId: createAlbum.album.id,
      row: expect.objectContaining({ title: 'Whose' }),
      account: '1',
      requestId: expect.any(String),
      writtenAt: expect.any(Date),
      attempt: 1,
    });
    expect(Math.abs(event!.writtenAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  /** One that is told of. */
  async function mutateOne(fields: string): Promise<Any> {
    let answer: Any;
    await told(async () => {
      answer = await mutate(fields);
    });
    return answer;
  }
});

describe('a table without hooks', () => {
  it('is written by the statement that it would be without an outbox', () => {
    const [plain, hooked] = [hookApi(() => {}), hookApi(recording([]))];
    const statement = ({ blueprint }: typeof plain, table: string) => {
      const item = { key: ['1'], values: { body: 'x' }, given: ['body'], references: [], path: ['input'] };
      const unit = { name: 'u0', table, operation: 'update' as const, items: [item] };
      return JSON.stringify(compileWrite(blueprint, [unit], { requestId: 'r', clientRequestId: null }));
    };
    expect(statement(hooked, 'review')).toBe(statement(plain, 'review'));
    expect(statement(hooked, 'track')).not.toBe(statement(plain, 'track'));
  });
});

describe('a row of which nothing can be set', () => {
  const shelf = pgTable('shelf', { shelfId: uuid().primaryKey() });
  const book = pgTable('book', {
    bookId: uuid().primaryKey(),
    title: text(),
    shelfId: uuid().references(() => shelf.shelfId),
  });
  const write = { create: everyone, update: everyone };

  it('leaves no event where only its children are written', () => {
    const { blueprint } = generateApi({
      relations: defineRelations({ shelf, book }, r => ({
        shelf: { books: r.many.book({ from: r.shelf.shelfId, to: r.book.shelfId }) },
      })),
      policy: {
        shelf: { read: everyone, write: { ...write, owns: ['books'] } },
        book: { read: everyone, write },
      },
      outbox,
      extend: extension => {
        for (const table of ['shelf', 'book'] as const)
          extension.addWriteHook({ name: table, table, on: ['created', 'updated'], run: () => {} });
      },
    });
    const unit = (table: string, operation: 'create' | 'update') => {
      const item = { key: [crypto.randomUUID()], values: {}, given: [], references: [], path: ['input'] };
      return { name: 'u0', table, operation, items: [item] };
    };
    const leaves = (...units: WriteUnit[]) =>
      compileWrite(blueprint, units, { requestId: 'r', clientRequestId: null }).leavesEvents;
    expect(leaves(unit('shelf', 'update'))).toBe(false);
    expect(leaves(unit('shelf', 'create'))).toBe(true);
    expect(leaves(unit('book', 'update'))).toBe(true);
  });
});

describe('writes on the way of a hook', () => {
  let api: ConnectedApi;
  afterAll(() => api.close());

  it('are done on behalf of who wrote, and on connections that no request waits for', async () => {
    api = await connectWith(database, extension =>
      extension.addWriteHook({
        name: 'reviews',
        table: 'album',
        on: ['created'],
        run: async ({ account, row: { title } }, { database: db, write }) => {
          const albums = await db.$count(album, eq(album.title, title));
          const body = `${title} ${albums}`;
          const { userErrors } = await write({ account: account! }, 'createReview', { body });
          if (userErrors.length > 0) throw new Error(userErrors[0]!.message);
        },
      }),
    );
    await api.write(ann, 'createAlbum', { title: 'Heard' });
    const client = openTestClient(database.url);
    await until(
      async () => (await client`select 1 from review where body = 'Heard 1'`).length === 1,
      'it is reviewed',
    );
    await client.end({ timeout: 5 });
  });
});
