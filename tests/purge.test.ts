/** `db:purge` as it is typed: real processes on a database with demo data, some of it deleted long ago. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '../src/database/open.ts';
import { seedDemo } from '../src/seed/seed-demo.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { ask } from './support/embedded-driver.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = ['bin/command.js', 'purge'];
let own: TestDatabase;

interface Result {
  readonly code: number | null;
  readonly output: string;
}

function spawned(
  program: string,
  args: readonly string[],
  { url, input }: { readonly url?: string; readonly input?: string } = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DATABASE_URL: url ?? own.url };
    const child = spawn(program, args, { cwd: root, env, stdio: 'pipe' });
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
    child.once('close', code => resolve({ code, output: output.replaceAll('\r\n', '\n') }));
  });
}

const purge = (...options: string[]) => spawned(process.execPath, [...command, ...options]);

/** How many rows every table has. */
async function counts(): Promise<Record<string, number>> {
  const [row] = await ask<{ counts: Record<string, number> }>(
    own.url,
    `select json_object_agg(table_name, (xpath('/row/n/text()', query_to_xml(
       format('select count(*) as n from %I', table_name), false, true, '')))[1]::text::int) as counts
     from information_schema.tables where table_schema = 'public'`,
  );
  return row!.counts;
}

const idOf = async (statement: string): Promise<string> =>
  (await ask<{ id: string }>(own.url, statement))[0]!.id;

/** The dashboard with the most tiles, deleted so long ago. */
async function deleteDashboard(ago: string): Promise<string> {
  const id = await idOf(`select dashboard_id as id from widgets w join dashboards d on d.id = w.dashboard_id
    where d.deleted_at is null group by 1 order by count(*) desc, 1 limit 1`);
  await ask(own.url, `update dashboards set deleted_at = now() - interval '${ago}' where id = '${id}'`);
  return id;
}

/** The number in the line of a table, of the first or the second part of the report. */
const told = (output: string, table: string, part: 0 | 1): number =>
  Number(
    new RegExp(`^ {2}${table} ([\\d,]+)$`, 'm')
      .exec(output.split('and what belongs to them:')[part] ?? '')?.[1]
      ?.replaceAll(',', '') ?? 0,
  );

describe('db:purge', () => {
  beforeEach(async () => {
    own = await createTestDatabase();
    await withClient(own, client => seedDemo({ client }));
  });
  afterEach(() => own.drop());

  it('removes what was deleted long enough ago with its children, tells both, and touches nothing else', async () => {
    const old = await deleteDashboard('40 days');
    const recent = await deleteDashboard('20 days');
    const [{ tiles } = { tiles: 0 }] = await ask<{ tiles: number }>(
      own.url,
      `select count(*)::int as tiles from widgets where dashboard_id = '${old}'`,
    );
    // The demo has deleted rows of its own.
    await ask(
      own.url,
      `update insights set deleted_at = null; update cohorts set deleted_at = null;
      update dashboards set deleted_at = null where id not in ('${old}', '${recent}')`,
    );
    const before = await counts();
    const { code, output } = await purge('--older-than', '30d', '--yes');
    expect(code).toBe(0);
    expect(tiles).toBeGreaterThan(3);
    expect(output).toMatch(
      new RegExp(
        `^Removed for good from database "test_\\w+" on [\\w.:]+, deleted before [-\\d]+T[:.\\d]+Z:\n  dashboards 1\nand what belongs to them:\n  widgets ${tiles}\n$`,
      ),
    );
    expect(await counts()).toEqual({
      ...before,
      dashboards: before.dashboards! - 1,
      widgets: before.widgets! - tiles,
    });
    expect(await ask(own.url, `select 1 from dashboards where id = '${recent}'`)).toHaveLength(1);
    expect((await purge('--older-than', '30d', '--yes')).output).toMatch(/^Nothing to remove from/);
  });

  it('forgets keys of clients after their day, whatever age is asked for', async () => {
    await ask(
      own.url,
      `insert into idempotency_keys (viewer, key, request, outcome, written_at)
        select 'v', n::text, '', '{}', now() - n * interval '1 hour' from unnest(array[1, 23, 25, 900]) n`,
    );
    const { code, output } = await purge('--older-than', '900d', '--yes');
    expect([code, told(output, 'idempotency_keys', 0)]).toEqual([0, 2]);
    expect(await ask(own.url, 'select key from idempotency_keys order by key')).toEqual([
      { key: '1' },
      { key: '23' },
    ]);
  });

  it('removes mails that were given up long enough ago, and none that wait', async () => {
    await ask(
      own.url,
      `insert into outgoing_mails (kind, recipient, content, dead_at)
        select 'k', 'r@example.com', 'c', now() - n * interval '1 day' from unnest(array[null, 29, 31]) n`,
    );
    const { code, output } = await purge('--older-than', '30d', '--yes');
    expect([code, told(output, 'outgoing_mails', 0)]).toEqual([0, 1]);
    expect(await ask(own.url, 'select 1 from outgoing_mails')).toHaveLength(2);
  });

  it('removes sessions and links of mails that ended long enough ago', async () => {
    await ask(
      own.url,
      `insert into sessions (user_id, token_hash, expires_at)
        select id, encode(sha256(n::text::bytea), 'hex'), now() - n * interval '1 day'
        from (select id from users limit 1) u, unnest(array[-1, 29, 31]) n;
      insert into password_resets (user_id, token_hash, expires_at) select user_id, token_hash, expires_at from sessions;
      insert into email_confirmations (user_id, email, token_hash, expires_at)
        select user_id, 'a@example.com', token_hash, expires_at from sessions;
      insert into sign_ups (email, display_name, password_hash, token_hash, expires_at)
        select 'a@example.com', 'A', 'h', token_hash, expires_at from sessions`,
    );
    const { code, output } = await purge('--older-than', '30d', '--yes');
    expect(code).toBe(0);
    for (const table of ['sessions', 'password_resets', 'email_confirmations', 'sign_ups'])
      expect([table, told(output, table, 0)]).toEqual([table, 1]);
  });

  it('removes notifications that were read long enough ago, and of each user all but the newest thousand', async () => {
    await ask(
      own.url,
      `delete from notifications;
      insert into notifications (user_id, kind, subject_id, created_at, read_at)
        select u.id, 'mentioned', gen_random_uuid(), now() - n * interval '1 minute', now() - (n * interval '1 day')
        from (select id from users order by id limit 1) u, unnest(array[29, 31]) n;
      insert into notifications (user_id, kind, subject_id, created_at)
        select u.id, 'mentioned', gen_random_uuid(), now() - n * interval '1 hour'
        from (select id from users order by id offset 1 limit 1) u, generate_series(1, 1003) n`,
    );
    const { code, output } = await purge('--older-than', '30d', '--yes');
    expect([code, told(output, 'notifications', 0)]).toEqual([0, 4]);
    const left = await ask<{ n: number; oldest: number }>(
      own.url,
      `select count(*)::int as n, max(extract(epoch from now() - created_at) / 3600)::int as oldest from notifications group by user_id order by n`,
    );
    expect(left).toEqual([
      { n: 1, oldest: 0 },
      { n: 1000, oldest: 1000 },
    ]);
  });

  it('removes a project with all that is in it, its audit trail too, and leaves the others theirs', async () => {
    const id = await idOf(
      `select project_id as id from audit_events group by 1 order by count(*) desc, 1 limit 1`,
    );
    await ask(own.url, `update projects set deleted_at = now() - interval '31 days' where id = '${id}'`);
    const before = await counts();
    const inProject = Object.fromEntries(
      (
        await Promise.all(
          Object.keys(before).map(async table => {
            const [row] = await ask<{ n: number }>(
              own.url,
              `select count(*)::int as n from ${table} t where to_jsonb(t) ->> 'project_id' = '${id}'`,
            );
            return [table, row!.n] as const;
          }),
        )
      ).filter(([, n]) => n > 0),
    );
    expect(inProject.audit_events).toBeGreaterThan(0);
    const { code, output } = await purge('--older-than', '4w', '--yes');
    expect(output).toMatch(/^Removed for good/);
    expect(code).toBe(0);
    expect(told(output, 'projects', 0)).toBe(1);
    for (const [table, n] of Object.entries(inProject)) {
      expect([table, told(output, table, 0) + told(output, table, 1)]).toEqual([table, n]);
    }
    const after = await counts();
    expect(after).toEqual(
      Object.fromEntries(
        Object.entries(before).map(([table, n]) => [
          table,
          n - (inProject[table] ?? 0) - (table === 'projects' ? 1 : 0),
        ]),
      ),
    );
    expect(after.audit_events).toBeGreaterThan(0);
  });

  it('removes nothing with --dry-run, and tells what it would', async () => {
    await deleteDashboard('40 days');
    const before = await counts();
    for (const options of [[], ['--yes']]) {
      const { code, output } = await purge('--older-than', '30d', '--dry-run', ...options);
      expect(code).toBe(0);
      expect(output).toMatch(/^To be removed for good from database "test_/);
      expect(told(output, 'dashboards', 0)).toBeGreaterThan(0);
      expect(told(output, 'widgets', 1)).toBeGreaterThan(0);
    }
    expect(await counts()).toEqual(before);
  });

  it('refuses where nobody can be asked', async () => {
    await deleteDashboard('40 days');
    const before = await counts();
    const { code, output } = await purge('--older-than', '30d');
    expect(code).toBe(1);
    expect(output).toContain(
      'Nothing was removed. There is no terminal to ask on; if you mean it, add --yes.',
    );
    expect(await counts()).toEqual(before);
  });

  // util-linux's script makes a terminal; other systems have one with other options.
  const terminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
  it.runIf(terminal)(
    'asks on a terminal, naming the database and the rows, and takes yes alone for a yes',
    async () => {
      await deleteDashboard('40 days');
      const before = await counts();
      const line = [process.execPath, ...command, '--older-than', '30d'].join(' ');
      const answer = (input: string) => spawned('script', ['-qec', line, '/dev/null'], { input });
      for (const no of ['n\n', '\n']) {
        const { code, output } = await answer(no);
        expect(output).toMatch(
          /Remove these [\d,]+ rows from database "test_\w+" on [\w.:]+\? This cannot be undone\. \[y\/N\] /,
        );
        expect(output).toContain('Nothing was removed.');
        expect(code).toBe(1);
      }
      expect(await counts()).toEqual(before);
      expect((await answer('y\n')).code).toBe(0);
      expect((await counts()).dashboards).toBeLessThan(before.dashboards!);
    },
  );
});

describe('db:purge, opening no database,', () => {
  const url = 'postgres://nobody@127.0.0.1:1/none';
  const answer = (options: readonly string[]) => spawned(process.execPath, [...command, ...options], { url });

  it.each([
    [[], '--older-than is missing'],
    [['--older-than', '30'], 'takes a number and h, d or w, such as 30d, not "30".'],
    [['--older-than', '-1d'], "'--older-than'"],
    [['--older-than', '1.5d'], 'not "1.5d".'],
    [['--older-than', '30d', '--force'], "'--force'"],
    [['30d'], "'30d'"],
  ])('tells what is wrong with %j, how to use it, and exits with 2', async (options, message) => {
    const { code, output } = await answer(options);
    expect(output).toContain(message);
    expect(output).toContain('Usage: npm run db:purge');
    expect(code).toBe(2);
  });

  it('tells how to use it where that is asked', async () => {
    const { code, output } = await answer(['--help']);
    expect(output).toContain('Usage: npm run db:purge');
    expect(code).toBe(0);
  });
});
