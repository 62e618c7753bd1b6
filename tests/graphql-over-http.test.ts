/**
 * The server speaks GraphQL over HTTP as its specification asks, and stays calm where a client does not.
 * Knows bytes, headers and status codes; refuses to know what the schema is about.
 */
import { request } from 'node:http';
import { serverAudits } from 'graphql-http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../src/errors.ts';
import { startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ maxBodyBytes: 100_000 });
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = json) =>
  fetch(api.url, { method: 'POST', headers, body });
const get = (parameters: Record<string, string>) => fetch(`${api.url}?${new URLSearchParams(parameters)}`);

/** The only error of an answer, which has a code of the closed set and the request's id. */
async function onlyError(response: Response) {
  const text = await response.text();
  expect(text).not.toMatch(/node_modules|\.ts:\d|at .+ \(/);
  const { errors } = JSON.parse(text);
  expect(errors).toHaveLength(1);
  expect(errorCodes).toContain(errors[0].extensions.code);
  expect(errors[0].extensions.requestId).toBe(response.headers.get('x-request-id'));
  expect(Object.keys(errors[0].extensions).sort()).toEqual(['code', 'requestId']);
  return { status: response.status, code: errors[0].extensions.code, message: errors[0].message };
}

describe('the audit of GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => api.url });

  it('is the whole audit', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });

  for (const audit of audits) {
    it(`${audit.id}: ${audit.name}`, async () => {
      const result = await audit.fn();
      const allowed = audit.name.startsWith('MAY') ? ['ok', 'notice'] : ['ok'];
      expect(allowed, 'reason' in result ? result.reason : '').toContain(result.status);
    });
  }
});

describe('the body of a POST', () => {
  it.each([
    '',
    '{',
    '{"query": top-secret}',
    '\u0000',
    'null',
    '"text"',
    '17',
    '[]',
    '[{"query":"{__typename}"}]',
  ])('that is no JSON object answers 400 in words of our own: %j', async body => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
      const { status, code, message } = await onlyError(await post(body, { ...json, accept }));
      expect({ status, code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
      // The parser's words would repeat what was sent.
      expect(message).not.toMatch(/secret|token|position|JSON at/i);
    }
  });

  it('that is larger than the limit answers 413, with or without a declared length', async () => {
    const body = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(150_000) });
    const expected = {
      status: 413,
      code: 'LIMIT_EXCEEDED',
      message: 'The request is larger than 100000 bytes.',
    };
    expect(await onlyError(await post(body))).toEqual(expected);
    const chunked = await fetch(api.url, {
      method: 'POST',
      headers: json,
      body: new Blob([body]).stream(),
      // What a stream as a body needs; the types of fetch do not know it.
      ...{ duplex: 'half' },
    });
    expect(await onlyError(chunked)).toEqual(expected);
  });

  it('that is declared larger than the limit is not waited for', async () => {
    const answer = await rawPost({ ...json, 'content-length': '10000000000' }, undefined);
    expect(answer.status).toBe(413);
  });

  it('that is a little smaller than the limit is read', async () => {
    const body = JSON.stringify({ query: `{ __typename } #${'x'.repeat(99_000)}` });
    expect((await post(body)).status).toBe(200);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'query={__typename}'],
    ['a multipart form', 'multipart/form-data; boundary=x', '--x--'],
    ['plain text', 'text/plain', '{"query":"{__typename}"}'],
    ['a bare document', 'application/graphql', '{__typename}'],
    ['something else', 'application/jsonx', '{"query":"{__typename}"}'],
    ['nothing that says what it is', '', '{"query":"{__typename}"}'],
  ])('that is %s is refused with 415, since a form on any site could send it', async (_, type, body) => {
    const { status, code, message } = await onlyError(await post(body, { 'content-type': type }));
    expect({ status, code }).toEqual({ status: 415, code: 'BAD_USER_INPUT' });
    expect(message).toContain('Content-Type: application/json');
  });
});

describe('a GET', () => {
  it('reads', async () => {
    const response = await get({
      query: 'query Q($a: Boolean!) { __typename @skip(if: $a) }',
      variables: '{"a":false}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['variables', 'extensions'])('with %s that are not JSON answers 400', async name => {
    for (const value of ['{top-secret', '[', '17', '"x"']) {
      const { status, code, message } = await onlyError(
        await get({ query: '{ __typename }', [name]: value }),
      );
      expect({ status, code }, value).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
      expect(message).not.toContain('secret');
    }
  });

  it('does not run a mutation', async () => {
    const { status, code } = await onlyError(await get({ query: 'mutation { signOut { signedOut } }' }));
    expect({ status, code }).toEqual({ status: 405, code: 'BAD_USER_INPUT' });
  });
});

describe('headers', () => {
  it.each(['a b', '[', 'x:99999999', '//'])('a Host that is no host (%j) changes nothing', async host => {
    const answer = await rawPost({ ...json, host }, '{"query":"{__typename}"}');
    expect(answer).toEqual({ status: 200, body: '{"data":{"__typename":"Query"}}' });
  });

  it('an id that the client gave is never the request’s own, and stands beside it in the log where it is harmless', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const logged = await startTestApi({ beside: api, http: { log } });
    try {
      const ids = ['abc-1.2_X', 'abc-1.2_X', '<b>', 'a b', 'x'.repeat(129)];
      for (const id of ids) {
        const body = '{"query":"{ nothing }"}';
        const headers = { ...json, 'x-request-id': id };
        const response = await fetch(logged.url, { method: 'POST', headers, body });
        expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
        await onlyError(response);
      }
      const told = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'request');
      expect(told.map(({ clientRequestId }) => clientRequestId)).toEqual([
        ids[0],
        ids[1],
        ...Array(3).fill(undefined),
      ]);
      expect(new Set(told.map(({ requestId }) => requestId)).size).toBe(5);
    } finally {
      await logged.close();
    }
  });

  it('an Authorization that is not ours answers UNAUTHENTICATED, with 401 in GraphQL’s own media type', async () => {
    for (const authorization of ['Bearer x', 'Basic YTpi', 'Bearer', 'x']) {
      const accept = 'application/graphql-response+json';
      const answer = await onlyError(
        await post('{"query":"{ viewer { uuid } }"}', { ...json, accept, authorization }),
      );
      expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    }
  });
});

describe('other sites', () => {
  const origin = 'https://app.example.com';
  const preflight = (url: string, from: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    });
  const corsHeaders = (response: Response) =>
    [...response.headers.keys()].filter(name => name.startsWith('access-control-'));

  it('get no permission unless they are allowed', async () => {
    expect(corsHeaders(await preflight(api.url, origin))).toEqual([]);
    expect(corsHeaders(await post('{"query":"{__typename}"}', { ...json, origin }))).toEqual([]);
  });

  it('get it where they are allowed, each for itself, without cookies', async () => {
    const open = await startTestApi({ http: { allowedOrigins: [origin, 'https://two.example.com'] } });
    try {
      const allowed = await preflight(open.url, origin);
      expect(allowed.status).toBeLessThan(300);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
      expect(allowed.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
      expect(allowed.headers.get('access-control-allow-credentials')).not.toBe('true');
      const foreign = await preflight(open.url, 'https://app.example.com.evil.example');
      expect(foreign.headers.get('access-control-allow-origin') ?? 'null').toBe('null');
    } finally {
      await open.close();
    }
  });
});

describe('other addresses', () => {
  it.each(['/', '/graphql/', '/graphqlx', '/__proto__', '/health', '//graphql'])(
    '%s answers 404',
    async path => {
      const response = await fetch(api.origin + path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('/graphql');
    },
  );

  it('/health/live and /health/ready answer 200', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      expect((await fetch(api.origin + path)).status, path).toBe(200);
    }
  });

  it('/health/ready answers 503 where the database does not answer, and /health/live does not care', async () => {
    const doomed = await startTestApi();
    await doomed.database.close();
    try {
      expect((await fetch(`${doomed.origin}/health/ready`)).status).toBe(503);
      expect((await fetch(`${doomed.origin}/health/live`)).status).toBe(200);
    } finally {
      await doomed.close();
    }
  });

  it('/metrics counts requests by route and status, and by nothing that a client can choose', async () => {
    await post('{"query":"{__typename}"}');
    await fetch(`${api.origin}/made-up-by-a-client`);
    const text = await (await fetch(`${api.origin}/metrics`)).text();
    expect(text).toMatch(/_duration_seconds_count\{route="\/graphql",status="200"\} [1-9]/);
    expect(text).toMatch(/_duration_seconds_count\{route="other",status="404"\} [1-9]/);
    expect(text).not.toContain('made-up');
  });
});

/** A POST with exactly these headers; fetch would not send every one of them. Without a body, none follows. */
function rawPost(headers: Record<string, string>, body: string | undefined) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(api.url, { method: 'POST', headers }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body: text }));
    });
    sent.on('error', reject);
    if (body === undefined) sent.flushHeaders();
    else sent.end(body);
  });
}
