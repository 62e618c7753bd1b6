/**
 * What the log tells of requests, operations and statements, and what it never tells.
 * Reads lines as an operator does; refuses to know how they are written.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { type LogLine, openLog } from './support/log-lines.ts';

const info = openLog('info');
const debug = openLog('debug');
/** Each operation is a slow one here. */
const slowOperationMs = 0.000_001;
let api: TestApi;
let developing: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true, http: { log: info.log } });
  developing = await startTestApi({ beside: api, http: { log: debug.log, slowOperationMs } });
  token = await api.signIn('owner@demo.example');
});
afterAll(async () => {
  await developing.close();
  await api.close();
});

async function send(url: string, body: object, authorization = `Bearer ${token}`): Promise<LogLine> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    body: JSON.stringify(body),
  });
  return (await response.json()) as LogLine;
}

/** The only request line of what was asked. */
async function lineOf(query: string, authorization?: string): Promise<LogLine> {
  info.clear();
  await send(api.url, { query }, authorization);
  const [line, ...more] = info.lines('request');
  expect(more).toEqual([]);
  return line!;
}

const page = 'query Page { dashboards(first: 2) { nodes { uuid name } } }';

describe('the line of a request', () => {
  it('has operation, viewer, code, statements and time, the same on both paths', async () => {
    const expected = {
      level: 30,
      method: 'POST',
      path: '/graphql',
      status: 200,
      type: 'query',
      operation: 'Page',
      viewer: 'user',
      cost: 3,
      code: 'ok',
      statements: 1,
      databaseMs: expect.any(Number),
      ms: expect.any(Number),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      time: expect.any(Number),
      msg: 'request',
    };
    // The resolvers first, then a compiled read.
    for (let i = 0; i < 2; i++) {
      const line = await lineOf(page);
      expect(line).toEqual(expected);
      expect(line.databaseMs).toBeGreaterThan(0);
      expect(line.ms).toBeGreaterThanOrEqual(line.databaseMs as number);
    }
  });

  it.each([
    [
      'nobody',
      '{ viewer { uuid } }',
      '',
      { viewer: 'anonymous', code: 'ok', statements: 0, operation: null },
    ],
    [
      'a key',
      '{ dashboards { totalCount } }',
      `Bearer igk_${'k'.repeat(43)}`,
      { viewer: 'apiKey', code: 'UNAUTHENTICATED', statements: 1 },
    ],
    [
      'who cannot be told',
      '{ viewer { uuid } }',
      'Basic eDp5',
      { viewer: 'unknown', code: 'UNAUTHENTICATED', statements: 0 },
    ],
    [
      'a document that is not valid',
      'query Typo { nothing }',
      undefined,
      { type: 'unknown', operation: null, viewer: 'user', cost: null, code: 'BAD_USER_INPUT' },
    ],
    [
      'a fault in a field',
      'query Half { viewer { uuid } dashboard(id: "x") { uuid } }',
      undefined,
      { operation: 'Half', code: 'BAD_USER_INPUT' },
    ],
    [
      'a sign-in, and what it sends',
      'mutation In { signIn(input: { email: "owner@demo.example", password: "demo-password" }) { session { uuid } } }',
      '',
      { type: 'mutation', operation: 'In', viewer: 'anonymous', code: 'ok', statements: 3 },
    ],
  ])('of %s', async (_, query, authorization, expected) => {
    expect(await lineOf(query, authorization)).toMatchObject(expected);
  });

  it('of what is no operation has none', async () => {
    info.clear();
    await fetch(`${api.origin}/health/live`);
    const [line] = info.lines('request');
    expect(line).toMatchObject({ path: '/health/live', status: 200 });
    for (const member of ['operation', 'viewer', 'code', 'statements'])
      expect(line).not.toHaveProperty(member);
  });
});

describe('slow operations', () => {
  it('are told at warn with their name and a hash of the document', async () => {
    for (let i = 0; i < 2; i++) {
      debug.clear();
      await send(developing.url, { query: page });
      expect(debug.lines('slow operation')).toEqual([
        expect.objectContaining({
          level: 40,
          type: 'query',
          operation: 'Page',
          viewer: 'user',
          code: 'ok',
          statements: 1,
          document: expect.stringMatching(/^[0-9a-f]{16}$/),
        }),
      ]);
    }
    const [first] = debug.lines('slow operation');
    debug.clear();
    await send(developing.url, { query: `${page} ` });
    expect(debug.lines('slow operation')[0]!.document).not.toBe(first!.document);
  });

  it('are none below the limit', async () => {
    info.clear();
    await send(api.url, { query: page });
    expect(info.lines('slow operation')).toEqual([]);
  });
});

describe('statements', () => {
  const filtered = {
    query: 'query Filtered($name: String!) { dashboards(where: { name: { eq: $name } }) { nodes { uuid } } }',
    variables: { name: 'only-in-a-parameter' },
  };

  it('are logged at debug with their text, types and time, under the id of the request', async () => {
    for (let i = 0; i < 2; i++) {
      debug.clear();
      await send(developing.url, filtered);
      const [request] = debug.lines('request');
      const [line, ...more] = debug.lines('statement');
      expect(more).toEqual([]);
      expect(line).toMatchObject({
        level: 20,
        requestId: request!.requestId,
        operation: 'select',
        table: 'dashboards',
        ms: expect.any(Number),
        text: expect.stringMatching(/^with "viewer" as materialized/),
      });
      const types = line!.types as string[];
      expect(types.length).toBe(new Set((line!.text as string).match(/\$\d+/g)).size);
      expect(new Set(types)).toEqual(new Set(['string', ...types.filter(type => type !== 'string')]));
    }
  });

  it('that fail say so', async () => {
    debug.clear();
    await expect(
      developing.database.pool.run(
        { text: 'select 1 / $1::text::int', params: ['0'] },
        performance.now() + 60_000,
      ),
    ).rejects.toThrow('division by zero');
    expect(debug.lines('statement')).toEqual([expect.objectContaining({ failed: true, types: ['string'] })]);
  });

  it('are not logged above debug, and never in production', async () => {
    info.clear();
    await send(api.url, filtered);
    expect(info.lines('statement')).toEqual([]);
    const production = await startTestApi({ beside: api, http: { log: debug.log, isProduction: true } });
    try {
      debug.clear();
      await send(production.url, filtered);
      expect(debug.lines('request')).toHaveLength(1);
      expect(debug.lines('statement')).toEqual([]);
    } finally {
      await production.close();
    }
  });
});

describe('the log', () => {
  it('never has a token, a password, an address or a value, whatever is asked and fails', async () => {
    const secrets = {
      email: 'someone.private@example.com',
      password: 'a-very-private-password',
      value: 'a-private-value',
    };
    debug.clear();
    const signUp = `mutation($input: SignUpInput!) { signUp(input: $input) { token session { uuid } userErrors { message } } }`;
    const input = { email: secrets.email, password: secrets.password, displayName: secrets.value };
    const made = await send(developing.url, { query: signUp, variables: { input } }, '');
    const { token: created } = (made.data as { signUp: { token: string } }).signUp;
    expect(created).toMatch(/^igs_/);
    // Again, which the database refuses by a constraint whose error repeats the address.
    await send(developing.url, { query: signUp, variables: { input } }, '');
    const signIn = `mutation { signIn(input: { email: "${secrets.email}", password: "${secrets.password}" }) { token } }`;
    await send(developing.url, { query: signIn }, '');
    for (const query of [
      `{ dashboards(where: { name: { contains: "${secrets.value}" } }) { totalCount } }`,
      `{ users(where: { email: { eq: "${secrets.email}" } }) { totalCount } }`,
      `{ nothing(x: "${secrets.value}") }`,
      `{ dashboard(id: "${secrets.value}") { uuid } }`,
      `mutation { createProject(input: { name: "${secrets.value}", slug: "${secrets.value}" }) { userErrors { message } } }`,
    ])
      for (let i = 0; i < 2; i++) await send(developing.url, { query }, `Bearer ${created}`);
    await fetch(
      `${developing.url}?${new URLSearchParams({ query: `{ viewer { email } } # ${secrets.value}` })}`,
      {
        headers: { authorization: `Bearer ${created}` },
      },
    );
    await fetch(`${developing.origin}/${created}/${secrets.email}`);
    const text = debug.text();
    expect(debug.lines('statement').length).toBeGreaterThan(8);
    for (const secret of [...Object.values(secrets), created, created.slice(4), 'demo-password'])
      expect(text.includes(secret), secret).toBe(false);
    expect(text).not.toMatch(/ig[sk]_|[0-9a-f]{64}/);
  });

  it('has the cause of what a client is not told, without the values in it', async () => {
    const broken = await startTestApi({ demo: true, http: { log: info.log } });
    try {
      const owner = await broken.signIn('owner@demo.example');
      await broken.client`alter table dashboards rename column name to other_name`;
      info.clear();
      await send(
        broken.url,
        { query: '{ dashboards(where: { name: { eq: "a-private-value" } }) { nodes { name } } }' },
        `Bearer ${owner}`,
      );
      const [line] = info.lines('Something went wrong on the server.');
      expect(line).toMatchObject({
        level: 50,
        requestId: info.lines('request')[0]!.requestId,
        err: { code: '42703', message: expect.stringContaining('name'), stack: expect.any(String) },
      });
      expect(info.text()).not.toContain('a-private-value');
    } finally {
      await broken.close();
    }
  });
});
