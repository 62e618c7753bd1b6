import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { verify } from '@node-rs/argon2';
import { getTableName } from 'drizzle-orm';
import type postgres from 'postgres';
import { afterEach, describe, expect, it } from 'vitest';
import { tables } from '../src/model/relations.ts';
import { isDemoDatabase, isEmptyDatabase } from '../src/seed/database-contents.ts';
import { demoPassword } from '../src/seed/demo-members.ts';
import { seedDemo } from '../src/seed/seed-demo.ts';
import { seedScale } from '../src/seed/seed-scale.ts';
import { createTestDatabase, openTestClient } from './support/database.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close();
});

interface Fresh {
  readonly url: string;
  readonly client: postgres.Sql;
}

async function openFresh(): Promise<Fresh> {
  const { url, drop } = await createTestDatabase();
  const client = openTestClient(url);
  closings.push(drop, () => client.end({ timeout: 5 }));
  return { url, client };
}

/** Every row of every table as JSON, in the order of ids, without the salted hashes. */
async function dump({ client }: Fresh): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const name of Object.values(tables).map(table => getTableName(table))) {
    const rows = await client.unsafe(
      `select to_jsonb(t) - 'password_hash' as row from "${name}" t order by id`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Runs the command as npm does. */
function runCommand(
  url: string,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['bin/command.js', 'seed', ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'test', DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  child.stderr.on('data', chunk => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve({ code, out, err }));
  });
}

async function insertForeignUser({ client }: Fresh): Promise<void> {
  await client`insert into users (email, password_hash, display_name) values ('me@real.example', 'x', 'Me')`;
}

describe('demo data', () => {
  it('gives the demo accounts their roles, and the outsider nothing in common with the others', async () => {
    const { client } = await openFresh();
    await seedDemo({ client });
    const roles = await client<{ email: string; slug: string; role: string }[]>`
      select u.email, p.slug, m.role from project_members m
      join users u on u.id = m.user_id join projects p on p.id = m.project_id
      where u.email in ('owner@demo.example', 'viewer@demo.example', 'outsider@demo.example')
      order by u.email, p.created_at`;
    expect([...roles]).toEqual([
      { email: 'outsider@demo.example', slug: 'harbor-shop', role: 'owner' },
      { email: 'owner@demo.example', slug: 'lumen-notes', role: 'owner' },
      { email: 'owner@demo.example', slug: 'lumen-mobile', role: 'owner' },
      { email: 'viewer@demo.example', slug: 'lumen-notes', role: 'viewer' },
    ]);
    const members = await client<{ slug: string; members: number; editors: number }[]>`
      select p.slug, count(*)::int as members, (count(*) filter (where role = 'editor'))::int as editors
      from project_members m join projects p on p.id = m.project_id group by p.slug order by p.slug`;
    expect([...members]).toEqual([
      { slug: 'harbor-shop', members: 1, editors: 0 },
      { slug: 'lumen-mobile', members: 4, editors: 2 },
      { slug: 'lumen-notes', members: 8, editors: 3 },
    ]);
  });

  it('lets the demo accounts sign in with the demo password, hashed as the server hashes', async () => {
    const { client } = await openFresh();
    await seedDemo({ client });
    const users = await client<{ password_hash: string }[]>`select password_hash from users`;
    expect(new Set(users.map(user => user.password_hash)).size).toBe(users.length);
    for (const { password_hash: hash } of users) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(await verify(hash, demoPassword)).toBe(true);
    }
  });

  it('is the same in every database', async () => {
    const [first, second] = [await openFresh(), await openFresh()];
    await Promise.all([seedDemo(first), seedDemo(second)]);
    const rows = await dump(first);
    expect(rows.persons?.length).toBeGreaterThan(300);
    expect(await dump(second)).toEqual(rows);
  });

  it('keeps SQL NULL and JSON null apart', async () => {
    const { client } = await openFresh();
    await seedDemo({ client });
    const [row] = await client`
      select count(*) filter (where is_static and definition is null)::int as statics,
             count(*) filter (where jsonb_typeof(definition) = 'null')::int as nulls from cohorts`;
    expect(row).toEqual({ statics: 3, nulls: 0 });
  });

  it('is written once by two seeds at the same time', async () => {
    const database = await openFresh();
    const outcomes = await Promise.all([seedDemo(database), seedDemo(database)]);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['present', 'written']);
    const written = outcomes.find(({ outcome }) => outcome === 'written')!;
    const rows = await dump(database);
    for (const [key, table] of Object.entries(tables)) {
      expect(rows[getTableName(table)], key).toHaveLength(written.rows[key as keyof typeof tables] ?? 0);
    }
  });

  it('leaves nothing behind when its last table cannot be written', async () => {
    const { client } = await openFresh();
    await client.unsafe(`alter table audit_events add check (action <> 'restore' and action <> 'delete')`);
    await expect(seedDemo({ client })).rejects.toMatchObject({ code: '23514' });
    expect(await isEmptyDatabase(client)).toBe(true);
  });

  it('tells an empty, a demo and a foreign database apart', async () => {
    const [demo, foreign] = [await openFresh(), await openFresh()];
    const states = async ({ client }: Fresh) => [await isEmptyDatabase(client), await isDemoDatabase(client)];
    expect(await states(demo)).toEqual([true, false]);
    await seedDemo(demo);
    await insertForeignUser(foreign);
    expect(await states(demo)).toEqual([false, true]);
    expect(await states(foreign)).toEqual([false, false]);
  });
});

describe('large projects', () => {
  it('are added beside each other, with the persons asked for, and belong to the demo owner', async () => {
    const { client } = await openFresh();
    await seedDemo({ client });
    const progress: number[] = [];
    const summary = await seedScale({
      client,
      projects: 2,
      personsPerProject: 5_000,
      onProgress: ({ persons }) => progress.push(persons),
    });
    await seedScale({ client, projects: 1, personsPerProject: 3 });
    expect(summary.rows).toMatchObject({ projects: 2, persons: 10_000 });
    expect(progress.at(-1)).toBe(10_000);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const projects = await client`
      select slug, (select count(*)::int from persons x where x.project_id = p.id) as persons,
        (select count(distinct person_id)::int from person_distinct_ids x where x.project_id = p.id) as identified,
        (select count(*)::int from widgets x where x.project_id = p.id) > 12 as filled,
        (select string_agg(u.email || ' ' || m.role, ',') from project_members m
           join users u on u.id = m.user_id where m.project_id = p.id) as members
      from projects p where slug like 'scale-%' order by slug`;
    const common = { filled: true, members: 'owner@demo.example owner' };
    expect([...projects]).toEqual([
      { slug: 'scale-1', persons: 5_000, identified: 5_000, ...common },
      { slug: 'scale-2', persons: 5_000, identified: 5_000, ...common },
      { slug: 'scale-3', persons: 3, identified: 3, ...common },
    ]);
  });

  it('get numbers of their own when two runs add them at the same time', async () => {
    const { client } = await openFresh();
    await seedDemo({ client });
    const run = () => seedScale({ client, projects: 2, personsPerProject: 10 });
    await Promise.all([run(), run()]);
    const [row] = await client`select count(*)::int as n from projects where slug ~ '^scale-[1-4]$'`;
    expect(row).toEqual({ n: 4 });
  });

  it('are whole or absent when a run is stopped', async () => {
    const { client } = await openFresh();
    await seedDemo({ client });
    const stop = new AbortController();
    const run = seedScale({
      client,
      projects: 2,
      personsPerProject: 4_500,
      signal: stop.signal,
      onProgress: ({ persons }) => {
        if (persons > 4_500) stop.abort();
      },
    });
    await expect(run).rejects.toThrow();
    const counts = await client`
      select p.slug, count(*)::int as persons from projects p join persons x on x.project_id = p.id
      where slug like 'scale-%' group by 1`;
    expect([...counts]).toEqual([{ slug: 'scale-1', persons: 4_500 }]);
  });

  it('are refused where the demo owner is missing', async () => {
    const { client } = await openFresh();
    await expect(seedScale({ client, projects: 1, personsPerProject: 1 })).rejects.toThrow(
      'owner@demo.example does not exist',
    );
  });
});

describe('npm run db:seed', () => {
  it('writes into an empty database, adds only large projects the second time, in one line each', async () => {
    const { client, url } = await openFresh();
    const first = await runCommand(url);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^Wrote the demo data to .*: 3 projects, 540 persons, .* rows in .* s\.\n$/);
    const second = await runCommand(url, '--projects', '2', '--persons', '30');
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toMatch(
      /^The demo data is already in .* Added large projects: 2 projects, 60 persons, .*\.\n$/,
    );
    const [row] = await client`select count(*)::int as n from projects`;
    expect(row).toEqual({ n: 5 });
  });

  it('refuses a database that holds other data, unless forced', async () => {
    const database = await openFresh();
    await insertForeignUser(database);
    const refused = await runCommand(database.url, '--projects', '1');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('holds other data');
    expect(refused.err).toContain('--force');
    expect(await isDemoDatabase(database.client)).toBe(false);
    expect(await runCommand(database.url, '--force')).toMatchObject({ code: 0 });
    expect(await isDemoDatabase(database.client)).toBe(true);
  });

  it('says so and leaves no part of a project behind when its connection breaks', async () => {
    const { client, url } = await openFresh();
    await seedDemo({ client });
    const run = runCommand(url, '--projects', '1', '--persons', '200000');
    let killed = 0;
    while (killed === 0) {
      await sleep(20);
      const rows = await client`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like '%inserted_persons%'`;
      killed = rows.length;
    }
    const { code, out, err } = await run;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^The database was not seeded; unfinished parts were undone\. /);
    const [row] = await client`
      select count(*)::int as projects, (select count(*)::int from persons) as persons from projects`;
    expect(row).toEqual({ projects: 3, persons: 540 });
  });

  it.each([
    [['--projects', 'many'], '--projects takes a whole number from 1 to 1000, not "many".'],
    [['--projects', '0'], '--projects takes a whole number'],
    [['--projects', '1', '--persons', '-5'], "'--persons"],
    [['--persons', '5'], 'give --projects as well'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
    [['extra'], "Unexpected argument 'extra'"],
  ])('explains %j and exits with 2, opening no database', async (args, message) => {
    const { code, out, err } = await runCommand('postgres://nobody@127.0.0.1:1/none', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('Usage: npm run db:seed');
  });
});
