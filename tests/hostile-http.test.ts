/**
 * Bytes of ill will: requests that no client library would send, each answered with its status or cut off.
 * Afterwards another viewer is served, and PostgreSQL has nothing left to do.
 */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assertOwnWords, eventually, type HostileApi, startHostileApi } from './support/hostile.ts';
import { patienceMs } from './support/scale.ts';

let api: HostileApi;
beforeAll(async () => {
  api = await startHostileApi({ http: { trustedProxies: ['127.0.0.1'] } });
});
afterAll(() => api.close());
afterEach(() => api.assertUnharmed());

const query = JSON.stringify({ query: '{ viewer { displayName } }' });
const sized = `Content-Length: ${query.length}`;
const json = 'Content-Type: application/json';

interface Bytes {
  /** Request line without its version. */
  readonly line?: string;
  readonly version?: string;
  readonly host?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly type?: string;
}

/** A request as bytes; what is not said is as it should be. */
function bytesOf({
  line = 'POST /graphql',
  version = 'HTTP/1.1',
  host = 'Host: x\r\n',
  headers = [sized],
  body = query,
  type = `${json}\r\n`,
}: Bytes): Buffer {
  const head = `${line} ${version}\r\n${host}${type}Authorization: Bearer ${api.token}\r\nConnection: close\r\n${headers.map(header => `${header}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** What comes back until the server closes, which it must. */
function exchange(bytes: Buffer, port = new URL(api.url).port): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const timer = setTimeout(() => reject(new Error(`It hangs, after ${answer}`)), patienceMs / 2);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    // A reset after an answer is as good as an end.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
const chunked = ['Transfer-Encoding: chunked'];
const chunks = `${query.length.toString(16)}\r\n${query}\r\n0\r\n\r\n`;
const get = (search: string): Bytes => ({ line: `GET /graphql?${search}`, headers: [], body: '' });
const at = (path: string): Bytes => ({ line: `POST ${path}` });
const many = (count: number, header: string) => Array<string>(count).fill(header);
const withHeaders = (...headers: string[]): Bytes => ({ headers: [sized, ...headers] });

const attacks: Readonly<Record<string, Readonly<Record<string, readonly [Bytes, number]>>>> = {
  methods: {
    ...Object.fromEntries(
      ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'M-SEARCH'].map(method => [
        method,
        [{ line: `${method} /graphql` }, 405] as const,
      ]),
    ),
    'a made-up one': [{ line: 'FOO /graphql' }, 400],
    'one in small letters': [{ line: 'post /graphql' }, 400],
    CONNECT: [{ line: 'CONNECT /graphql' }, 0],
    'GET with a mutation': [get('query=mutation{signOut{signedOut}}'), 405],
    'GET with a mutation among reads': [
      get('query=query%20A{viewer{uuid}}mutation%20B{signOut{signedOut}}&operationName=B'),
      405,
    ],
    'HEAD with a mutation': [
      {
        ...get('query=mutation{signOut{signedOut}}'),
        line: 'HEAD /graphql?query=mutation{signOut{signedOut}}',
      },
      405,
    ],
    'OPTIONS with a mutation': [{ line: 'OPTIONS /graphql?query=mutation{signOut{signedOut}}' }, 204],
    'GET with 30,000 letters': [get(`query=${'x'.repeat(30_000)}`), 431],
    'GET with bytes that are no text': [get('query={viewer{uuid}}\xff'), 400],
    'GET with blanks': [get('query={ viewer { uuid } }'), 400],
    'GET with half an escape': [get('query=%zz%'), 200],
    'GET with keys of prototypes': [
      get('query={viewer{uuid}}&__proto__=1&constructor=2&variables={"__proto__":1}'),
      200,
    ],
  },
  targets: {
    'absolute, of another host': [at('http://evil.example/graphql'), 200],
    'absolute, of this host': [at('HTTPS://127.0.0.1/graphql'), 200],
    'absolute, without a path': [at('http://evil.example'), 404],
    'absolute, of a file': [at('file:///graphql'), 404],
    'an asterisk': [at('*'), 404],
    'two slashes': [at('//graphql'), 404],
    'an escaped letter': [at('/%67raphql'), 404],
    'an escaped dot': [at('/%2e/graphql'), 404],
    'two dots': [at('/x/../graphql'), 404],
    NUL: [at('/graphql%00'), 404],
    'a backslash': [at('/\\graphql'), 404],
    none: [at(''), 400],
  },
  versions: {
    'HTTP/1.0 without a host': [{ version: 'HTTP/1.0', host: '' }, 200],
    'HTTP/2 by its preface': [{ line: 'PRI *', version: 'HTTP/2.0' }, 400],
    'HTTP/9.9': [{ version: 'HTTP/9.9' }, 400],
    'an upgrade to HTTP/2': [withHeaders('Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'), 200],
  },
  hosts: {
    none: [{ host: '' }, 400],
    two: [{ host: 'Host: x\r\nHost: y\r\n' }, 400],
    'a hundred': [{ host: 'Host: x\r\n'.repeat(100) }, 400],
    garbage: [{ host: 'Host: ]:[@<>\r\n' }, 200],
  },
  headers: {
    'two credentials, the second good': [{ host: 'Host: x\r\nAuthorization: Bearer igs_x\r\n' }, 400],
    'two content types': [withHeaders('Content-Type: text/plain'), 200],
    'one of 20,000 bytes': [withHeaders(`X-A: ${'x'.repeat(20_000)}`), 431],
    '2,000 before those that matter': [{ host: `Host: x\r\n${'A:b\r\n'.repeat(2_000)}` }, 200],
    'one with NUL': [withHeaders('X-A: a\0b'), 400],
    'a name with a blank': [withHeaders('A B: c'), 400],
    'a line that goes on in the next': [withHeaders('X-A: a\r\n b'), 400],
    'keys of prototypes': [withHeaders('__proto__: a', 'constructor: b'), 200],
    'bytes that are no text': [withHeaders('User-Agent: \xff\xfe', 'X-Request-Id: \xff'), 200],
    'X-Forwarded-For of 5,000 entries': [withHeaders(`X-Forwarded-For: ${'1,'.repeat(5_000)}`), 200],
    'X-Forwarded-For 500 times': [withHeaders(...many(500, 'X-Forwarded-For: x')), 200],
    'X-Forwarded-For of 10,000 entries': [withHeaders(`X-Forwarded-For: ${'1,'.repeat(10_000)}`), 431],
    'Accept-Encoding without any': [withHeaders('Accept-Encoding: br;q=0, *;q=0'), 200],
    'Accept-Encoding of 5,000 members': [withHeaders(`Accept-Encoding: ${'a,'.repeat(5_000)}`), 200],
    'Accept-Encoding of no numbers': [
      withHeaders('Accept-Encoding: br;q=x, ;;q=, gzip;q=-1, __proto__'),
      200,
    ],
    'If-None-Match of 3,000 tags': [
      { ...get('query={viewer{uuid}}'), headers: [`If-None-Match: ${'W/"",'.repeat(3_000)}`] },
      200,
    ],
    'If-None-Match without an end': [
      { ...get('query={viewer{uuid}}'), headers: ['If-None-Match: W/"\\'] },
      200,
    ],
    'Origin of garbage': [withHeaders(`Origin: ${'<'.repeat(5_000)}`), 200],
    'Origin null': [withHeaders('Origin: null'), 200],
    'Accept of an image': [withHeaders('Accept: image/png'), 406],
    'Accept of 3,000 types': [withHeaders(`Accept: ${'a/b,'.repeat(3_000)}*/*`), 200],
    'an expectation nobody meets': [withHeaders('Expect: 200-ok'), 417],
  },
  bodies: {
    'a form': [{ type: 'Content-Type: application/x-www-form-urlencoded\r\n' }, 415],
    'JSON or a form': [{ type: `${json}, application/x-www-form-urlencoded\r\n` }, 415],
    'without a type': [{ type: '' }, 415],
    'in UTF-16': [{ type: `${json}; charset=utf-16\r\n` }, 415],
    'in Latin 1': [{ type: `${json};charset="iso-8859-1"\r\n` }, 415],
    'in __proto__': [{ type: `${json}; charset=__proto__\r\n` }, 415],
    'in UTF-8, in capitals': [{ type: `${json.toUpperCase()}; CHARSET="UTF-8"\r\n` }, 200],
    'of bytes that are no text': [
      {
        headers: chunked,
        body: Buffer.concat([Buffer.from('2\r\n'), Buffer.from([0x22, 0xff]), Buffer.from('\r\n0\r\n\r\n')]),
      },
      400,
    ],
    'of bytes that are no text, in a comment': [
      {
        headers: [`Content-Length: ${query.length + 2}`],
        body: Buffer.from(query.replace('} }"', '} }#\xff"'), 'latin1'),
      },
      400,
    ],
    compressed: [
      {
        headers: ['Content-Encoding: gzip', `Content-Length: ${gzipSync(query).length}`],
        body: gzipSync(query),
      },
      415,
    ],
    'said to be compressed': [withHeaders('Content-Encoding: br'), 415],
    'of no coding': [withHeaders('Content-Encoding: identity'), 200],
    'of two lengths': [withHeaders('Content-Length: 5'), 400],
    'of a negative length': [{ headers: ['Content-Length: -1'] }, 400],
    'of a length beyond all numbers': [{ headers: ['Content-Length: 99999999999999999999999'] }, 400],
    'shorter than it is': [{ headers: ['Content-Length: 5'] }, 400],
    'of a length and in chunks': [withHeaders(...chunked), 400],
    'in chunks twice': [{ headers: ['Transfer-Encoding: chunked, chunked'], body: chunks }, 400],
    'in chunks of no size': [{ headers: chunked, body: 'zz\r\n' }, 400],
    'in a chunk beyond all numbers': [{ headers: chunked, body: 'ffffffffffffffffffff\r\n' }, 400],
    'in chunks with 30,000 bytes beside': [
      { headers: chunked, body: `1;${'x'.repeat(30_000)}\r\n{\r\n0\r\n\r\n` },
      413,
    ],
    'in chunks of one byte': [
      { headers: chunked, body: `${[...query].map(c => `1\r\n${c}\r\n`).join('')}0\r\n\r\n` },
      200,
    ],
    'with credentials behind it': [
      { headers: chunked, body: chunks.replace(/\r\n$/, 'Authorization: Bearer x\r\n\r\n') },
      200,
    ],
    'in chunks, by HTTP/1.0': [{ version: 'HTTP/1.0', headers: chunked, body: chunks }, 200],
  },
};

describe.each(Object.entries(attacks))('%s:', (_, named) => {
  it.each(Object.entries(named))('%s', async (_, [bytes, status]) => {
    const answer = await exchange(bytesOf(bytes));
    assertOwnWords(answer);
    expect(statusOf(answer), answer).toBe(status);
    // Without a body are answers to HEAD, and Node's own to a request without a host.
    const isBare = bytes.line?.startsWith('HEAD') || bytes.host === '';
    if (status < 400 || [404, 417].includes(status) || isBare) return;
    const [{ extensions }] = JSON.parse(/\{"errors".*\}/.exec(answer)![0]).errors;
    expect(extensions.code).toBe([413, 431].includes(status) ? 'LIMIT_EXCEEDED' : 'BAD_USER_INPUT');
    expect(answer.toLowerCase()).toContain(`x-request-id: ${extensions.requestId}`);
  });
});

describe('beyond single requests', () => {
  it('fifty in a row are all answered', async () => {
    const one = bytesOf({}).toString('latin1');
    const answers = await exchange(Buffer.from(one.replace('Connection: close\r\n', '').repeat(49) + one));
    expect(answers.split('"displayName"')).toHaveLength(51);
  });

  it.each([
    ['NUL', Buffer.alloc(10_000)],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
  ])('%s is no request', async (_, bytes) => {
    expect(statusOf(await exchange(bytes))).toBe(400);
  });

  it('a mutation whose answer is not taken writes nothing', async () => {
    const write = JSON.stringify({
      query: 'mutation { createProject(input: { name: "x", slug: "not-taken" }) { project { uuid } } }',
    });
    const answer = await api.post({ body: write, headers: { accept: 'image/png' } });
    expect(answer.status).toBe(406);
    expect(await api.client`select 1 from projects where slug = 'not-taken'`).toHaveLength(0);
  });
});

describe('a client that takes its time', () => {
  let impatient: HostileApi;
  beforeAll(async () => {
    impatient = await startHostileApi({ requestTimeoutMs: 2_000, beside: api, demo: false });
  });
  afterAll(() => impatient.close());
  const port = () => new URL(impatient.url).port;

  it('to send headers, a body or a chunk is told so before Node would look after it by itself', async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(
      [
        Buffer.from('POST /graphql HTTP/1.1\r\nHost: x\r\nX-A: '),
        bytesOf({ headers: ['Content-Length: 500'] }),
        bytesOf({ headers: chunked, body: '5\r\n{' }),
      ].map(bytes => exchange(bytes, port())),
    );
    expect(answers.map(statusOf)).toEqual([408, 408, 408]);
    for (const answer of answers) expect(answer).toContain('"code":"TIMEOUT"');
    // Which it does each 30 seconds.
    expect(performance.now() - startedAt).toBeLessThan(25_000);
  });

  it('to read its answers is cut off', async () => {
    const types =
      'name description fields { name description args { name description } } inputFields { name description }';
    const body = JSON.stringify({ query: `{ __schema { types { ${types} } } }` });
    const one = bytesOf({ headers: [`Content-Length: ${body.length}`], body }).toString('latin1');
    const socket = connect(Number(port()), '127.0.0.1').pause();
    let isClosed = false;
    socket.on('error', () => {});
    socket.on('close', () => {
      isClosed = true;
    });
    socket.write(one.replace('Connection: close\r\n', '').repeat(60));
    await eventually('the connection is cut off', () => {
      // Who does not read learns of the end by writing.
      if (!isClosed) socket.write('\r\n');
      return isClosed;
    });
  });
});
