/**
 * Statements that fail after some of their rows have come: what is asked next on their connection gets its own rows, and no others.
 * postgres.js 3.4.9 goes on counting rows where the failed statement left off (porsager/postgres#1119, #1181).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ClientGoneError } from '../src/database/failure.ts';
import { type Database, openDatabase } from '../src/database/open.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { patienceMs } from './support/scale.ts';

let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase({ empty: true });
});
afterAll(() => own.drop());
beforeEach(() => {
  // One connection, which every statement gets.
  database = openDatabase({ url: own.url, poolSize: 1, statementTimeoutMs: 300, prepare: true });
});
afterEach(() => database.close());

const until = () => performance.now() + patienceMs;
/** Thousand rows, more than PostgreSQL keeps back before it sends, and then no more of them. */
const rowsAnd = (fault: string) =>
  `select case when n <= 1000 then repeat('x', 100) else ${fault} end from generate_series(1, 1001) n`;
const divided = rowsAnd('(1 / (n - 1001))::text');
const slow = rowsAnd('pg_sleep(3600)::text');

async function expectOwnRows(): Promise<void> {
  const rows = await database.pool.run(
    { text: 'select n from generate_series(1, 3) n', asArrays: true },
    until(),
  );
  expect([...rows]).toEqual([[1], [2], [3]]);
}

it('by an error in a row', async () => {
  await expect(database.pool.run({ text: divided }, until())).rejects.toMatchObject({ code: '22012' });
  await expectOwnRows();
});

it('by the statement timeout', async () => {
  await expect(database.pool.run({ text: slow }, until())).rejects.toMatchObject({ code: '57014' });
  await expectOwnRows();
});

it('by being cancelled, as its client left', async () => {
  const patient = openDatabase({ url: own.url, poolSize: 1, statementTimeoutMs: 0, prepare: true });
  const left = new AbortController();
  const answer = patient.pool.run({ text: slow, signal: left.signal }, until());
  setTimeout(() => left.abort(), 200);
  await expect(answer).rejects.toThrow(ClientGoneError);
  while (patient.pool.state.inUse > 0) await sleep(5);
  await database.close();
  database = patient;
  await expectOwnRows();
});

it('within a transaction', async () => {
  const begin = 'begin isolation level read committed';
  const work = database.pool.transaction(begin, run => run({ text: divided }), until());
  await expect(work).rejects.toMatchObject({ code: '22012' });
  await expectOwnRows();
});
