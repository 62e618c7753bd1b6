import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { MigrationError, migrateDatabase } from './migrate.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let folder: string;
const messages: string[] = [];
const log = (message: string) => void messages.push(message);

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
  folder = mkdtempSync(join(tmpdir(), 'insightgraph-migrations-'));
  messages.length = 0;
});
afterEach(async () => {
  await sql.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

function migration(name: string, ...statements: string[]): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'migration.sql'), statements.join('\n--> statement-breakpoint\n'));
}

async function tables(): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname in ('public', 'drizzle') order by 1`;
  return rows.map(row => row.name);
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    reason => reason as unknown,
  );
  expect(error).toBeInstanceOf(MigrationError);
  return (error as Error).message;
}

describe('migrateDatabase', () => {
  it('applies what is missing, and then nothing', async () => {
    const first = await migrateDatabase({ url: database.url, log });
    expect(first.applied).toBeGreaterThan(0);
    expect(messages).toEqual([expect.stringMatching(/^Applied \d+ migrations?\.$/)]);
    expect(await migrateDatabase({ url: database.url, log })).toEqual({ applied: 0 });
    expect(messages).toHaveLength(1);
  });

  it('needs no right to change the schema when nothing is missing', async () => {
    await migrateDatabase({ url: database.url, log });
    const role = `reader_${Math.random().toString(36).slice(2)}`;
    const admin = postgres(database.adminUrl, { max: 1 });
    await admin.unsafe(`create role ${role} login password 'secret'; grant usage on schema drizzle to ${role};
      grant select on drizzle.__drizzle_migrations to ${role}`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'secret' }).href;
    expect(await migrateDatabase({ url, log })).toEqual({ applied: 0 });
    await admin.unsafe(`drop owned by ${role}; drop role ${role}`);
    await admin.end();
  });

  it('applies all or none, and shows the statement but no password', async () => {
    migration('20260101000000_one', 'create table one (n int)');
    migration('20260101000001_two', 'create table two (n int)', 'create table two (broken)');
    const message = await failure(migrateDatabase({ url: database.url, log, folder }));
    expect(message).toContain('create table two (broken)');
    expect(message).toContain('the database is as it was');
    expect(message).not.toContain(new URL(database.url).password);
    expect(await tables()).toEqual([]);
  });

  it('waits for another process, and sees what that one did', async () => {
    await sql`create schema apart create table gate (n int)`;
    migration('20260101000000_slow', 'lock table apart.gate', 'create table one (n int)');
    const waiting = 'Another process is migrating the database; waiting for it.';
    let both: ReturnType<typeof migrateDatabase>[] = [];
    // Whoever is first stays before the gate until the other has said that it waits.
    await sql.begin(async held => {
      await held`lock table apart.gate`;
      both = [1, 2].map(() => migrateDatabase({ url: database.url, log, folder }));
      while (!messages.includes(waiting)) await sleep(20);
    });
    expect((await Promise.all(both)).map(result => result.applied).sort()).toEqual([0, 1]);
    expect(messages.filter(message => message === waiting)).toHaveLength(1);
  });

  it('leaves nothing and no lock behind when its connection breaks', async () => {
    migration(
      '20260101000000_slow',
      'create table one (n int)',
      'select pg_sleep(20)',
      'create table two (n int)',
    );
    const migrating = failure(migrateDatabase({ url: database.url, log, folder }));
    for (;;) {
      const killed = await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'insightgraph-migrate' and query like '%pg_sleep%' and datname = current_database()`;
      if (killed.length > 0) break;
      await sleep(20);
    }
    await migrating;
    expect(await tables()).toEqual([]);
    rmSync(join(folder, '20260101000000_slow'), { recursive: true });
    migration('20260101000000_quick', 'create table one (n int)');
    expect(await migrateDatabase({ url: database.url, log, folder })).toEqual({ applied: 1 });
  });

  it('says what to do when tables are there that no migration made', async () => {
    await sql`create table one (n int)`;
    migration('20260101000000_one', 'create table one (n int)');
    expect(await failure(migrateDatabase({ url: database.url, log, folder }))).toContain('db:push');
  });

  it('says what to do without migrations', async () => {
    expect(await failure(migrateDatabase({ url: database.url, log, folder }))).toContain(
      'npm run db:generate',
    );
  });

  it.each([
    [
      'password',
      (url: URL) => Object.assign(url, { password: 'wrong-secret' }),
      /refuses the user or password/,
    ],
    ['database', (url: URL) => Object.assign(url, { pathname: '/absent' }), /There is no database "absent"/],
    ['port', (url: URL) => Object.assign(url, { port: '1' }), /No PostgreSQL answers .*:1\. Start it/],
  ])('says which part of the URL is wrong: %s', async (_, change, message) => {
    const url = change(new URL(database.url)).href;
    const text = await failure(migrateDatabase({ url, log }));
    expect(text).toMatch(message);
    expect(text).not.toContain('wrong-secret');
  });
});
