/**
 * Hooks of several processes: events are shared, none is run twice at a time, and none is lost with a process that is killed.
 * Straight to PostgreSQL, and through PgBouncer in transaction mode.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ConnectedApi } from 'insightgraph';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Any } from '../support/api.ts';
import { connectionTo } from '../support/connection.ts';
import { isInstalled } from '../support/daemon.ts';
import { openTestClient, type TestDatabase } from '../support/database.ts';
import { ann, createHookDatabase } from '../support/hook-world.ts';
import { usePgbouncer } from '../support/pgbouncer.ts';
import { connectWith, until } from '../support/recorded-hooks.ts';
import { isLong } from '../support/scale.ts';

const child = fileURLToPath(new URL('../support/hook-child.ts', import.meta.url));

// A pooler stands in the way of everything that is done straight; without one, that is seen in long runs.
describe.runIf(isLong)('straight', shared);
describe.runIf(isInstalled('pgbouncer', '-V', 'No hook is run through a pooler'))('through PgBouncer', () => {
  usePgbouncer();
  shared();
});

function shared(): void {
  let database: TestDatabase;
  let client: ReturnType<typeof openTestClient>;
  /** Writes, and leaves the hooks to the processes. */
  let writer: ConnectedApi;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    database = await createHookDatabase();
    client = openTestClient(database.url);
    await client`create table run (event uuid, name text, attempt int, process int,
      began timestamptz not null default clock_timestamp(), ended timestamptz)`;
    writer = await connectWith(
      database,
      extension =>
        extension.addWriteHook({ name: 'noted', table: 'track', on: ['created', 'updated'], run: () => {} }),
      { hookConcurrency: 0 },
    );
  });
  beforeEach(() => client`truncate run, outbox`);
  afterEach(async () => {
    await Promise.all(
      children.splice(0).map(async each => {
        if (each.exitCode === null && each.signalCode === null) {
          each.kill('SIGTERM');
          await once(each, 'exit');
        }
      }),
    );
  });
  afterAll(async () => {
    await writer.close();
    await client.end({ timeout: 5 });
    await database.drop();
  });

  /** Starts a process with hooks. @param hangs the name of the track whose hook never ends in it */
  async function start(hangs?: string): Promise<ChildProcess> {
    const { url, prepare } = connectionTo(database.url);
    const env = { ...process.env, DATABASE_URL: url, PREPARE: String(prepare) };
    const started = spawn(process.execPath, ['--import', 'tsx', child], {
      env: { ...env, ...(hangs === undefined ? {} : { HANGS: hangs }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(started);
    const [line] = await once(started.stdout!, 'data');
    expect(String(line)).toContain('ready');
    return started;
  }

  async function createTracks(...names: readonly string[]): Promise<string> {
    const create = names.map(name => ({ name }));
    const input = { title: 'An album', tracks: { create } };
    const { album, userErrors } = await writer.write(
      ann,
      'createAlbum',
      input,
      'album { id tracks { nodes { id } } }',
    );
    expect(userErrors).toEqual([]);
    return (album as Any).tracks.nodes[0].id;
  }

  const isEmpty = async () => (await client`select 1 from outbox limit 1`).length === 0;
  const runs = (): Promise<Any[]> =>
    client`select event, name, attempt, process, ended is not null as ended from run order by began`.then(
      rows => [...rows],
    );

  it('an event whose process is killed between the commit and the hook, and one whose process is killed in the hook, are run by another', async () => {
    const killed = await start('hangs');
    await createTracks('hangs');
    await until(async () => (await runs()).length === 1, 'the first hook runs');
    await createTracks('waits');
    expect((await client`select 1 from outbox`).length).toBe(2);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const other = await start();
    await until(isEmpty, 'both are delivered');
    const [first, ...others] = await runs();
    expect(first).toMatchObject({ name: 'hangs', attempt: 1, process: killed.pid, ended: false });
    const by = { process: other.pid, ended: true };
    expect(others).toMatchObject([
      { name: 'waits', attempt: 1, ...by },
      { name: 'hangs', attempt: 2, event: first.event, ...by },
    ]);
  });

  it('two processes share 500 events, and run none of them twice', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        createTracks(...Array.from({ length: 100 }, (_, j) => `${i} ${j}`)),
      ),
    );
    await until(isEmpty, 'all are delivered');
    const all = await runs();
    expect(all.length).toBe(500);
    expect(new Set(all.map(({ event }) => event)).size).toBe(500);
    expect(new Set(all.map(({ name }) => name)).size).toBe(500);
    expect(all.every(({ ended, attempt }) => ended && attempt === 1)).toBe(true);
    for (const { pid } of [one, two])
      expect(all.filter(({ process }) => process === pid).length).toBeGreaterThan(50);
  });

  it('two processes run the events of a row one after the other, in their order', async () => {
    await Promise.all([start(), start()]);
    const id = await createTracks('0');
    for (let i = 1; i < 30; i++) await writer.write(ann, 'updateTrack', { id, name: String(i) });
    await until(isEmpty, 'all are delivered');
    const all =
      await client`select name, began < lag(ended) over (order by began) as early from run order by began`;
    expect(all.map(({ name }) => name)).toEqual(Array.from({ length: 30 }, (_, i) => String(i)));
    expect(all.some(({ early }) => early)).toBe(false);
  });
}
