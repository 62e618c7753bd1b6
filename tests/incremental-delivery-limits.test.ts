/**
 * Answers in parts are held to the limits of any answer: how many parts, what they cost, their bytes, their time, their end.
 * Counts payloads and statements; what a part says is another file's.
 */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSessionToken } from '../src/accounts/viewer.ts';
import { maxParts } from '../src/generator/read/split-operation.ts';
import { type Any, startTestApi, type TestApi, type TestApiOptions } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import { openLog } from './support/log-lines.ts';
import { events, multipart, openStream, type StreamRequest } from './support/payload-stream.ts';
import { growth, scrape } from './support/prometheus.ts';
import { patienceMs } from './support/scale.ts';
import { tableLocks } from './support/table-locks.ts';

const log = openLog('debug');
let api: TestApi;
let token: string;
const { hold, letGo, waitingAre } = tableLocks(() => api);

beforeAll(async () => {
  api = await startTestApi({ demo: true, http: { log: log.log } });
  token = await api.signIn('owner@demo.example');
});
afterEach(letGo);
afterAll(() => api.close());

const open = (query: string, request: StreamRequest = {}, server = api) =>
  openStream(server.url, { query, token, ...request });
const inParts = async (query: string, request?: StreamRequest, server?: TestApi): Promise<Any[]> =>
  (await open(query, request, server)).rest();
const partsOf = (payloads: readonly Any[]): Any[] => payloads.flatMap(({ incremental = [] }) => incremental);

/** Another server on the same database, for the length of a test. */
async function beside(options: TestApiOptions, work: (server: TestApi) => Promise<void>): Promise<void> {
  const server = await startTestApi({ beside: api, ...options });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await server.close();
  };
  try {
    await work({ ...server, close });
  } finally {
    await close();
  }
}

const tiles = '{ dashboards(first: 2) { nodes { name ... @defer { widgets { totalCount } } } } }';

describe('the number of parts', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `... @defer { a${i}: __typename }`);
  const nested = (depth: number): string =>
    depth === 0 ? 'displayName' : `... @defer { ${nested(depth - 1)} }`;

  it.each([
    ['side by side', (n: number) => `{ viewer { ${many(n).join(' ')} } }`],
    ['inside of each other', (n: number) => `{ viewer { ${nested(n)} } }`],
    ['at the root', (n: number) => `{ ${many(n).join(' ')} }`],
    [
      'in fragments that are used again',
      (n: number) =>
        `{ ${Array.from({ length: n / 2 }, (_, i) => `v${i}: viewer { ...F }`).join(' ')} } fragment F on User { ... @defer { email } ...G @defer } fragment G on User { displayName }`,
    ],
    [
      'as lists that are streamed',
      (n: number) =>
        `{ ${Array.from({ length: n }, (_, i) => `d${i}: dashboards(first: 1) { nodes @stream { uuid } }`).join(' ')} }`,
    ],
    [
      'in what a mutation wrote',
      (n: number) =>
        `mutation { createProject(input: { name: "x", slug: "x${n}" }) { project { ${many(n).join(' ')} } userErrors { code } } }`,
    ],
  ])('is bounded %s', async (_, of) => {
    const accept = `${multipart}, application/json`;
    const payloads = await inParts(of(maxParts), { accept });
    expect(payloads[0].errors).toBeUndefined();
    expect(payloads.at(-1).hasNext).toBe(false);
    for (const count of [maxParts + 2, 48]) {
      const [refused, ...others] = await inParts(of(count), { accept });
      expect(refused.errors[0]).toMatchObject({
        message: expect.stringContaining(`at most ${maxParts} fragments with @defer`),
        extensions: { code: 'LIMIT_EXCEEDED', requestId: expect.any(String) },
      });
      expect(others).toEqual([]);
    }
  });

  it('stays bounded for hundreds of them, and what is refused has written nothing', async () => {
    const count = async () => (await api.client`select from projects`).length;
    const before = await count();
    const parts = Array.from({ length: 400 }, () => '... @defer { name }').join(' ');
    const [refused] = await inParts(
      `mutation { createProject(input: { name: "x", slug: "x400" }) { project { ${parts} } userErrors { code } } }`,
    );
    expect(refused.errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
    expect(await count()).toBe(before);
  });

  it('does not matter to a client that takes none', async () => {
    const { body } = await askWhole(api.url, { query: `{ viewer { ${many(48).join(' ')} } }`, token });
    expect(Object.keys(body.data.viewer)).toHaveLength(48);
  });
});

describe('a document that asks for parts there cannot be', () => {
  const list = (args: string, variables = '') =>
    `query ${variables} { dashboards(first: 2) { nodes @stream(${args}) { uuid } } }`;

  it.each([
    ['a negative count', list('initialCount: -1'), {}, 'initialCount of @stream must be 0 or more, not -1.'],
    [
      'a negative variable',
      list('initialCount: $n', '($n: Int = 0)'),
      { n: -5 },
      'must be 0 or more, not -5.',
    ],
    ['a count that is null', list('initialCount: null'), {}, 'Int!'],
    ['a variable that is null', list('initialCount: $n', '($n: Int = 0)'), { n: null }, 'must not be null'],
    ['a count beyond 32 bits', list('initialCount: 99999999999'), {}, '32-bit'],
    ['a count that is a text', list('initialCount: "1"'), {}, 'Int cannot represent'],
    [
      'a label that is a variable',
      list('label: $l', '($l: String)'),
      { l: 'x' },
      'must be a text, no variable',
    ],
    [
      'two parts of one label',
      '{ viewer { ... @defer(label: "a") { email } ... @defer(label: "a") { displayName } } }',
      {},
      'The label "a" is given to two parts.',
    ],
    [
      'a mutation’s root fields',
      'mutation { ... @defer { signOut { signedOut } } }',
      {},
      '@defer cannot be used on fields of Mutation.',
    ],
    [
      'items of what is no list',
      '{ viewer @stream { email } }',
      {},
      '@stream is for lists, which viewer is not.',
    ],
    [
      'a condition that is null',
      'query ($i: Boolean = true) { viewer { ... @defer(if: $i) { email } } }',
      { i: null },
      'must not be null',
    ],
    ['a directive twice', '{ viewer { ... @defer @defer { email } } }', {}, 'can only be used once'],
  ])('is refused: %s', async (_, query, variables, message) => {
    const [answer, ...others] = await inParts(query, { variables });
    expect(answer.data).toBeUndefined();
    expect(answer.errors[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) },
    });
    expect(others).toEqual([]);
  });
});

describe('the price', () => {
  const costOf = async (query: string, accept: string) => {
    const [first] = await inParts(query, { accept, headers: { 'x-cost': 'true' } });
    return first.extensions.cost.requested;
  };

  it('counts each fragment for each object that has it, and each row of a streamed page, where the answer comes in parts', async () => {
    const cost = async (query: string) => [
      await costOf(query, 'application/json'),
      await costOf(query, multipart),
    ];
    expect(await cost('{ dashboards(first: 30) { nodes { name ... @defer { description } } } }')).toEqual([
      31, 331,
    ]);
    expect(await cost('{ dashboards(first: 30) { nodes { name } ... @defer { totalCount } } }')).toEqual([
      531, 541,
    ]);
    expect(await cost('{ dashboards(first: 30) { nodes @stream { name } } }')).toEqual([31, 331]);
    expect(await cost('{ dashboards(first: 30) { edges { ... @defer { cursor } } } }')).toEqual([31, 331]);
    expect(await cost('{ viewer { ... @defer(if: false) { email } } }')).toEqual([1, 1]);
  });

  it('of parts that come later is paid before anything runs', async () => {
    const dear =
      '{ viewer { email } ... @defer { dashboards(first: 100) { nodes { widgets(first: 100) { nodes { uuid } } } } } }';
    await beside({ maxOperationCost: 5_000 }, async server => {
      log.clear();
      const [refused, ...others] = await inParts(dear, {}, server);
      expect(refused.errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
      expect(refused.errors[0].message).toContain('at most 5000 are allowed');
      expect(others).toEqual([]);
    });
  });

  it('is told once, and taken from the allowance', async () => {
    await beside({ allowance: { points: 1_000 } }, async server => {
      const stream = await open(tiles, { headers: { 'x-cost': 'true' } }, server);
      expect(stream.headers.get('ratelimit')).toMatch(/r=\d+/);
      const payloads = await stream.rest();
      expect(payloads[0].extensions.cost).toMatchObject({ limit: 1_000 });
      expect(payloads.slice(1).some(({ extensions }) => extensions)).toBe(false);
    });
  });
});

describe('credentials that are found to hold by a part', () => {
  it('are not paid for by the network', async () => {
    const leftToNetwork = async (server: TestApi) => {
      const { headers } = await askWhole(server.url, { query: '{ viewer { email } }' });
      return /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
    };
    const allowance = { points: 1_000 };
    await beside({ allowance }, async server => {
      const expected = await leftToNetwork(server);
      expect(Number(expected)).toBeGreaterThan(900);
      await beside({ allowance }, async other => {
        const payloads = await inParts('{ ... @defer { dashboards { nodes { name } } } }', {}, other);
        expect(partsOf(payloads)[0].errors).toBeUndefined();
        expect(await leftToNetwork(other)).toBe(expected);
        await inParts(
          '{ ... @defer { dashboards { nodes { name } } } }',
          { token: createSessionToken() },
          other,
        );
        expect(Number(await leftToNetwork(other))).toBeLessThan(Number(expected) - 20);
      });
    });
  });
});

describe('the bytes of an answer', () => {
  it('are those of all its parts: what is too much is null, and the end', async () => {
    const query =
      '{ viewer { displayName } ... @defer(label: "small") { projects(first: 1) { nodes { name } } } ... @defer(label: "large") { dashboards { nodes { name description widgets { nodes { insight { name } } } } } } }';
    await beside({ maxResponseBytes: 2_000 }, async server => {
      const payloads = await inParts(query, {}, server);
      expect(payloads[0].data.viewer.displayName).toBe('Olivia Brandt');
      expect(payloads.at(-1).hasNext).toBe(false);
      const large = partsOf(payloads).find(({ label }) => label === 'large');
      expect(large).toMatchObject({ data: null, path: [] });
      expect(large.errors[0]).toMatchObject({
        message: expect.stringContaining('larger than 2000 bytes'),
        extensions: { code: 'LIMIT_EXCEEDED', requestId: expect.any(String) },
      });
    });
  });

  it('count from one part to the next', async () => {
    const list = 'dashboards(first: 9) { nodes { name description } }';
    const { length } = JSON.stringify((await api.ask(`{ ${list} }`, { token })).data);
    const query = `{ viewer { email } ... @defer(label: "a") { a: ${list} } ... @defer(label: "b") { b: ${list} } }`;
    await beside({ maxResponseBytes: Math.round(1.5 * length) }, async server => {
      const parts = partsOf(await inParts(query, {}, server));
      expect(parts).toHaveLength(2);
      expect(parts[0].data).not.toBeNull();
      expect(parts[1]).toMatchObject({ data: null, errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    });
  });

  it('are those of the first too', async () => {
    await beside({ maxResponseBytes: 300 }, async server => {
      const payloads = await inParts(
        '{ dashboards { nodes { name description } ... @defer { totalCount } } }',
        {},
        server,
      );
      expect(payloads).toMatchObject([
        { errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }], hasNext: false },
      ]);
    });
  });
});

describe('what comes from PostgreSQL for the parts of an answer', () => {
  it('is as much as for any answer, all of them together', async () => {
    const received = { bytes: 0 };
    const until = performance.now() + patienceMs;
    const read = (maxResponseBytes: number) =>
      api.database.pool.run({ text: "select repeat('x', 1000) as x", received, maxResponseBytes }, until);
    for (const times of [1, 2, 3]) {
      await read(10_000);
      expect(received.bytes).toBeGreaterThan(1_000 * times);
    }
    await expect(read(1_000)).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
  });

  it('is refused to the parts that would bring more, and to no other', async () => {
    // Four rows of 2 kB of JSON each, of which next to nothing is in the answer.
    const rows = 'insights(first: 4, where: { type: { eq: FUNNEL } }) { nodes { config { __typename } } }';
    const filler = { filler: 'x'.repeat(2_000) };
    await api.client`update insights set config = config || ${api.client.json(filler)} where type = 'funnel'`;
    const parts = Array.from({ length: 8 }, (_, i) => `... @defer { r${i}: ${rows} }`);
    await beside({ maxResponseBytes: 6_000 }, async server => {
      const [first, ...rest] = await inParts(`{ ${rows} ${parts.join(' ')} }`, {}, server);
      expect(first.data.insights.nodes).toHaveLength(4);
      const codes = partsOf(rest).map(({ errors }) => errors?.[0].extensions.code ?? 'ok');
      expect(codes).toHaveLength(8);
      expect(new Set(codes)).toEqual(new Set(['ok', 'LIMIT_EXCEEDED']));
    });
  });
});

describe('the share of the connections', () => {
  it('is that of one viewer, however many parts wait for PostgreSQL, and another is answered meanwhile', async () => {
    await hold('widgets');
    const parts = Array.from(
      { length: 8 },
      (_, i) => `... @defer { w${i}: widgets(first: 1) { nodes { uuid } } }`,
    );
    const stream = await open(`{ viewer { displayName } ${parts.join(' ')} }`);
    expect((await stream.next()).data.viewer.displayName).toBe('Olivia Brandt');
    await waitingAre(2);
    const { inUse, waiting: queued } = api.database.pool.state;
    expect([inUse, queued]).toEqual([2, 6]);
    const other = await api.signIn('viewer@demo.example');
    const { body } = await askWhole(api.url, { query: '{ viewer { email } }', token: other });
    expect(body.data.viewer.email).toBe('viewer@demo.example');
    await letGo();
    expect(partsOf(await stream.rest())).toHaveLength(8);
  });
});

describe('the time of an answer', () => {
  it('is that of any: a part that is not there in time is told so, and is the end', async () => {
    await beside({ requestTimeoutMs: 700 }, async server => {
      await hold('widgets');
      const stream = await open(tiles, {}, server);
      expect((await stream.next()).hasNext).toBe(true);
      const rest = await stream.rest();
      expect(partsOf(rest).map(({ data, errors }) => [data, errors[0].extensions.code])).toEqual([
        [null, 'TIMEOUT'],
        [null, 'TIMEOUT'],
      ]);
      expect(rest.at(-1).hasNext).toBe(false);
    });
  });
});

describe('a client that leaves between two parts', () => {
  it.each([multipart, events])(
    'ends the statements of those that are left, and nothing stays behind: %s',
    async accept => {
      await hold('widgets');
      for (let round = 0; round < 3; round++) {
        log.clear();
        const stream = await open(tiles, { accept });
        await stream.next();
        await waitingAre(1);
        stream.leave();
        await waitingAre(0);
        while (api.database.pool.state.inUse > 0) await sleep(5);
        while (log.lines('the client went away').length === 0) await sleep(5);
        expect(log.lines('request')).toEqual([]);
        expect(log.lines('Something went wrong on the server.')).toEqual([]);
      }
      await letGo();
      expect(partsOf(await inParts(tiles, { accept }))).toHaveLength(2);
    },
  );

  it('is answered no more: parts that were not asked of PostgreSQL yet never are', async () => {
    await hold('widgets');
    const stream = await open(
      '{ dashboards(first: 1) { nodes { name ... @defer { widgets { totalCount } ... @defer { cohorts: project { cohorts { totalCount } } } } } } cohorts(first: 1) { nodes { ... @defer { name ... @defer { persons(first: 1) { nodes { uuid } } } } } } }',
    );
    await stream.next();
    await waitingAre(1);
    stream.leave();
    await waitingAre(0);
    while (api.database.pool.state.inUse > 0) await sleep(5);
    log.clear();
    await letGo();
    await sleep(100);
    expect(log.lines('statement')).toEqual([]);
  });

  it('is cut off where it only stops reading', async () => {
    const types = 'name description fields { name description args { name description } }';
    const schema = `__schema { types { ${types} } }`;
    // Eighteen megabytes: more than lies between a server and a client that takes nothing.
    const parts = Array.from(
      { length: maxParts },
      (_, i) => `... @defer { a${i}: ${schema} b${i}: ${schema} }`,
    );
    const body = JSON.stringify({ query: `{ ${parts.join(' ')} }` });
    const head = [
      'POST /graphql HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      `accept: ${multipart}`,
      `content-length: ${body.length}`,
    ];
    log.clear();
    const limits = { maxOperationCost: 1_000_000, maxResponseBytes: 100_000_000 };
    const options = { requestTimeoutMs: 500, ...limits, http: { log: log.log } };
    await beside(options, async server => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1').pause();
      socket.on('error', () => {});
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      while (log.lines('the client went away').length === 0) await sleep(20);
      expect(log.lines('request')).toEqual([]);
      socket.destroy();
    });
  });
});

describe('an operation that is answered in parts', () => {
  it('is one line of the log and one operation of the metrics, told when its last part has left', async () => {
    const query = tiles.replace('{', 'query Tiles {');
    log.clear();
    const before = await scrape(api.origin);
    await hold('widgets');
    const stream = await open(query);
    await stream.next();
    await waitingAre(1);
    expect(log.lines('request').filter(({ path }) => path === '/graphql')).toEqual([]);
    await sleep(200);
    await letGo();
    await stream.rest();
    while (log.lines('request').length === 0) await sleep(5);
    const lines = log.lines('request').filter(({ path }) => path === '/graphql');
    expect(lines).toEqual([
      expect.objectContaining({ operation: 'Tiles', type: 'query', status: 200, code: 'ok', statements: 2 }),
    ]);
    expect(Number(lines[0]!.ms)).toBeGreaterThan(200);
    const grown = growth(before, await scrape(api.origin), /^graphql_operation|duration_seconds_count/);
    expect(grown['graphql_operation_duration_seconds_sum{type="query",name="Tiles"}']).toBeGreaterThan(0.2);
    expect(grown).toMatchObject({
      'graphql_operations_total{type="query",name="Tiles",code="ok"}': 1,
      'graphql_operation_duration_seconds_count{type="query",name="Tiles"}': 1,
      'insightgraph_http_request_duration_seconds_count{route="/graphql",status="200"}': 1,
    });
  });
});

describe('a server that stops', () => {
  it('waits for the parts of answers under way', async () => {
    await beside({}, async server => {
      await hold('widgets');
      const stream = await open(tiles, {}, server);
      await stream.next();
      const rest = stream.rest();
      await waitingAre(1);
      const closing = server.close();
      await letGo();
      expect((await rest).at(-1).hasNext).toBe(false);
      await closing;
    });
  });

  it('does not wait longer than for any other, and its statements end', async () => {
    await beside({}, async server => {
      await hold('widgets');
      const stream = await open(tiles, {}, server);
      await stream.next();
      const rest = expect(stream.rest()).rejects.toThrow();
      await waitingAre(1);
      await server.close();
      await rest;
      await waitingAre(0);
    });
  });
});
