/** The embedded PostgreSQL as its users meet it: real processes, real folders, real damage. */
import { spawn } from 'node:child_process';
import { chownSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processIdentity } from '../src/embedded/embedded-process.ts';
import {
  ask,
  cleanUp,
  clusterOf,
  copyFolder,
  gone,
  newFolder,
  newSample,
  postmasterOf,
  type Server,
  startServer,
} from './support/embedded-driver.ts';

let sample: string;
let firstStart: Server['answer'];

beforeAll(async () => {
  ({ dataDir: sample, answer: firstStart } = await newSample());
});
afterAll(cleanUp);

const notes = (url: string) => ask<{ n: number }>(url, 'select n from notes order by n');

function listen(port: number): Promise<NetServer | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('a start', () => {
  it('makes the database once, with a secret of its own, and the data stay', async () => {
    expect(firstStart).toMatchObject({ firstStart: true, shared: false });
    const { username, password, hostname, pathname } = new URL(firstStart.url);
    expect([username, hostname, pathname]).toEqual(['insightgraph', '127.0.0.1', '/insightgraph']);
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(statSync(join(sample, 'password')).mode & 0o777).toBe(0o600);

    const dataDir = copyFolder(sample);
    const server = await startServer(dataDir);
    expect(server.answer).toMatchObject({ firstStart: false, shared: false });
    expect(await notes(server.answer.url)).toEqual([{ n: 1 }]);
    expect(
      await ask(
        server.answer.url,
        `select current_setting('is_superuser') as super, current_setting('timezone') as zone,
          current_setting('fsync') as fsync, pg_encoding_to_char(encoding) as encoding, datlocale as locale
        from pg_database where datname = current_database()`,
      ),
    ).toEqual([{ super: 'off', zone: 'UTC', fsync: 'on', encoding: 'UTF8', locale: 'C.UTF-8' }]);
    await expect(ask(server.answer.url.replace(password, 'wrong'), 'select 1')).rejects.toThrow(/password/);
    const pid = postmasterOf(dataDir)!;
    await server.stop();
    await gone(pid);
  });

  it('counts statements for whoever is the superuser', async () => {
    const server = await startServer(copyFolder(sample));
    await ask(server.answer.adminUrl, 'create extension pg_stat_statements');
    expect(await ask(server.answer.adminUrl, 'select count(*) > 0 as some from pg_stat_statements')).toEqual([
      { some: true },
    ]);
    await server.stop();
  });

  it('takes another port when its own is taken, and keeps to it', async () => {
    const dataDir = copyFolder(sample);
    const usual = await listen(5432);
    const before = await listen(Number(new URL(firstStart.url).port));
    const server = await startServer(dataDir);
    const { port } = new URL(server.answer.url);
    expect(port).not.toBe('5432');
    expect(port).not.toBe(new URL(firstStart.url).port);
    await server.stop();
    usual?.close();
    before?.close();
    const again = await startServer(dataDir);
    expect(new URL(again.answer.url).port).toBe(port);
    expect(await notes(again.answer.url)).toEqual([{ n: 1 }]);
    await again.stop();
  });
});

describe('a crash', () => {
  it('of the server leaves PostgreSQL, which the next server takes over and stops', async () => {
    const dataDir = copyFolder(sample);
    const server = await startServer(dataDir);
    await ask(server.answer.url, 'insert into notes values (2)');
    const pid = postmasterOf(dataDir)!;
    await server.kill();
    expect(postmasterOf(dataDir)).toBe(pid);
    const next = await startServer(dataDir);
    expect(next.answer).toMatchObject({ shared: false, firstStart: false });
    expect(postmasterOf(dataDir)).toBe(pid);
    expect(await notes(next.answer.url)).toEqual([{ n: 1 }, { n: 2 }]);
    await next.stop();
    await gone(pid);
  });

  it('of everything leaves a pid file, and no committed row is lost', async () => {
    const dataDir = copyFolder(sample);
    const server = await startServer(dataDir);
    await ask(server.answer.url, 'insert into notes values (3)');
    const pid = postmasterOf(dataDir)!;
    await server.kill();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8')).toContain(String(pid));
    const next = await startServer(dataDir);
    expect(await notes(next.answer.url)).toEqual([{ n: 1 }, { n: 3 }]);
    await next.stop();
  });

  it('is recovered from when an unrelated process has got the id in the pid file', async () => {
    const dataDir = copyFolder(sample);
    const cluster = clusterOf(dataDir);
    const { uid, gid } = statSync(cluster);
    // Of the same user: PostgreSQL takes such a process for a postmaster.
    const unrelated = spawn('sleep', ['600'], { uid, gid, stdio: 'ignore' });
    const lines = [unrelated.pid, cluster, 1_700_000_000, 5432, '', '127.0.0.1', '  1  1', 'ready   '];
    writeFileSync(join(cluster, 'postmaster.pid'), `${lines.join('\n')}\n`, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(join(cluster, 'postmaster.pid'), uid, gid);
    const server = await startServer(dataDir);
    expect(server.answer.error).toBeUndefined();
    expect(await notes(server.answer.url)).toEqual([{ n: 1 }]);
    await server.stop();
    expect(unrelated.exitCode ?? unrelated.signalCode).toBeNull();
    unrelated.kill();
  });

  it('of the caller’s code, which leaves without stopping, still stops PostgreSQL', async () => {
    const dataDir = copyFolder(sample);
    const server = await startServer(dataDir);
    const pid = postmasterOf(dataDir)!;
    await server.exit();
    await gone(pid);
  });

  it('leaves a lock, which is taken over', async () => {
    const dataDir = copyFolder(sample);
    const ended = spawn('true', { stdio: 'ignore' });
    await new Promise(resolve => ended.once('exit', resolve));
    for (const holder of [
      `${ended.pid}-0-1-abc`,
      // The id is in use again, by a process that started later.
      `${processIdentity(process.pid)}0-abc`,
      // Its writer died before writing.
      '',
    ]) {
      writeFileSync(join(dataDir, 'lock'), holder);
      utimesSync(join(dataDir, 'lock'), 1, 1);
      const server = await startServer(dataDir);
      expect(await notes(server.answer.url)).toEqual([{ n: 1 }]);
      await server.stop();
      expect(readdirSync(dataDir).filter(name => name.startsWith('lock'))).toEqual([]);
    }
  });
});

describe('several processes', () => {
  it('share one PostgreSQL, and the last one stops it', async () => {
    const dataDir = copyFolder(sample);
    const first = await startServer(dataDir);
    const second = await startServer(dataDir);
    expect(second.answer).toMatchObject({ shared: true, url: first.answer.url });
    const pid = postmasterOf(dataDir)!;
    await second.stop();
    expect(await notes(first.answer.url)).toEqual([{ n: 1 }]);
    // The one that started it may also leave first.
    const third = await startServer(dataDir);
    await first.stop();
    expect(await notes(third.answer.url)).toEqual([{ n: 1 }]);
    expect(postmasterOf(dataDir)).toBe(pid);
    await third.stop();
    await gone(pid);
  });

  it('may start at the very same time on an empty folder', async () => {
    const dataDir = join(newFolder(), 'data');
    const servers = await Promise.all([1, 2, 3, 4].map(() => startServer(dataDir)));
    expect(servers.map(server => server.answer.error)).toEqual([undefined, undefined, undefined, undefined]);
    expect(servers.filter(server => server.answer.firstStart)).toHaveLength(1);
    expect(servers.filter(server => !server.answer.shared)).toHaveLength(1);
    expect(new Set(servers.map(server => server.answer.url)).size).toBe(1);
    const pid = postmasterOf(dataDir)!;
    await Promise.all(servers.map(server => server.stop()));
    await gone(pid);
    const again = await startServer(dataDir);
    expect(await ask(again.answer.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await again.stop();
  });

  it('may work on a folder and its copy at the same time', async () => {
    const dataDir = copyFolder(sample);
    const original = await startServer(dataDir);
    const copy = copyFolder(dataDir);
    const second = await startServer(copy);
    expect(second.answer).toMatchObject({ shared: false });
    expect(second.answer.url).not.toBe(original.answer.url);
    await ask(second.answer.url, 'insert into notes values (4)');
    const pid = postmasterOf(copy)!;
    await second.stop();
    await gone(pid);
    expect(await notes(original.answer.url)).toEqual([{ n: 1 }]);
    await original.stop();
  });
});
