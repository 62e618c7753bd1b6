/**
 * Sealing anew what other keys sealed: all of it, in parts, again, and beside servers that write.
 * That nothing which is sealed is left out is seen by the server's own constants of what for.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, Keyring, keyIdOf } from '../src/accounts/keyring.ts';
import { rotateKeys } from '../src/accounts/rotate-keys.ts';
import { migrateDatabase } from '../src/database/migrate.ts';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';

const [old, young] = [createKey('old'), createKey('young')];
const [former, both] = [new Keyring([old]), new Keyring([young, old])];

let own: TestDatabase;
let sql: ReturnType<typeof openTestClient>;

beforeAll(async () => {
  own = await createTestDatabase();
  await migrateDatabase({ url: own.url, log: () => {} });
  sql = openTestClient(own.url);
});
afterAll(async () => {
  await sql.end();
  await own.drop();
});

/** Where sealed texts are, and what they are sealed for. */
const places = [
  ['totp_secrets', 'secret', 'totp'],
  ['accounts', 'access_token', 'provider-token'],
  ['accounts', 'refresh_token', 'provider-token'],
  ['outgoing_mails', 'content', 'mail'],
  ['sign_in_codes', 'content', 'sign-in-code'],
] as const;

async function fill(keyring: Keyring, count: number): Promise<void> {
  const seal = (text: string, purpose: string) => keyring.seal(text, purpose);
  for (let i = 0; i < count; i++) {
    const [user] =
      await sql`insert into users (email, display_name) values (${`${Math.random()}@example.com`}, 'A') returning id`;
    await sql`insert into totp_secrets (user_id, secret) values (${user!.id}, ${seal(`secret ${i}`, 'totp')})`;
    await sql`insert into accounts (user_id, provider, subject, access_token, refresh_token)
      values (${user!.id}, 'p', ${user!.id}, ${seal(`access ${i}`, 'provider-token')}, ${i % 2 ? null : seal(`refresh ${i}`, 'provider-token')})`;
    await sql`insert into outgoing_mails (kind, recipient, content) values ('a', 'a@b', ${seal(`mail ${i}`, 'mail')})`;
    await sql`insert into sign_in_codes (code_hash, content, expires_at)
      values (encode(sha256(random()::text::bytea), 'hex'), ${seal(`code ${i}`, 'sign-in-code')}, now() + interval '1 minute')`;
  }
}
const textsOf = async (table: string, column: string): Promise<string[]> =>
  (await sql`select ${sql(column)} as text from ${sql(table)} where ${sql(column)} is not null`).map(
    ({ text }) => text,
  );
const sealed = (columns: Awaited<ReturnType<typeof rotateKeys>>) =>
  Object.fromEntries(columns.map(column => [column.name, column.sealed]));

it('seals everything anew under the first key, in batches, and finds nothing the next time', async () => {
  await fill(former, 5);
  await fill(both, 1);
  expect(sealed(await rotateKeys(sql, both, 2))).toEqual({
    'totp_secrets.secret': 5,
    'accounts.access_token': 5,
    'accounts.refresh_token': 3,
    'outgoing_mails.content': 5,
    'sign_in_codes.content': 5,
  });
  for (const [table, column, purpose] of places)
    for (const text of await textsOf(table, column)) {
      expect(keyIdOf(text)).toBe('young');
      expect(new Keyring([young]).open(text, purpose)).toMatch(/^(secret|access|refresh|mail|code) \d$/);
    }
  expect(Object.values(sealed(await rotateKeys(sql, both))).every(count => count === 0)).toBe(true);
});

it('leaves what no key opens, and says so', async () => {
  await sql`update totp_secrets set secret = ${new Keyring([createKey('lost')]).seal('x', 'totp')}
    where id = (select id from totp_secrets limit 1)`;
  const [secrets] = await rotateKeys(sql, both, 1);
  expect(secrets).toEqual({ name: 'totp_secrets.secret', sealed: 0, unopened: 1 });
  expect((await textsOf('totp_secrets', 'secret')).map(keyIdOf)).toContain('lost');
});

it('does not undo what is written beside it', async () => {
  await sql`delete from outgoing_mails`;
  await fill(former, 3);
  const beside = openTestClient(own.url);
  let rotating: ReturnType<typeof rotateKeys> | undefined;
  try {
    await beside.begin(async transaction => {
      await transaction`update outgoing_mails set content = ${former.seal('other', 'mail')}
        where id = (select min(id::text)::uuid from outgoing_mails)`;
      // Reads the row as it was, and waits for it before it writes.
      rotating = rotateKeys(sql, both);
      const isWaiting = async () =>
        (
          await transaction`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        ).length > 0;
      await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true);
    });
    expect(sealed(await rotating!)['outgoing_mails.content']).toBe(2);
  } finally {
    await beside.end();
  }
  const texts = (await textsOf('outgoing_mails', 'content')).map(text => both.open(text, 'mail'));
  expect(texts.filter(text => text === 'other')).toHaveLength(1);
});

it('is a command that says how many, and fails where a key is missing', async () => {
  await sql`delete from totp_secrets`;
  await sql`delete from outgoing_mails`;
  await fill(former, 2);
  const list = [young, old].map(({ id, key }) => `${id}:${key.toString('base64')}`);
  const run = (keys: readonly string[]) =>
    new Promise<{ code: number | null; output: string }>((resolve, reject) => {
      const child = spawn(process.execPath, ['bin/command.js', 'rotate-keys'], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        env: { ...process.env, DATABASE_URL: own.url, ENCRYPTION_KEYS: keys.join() },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk));
      child.once('error', reject);
      child.once('close', code => resolve({ code, output }));
    });
  const missing = await run(list.slice(0, 1));
  expect(missing).toMatchObject({
    code: 1,
    output: expect.stringContaining('None of the keys opens 2 texts of totp_secrets.secret.'),
  });
  const whole = await run(list);
  expect(whole).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Sealed anew under the key "young" in .*:\n {2}totp_secrets\.secret 2\n/),
  });
});
