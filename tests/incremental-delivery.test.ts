/**
 * Answers that come in parts: in order, as they are made, with nothing of the server's own words in them, and only to who asks.
 * Tables are held by locks, so that what has come is known to have come before the rest was read.
 */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { askWhole } from './support/asking.ts';
import { openLog } from './support/log-lines.ts';
import { mergePayloads } from './support/merge-payloads.ts';
import { events, multipart, openStream, type StreamRequest } from './support/payload-stream.ts';
import { countStatements } from './support/statement-count.ts';
import { tableLocks } from './support/table-locks.ts';

const log = openLog('info');
let api: TestApi;
let token: string;
const { hold, letGo, waitingAre } = tableLocks(() => api);

beforeAll(async () => {
  api = await startTestApi({ demo: true, http: { log: log.log }, yoga: { log: log.log } });
  token = await api.signIn('owner@demo.example');
});
afterEach(letGo);
afterAll(() => api.close());

const open = (query: string, request: StreamRequest = {}) =>
  openStream(api.url, { query, token, ...request });
const inParts = async (query: string, request?: StreamRequest): Promise<Any[]> =>
  (await open(query, request)).rest();

const page =
  '{ dashboards(first: 2) { nodes { name ...Tiles @defer(label: "tiles") } } } fragment Tiles on Dashboard { widgets(first: 3) { totalCount nodes { insight { name } } } }';

describe('a deferred fragment', () => {
  it.each([
    [multipart, 'identity'],
    [multipart, 'gzip'],
    [multipart, 'br'],
    [events, 'identity'],
    [events, 'br'],
  ])('comes after what is not, which does not wait for it: %s, %s', async (accept, coding) => {
    await hold('widgets');
    const stream = await open(page, { accept, headers: { 'accept-encoding': coding } });
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toContain(accept);
    expect(stream.headers.get('content-encoding') ?? 'identity').toBe(coding);
    expect(stream.headers.get('cache-control')).toBe('no-store');
    const first = await stream.next();
    expect(first.hasNext).toBe(true);
    expect(first.data.dashboards.nodes.map(Object.keys)).toEqual([['name'], ['name']]);
    await letGo();
    const rest = await stream.rest();
    const parts = rest.flatMap(({ incremental }) => incremental);
    expect(parts.map(({ label, path }: Any) => [label, ...path])).toEqual([
      ['tiles', 'dashboards', 'nodes', 0],
      ['tiles', 'dashboards', 'nodes', 1],
    ]);
    expect(rest.map(({ hasNext }) => hasNext)).toEqual([...rest.slice(1).map(() => true), false]);
    const { body } = await askWhole(api.url, { query: page, token });
    expect(mergePayloads([first, ...rest])).toEqual({ data: body.data, errors: [] });
  });

  it.each([
    ['at the root', '{ viewer { displayName } ... @defer { widgets(first: 1) { nodes { uuid } } } }'],
    [
      'in one that is there',
      '{ viewer { displayName } ... @defer { dashboards(first: 1) { nodes { name ... @defer { widgets { totalCount } } } } } }',
    ],
    [
      'of a row of a row',
      '{ dashboards(first: 1) { nodes { project { name ... @defer { widgets(first: 1) { nodes { uuid } } } } } } }',
    ],
    ['of a list', '{ projects(first: 1) { totalCount ... @defer { nodes { widgets { totalCount } } } } }'],
    [
      'of values about its rows',
      '{ projects(first: 1) { aggregate { count } nodes { name } ... @defer { aggregate { max { name } } nodes { widgets { aggregate { count ... @defer { countDistinct { insightId } } } } } } } }',
    ],
    [
      'in what a mutation wrote',
      'mutation { createProject(input: { name: "In parts", slug: "in-parts" }) { project { name ... @defer { widgets { totalCount } } } userErrors { code } } }',
    ],
  ])('is read by itself %s', async (_, query) => {
    await hold('widgets');
    const stream = await open(query);
    expect((await stream.next()).errors).toBeUndefined();
    const after = stream.rest();
    await waitingAre(1);
    await letGo();
    const rest = await after;
    expect(rest.flatMap(({ incremental = [] }) => incremental).every(({ data }: Any) => data)).toBe(true);
    expect(rest.at(-1).hasNext).toBe(false);
  });

  it('is a statement, for all rows together, and no other waits for it', async () => {
    const query =
      '{ dashboards(first: 5) { nodes { name ... @defer(label: "a") { widgets(first: 1) { nodes { uuid } } } ... @defer(label: "b") { project { name viewerRole } description } } ... @defer(label: "c") { totalCount } } }';
    const counter = countStatements(api.adminUrl);
    try {
      expect(await counter.during(() => inParts(query))).toHaveLength(4);
      expect(await counter.during(() => askWhole(api.url, { query, token }))).toHaveLength(1);
    } finally {
      await counter.close();
    }
    await hold('widgets');
    const stream = await open(query);
    const seen = new Set<string>();
    await stream.next();
    while (seen.size < 2) for (const { label } of (await stream.next()).incremental ?? []) seen.add(label);
    expect([...seen].sort()).toEqual(['b', 'c']);
    await letGo();
    await stream.rest();
  });

  it('is of rows that the viewer still may see', async () => {
    const viewer = await api.signIn('viewer@demo.example');
    const holder = await hold('widgets');
    const query = '{ projects(first: 1) { nodes { name ... @defer { widgets { totalCount } timezone } } } }';
    const stream = await open(query, { token: viewer });
    expect((await stream.next()).data.projects.nodes).toHaveLength(1);
    await holder`
      delete from project_members where user_id = (select id from users where email = 'viewer@demo.example')`;
    await holder`commit`;
    const [{ incremental }] = await stream.rest();
    expect(incremental).toMatchObject([
      { data: null, errors: [{ extensions: { code: 'NOT_FOUND', requestId: expect.any(String) } }] },
    ]);
  });
});

describe('the example of the API guide', () => {
  it('is answered as it is printed, whatever part comes first', async () => {
    const guide = readFileSync(new URL('../docs/api-guide.md', import.meta.url), 'utf8');
    const [, query, printed] = /```graphql\n(query DashboardsInParts.*?)```.*?```http\n(.*?)```/s.exec(
      guide,
    )!;
    const [first, ...rest] = printed!
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line));
    const [got, ...later] = await inParts(query!, { accept: `${multipart}, application/json` });
    expect(got).toEqual(first);
    const parts = (payloads: readonly Any[]) =>
      payloads
        .flatMap(({ incremental }) => incremental)
        .map(part => JSON.stringify(part))
        .sort();
    expect(parts(later)).toEqual(parts(rest));
  });
});

describe('what goes wrong in a part', () => {
  /** As it is while another migration runs than the server was made for. */
  async function withoutTiles(work: () => Promise<void>): Promise<void> {
    await api.client`alter table widgets rename to tiles`;
    try {
      await work();
    } finally {
      await api.client`alter table tiles rename to widgets`;
    }
  }

  it.each([multipart, events])(
    'is told in words of the closed set, and under the request’s id: %s',
    async accept => {
      await withoutTiles(async () => {
        log.clear();
        const stream = await open(page, { accept });
        const payloads = await stream.rest();
        const requestId = stream.headers.get('x-request-id');
        const errors = payloads.flatMap(({ incremental = [] }) =>
          incremental.flatMap((part: Any) => part.errors),
        );
        expect(errors).toHaveLength(2);
        for (const error of errors)
          expect(error).toMatchObject({
            message: 'Something went wrong on the server.',
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
          });
        expect(JSON.stringify(payloads)).not.toMatch(/relation|select|exist|stack|postgres/i);
        expect(payloads.at(-1).hasNext).toBe(false);
        const told = log.lines('Something went wrong on the server.');
        expect(told).toHaveLength(2);
        expect(JSON.stringify(told)).toContain('relation \\"widgets\\" does not exist');
        const [line] = log.lines('request');
        expect(line).toMatchObject({ requestId, status: 200, code: 'INTERNAL_SERVER_ERROR', statements: 2 });
      });
    },
  );

  it('is told of the first payload as of any', async () => {
    await withoutTiles(async () => {
      const query = '{ widgets(first: 1) { nodes { uuid } } ... @defer { viewer { displayName } } }';
      const [first] = await inParts(query);
      expect(first).toMatchObject({
        data: { widgets: null },
        errors: [{ path: ['widgets'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      expect(JSON.stringify(first)).not.toContain('relation');
    });
  });

  it('makes nothing null but the part', async () => {
    const query =
      '{ dashboards(first: 1) { nodes { name ... @defer(label: "bad") { widgets(first: 1) { nodes { uuid } } } ... @defer(label: "good") { description } } } }';
    await withoutTiles(async () => {
      const [first, ...rest] = await inParts(query);
      expect(first.data.dashboards.nodes[0].name).toBe('Growth overview');
      const parts = rest.flatMap(({ incremental }) => incremental);
      expect(parts.find(({ label }: Any) => label === 'bad').data).toBeNull();
      expect(parts.find(({ label }: Any) => label === 'good').data.description).toContain('Monday');
    });
  });
});

describe('an answer that may come whole', () => {
  const query =
    '{ dashboards(first: 2) { nodes { name ... @defer { widgets { totalCount } } } totalCount } }';
  const whole = '{ dashboards(first: 2) { nodes { name widgets { totalCount } } totalCount } }';
  const accepts = [
    undefined,
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'multipart/*, application/json',
    'multipart/mixed;q=0, application/json',
    'multipart/mixed; incrementalSpec=v0.2, application/json',
    'multipart/mixed;deferSpec=20200101, text/event-stream, application/json',
  ];

  it.each(accepts)('comes whole for a client that takes %j, on both paths', async accept => {
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const plain = await askWhole(api.url, { query: whole, token, headers });
    for (const _ of ['resolvers', 'compiled reads']) {
      log.clear();
      const { status, text, headers: got } = await askWhole(api.url, { query, token, headers });
      expect({ status, text }).toEqual({ status: 200, text: plain.text });
      expect(got.get('content-type')).toBe(plain.headers.get('content-type'));
      expect(log.lines('request')[0]).toMatchObject({ statements: 1 });
    }
  });

  it('comes in parts for a client that takes them, also once the operation is known', async () => {
    await api.ask(query, { token });
    for (const accept of [
      'multipart/mixed',
      'multipart/mixed;deferSpec=20220824, application/json',
      'application/json, multipart/mixed; boundary="-"',
      'application/json, text/event-stream',
    ])
      expect((await inParts(query, { accept })).length, accept).toBeGreaterThan(1);
  });

  it.each([
    ['@defer(if: false)', {}],
    ['@defer(if: $later)', { later: false }],
    ['@defer @skip(if: true)', {}],
  ])('comes whole where nothing is deferred: %s', async (directive, variables) => {
    const accept = 'multipart/mixed, application/json';
    const asked = `query ($later: Boolean = true) { viewer { displayName ... ${directive} { email } } other: viewer { email @include(if: $later) } }`;
    const stream = await open(asked, { accept, variables });
    expect(stream.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(stream.headers.get('content-length')).not.toBeNull();
    const [answer, ...others] = await stream.rest();
    expect(answer.data.viewer.displayName).toBe('Olivia Brandt');
    expect(others).toEqual([]);
  });

  it('is one event where a client takes nothing but events', async () => {
    expect(await inParts('{ viewer { displayName } }', { accept: events })).toEqual([
      { data: { viewer: { displayName: 'Olivia Brandt' } } },
    ]);
    const [refused] = await inParts('{ viewer { nothing } }', { accept: events });
    expect(refused.errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      requestId: expect.any(String),
    });
  });

  it('is asked by GET and HEAD as well', async () => {
    const address = `${api.url}?${new URLSearchParams({ query })}`;
    const headers = { authorization: `Bearer ${token}`, accept: multipart };
    const get = await fetch(address, { headers });
    expect(await get.text()).toContain('"hasNext":false');
    const head = await fetch(address, {
      method: 'HEAD',
      headers: { ...headers, accept: `${multipart}, application/json` },
    });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('a streamed list', () => {
  const names = async () =>
    (await api.ask('{ dashboards(first: 5) { nodes { name } } }', { token })).data.dashboards.nodes;

  it.each([
    ['nodes', 0],
    ['nodes', 2],
    ['nodes', 5],
    ['nodes', 2_147_483_647],
    ['edges', 1],
  ])('%s begins with %i items, and the others follow in order', async (field, initialCount) => {
    const inner = field === 'nodes' ? 'name' : 'node { name }';
    const query = `query ($n: Int!) { dashboards(first: 5) { ${field} @stream(initialCount: $n, label: "s") { ${inner} } } }`;
    const accept = 'multipart/mixed, application/json';
    const payloads = await inParts(query, { accept, variables: { n: initialCount } });
    expect(payloads[0].data.dashboards[field]).toHaveLength(Math.min(initialCount, 5));
    const items = payloads.slice(1).flatMap(({ incremental }) => incremental);
    expect(items.map(({ path, label }: Any) => `${label} ${path.at(-1)}`)).toEqual(
      Array.from({ length: Math.max(5 - initialCount, 0) }, (_, i) => `s ${initialCount + i}`),
    );
    const { data } = mergePayloads(payloads);
    const rows = data.dashboards[field];
    expect(field === 'nodes' ? rows : rows.map(({ node }: Any) => node)).toEqual(await names());
  });
});
