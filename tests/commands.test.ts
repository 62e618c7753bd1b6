/** The database commands as they are typed: real processes against an external and an embedded database. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { ask, cleanUp, newFolder, postmasterOf } from './support/embedded-driver.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});
afterEach(() => database.drop());
afterAll(cleanUp);

interface Result {
  readonly code: number | null;
  readonly output: string;
}

function run(args: readonly string[], env: Record<string, string>, input?: string): Promise<Result> {
  return spawned(process.execPath, ['bin/command.js', ...args], env, input);
}

function spawned(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  input?: string,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'pipe' });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk;
      // A person answers when asked.
      if (input !== undefined && output.includes('[y/N]') && child.stdin.writable) child.stdin.end(input);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    if (input === undefined) child.stdin.end();
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

const tables = async () =>
  (
    await ask<{ n: number }>(
      database.url,
      `select count(*)::int as n from pg_tables where schemaname = 'public'`,
    )
  )[0]?.n;

describe('db:migrate', () => {
  it('may be run by four processes at once on an empty database', async () => {
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => run(['migrate'], { DATABASE_URL: database.url })),
    );
    expect(results.map(result => result.code)).toEqual([0, 0, 0, 0]);
    expect(results.filter(result => result.output.includes('Applied'))).toHaveLength(1);
    expect(results.filter(result => result.output.includes('up to date'))).toHaveLength(3);
    expect(await tables()).toBeGreaterThan(0);
  });

  it('starts the embedded database and stops it again', async () => {
    const dataDir = join(newFolder(), 'data');
    const { code, output } = await run(['migrate'], { DATABASE_URL: '', DATA_DIR: dataDir });
    expect(output).toContain('Applied');
    expect(code).toBe(0);
    expect(postmasterOf(dataDir)).toBeUndefined();
  });

  it('tells what is wrong in words, without a stack or a password', async () => {
    const env = { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x' };
    const { code, output } = await run(['migrate'], env);
    expect(code).toBe(1);
    expect(output).toContain('No PostgreSQL answers');
    expect(output).not.toMatch(/hunter2|\n {4}at /);
    const wrong = await run(['migrate'], { ...env, PORT: 'x', LOG_LEVEL: 'y' });
    expect(wrong.code).toBe(1);
    expect(wrong.output).toMatch(
      /PORT: expected[\s\S]*LOG_LEVEL: expected|LOG_LEVEL: expected[\s\S]*PORT: expected/,
    );
    expect(wrong.output).not.toMatch(/hunter2|\n {4}at /);
  });
});

describe('db:drop', () => {
  const drop = ['drop'];
  beforeEach(() => ask(database.url, 'create table precious as select 1 as n'));

  it('refuses where nobody can be asked', async () => {
    const { code, output } = await run(drop, { DATABASE_URL: database.url });
    expect(code).toBe(1);
    expect(output).toContain('npm run db:drop -- --yes');
    expect(await tables()).toBe(1);
  });

  it('drops with --yes, so that the migrations run again', async () => {
    const { code, output } = await run([...drop, '--yes'], { DATABASE_URL: database.url });
    expect(output).toContain(new URL(database.url).pathname.slice(1));
    expect(code).toBe(0);
    expect(await tables()).toBe(0);
    expect((await run(['migrate'], { DATABASE_URL: database.url })).code).toBe(0);
  });

  // util-linux's script makes a terminal; other systems have one with other options.
  const terminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
  it.runIf(terminal)('asks on a terminal, naming the database', async () => {
    const line = [process.execPath, 'bin/command.js', ...drop].join(' ');
    const answer = (input: string) =>
      spawned('script', ['-qec', line, '/dev/null'], { DATABASE_URL: database.url }, input);
    for (const no of ['n\n', '\n', 'yesterday\n']) {
      const { code, output } = await answer(no);
      expect(output).toContain(new URL(database.url).pathname.slice(1));
      expect(output).toContain('Nothing was dropped.');
      expect(code).toBe(1);
      expect(await tables()).toBe(1);
    }
    expect((await answer('y\n')).code).toBe(0);
    expect(await tables()).toBe(0);
  });
});

describe('admin', () => {
  const admin = (...args: string[]) => run(['admin', ...args], { DATABASE_URL: database.url });

  it('makes an account an administrator and none again, and lists those who are', async () => {
    await run(['migrate'], { DATABASE_URL: database.url });
    await ask(
      database.url,
      `insert into users (email, password_hash, display_name) values ('Ada@example.com', 'none', 'Ada')`,
    );
    expect(await admin('grant', 'ada@EXAMPLE.com')).toMatchObject({ code: 0 });
    expect(await admin('list')).toEqual({ code: 0, output: 'Ada@example.com\n' });
    expect(await admin('grant', 'nobody@example.com')).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no account nobody@example.com'),
    });
    expect(await admin('revoke', 'ada@example.com')).toMatchObject({ code: 0 });
    expect((await admin('list')).output).toContain('Nobody administers');
    expect(await admin('grant')).toMatchObject({ code: 2, output: expect.stringContaining('Usage:') });
  });
});

describe('drizzle-kit', () => {
  it('db:check finds the migrations complete', async () => {
    const { code, output } = await run(['kit', 'check'], {});
    expect(output).toContain('The migrations lead to the tables as they are written.');
    expect(code).toBe(0);
  });

  it('db:push brings an empty database to what the migrations make of it', async () => {
    const { code } = await run(['kit', 'push'], { DATABASE_URL: database.url });
    expect(code).toBe(0);
    const migrated = await createTestDatabase();
    const columns = `select table_name, column_name, data_type, is_nullable from information_schema.columns
      where table_schema = 'public' order by 1, 2`;
    expect(await ask(database.url, columns)).toEqual(await ask(migrated.url, columns));
    await migrated.drop();
  });

  it('db:pull reads a database and touches neither the tables nor the migrations', async () => {
    await ask(database.url, 'create table pulled_table as select 1 as n');
    const before = readdirSync(join(root, 'drizzle'));
    const { code } = await run(['kit', 'pull'], { DATABASE_URL: database.url });
    expect(code).toBe(0);
    expect(readdirSync(join(root, 'drizzle'))).toEqual(before);
    expect(existsSync(join(root, 'src/model/tables/schema.ts'))).toBe(false);
    expect(readFileSync(join(root, 'dist/pulled/schema.ts'), 'utf8')).toContain('pulled_table');
  });

  it('an unknown command is told', async () => {
    const { code, output } = await run(['kit', 'explode'], {});
    expect(code).toBe(1);
    expect(output).toContain('generate, check, push, pull or studio');
  });
});
