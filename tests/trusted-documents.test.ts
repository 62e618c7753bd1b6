/**
 * Trusted documents: asked by their ids in every form that clients send, on both paths, and what is refused in each mode.
 * Sends requests as clients do; refuses to know how a document is found.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { growth, scrape } from './support/prometheus.ts';
import { type RawAnswer, sendRaw } from './support/raw-http.ts';

const page =
  'query TrustedPage($first: Int = 2) { dashboards(first: $first) { totalCount nodes { uuid name } } }';
const pair = 'query TrustedRow { viewer { email } } query TrustedName { viewer { displayName } }';
const mutation =
  'mutation TrustedSignIn { signIn(input: { email: "nobody@demo.example", password: "wrong-password" }) { token userErrors { code } } }';
const unfit = 'query TrustedUnfit { dashboards(first: 1000) { totalCount } }';
/** Valid, and in no manifest. */
const other = 'query Other { dashboards(first: 1) { nodes { uuid } } }';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const documents = [page, pair, mutation, unfit];
const byHash = Object.fromEntries(documents.map(text => [`sha256:${sha256(text)}`, text]));
const unknown = sha256(other);

const folder = mkdtempSync(join(tmpdir(), 'insightgraph-manifest-'));
const file = join(folder, 'persisted-documents.json');
writeFileSync(file, JSON.stringify(byHash));

let off: TestApi;
let prefer: TestApi;
let only: TestApi;
let resolvers: TestApi;
let authorization: string;
beforeAll(async () => {
  off = await startTestApi({ demo: true });
  prefer = await startTestApi({ beside: off, trustedDocuments: { mode: 'prefer', file } });
  only = await startTestApi({ beside: off, trustedDocuments: { mode: 'only', file } });
  resolvers = await startTestApi({
    beside: off,
    trustedDocuments: { mode: 'only', file },
    compiled: false,
  });
  authorization = `Bearer ${await off.signIn('owner@demo.example')}`;
});
afterAll(async () => {
  for (const api of [resolvers, only, prefer, off]) await api.close();
  rmSync(folder, { recursive: true });
});

const post = (api: TestApi, body: object, headers: Record<string, string> = { authorization }) =>
  sendRaw(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const get = (api: TestApi, parameters: Record<string, string>, headers = { authorization }) =>
  sendRaw(`${api.url}?${new URLSearchParams(parameters)}`, { headers });

const apollo = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

/** The only error of an answer. */
function refusal({ status, text }: RawAnswer) {
  const { errors, data } = JSON.parse(text);
  // A root field that is refused leaves the others.
  expect(Object.values(data ?? {}).every(value => value === null)).toBe(true);
  expect(errors).toHaveLength(1);
  return { status, code: errors[0].extensions.code, message: errors[0].message };
}

/** The statements that a server sends while something is asked, and whether they are those of compiled reads. */
async function pathOf(api: TestApi, work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = api.database;
  const run = pool.run.bind(pool);
  const paths: string[] = [];
  pool.run = (statement, until) => {
    paths.push(statement.text.includes('as "preamble"') ? 'resolvers' : 'compiled');
    return run(statement, until);
  };
  await work().finally(() => {
    pool.run = run;
  });
  return paths;
}

const named = [
  ['documentId with its prefix', { documentId: `sha256:${sha256(page)}` }],
  ['documentId without', { documentId: sha256(page) }],
  ['documentId beside a null query', { documentId: sha256(page), query: null }],
  ['the hash that Apollo Client sends', apollo(sha256(page))],
  ['the hash with its prefix', apollo(`sha256:${sha256(page)}`)],
] as const;

describe('a document that is named by its id', () => {
  it('is compiled before it was ever asked', async () => {
    const answers = await pathOf(prefer, () => post(prefer, { documentId: sha256(page) }));
    expect(answers).toEqual(['compiled']);
    const byName = { documentId: sha256(pair), operationName: 'TrustedName' };
    expect(await pathOf(only, () => post(only, byName))).toEqual(['compiled']);
  });

  it.each(named)('by %s gets the bytes that its text gets, on either path', async (_, body) => {
    const request = { ...body, variables: { first: 3 } };
    const { text } = await post(off, { query: page, variables: { first: 3 } });
    expect(JSON.parse(text).data.dashboards.nodes).toHaveLength(3);
    expect(await pathOf(prefer, async () => expect((await post(prefer, request)).text).toBe(text))).toEqual([
      'compiled',
    ]);
    expect((await post(only, request)).text).toBe(text);
    expect(
      await pathOf(resolvers, async () => expect((await post(resolvers, request)).text).toBe(text)),
    ).toEqual(['resolvers']);
  });

  it('runs the operation that is named', async () => {
    for (const api of [prefer, only, resolvers]) {
      const request = { documentId: sha256(pair), operationName: 'TrustedRow' };
      expect((await post(api, request)).text).toBe('{"data":{"viewer":{"email":"owner@demo.example"}}}');
      expect(refusal(await post(api, { documentId: sha256(pair) })).code).toBe('BAD_USER_INPUT');
    }
  });

  it('may be a mutation, and be asked by nobody in particular', async () => {
    const answer = await post(only, { documentId: sha256(mutation) }, {});
    expect(JSON.parse(answer.text).data.signIn.userErrors).toEqual([{ code: 'UNAUTHENTICATED' }]);
  });

  it('is held to the same rules as a text', async () => {
    const answer = refusal(await post(only, { documentId: sha256(unfit) }));
    expect(answer.message).toBe('first must be from 1 to 100, not 1000.');
    expect(refusal(await post(only, { documentId: sha256(page) }, {})).code).toBe('UNAUTHENTICATED');
    const wrong = await post(only, { documentId: sha256(page), variables: { first: 'many' } });
    expect(refusal(wrong).message).toContain('$first');
  });

  it('comes by GET too, and may be kept', async () => {
    const { text } = await post(off, { query: page });
    const variables = JSON.stringify({ first: 2 });
    for (const parameters of [
      { documentId: `sha256:${sha256(page)}`, variables },
      { extensions: JSON.stringify(apollo(sha256(page)).extensions) },
    ]) {
      const answer = await get(only, parameters);
      expect(answer.text).toBe(text);
      expect(answer.headers.etag).toMatch(/^W\//);
    }
    expect((await get(only, { documentId: sha256(mutation) })).status).toBe(405);
    expect(refusal(await get(only, { documentId: sha256(page), query: page })).code).toBe('BAD_USER_INPUT');
    expect(refusal(await get(only, { documentId: unknown })).message).toContain('No trusted document');
  });

  it('is compiled where a client tells of itself in extensions', async () => {
    const extensions = { clientLibrary: { name: '@apollo/client', version: '4.0.0' } };
    for (const body of [{ documentId: sha256(page) }, { query: page }])
      expect(await pathOf(prefer, () => post(prefer, { ...body, extensions }))).toEqual(['compiled']);
  });
});

describe('what is no trusted document', () => {
  const notBoth = 'Send "documentId" or "query", not both.';
  const neither = 'Send the id of a document as "documentId", or the document as "query".';
  const noText = 'must be a text: the id that the manifest has for the document.';
  const notKnown = 'No trusted document has this id.';

  it.each([
    ['an unknown id', { documentId: unknown }, notKnown],
    ['an unknown id with its prefix', { documentId: `sha256:${unknown}` }, notKnown],
    ['an empty id', { documentId: '' }, notKnown],
    ['the name of a member of every object', { documentId: 'constructor' }, notKnown],
    ['a number', { documentId: 17 }, `"documentId" ${noText}`],
    ['an object', { documentId: { id: unknown } }, `"documentId" ${noText}`],
    ['an id and a text', { documentId: sha256(page), query: page }, notBoth],
    ['nothing', {}, neither],
    ['an empty extension', { extensions: {} }, neither],
    ['a hash that is none', apollo(17), `"extensions.persistedQuery.sha256Hash" ${noText}`],
    ['an extension without a hash', { extensions: { persistedQuery: { version: 1 } } }, noText],
  ])('%s is refused in words', async (_, body, message) => {
    for (const api of [prefer, only, resolvers]) {
      const plain = refusal(await post(api, body));
      expect(plain).toMatchObject({ status: 200, code: 'BAD_USER_INPUT' });
      expect(plain.message).toContain(message);
      const graphql = { authorization, accept: 'application/graphql-response+json' };
      expect(refusal(await post(api, body, graphql)).status).toBe(400);
    }
  });

  it('is refused where only trusted ones are answered, introspection too', async () => {
    const onlyTrusted = 'This server answers trusted documents only.';
    const graphql = { ...apollo(sha256(page)), query: other };
    for (const api of [only, resolvers]) {
      for (const body of [
        { query: other },
        { query: getIntrospectionQuery() },
        { query: `${page} ` },
        graphql,
      ])
        expect(refusal(await post(api, body)).message).toContain(onlyTrusted);
      expect(refusal(await get(api, { query: other })).message).toContain(onlyTrusted);
      expect(refusal(await post(api, apollo(unknown))).message).toContain(notKnown);
    }
  });

  it('may be a trusted one that is sent as it is', async () => {
    const { text } = await post(off, { query: page });
    expect(
      await pathOf(only, async () => expect((await post(only, { query: page })).text).toBe(text)),
    ).toEqual(['compiled']);
    expect((await post(resolvers, { query: page })).text).toBe(text);
  });

  it('is answered where they are preferred, and never kept for its hash', async () => {
    const { text } = await post(off, { query: other });
    expect((await post(prefer, { query: other })).text).toBe(text);
    // What makes Apollo Client and urql send the text itself.
    const notFound = { status: 200, code: 'BAD_USER_INPUT', message: 'PersistedQueryNotFound' };
    expect(refusal(await post(prefer, apollo(unknown)))).toEqual(notFound);
    expect((await post(prefer, { ...apollo(unknown), query: other })).text).toBe(text);
    expect(refusal(await post(prefer, apollo(unknown)))).toEqual(notFound);
    expect(refusal(await post(prefer, { documentId: unknown })).message).toContain(notKnown);
  });

  it('is what it was where there are none', async () => {
    for (const body of [{ documentId: sha256(page) }, { documentId: sha256(page), query: page }])
      expect(refusal(await post(off, body))).toEqual({
        status: 400,
        code: 'BAD_USER_INPUT',
        message: 'Unexpected parameter "documentId" in the request body.',
      });
    expect(refusal(await post(off, apollo(sha256(page)))).message).toBe('Must provide query string.');
    expect(JSON.parse((await post(off, { documentId: null, query: other })).text).data).toBeDefined();
  });
});

describe('metrics', () => {
  it('name the operations of trusted documents, and no others', async () => {
    const before = await scrape(prefer.origin);
    await post(prefer, { documentId: sha256(page) }, {});
    await post(prefer, { documentId: sha256(page) });
    await post(prefer, { query: other });
    expect(growth(before, await scrape(prefer.origin), /^graphql_operations_total/)).toEqual({
      'graphql_operations_total{type="query",name="TrustedPage",code="UNAUTHENTICATED"}': 1,
      'graphql_operations_total{type="query",name="TrustedPage",code="ok"}': 1,
      'graphql_operations_total{type="query",name="other",code="ok"}': 1,
    });
  });
});
