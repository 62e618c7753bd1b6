/** The embedded PostgreSQL for different users, in private folders, and with a package that was half installed. */
import { chownSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nativeFolder, prepareBinaries, restoreLinks, run } from '../src/embedded/embedded-binaries.ts';
import { newOwner } from '../src/embedded/embedded-owner.ts';
import {
  ask,
  cleanUp,
  clusterOf,
  copyFolder,
  newFolder,
  postmasterOf,
  startServer,
} from './support/embedded-driver.ts';

const root = process.getuid?.() === 0;
/** nobody: an unprivileged user that every system has. */
const nobody = { uid: 65_534, gid: 65_534 };
const checkout = new URL('..', import.meta.url).pathname;

function openToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

afterAll(cleanUp);

/** A copy of the package as npm unpacks it, before any install script. */
function unpacked(below: string): string {
  const target = join(below, 'package', 'native');
  cpSync(join(nativeFolder(), '..'), dirname(target), { recursive: true, verbatimSymlinks: true });
  for (const { target: link } of links(target)) unlinkSync(join(dirname(target), link));
  return target;
}

function links(native: string): { target: string }[] {
  return JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
}

describe.runIf(root)('as root', () => {
  it('PostgreSQL runs as an unprivileged user', async () => {
    const dataDir = join(newFolder(), 'data');
    const server = await startServer(dataDir);
    expect(server.answer.error).toBeUndefined();
    const status = readFileSync(`/proc/${postmasterOf(dataDir)}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\s+0\b/m);
    expect(status).toMatch(new RegExp(`^Uid:\\s+${statSync(clusterOf(dataDir)).uid}\\b`, 'm'));
    await server.stop();
  });

  it('in a private folder the database lies where that user can enter, which is told, and stays', async () => {
    const dataDir = join(newFolder(), 'private', 'data');
    mkdirSync(dirname(dataDir), { mode: 0o700 });
    const server = await startServer(dataDir);
    expect(server.answer.error).toBeUndefined();
    expect(server.answer.messages).toHaveLength(1);
    expect(server.answer.messages[0]).toContain(clusterOf(dataDir));
    expect(clusterOf(dataDir).startsWith(dataDir)).toBe(false);
    await ask(server.answer.url, 'create table notes as select 1 as n');
    await server.stop();
    const again = await startServer(dataDir);
    expect(again.answer).toMatchObject({ firstStart: false, messages: [] });
    expect(await ask(again.answer.url, 'select n from notes')).toEqual([{ n: 1 }]);

    // A copy of the folder is not a second door to the same database.
    const copied = await startServer(copyFolder(dataDir, join(dirname(dataDir), '..', 'data')));
    expect(copied.answer).toMatchObject({ firstStart: true, shared: false });
    await copied.stop();
    expect(await ask(again.answer.url, 'select n from notes')).toEqual([{ n: 1 }]);
    await again.stop();
  });

  it('in a private checkout the binaries are copied to where that user can enter', async () => {
    const folder = newFolder();
    const secret = join(folder, 'secret');
    mkdirSync(secret, { mode: 0o700 });
    const native = unpacked(secret);
    const copies = join(folder, 'copies');
    const owner = await newOwner();
    const binaries = await prepareBinaries(owner, async () => copies, native);
    expect(binaries.postgres.startsWith(copies)).toBe(true);
    expect((await run(binaries.initdb, ['--version'], owner)).output).toMatch(/PostgreSQL\) 18/);
    expect(readdirSync(copies)).toHaveLength(1);
  });

  it.skipIf(!openToAll(checkout))('the same checkout also serves an ordinary user', async () => {
    const home = newFolder();
    const dataDir = join(home, 'data');
    mkdirSync(dataDir);
    chownSync(dataDir, nobody.uid, nobody.gid);
    const server = await startServer(dataDir, nobody);
    expect(server.answer).toMatchObject({ firstStart: true });
    expect(statSync(clusterOf(dataDir)).uid).toBe(nobody.uid);
    await ask(server.answer.url, 'create table notes as select 1 as n');
    await server.stop();

    // Root may take over and give back.
    const asRoot = await startServer(dataDir);
    expect(await ask(asRoot.answer.url, 'select n from notes')).toEqual([{ n: 1 }]);
    await asRoot.stop();
    const again = await startServer(dataDir, nobody);
    expect(again.answer.error).toBeUndefined();
    await again.stop();

    const foreign = join(newFolder(), 'data');
    mkdirSync(foreign, { mode: 0o755 });
    expect((await startServer(foreign, nobody)).answer.error).toMatch(/no permission to write.*DATA_DIR/);
  });
});

describe('a package that was installed without its scripts', () => {
  it('gets its links back', async () => {
    const native = unpacked(newFolder());
    const owner = await newOwner();
    expect((await run(join(native, 'bin', 'initdb'), ['--version'], owner)).code).not.toBe(0);
    expect(await restoreLinks(native)).toBe(links(native).length);
    expect(await restoreLinks(native)).toBe(0);
    const binaries = await prepareBinaries(owner, async () => newFolder(), native);
    expect(binaries.initdb).toBe(join(native, 'bin', 'initdb'));
    expect((await run(binaries.initdb, ['--version'], owner)).output).toMatch(/PostgreSQL\) 18/);
  });
});

describe('a platform without binaries', () => {
  it('is told to bring a PostgreSQL of its own', () => {
    expect(() => nativeFolder('sunos', 'sparc')).toThrow(
      /no embedded PostgreSQL for sunos on sparc.*DATABASE_URL/,
    );
  });

  it('and so is one where the package is missing', () => {
    const [platform, arch] = process.platform === 'darwin' ? ['linux', 'ppc64'] : ['darwin', 'arm64'];
    expect(() => nativeFolder(platform, arch)).toThrow(/is not installed.*DATABASE_URL/);
  });
});
