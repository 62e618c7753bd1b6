/**
 * Statements in transactions of their own: what held in one holds for no other, whatever becomes of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/database/open.ts';
import { connectionTo } from './support/connection.ts';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';
import { patienceMs } from './support/scale.ts';

let own: TestDatabase;
let database: Database;

beforeEach(async () => {
  own = await createTestDatabase({ empty: true });
  database = openDatabase({ ...connectionTo(own.url), poolSize: 1, statementTimeoutMs: patienceMs });
});
afterEach(async () => {
  await database.close();
  await own.drop();
});

const within = `begin; set local "t.who" = 'somebody'; set local work_mem = '5MB'`;
const soon = () => performance.now() + patienceMs;
const run = (text: string, params: readonly unknown[] = [], options = {}) =>
  database.pool.run({ text, params, within, ...options }, soon());
const who = `select current_setting('t.who', true) as "who", pg_backend_pid() as "pid"`;
/** What a statement after it finds that runs in no transaction of its own. */
const left = async () => {
  const text = `select nullif(current_setting('t.who', true), '') as "who", current_setting('work_mem') as "memory",
    now() = statement_timestamp() as "alone"`;
  const [row] = await database.pool.run({ text }, soon());
  return row;
};
const nothing = { who: null, memory: '4MB', alone: true };

describe('a statement in a transaction of its own', () => {
  it('finds what was set for it, prepared or not, and the next one does not', async () => {
    for (const prepare of [true, true, false]) {
      const [row] = await run(`${who}, $1::int as "n"`, [1], { prepare });
      expect(row).toMatchObject({ who: 'somebody', n: 1 });
      expect(await left()).toEqual(nothing);
    }
  });

  it.each([
    ['in the statement', () => run('select 1 / $1::int', [0])],
    ['before it', () => database.pool.run({ text: who, within: 'begin; set local role nobody_is' }, soon())],
    ['in its text', () => run('selec 1')],
  ])('leaves nothing behind that failed %s, and the connection goes on', async (_, failing) => {
    const [before] = await run(who);
    await expect(failing()).rejects.toThrow();
    expect(await left()).toEqual(nothing);
    expect(await run(who)).toEqual([before]);
  });

  it('is not done where what ends the transaction fails, and tells of that', async () => {
    await database.pool.run({ text: 'create table pairs (id int primary key, mate int)' }, soon());
    await database.pool.run(
      {
        text: 'alter table pairs add foreign key (mate) references pairs deferrable initially deferred',
      },
      soon(),
    );
    await expect(run('insert into pairs values (1, 2)')).rejects.toMatchObject({ code: '23503' });
    expect(await database.pool.run({ text: 'select * from pairs' }, soon())).toEqual([]);
    expect(await left()).toEqual(nothing);
  });

  it('runs again in a transaction, never outside of one, where the table it was prepared for has changed', async () => {
    await database.pool.run({ text: 'create table things (id int)' }, soon());
    await database.pool.run({ text: 'insert into things values (1)' }, soon());
    const text = `select *, current_setting('t.who', true) as "who" from things where id = $1`;
    for (let i = 0; i < 3; i++) expect(await run(text, [1])).toEqual([{ id: 1, who: 'somebody' }]);
    const client = openTestClient(own.url);
    await client`alter table things add column name text`;
    await client.end();
    expect(await run(text, [1])).toEqual([{ id: 1, name: null, who: 'somebody' }]);
    expect(await left()).toEqual(nothing);
  });

  it('leaves nothing to the next one when its client leaves', async () => {
    const controller = new AbortController();
    const gone = run('select pg_sleep(60)', [], { signal: controller.signal });
    const refused = expect(gone).rejects.toThrow();
    await sleep(200);
    controller.abort();
    await refused;
    expect(await left()).toEqual(nothing);
  });

  it('leaves nothing to the next one when its time is up, or the connection is lost', async () => {
    const late = { text: 'select pg_sleep(60)', within };
    await expect(database.pool.run(late, performance.now() + 300)).rejects.toThrow();
    expect(await left()).toEqual(nothing);
    await expect(run('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    expect(await left()).toEqual(nothing);
  });
});
