/**
 * What answers are like on the wire: their coding, what a client may keep of them, and to whom other sites' pages are let.
 * Knows headers and bytes; what is asked is only large or small, of a viewer or of nobody.
 */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codingFor } from '../src/server/compression.ts';
import { isNamed } from '../src/server/entity-tag.ts';
import { startTestApi, type TestApi } from './support/api.ts';
import { type RawAnswer, sendRaw } from './support/raw-http.ts';

const lines: Record<string, unknown>[] = [];
const log = pino(
  { level: 'info', base: null },
  new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  }),
);
let api: TestApi;
let authorization: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true, http: { log } });
  authorization = `Bearer ${await api.signIn('owner@demo.example')}`;
});
afterAll(() => api.close());

const large = 'query Large { insights(first: 100) { nodes { uuid name description createdAt } } }';
const small = '{ viewer { uuid } }';

const post = (query: string, headers: Record<string, string> = {}, url = api.url) =>
  sendRaw(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: JSON.stringify({ query }),
  });
const get = (query: string, headers: Record<string, string> = {}, method = 'GET') =>
  sendRaw(`${api.url}?${new URLSearchParams({ query })}`, {
    method,
    headers: { authorization, ...headers },
  });

/** What is the same for each answer to the same request. */
const steady = ({ status, headers, body }: RawAnswer) => {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  return { status, headers: rest, body: body.toString('base64') };
};

describe('the coding of an answer', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate', undefined],
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['GZIP;Q=0.9', 'gzip'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['gzip;q=0, br;q=0', undefined],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['identity;q=1, gzip;q=0.5', undefined],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['gzip;q=x', undefined],
    [',,;', undefined],
  ])('for Accept-Encoding %j is %j', (header, coding) => {
    expect(codingFor(header)).toBe(coding);
  });

  it.each(['br', 'gzip'])('%s makes a large answer smaller, and leaves its content', async coding => {
    const plain = await post(large);
    const coded = await post(large, { 'accept-encoding': coding });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(coded.headers['content-encoding']).toBe(coding);
    expect(coded.text).toBe(plain.text);
    expect(JSON.parse(coded.text).errors).toBeUndefined();
    expect(coded.body.length).toBeLessThan(plain.body.length / 2);
    for (const answer of [plain, coded]) {
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      expect(answer.headers.vary).toMatch(/\bAccept-Encoding\b/);
    }
  });

  it('is none for a small answer, which still says that others have one', async () => {
    const answer = await post(small, { 'accept-encoding': 'br, gzip' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.headers.vary).toMatch(/\bAccept-Encoding\b/);
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
  });

  it.each([undefined, 'br', 'gzip'])(
    '%s is the same to the byte on both paths, in headers too',
    async coding => {
      const headers = coding === undefined ? {} : { 'accept-encoding': coding };
      const resolvers = await startTestApi({ beside: api, compiled: false });
      try {
        await post(large, headers);
        const compiled = await post(large, headers);
        expect(steady(compiled)).toEqual(steady(await post(large, headers, resolvers.url)));
      } finally {
        await resolvers.close();
      }
    },
  );

  it('is there for metrics too', async () => {
    const answer = await sendRaw(`${api.origin}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.text).toContain('# TYPE');
  });

  it('makes GraphiQL a quarter of its size, the same bytes each time', async () => {
    const page = (headers: Record<string, string>) =>
      sendRaw(api.url, { headers: { accept: 'text/html,*/*;q=0.8', ...headers } });
    const plain = await page({});
    for (const coding of ['br', 'gzip']) {
      const coded = await page({ 'accept-encoding': coding });
      expect(coded.headers['content-encoding']).toBe(coding);
      expect(coded.text === plain.text).toBe(true);
      expect(coded.body.length).toBeLessThan(plain.body.length / 3);
      expect((await page({ 'accept-encoding': coding })).body.equals(coded.body)).toBe(true);
    }
  });
});

describe('HEAD', () => {
  it('has the headers of GET, and no body', async () => {
    for (const coding of ['identity', 'br']) {
      const headers = { 'accept-encoding': coding };
      const [head, whole] = [await get(large, headers, 'HEAD'), await get(large, headers)];
      expect(steady(head)).toEqual({ ...steady(whole), body: '' });
      expect(Number(head.headers['content-length'])).toBe(whole.body.length);
    }
    expect((await sendRaw(`${api.origin}/health/live`, { method: 'HEAD' })).headers['content-length']).toBe(
      '5',
    );
  });

  it('does not run a mutation', async () => {
    expect((await get('mutation { signOut { signedOut } }', {}, 'HEAD')).status).toBe(405);
    expect(JSON.parse((await post(small)).text).data.viewer).not.toBeNull();
  });
});

describe('an answer to GET', () => {
  it('has a tag, by which a client that has it already gets 304 without a body', async () => {
    const first = await get(large);
    const { etag } = first.headers;
    expect(etag).toMatch(/^W\/"[\w-]{20,}"$/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    for (const sent of [etag!, etag!.slice(2), `"other", ${etag}`, '*']) {
      const again = await get(large, { 'if-none-match': sent, 'accept-encoding': 'br' });
      expect(again.status, sent).toBe(304);
      expect(again.body.length).toBe(0);
      expect(again.headers).toMatchObject({ etag, 'cache-control': 'private, no-cache' });
      expect(again.headers.vary).toBe(first.headers.vary);
      expect(again.headers).not.toHaveProperty('content-type');
      expect(again.headers).not.toHaveProperty('content-length');
    }
    expect((await get(large, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('has the same tag in each coding, and another for another content', async () => {
    const tags = [await get(large), await get(large, { 'accept-encoding': 'br' }), await get(small)].map(
      ({ headers }) => headers.etag,
    );
    expect(tags[0]).toBe(tags[1]);
    expect(tags[0]).not.toBe(tags[2]);
  });

  it('is computed for who asks: a tag opens nothing to a viewer without credentials', async () => {
    const { etag } = (await get(large)).headers;
    const other = `Bearer ${await api.signIn('outsider@demo.example')}`;
    const theirs = await get(large, { authorization: other, 'if-none-match': etag! });
    expect(theirs.status).toBe(200);
    expect(theirs.headers.etag).not.toBe(etag);
    const revoked = await api.signIn('owner@demo.example');
    await api.ask('mutation { signOut { signedOut } }', { token: revoked });
    for (const stranger of ['', `Bearer ${revoked}`]) {
      const answer = await get(large, { authorization: stranger, 'if-none-match': etag! });
      expect(answer.status).not.toBe(304);
      expect(answer.headers.etag).toBeUndefined();
      expect(JSON.parse(answer.text)).toMatchObject({
        data: { insights: null },
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it('has none where something went wrong, and is not kept then', async () => {
    for (const answer of [
      await get('{ nothing }'),
      await get('{ dashboard(id: "nonsense") { uuid } viewer { uuid } }'),
      await get('mutation { signOut { signedOut } }'),
    ]) {
      expect(answer.headers.etag).toBeUndefined();
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('to POST has none either, and is never kept', async () => {
    const { headers, status } = await post(large, { 'if-none-match': '*' });
    expect({ status, etag: headers.etag, cache: headers['cache-control'] }).toEqual({
      status: 200,
      etag: undefined,
      cache: 'no-store',
    });
  });

  it('that is GraphiQL is kept where it holds no token, and not where it does', async () => {
    const accept = { accept: 'text/html' };
    const plain = await sendRaw(api.url, { headers: accept });
    const again = await sendRaw(api.url, { headers: { ...accept, 'if-none-match': plain.headers.etag! } });
    expect({ status: again.status, length: again.body.length }).toEqual({ status: 304, length: 0 });
    const demo = await startTestApi({ beside: api, http: { graphiql: { demoToken: 'a-token' } } });
    try {
      const { headers, text } = await sendRaw(demo.url, { headers: accept });
      expect(text.includes('a-token')).toBe(true);
      expect(headers.etag).toBeUndefined();
      expect(headers['cache-control']).toBe('no-store');
    } finally {
      await demo.close();
    }
  });

  it.each([
    ['W/"a"', 'W/"a"', true],
    ['W/"a"', '"a"', true],
    ['W/"a"', '"b" , W/"a"', true],
    ['W/"a"', '"b"', false],
    ['W/"a"', 'a', false],
    ['W/"a"', '', false],
  ])('%s against If-None-Match %s: %s', (tag, header, named) => {
    expect(isNamed(tag, header)).toBe(named);
  });
});

describe('the root', () => {
  it('leads a browser to GraphiQL', async () => {
    const answer = await sendRaw(`${api.origin}/`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect({ status: answer.status, location: answer.headers.location }).toEqual({
      status: 302,
      location: '/graphql',
    });
  });

  it('leads nobody else, and nowhere where there is no GraphiQL', async () => {
    expect((await sendRaw(`${api.origin}/`, { headers: { accept: '*/*' } })).status).toBe(404);
    const without = await startTestApi({ beside: api, http: { graphiql: undefined } });
    try {
      const answer = await sendRaw(`${without.origin}/`, { headers: { accept: 'text/html' } });
      expect(answer.status).toBe(404);
    } finally {
      await without.close();
    }
  });
});

describe('pages of other origins', () => {
  const allowOf = ({ headers }: RawAnswer) => headers['access-control-allow-origin'];
  const refusals = () => lines.filter(({ msg }) => String(msg).includes('ALLOWED_ORIGINS'));

  it('that are refused are in the log, by their origin and the variable, once in a while', async () => {
    lines.length = 0;
    for (const origin of ['https://one.example', 'https://one.example', 'null', 'https://two.example'])
      expect(allowOf(await post(small, { origin }))).toBeUndefined();
    expect(refusals().map(({ origin, level }) => ({ origin, level }))).toEqual([
      { origin: 'https://one.example', level: 40 },
      { origin: 'null', level: 40 },
      { origin: 'https://two.example', level: 40 },
    ]);
  });

  it('are told apart from pages of the server itself, which need no permission', async () => {
    lines.length = 0;
    const { host } = new URL(api.url);
    await post(small, { origin: `http://${host}` });
    await post(small, { origin: 'https://behind-a-proxy.example', 'sec-fetch-site': 'same-origin' });
    expect(refusals()).toEqual([]);
  });

  it('on the viewer’s own machine are allowed, on any port, but not in production', async () => {
    const production = await startTestApi({ beside: api, http: { isProduction: true } });
    try {
      for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:3000']) {
        expect(allowOf(await post(small, { origin }))).toBe(origin);
        expect(allowOf(await post(small, { origin }, production.url))).toBeUndefined();
      }
      for (const origin of ['http://localhost.evil.example', 'http://localhost:1@evil.example', 'file://'])
        expect(allowOf(await post(small, { origin })), origin).toBeUndefined();
    } finally {
      await production.close();
    }
  });

  it('that are allowed may ask first, and are answered by compiled reads as others are', async () => {
    const origin = 'http://localhost:5173';
    const ask = (headers: Record<string, string>) =>
      sendRaw(api.url, {
        method: 'OPTIONS',
        headers: { 'access-control-request-method': 'POST', ...headers },
      });
    const asked = await ask({ origin, 'access-control-request-headers': 'authorization,x-own' });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,x-own',
      'access-control-allow-methods': 'GET, POST',
    });
    expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');
    const refused = await ask({ origin: 'https://one.example' });
    expect(Object.keys(refused.headers).filter(name => name.startsWith('access-control'))).toEqual([]);

    const resolvers = await startTestApi({ beside: api, compiled: false });
    try {
      const sent: string[] = [];
      const run = api.database.pool.run.bind(api.database.pool);
      await post(small, { origin });
      api.database.pool.run = (statement, until) => {
        sent.push(statement.text);
        return run(statement, until);
      };
      const compiled = await post(small, { origin });
      api.database.pool.run = run;
      expect(sent.map(text => text.includes('as "preamble"'))).toEqual([false]);
      expect(steady(compiled)).toEqual(steady(await post(small, { origin }, resolvers.url)));
    } finally {
      await resolvers.close();
    }
  });
});

describe('connections', () => {
  it('are kept for the next request for as long as the configuration says', async () => {
    const patient = await startTestApi({ beside: api, http: { keepAliveTimeoutMs: 65_000 } });
    try {
      const { headers } = await post(small, { connection: 'keep-alive' }, patient.url);
      expect(headers['keep-alive']).toBe('timeout=65');
    } finally {
      await patient.close();
    }
  });
});
