/**
 * `npm run check:schema` in repositories of its own, with schemas that are made up.
 * Knows what people read, and the exit code; refuses to know how changes are found.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const command = fileURLToPath(new URL('../src/commands/check-schema.ts', import.meta.url));
const loader = pathToFileURL(
  fileURLToPath(new URL('../node_modules/tsx/dist/esm/index.mjs', import.meta.url)),
).href;
let folder: string;
const git = (...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@localhost', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: folder,
      stdio: 'pipe',
    },
  );
const write = (schema: string) => writeFileSync(join(folder, 'schema.graphql'), schema);
function check() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', loader, command], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'insightgraph-schema-'));
  git('init', '--quiet');
  write('type Query { note(id: ID!): String  notes: [String!]! }');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run check:schema', () => {
  it('says that there is nothing to compare with, before the first release', () => {
    expect(check()).toEqual({
      status: 0,
      stdout:
        'There is no tag of a release: nothing to compare schema.graphql with. (Are tags fetched? git fetch --tags)\n',
      stderr: '',
    });
  });

  it('passes what only adds, and tells what may surprise', () => {
    git('tag', 'v1.0.0');
    write('enum Size { S } type Query { note(id: ID!, size: Size): String  notes: [String!]!  size: Size }');
    expect(check()).toEqual({
      status: 0,
      stdout:
        'schema.graphql since v1.0.0: 0 breaking and 1 dangerous changes.\nMay surprise clients:\n  An optional arg size on Query.note was added.\n',
      stderr: '',
    });
  });

  it('fails for what breaks clients of the last release, and names all of it', () => {
    write('type Query { note(id: ID!, size: Int!): String  notes: [String!] }');
    expect(check()).toEqual({
      status: 1,
      stdout:
        'schema.graphql since v1.0.0: 2 breaking and 0 dangerous changes.\nBreak clients:\n  A required arg size on Query.note was added.\n  Query.notes changed type from [String!]! to [String!].\n',
      stderr: '',
    });
  });
});
