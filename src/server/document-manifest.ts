/**
 * The manifest of trusted documents as build tools of clients write it: read, checked against the schema, told what is wrong.
 * Knows files, hashes and GraphQL documents; refuses to know who asks for them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { z } from 'zod';

/** Why a manifest cannot be used, ready to be printed. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

export interface TrustedDocument {
  /** As the manifest has it, for people. */
  readonly id: string;
  readonly text: string;
  readonly document: DocumentNode;
}

/** What a manifest is to look like; graphql-codegen, Relay and Apollo each write one of the two. */
const expected =
  '{ "<id>": "<document>" } or { "format": "apollo-persisted-query-manifest", "version": 1, "operations": [{ "id": "<id>", "body": "<document>" }] }';

const textsById = z.record(z.string().min(1), z.string());
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string() })),
});

type Entry = Readonly<{ id: string; text: string }>;

const sha256Prefix = 'sha256:';
/** Problems that are printed; whoever has more mends these first. */
const maxProblems = 20;

/** An id without the prefix that clients may leave out. */
export const plainIdOf = (id: string): string =>
  id.startsWith(sha256Prefix) ? id.slice(sha256Prefix.length) : id;

/** @throws ManifestError with all that is wrong */
export function readManifest(file: string, schema: GraphQLSchema): readonly TrustedDocument[] {
  const entries = entriesOf(file, parsedFile(file));
  if (entries.length === 0) throw unusable(file, ['It has no documents.']);
  const problems = repeatedIds(entries);
  const documents = entries.flatMap(entry => {
    const checked = checkDocument(entry, schema);
    if (typeof checked !== 'string') return [checked];
    problems.push(problemOf(entry.id, checked));
    return [];
  });
  if (problems.length > 0) throw unusable(file, problems);
  return documents;
}

/** What is wrong with a document, in words that name it. */
export const problemOf = (id: string, problem: string): string => `The document "${id}": ${problem}`;

export function unusable(file: string, problems: readonly string[]): ManifestError {
  const told = problems.slice(0, maxProblems).map(problem => `  ${problem}`);
  const others = problems.length - told.length;
  return new ManifestError(
    [
      `The manifest of trusted documents (TRUSTED_DOCUMENTS_FILE), ${file}, is not usable:`,
      ...told,
      ...(others > 0 ? [`  … and ${others} more.`] : []),
    ].join('\n'),
  );
}

function parsedFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(file, [`It cannot be read: ${messageOf(error)}`]);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(file, [`It is not valid JSON. Expected ${expected}.`]);
  }
}

function entriesOf(file: string, json: unknown): readonly Entry[] {
  const isApollo = typeof json === 'object' && json !== null && 'format' in json;
  const parsed = isApollo
    ? apolloManifest
        .transform(({ operations }) => operations.map(({ id, body }): Entry => ({ id, text: body })))
        .safeParse(json)
    : textsById
        .transform(texts => Object.entries(texts).map(([id, text]): Entry => ({ id, text })))
        .safeParse(json);
  if (parsed.success) return parsed.data;
  throw unusable(file, [
    `Expected ${expected}.`,
    ...parsed.error.issues.map(({ path, message }) => `At "${path.join('.')}": ${message}`),
  ]);
}

/** Ids that stand for two texts, as a request can name one of them only. */
function repeatedIds(entries: readonly Entry[]): string[] {
  const texts = new Map<string, string>();
  return entries.flatMap(({ id, text }) => {
    const known = texts.get(plainIdOf(id));
    texts.set(plainIdOf(id), text);
    return known === undefined || known === text ? [] : [problemOf(id, 'Its id stands for another one too.')];
  });
}

/** The document, or what is wrong with it. */
function checkDocument({ id, text }: Entry, schema: GraphQLSchema): TrustedDocument | string {
  if (id.startsWith(sha256Prefix) && id !== sha256Prefix + sha256(text))
    return 'Its text is not the one that its id, a SHA-256, was made of.';
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return messageOf(error);
  }
  const [error] = validate(schema, document);
  return error ? error.message : { id, text, document };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
