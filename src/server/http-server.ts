/**
 * The HTTP server: routes, bodies within their limit, request ids, and an end that lets requests finish.
 * What a GraphQL request means is Yoga's; this file sees bytes and headers.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Database } from '../database/open.ts';
import type { Answer } from './answer.ts';
import { refuseBrokenRequests } from './broken-requests.ts';
import { ClientAddresses } from './client-address.ts';
import type { CredentialsUsed } from './connect-api.ts';
import { Departure } from './departure.ts';
import type { Drain } from './drain.ts';
import type { Explaining } from './explaining.ts';
import { type FinishedAnswer, finishAnswer } from './finish-answer.ts';
import type { FurtherRoutes } from './further-routes.ts';
import type { GraphiQLSettings } from './graphiql.ts';
import { GraphiqlPage, isForBrowser } from './graphiql-page.ts';
import { answerGraphql, failure, type GraphqlRouteOptions, type RouteScope } from './graphql-route.ts';
import { isReady } from './health.ts';
import type { Metrics } from './metrics.ts';
import { OperationRecord } from './operation-record.ts';
import { type OriginOptions, Origins } from './origins.ts';
import { RequestLog, type RequestLogOptions } from './request-log.ts';
import type { Tracing } from './tracing.ts';
import { writeParts } from './write-parts.ts';
import { graphqlPath } from './yoga.ts';

export interface HttpOptions
  extends Omit<GraphqlRouteOptions, 'graphiql' | 'addresses'>,
    OriginOptions,
    RequestLogOptions {
  readonly database: Database;
  readonly metrics: Metrics;
  /** Undefined: nobody is told of statements. */
  readonly explaining?: Explaining | undefined;
  /** Undefined: no traces. */
  readonly tracing?: Tracing | undefined;
  /** How long a connection is kept for the next request. */
  readonly keepAliveTimeoutMs: number;
  /** Told of credentials that statements of a request found to hold, when it has ended. */
  readonly credentialsUsed?: CredentialsUsed | undefined;
  /** Undefined: the server is never about to stop while it listens. */
  readonly drain?: Drain | undefined;
  /** Addresses and networks whose word on where a request comes from is taken. */
  readonly trustedProxies: readonly string[];
  /** Undefined: no GraphiQL. */
  readonly graphiql: GraphiQLSettings | undefined;
  /** What an application answers beside GraphQL. */
  readonly routes?: FurtherRoutes | undefined;
}

type Route = (request: IncomingMessage, scope: RouteScope) => Promise<Answer>;

export function buildHttpServer(options: HttpOptions): Server {
  watch(options);
  const origins = new Origins(options);
  const addresses = new ClientAddresses(options.trustedProxies);
  const graphiql = options.graphiql && new GraphiqlPage(options.graphiql, addresses);
  const graphql: GraphqlRouteOptions = { ...options, graphiql, addresses };
  const { log, routes: further = {} } = options;
  const routes: Record<string, Route> = {
    ...Object.fromEntries(
      Object.entries(further).map(([path, answer]) => [
        path,
        (request: IncomingMessage) => answer(request, { address: addresses.of(request), log }),
      ]),
    ),
    [graphqlPath]: async (request, scope) => {
      const permission = origins.headersFor(request, scope.requestId);
      const { database, explaining } = options;
      const answering = async () =>
        request.method === 'OPTIONS' ? origins.preflight(request) : answerGraphql(graphql, request, scope);
      const answer = await (explaining?.explained(database, request, scope.requestId, answering) ??
        answering());
      return permission ? { ...answer, headers: { ...answer.headers, ...permission } } : answer;
    },
    '/': async request =>
      graphiql && isForBrowser(request)
        ? { ...text(302, `GraphiQL is at ${graphqlPath}.\n`), headers: { location: graphqlPath } }
        : nothingHere,
    '/health/live': async () => text(200, 'live\n'),
    '/health/ready': async () => {
      if (options.drain?.hasBegun) return text(503, 'the server is about to stop\n');
      return (await isReady(options.database))
        ? text(200, 'ready\n')
        : text(503, 'the database does not answer\n');
    },
    '/metrics': async () => {
      const { contentType, body } = await options.metrics.render();
      return { status: 200, headers: { 'content-type': contentType }, body };
    },
  };
  const handling: Handling = { ...options, requestLog: new RequestLog(options) };
  const { requestTimeoutMs } = options;
  // Node looks for late requests in this interval only: with its own of 30 seconds, they got so much more time.
  const connectionsCheckingInterval = Math.min(Math.ceil(requestTimeoutMs / 10), 1_000);
  const server = createServer({ connectionsCheckingInterval }, (request, response) => {
    void handle(handling, routes, request, response, () => options.drain?.hasBegun || !server.listening);
  });
  refuseBrokenRequests(server, options);
  // Their bytes are bounded. Node would leave out those beyond a number, among them what a proxy added at the end.
  server.maxHeadersCount = 0;
  // Longer than proxies keep idle connections to it: the side that closes first must not be the one that is asked.
  server.keepAliveTimeout = options.keepAliveTimeoutMs;
  // A client that trickles its request holds a connection; it gets as long as an answer may take.
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = Math.min(requestTimeoutMs, 10_000);
  return server;
}

interface Handling
  extends Pick<
    HttpOptions,
    'log' | 'metrics' | 'tracing' | 'requestTimeoutMs' | 'admission' | 'credentialsUsed'
  > {
  readonly requestLog: RequestLog;
}

async function handle(
  handling: Handling,
  routes: Record<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
  isClosing: () => boolean,
): Promise<void> {
  const { log, metrics, tracing, requestLog, requestTimeoutMs, admission } = handling;
  const startedAt = performance.now();
  const requestId = randomUUID();
  // Of a request to a proxy the target is a whole address, which servers have to take too; the host in it decides nothing.
  request.url = request.url?.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  const path = request.url.split('?', 1)[0]!;
  const route = Object.hasOwn(routes, path) ? path : undefined;
  const departure = new Departure();
  response.on('close', () => {
    if (!response.writableFinished) departure.leave();
  });
  const trace = route === graphqlPath ? tracing?.begin(request, { requestId, route, startedAt }) : undefined;
  const record = new OperationRecord(requestId, trace);
  const left = () => {
    requestLog.left(record);
    metrics.observe(route ?? 'other', 499, (performance.now() - startedAt) / 1000);
    void settle(handling, record);
    // It was done whole all the same.
    if (record.type === 'mutation' && record.code) metrics.operation(record);
    trace?.ends(499);
  };
  let answer: FinishedAnswer;
  try {
    const found = route ? await routes[route]!(request, { requestId, record, departure }) : nothingHere;
    if (departure.aborted) {
      found.parts?.cancel().catch(() => {});
      found.ended?.();
      return left();
    }
    answer = await finishAnswer(found, request);
  } catch (error) {
    if (departure.aborted) return left();
    log.error({ requestId, err: error }, 'a request could not be answered');
    if (route === graphqlPath) record.code = 'INTERNAL_SERVER_ERROR';
    const said = failure(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on the server.', requestId);
    answer = await finishAnswer(said, request);
  }
  // Whether credentials hold may be known from a part only.
  if (!answer.parts || !record.charge) await settle(handling, record);
  const { headers } = answer;
  Object.assign(headers, admission.headersFor(record, answer.status));
  // A kept connection would bring new requests for as long as its client likes.
  if (isClosing()) headers.connection = 'close';
  headers['x-request-id'] = requestId;
  headers['x-content-type-options'] = 'nosniff';
  headers['referrer-policy'] = 'no-referrer';
  response.writeHead(answer.status, headers);
  if (answer.parts) {
    const patience = { patienceMs: requestTimeoutMs, coding: answer.coding, signal: departure.signal };
    try {
      await writeParts(response, answer.parts, patience);
    } catch (error) {
      log.error({ requestId, err: error }, 'an answer could not be ended');
      record.code = 'INTERNAL_SERVER_ERROR';
      response.destroy();
    }
    answer.ended?.();
    if (departure.aborted) return left();
    await settle(handling, record);
  } else response.end(request.method === 'HEAD' ? undefined : answer.body);
  cutOffUnread(request, requestTimeoutMs);
  const milliseconds = performance.now() - startedAt;
  metrics.observe(route ?? 'other', answer.status, milliseconds / 1000);
  if (record.code) metrics.operation(record);
  requestLog.answered(request, { path, status: answer.status, milliseconds }, record);
  // Last: the lines of the log are found by it.
  trace?.ends(answer.status);
}

/** Makes up for a request, and tells whose credentials were found to hold. */
function settle({ admission, credentialsUsed }: Handling, record: OperationRecord): Promise<void> {
  const { viewer, credentials, tally } = record;
  if (tally.found && viewer !== undefined && credentials !== undefined)
    credentialsUsed?.({ kind: viewer, id: credentials });
  return admission.settle(record);
}

/** A client that takes nothing of its answer for so long would have it kept in memory for as long as it likes. */
function cutOffUnread({ socket }: IncomingMessage, patienceMs: number): void {
  // Node takes the limit away when the next request comes.
  if (socket.writableLength > 0) socket.setTimeout(patienceMs);
}

/** What metrics look at when somebody asks for them. */
function watch({ metrics, database: { pool, replicas }, compiled }: HttpOptions): void {
  metrics.watchPool(() => pool.state);
  if (replicas.length > 0) metrics.watchReplicas(replicas);
  metrics.watchCache('hot_statements', () => pool.hotTexts);
  for (const [name, size] of Object.entries(compiled?.caches ?? {})) metrics.watchCache(name, size);
}

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

const nothingHere = text(404, `There is nothing here. The API is at ${graphqlPath}.\n`);

/** Starts to listen. @returns the port, which the system chose where 0 was asked for */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops to listen and waits for requests under way, at most the given time. */
export async function closeServer(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(timer);
}
