/** Folders that the embedded PostgreSQL must refuse: damaged, foreign or closed ones. */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyring } from '../src/accounts/keyring.ts';
import {
  cleanUp,
  clusterOf,
  copyFolder,
  newFolder,
  newSample,
  startServer,
} from './support/embedded-driver.ts';

const root = process.getuid?.() === 0;
let sample: string;

beforeAll(async () => {
  sample = (await newSample()).dataDir;
});
afterAll(cleanUp);

/** Everything but statistics and the list of users, which even a start that fails renews. */
function userFiles(dataDir: string): string[] {
  const names = readdirSync(dataDir, { recursive: true }) as string[];
  return names.filter(name => !/pg_stat|^users$|\.log$/.test(name)).sort();
}

describe('a folder that cannot be used is named, with the cause and what to do, and left as it is', () => {
  const cases: readonly [string, (dataDir: string, cluster: string) => void, RegExp][] = [
    [
      'truncated pg_control',
      (_, c) => truncateSync(join(c, 'global/pg_control'), 100),
      /pg_control has 100 bytes.*backup/,
    ],
    ['missing pg_control', (_, c) => rmSync(join(c, 'global/pg_control')), /pg_control is missing.*backup/],
    [
      'overwritten pg_control',
      (_, c) => writeFileSync(join(c, 'global/pg_control'), Buffer.alloc(8192, 7)),
      /did not start.*FATAL.*backup/,
    ],
    ['missing PG_VERSION', (_, c) => rmSync(join(c, 'PG_VERSION')), /PG_VERSION is missing.*backup/],
    [
      'missing log',
      (_, c) => rmSync(join(c, 'pg_wal'), { recursive: true }),
      /did not start.*pg_wal.*backup/,
    ],
    ['missing cluster', (_, c) => rmSync(c, { recursive: true }), /missing.*backup/],
    [
      'another major version',
      (_, c) => writeFileSync(join(c, 'PG_VERSION'), '17\n'),
      /of PostgreSQL 17.*brings 18.*pg_dump/,
    ],
    [
      'damaged memory',
      d => writeFileSync(join(d, 'insightgraph.json'), '{"clus'),
      /insightgraph\.json is damaged.*backup/,
    ],
    ['missing password', d => rmSync(join(d, 'password')), /password is missing.*Restore/],
    [
      'broken setting',
      (_, c) => appendFileSync(join(c, 'postgresql.conf'), 'no_such_setting = 1\n'),
      /no_such_setting/,
    ],
  ];
  it.each(cases)('%s', async (_, damage, message) => {
    const dataDir = copyFolder(sample);
    damage(dataDir, clusterOf(sample).replace(sample, dataDir));
    const before = userFiles(dataDir);
    const { answer } = await startServer(dataDir);
    expect(answer.name).toBe('EmbeddedDatabaseError');
    expect(answer.error).toMatch(message);
    expect(answer.error).toContain(dataDir);
    expect(userFiles(dataDir)).toEqual(before);
  });

  it('somebody else’s files', async () => {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'letter.txt'), 'dear');
    const { answer } = await startServer(dataDir);
    expect(answer.error).toMatch(/not empty.*letter\.txt.*DATA_DIR/);
    expect(answer.error).toContain(dataDir);
    expect(readdirSync(dataDir)).toEqual(['letter.txt']);
  });

  it('a cluster of another program', async () => {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'PG_VERSION'), '16\n');
    const { answer } = await startServer(dataDir);
    expect(answer.error).toMatch(/PostgreSQL 16 cluster that this server did not create.*DATABASE_URL/);
    expect(readdirSync(dataDir)).toEqual(['PG_VERSION']);
  });

  it('a file in the place of a folder', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect((await startServer(file)).answer.error).toMatch(/file cannot be used: it is a file.*DATA_DIR/);
    expect((await startServer(join(file, 'data'))).answer.error).toMatch(
      /a part of the path is a file.*DATA_DIR/,
    );
  });

  it.skipIf(root)('a folder without permission', async () => {
    const dataDir = newFolder();
    chmodSync(dataDir, 0o555);
    expect((await startServer(dataDir)).answer.error).toMatch(/no permission to write.*DATA_DIR/);
    chmodSync(dataDir, 0o755);
  });

  it('but an empty one with harmless files is taken', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'lost+found'));
    writeFileSync(join(dataDir, '.gitkeep'), '');
    const server = await startServer(dataDir);
    expect(server.answer.firstStart).toBe(true);
    await server.stop();
  });
});

describe('a folder with encryption keys of a server whose database was elsewhere', () => {
  it('is used, and keeps them', async () => {
    const dataDir = newFolder();
    const { id } = openKeyring(undefined, dataDir).current;
    const { answer } = await startServer(dataDir);
    expect(answer.error).toBeUndefined();
    expect(openKeyring(undefined, dataDir).current.id).toBe(id);
  });
});
