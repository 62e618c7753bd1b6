/**
 * Manifests as build tools write them, and what a server says of one that it cannot use: before anything else is started.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { buildApi } from '../src/operations/schema.ts';
import { ManifestError } from '../src/server/document-manifest.ts';
import { TrustedDocuments } from '../src/server/trusted-documents.ts';
import { cleanUp } from './support/embedded-driver.ts';
import { endProcesses, startProcess } from './support/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'insightgraph-manifest-'));
const file = join(folder, 'manifest.json');
const { schema } = buildApi();
const text = 'query Who { viewer { email } }';

afterEach(endProcesses);
afterAll(() => {
  rmSync(folder, { recursive: true });
  cleanUp();
});

function read(manifest: unknown): TrustedDocuments {
  writeFileSync(file, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return new TrustedDocuments({ mode: 'only', file }, schema);
}

function problemsOf(manifest: unknown): string {
  try {
    read(manifest);
  } catch (error) {
    if (error instanceof ManifestError) return error.message;
    throw error;
  }
  throw new Error('the manifest was accepted');
}

const hashOf = (algorithm: string) => createHash(algorithm).update(text).digest('hex');

describe('a manifest', () => {
  it.each([
    ['of graphql-codegen', { [`sha256:${hashOf('sha256')}`]: text }, hashOf('sha256')],
    ['of Relay', { [hashOf('md5')]: text }, hashOf('md5')],
    [
      'of Apollo',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: hashOf('sha256'), name: 'Who', type: 'query', body: text }],
      },
      hashOf('sha256'),
    ],
    ['with ids of another kind', { 'x-app:who/1': text }, 'x-app:who/1'],
  ])('%s is understood', (_, manifest, documentId) => {
    expect(read(manifest).textOf({ documentId })).toBe(text);
  });

  it.each([
    ['is empty', {}, 'It has no documents.'],
    ['is no JSON', '{', 'It is not valid JSON. Expected { "<id>": "<document>" } or {'],
    ['is a list', [text], 'Expected { "<id>": "<document>" } or {'],
    ['has something else than texts', { a: { body: text } }, 'At "a": '],
    [
      'is of another version',
      { format: 'apollo-persisted-query-manifest', version: 2, operations: [] },
      'At "version": ',
    ],
    [
      'has no bodies',
      { format: 'apollo-persisted-query-manifest', version: 1, operations: [{ id: 'a' }] },
      'At "operations.0.body": ',
    ],
    ['has a document that does not parse', { a: 'query {' }, 'The document "a": Syntax Error: Expected Name'],
    [
      'has a document of another schema',
      { a: '{ nothing }' },
      'The document "a": Cannot query field "nothing" on type "Query".',
    ],
    [
      'has a hash of another text',
      { [`sha256:${hashOf('md5')}`]: text },
      'Its text is not the one that its id, a SHA-256, was made of.',
    ],
    [
      'has an id twice',
      { [`sha256:${hashOf('sha256')}`]: text, [hashOf('sha256')]: '{ viewer { uuid } }' },
      'Its id stands for another one too.',
    ],
  ])('that %s is told of, with its path', (_, manifest, problem) => {
    const said = problemsOf(manifest);
    expect(said).toContain(`(TRUSTED_DOCUMENTS_FILE), ${file}, is not usable:\n`);
    expect(said).toContain(problem);
  });

  it('has all its problems told at once, as far as they can be read', () => {
    const manifest = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`id${i}`, `{ nothing${i} }`]));
    const lines = problemsOf(manifest).split('\n');
    expect(lines[1]).toContain('The document "id0"');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('  … and 10 more.');
  });

  it('that is not there is told of', () => {
    const gone = () => new TrustedDocuments({ mode: 'only', file: join(folder, 'gone.json') }, schema);
    expect(gone).toThrow('It cannot be read: ENOENT');
  });
});

describe('a server', () => {
  const patience = { timeout: 120_000 };
  const start = (env: Record<string, string>) =>
    startProcess(process.execPath, ['bin/serve.js'], {
      TRUSTED_DOCUMENTS: 'prefer',
      TRUSTED_DOCUMENTS_FILE: file,
      ...env,
    });

  it('whose manifest is not usable says so, and starts no PostgreSQL', patience, async () => {
    writeFileSync(file, JSON.stringify({ a: '{ nothing }' }));
    const server = start({});
    expect(await server.ended()).toBe(1);
    expect(server.output()).toContain('The document "a": Cannot query field "nothing"');
    expect(server.output()).not.toContain('at ');
    expect(existsSync(server.dataDir)).toBe(false);
  });

  it('does not start with a document that its limits refuse', patience, async () => {
    writeFileSync(file, JSON.stringify({ a: '{ dashboards { nodes { name } } }' }));
    const server = start({ MAX_QUERY_DEPTH: '2' });
    expect(await server.ended()).toBe(1);
    expect(server.output()).toContain(
      'The document "a": The operation is nested too deeply: at most 2 levels',
    );
  });
});
