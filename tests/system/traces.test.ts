/**
 * Traces: an HTTP request, its operation and the statements of that, as a collector gets them, on both paths and without values.
 * Knows OTLP as JSON; refuses to know how spans are made.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTracing } from '../../src/server/open-telemetry.ts';
import type { Tracing } from '../../src/server/tracing.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { type CollectedSpan, type Collector, startCollector } from '../support/collector.ts';
import { cleanUp } from '../support/embedded-driver.ts';
import { openLog } from '../support/log-lines.ts';
import { endProcesses, startProcess } from '../support/server-process.ts';

const query = `query Traced($name: String) {
  dashboards(where: { name: { contains: $name }, NOT: { description: { eq: "needle in the text" } } }) { totalCount nodes { uuid widgets { totalCount } } }
}`;
const variables = { name: 'needle in a variable' };

let collector: Collector;
let tracing: Tracing;
let api: TestApi;
let token: string;
let log: ReturnType<typeof openLog>;
beforeAll(async () => {
  collector = await startCollector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
  tracing = openTracing();
  log = openLog('debug', tracing.idsOf);
  tracing.reportTo(log.log);
  api = await startTestApi({ demo: true, http: { log: log.log, tracing } });
  token = await api.signIn('owner@demo.example');
});
afterAll(async () => {
  await api.close();
  await tracing.close();
  await collector.close();
  vi.unstubAllEnvs();
});

/** A trace that a client began, and the header that says so. */
function clientTrace(flags = '01') {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

const post = (body: object, headers: Record<string, string>, url = api.url) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const asOwner = () => ({ authorization: `Bearer ${token}` });

const named = (spans: readonly CollectedSpan[], name: string) => spans.filter(span => span.name === name);
const childrenOf = (spans: readonly CollectedSpan[], { spanId }: CollectedSpan) =>
  spans.filter(span => span.parentSpanId === spanId);

describe('a request', () => {
  it('is a span with its operation below, and the statement below that, on both paths', async () => {
    const texts: string[] = [];
    // What is asked the second time, compiled reads answer.
    for (const _ of ['resolvers', 'compiled']) {
      const { traceId, spanId, traceparent } = clientTrace();
      const response = await post({ query, variables }, { ...asOwner(), traceparent });
      expect(await response.json()).toMatchObject({ data: { dashboards: { totalCount: 0 } } });
      const spans = await collector.trace(traceId, 3);
      expect(spans).toHaveLength(3);
      const http = named(spans, 'POST /graphql')[0]!;
      expect(http).toMatchObject({ parentSpanId: spanId, kind: 2, status: 0 });
      expect(http.attributes).toEqual({
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
        'url.path': '/graphql',
        'url.scheme': 'http',
        'insightgraph.request_id': response.headers.get('x-request-id'),
      });
      const [operation, ...none] = childrenOf(spans, http);
      expect(none).toEqual([]);
      expect(operation).toMatchObject({ name: 'query', kind: 1, status: 0 });
      expect(operation!.attributes).toEqual({
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Traced',
        'insightgraph.viewer': 'user',
      });
      const [statement] = childrenOf(spans, operation!);
      expect(statement).toMatchObject({ name: 'SELECT dashboards', kind: 3, status: 0 });
      const { 'db.query.text': text, ...attributes } = statement!.attributes;
      expect(attributes).toEqual({
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.collection.name': 'dashboards',
      });
      texts.push(String(text));
      for (const [outer, inner] of [
        [http, operation!],
        [operation!, statement!],
      ] as const) {
        expect(inner.start).toBeGreaterThanOrEqual(outer.start);
        expect(inner.end).toBeLessThanOrEqual(outer.end);
      }
    }
    expect(texts.map(text => text.includes('as "preamble"'))).toEqual([true, false]);
    expect(texts.every(text => text.startsWith('with "viewer" as materialized'))).toBe(true);
  });

  it('has no value in its spans: no variables, texts of documents, tokens, addresses', async () => {
    const { traceId, traceparent } = clientTrace();
    const signIn = `mutation SignIn($password: String!) { signIn(input: { email: "owner@demo.example", password: $password }) { token } }`;
    const answer = await post({ query: signIn, variables: { password: 'demo-password' } }, { traceparent });
    const { data } = await answer.json();
    const spans = await collector.trace(traceId, 4);
    const [operation] = named(spans, 'mutation');
    expect(childrenOf(spans, operation!).map(({ name }) => name)).toEqual(['postgresql', 'INSERT sessions']);
    for (const value of ['needle', 'demo-password', 'owner@demo.example', token, data.signIn.token])
      expect(collector.text()).not.toContain(value);
  });

  it('tells what it failed with: the client’s doing is no error of the server', async () => {
    const unsound = clientTrace();
    await post({ query: 'query Typo { nothing }' }, { ...asOwner(), traceparent: unsound.traceparent });
    const [operation] = named(await collector.trace(unsound.traceId, 2), 'GraphQL Operation');
    expect(operation).toMatchObject({ status: 0, attributes: { 'error.type': 'BAD_USER_INPUT' } });

    const late = clientTrace();
    const patience = await startTestApi({ beside: api, http: { tracing }, requestTimeoutMs: 1_000 });
    const lock = api.client.begin(async sql => {
      await sql`lock table dashboards`;
      const headers = { ...asOwner(), traceparent: late.traceparent };
      await post({ query: 'query Late { dashboards { totalCount } }' }, headers, patience.url);
    });
    await lock;
    await patience.close();
    const spans = await collector.trace(late.traceId, 3);
    expect(named(spans, 'query')[0]).toMatchObject({ status: 2, attributes: { 'error.type': 'TIMEOUT' } });
    expect(named(spans, 'SELECT dashboards')[0]).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'DeadlineError' },
    });
  });

  it('whose client left is told as such', async () => {
    const { traceId, traceparent } = clientTrace();
    await api.client.begin(async sql => {
      await sql`lock table insights`;
      const { hostname, port } = new URL(api.url);
      const body = JSON.stringify({ query: 'query Left { insights { totalCount } }' });
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${token}\r\ntraceparent: ${traceparent}\r\n\r\n${body}`,
      );
      await vi.waitFor(() => expect(api.database.pool.state.inUse).toBe(1), 10_000);
      socket.destroy();
      await collector.trace(traceId, 3);
    });
    const spans = await collector.trace(traceId, 3);
    expect(named(spans, 'POST /graphql')[0]!.attributes['http.response.status_code']).toBe(499);
    expect(named(spans, 'SELECT insights')[0]).toMatchObject({
      status: 0,
      attributes: { 'error.type': 'ClientGoneError' },
    });
  });

  it('is found in the log by its trace, whoever writes the line', async () => {
    log.clear();
    const { traceId, traceparent } = clientTrace();
    await post({ query, variables }, { ...asOwner(), traceparent });
    const [http] = named(await collector.trace(traceId, 3), 'POST /graphql');
    for (const message of ['request', 'statement'])
      expect(log.lines(message)).toMatchObject([{ trace_id: traceId, span_id: http!.spanId }]);
  });

  it('that its client does not want to be traced is in the log only', async () => {
    log.clear();
    const { traceId, traceparent } = clientTrace('00');
    await post({ query, variables }, { ...asOwner(), traceparent });
    const next = clientTrace();
    await post({ query, variables }, { ...asOwner(), traceparent: next.traceparent });
    await collector.trace(next.traceId, 3);
    expect(collector.spans().filter(span => span.traceId === traceId)).toEqual([]);
    expect(log.lines('request').map(line => line.trace_id)).toEqual([traceId, next.traceId]);
  });

  it('begins a trace of its own where it comes with none, or one that cannot be', async () => {
    for (const headers of [{}, { traceparent: '00-0-0-01' }]) {
      log.clear();
      await post({ query, variables }, { ...asOwner(), ...headers });
      const [line] = log.lines('request');
      expect(line!.trace_id).toMatch(/^[0-9a-f]{32}$/);
      const [http] = named(await collector.trace(String(line!.trace_id), 3), 'POST /graphql');
      expect(http!.parentSpanId ?? '').toBe('');
    }
  });

  it('of another route is not traced', async () => {
    const before = collector.spans().length;
    await fetch(`${api.origin}/health/ready`);
    const { traceId, traceparent } = clientTrace();
    await post({ query, variables }, { ...asOwner(), traceparent });
    await collector.trace(traceId, 3);
    expect(collector.spans()).toHaveLength(before + 3);
  });
});

describe('a server', () => {
  afterEach(endProcesses);
  afterAll(cleanUp);
  const patience = { timeout: 120_000 };
  const start = (env: Record<string, string>) =>
    startProcess(
      process.execPath,
      ['--import', 'tsx', '--import', './tests/support/loaded-modules.ts', 'bin/serve.js'],
      { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_BSP_SCHEDULE_DELAY: '600000', ...env },
    );
  const ask = async (server: ReturnType<typeof start>, headers: Record<string, string> = {}) => {
    await server.ready();
    const answer = await post(
      { query: '{ viewer { uuid } }' },
      headers,
      `http://127.0.0.1:${server.port()}/graphql`,
    );
    expect(await answer.json()).toEqual({ data: { viewer: null } });
  };

  it('sends what is left before it ends', patience, async () => {
    const server = start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'api-of-a-test' });
    const { traceId, traceparent } = clientTrace();
    await ask(server, { traceparent });
    expect(collector.spans().filter(span => span.traceId === traceId)).toEqual([]);
    server.child.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
    const spans = collector.spans().filter(span => span.traceId === traceId);
    expect(spans.map(({ name }) => name).sort()).toEqual(['POST /graphql', 'query']);
    expect(collector.services()).toContain('api-of-a-test');
    expect(server.output()).toContain(`"trace_id":"${traceId}"`);
    expect(/^loaded: (.*)$/m.exec(server.output())![1]).toContain('@opentelemetry/sdk-trace');
  });

  it('samples as OpenTelemetry’s variables say', patience, async () => {
    const server = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_TRACES_SAMPLER: 'always_off',
    });
    const { traceId, traceparent } = clientTrace();
    await ask(server, { traceparent });
    server.child.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
    expect(collector.text()).not.toContain(traceId);
    expect(server.output()).toContain(`"trace_id":"${traceId}"`);
  });

  it(
    'answers as ever while its collector is away or fails, says so in the log, and ends in peace',
    patience,
    async () => {
      const broken = await startCollector(500);
      for (const url of [broken.url, 'http://127.0.0.1:1']) {
        const server = start({
          OTEL_EXPORTER_OTLP_ENDPOINT: url,
          OTEL_BSP_SCHEDULE_DELAY: '20',
          OTEL_EXPORTER_OTLP_TIMEOUT: '300',
        });
        for (let i = 0; i < 5; i++) await ask(server);
        await vi.waitFor(() => expect(server.output()).toContain('Traces could not be sent.'), 20_000);
        await ask(server);
        server.child.kill('SIGTERM');
        expect(await server.ended()).toBe(0);
        expect(server.output().match(/Traces could not be sent/g)).toHaveLength(1);
      }
      await broken.close();
    },
  );

  it('loads nothing of it where no collector is named', patience, async () => {
    const server = start({});
    await ask(server, { traceparent: clientTrace().traceparent });
    server.child.kill('SIGTERM');
    expect(await server.ended()).toBe(0);
    // prom-client loads the interface, which is empty without an SDK.
    expect(/^loaded: (.*)$/m.exec(server.output())![1]).toBe('@opentelemetry/api');
    expect(server.output()).not.toContain('trace_id');
  });
});
