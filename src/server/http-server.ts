/**
 * The HTTP server: routes, bodies within their limit, request ids, and an end that lets requests finish.
 * What a GraphQL request means is Yoga's; this file sees bytes and headers.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Database } from '../database/open.ts';
import type { ErrorCode } from '../errors.ts';
import type { Answer } from './answer.ts';
import { ClientAddresses } from './client-address.ts';
import type { CompiledReads } from './compiled-reads.ts';
import { isReady } from './health.ts';
import { answerCompiled } from './known-operation.ts';
import type { Metrics } from './metrics.ts';
import { graphqlPath, type Yoga } from './yoga.ts';

export interface HttpOptions {
  readonly yoga: Yoga;
  /** What known operations are answered by, in front of Yoga. */
  readonly compiled?: CompiledReads | undefined;
  readonly database: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly maxBodyBytes: number;
  readonly requestTimeoutMs: number;
  /** Addresses and networks whose word on where a request comes from is taken. */
  readonly trustedProxies: readonly string[];
}

type Route = (request: IncomingMessage, requestId: string, signal: AbortSignal) => Promise<Answer>;

const clientRequestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;
/** The only media type of a POST's body. Others could be sent by a form on any web site. */
const bodyMediaType = /^application\/(json|graphql-response\+json)\s*(;|$)/i;

export function buildHttpServer(options: HttpOptions): Server {
  const addresses = new ClientAddresses(options.trustedProxies);
  const routes: Record<string, Route> = {
    [graphqlPath]: (request, requestId, signal) =>
      answerGraphql({ ...options, addresses }, request, requestId, signal),
    '/health/live': async () => text(200, 'live\n'),
    '/health/ready': async () =>
      (await isReady(options.database)) ? text(200, 'ready\n') : text(503, 'the database does not answer\n'),
    '/metrics': async () => {
      const { contentType, body } = await options.metrics.render();
      return { status: 200, headers: { 'content-type': contentType }, body };
    },
  };
  const server = createServer((request, response) => {
    void handle(options, routes, request, response, () => !server.listening);
  });
  // A client that trickles its request holds a connection; it gets as long as an answer may take.
  server.requestTimeout = options.requestTimeoutMs;
  server.headersTimeout = Math.min(options.requestTimeoutMs, 10_000);
  return server;
}

async function handle(
  { log, metrics }: HttpOptions,
  routes: Record<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
  isClosing: () => boolean,
): Promise<void> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const clientRequestId = clientRequestIdOf(request);
  const path = (request.url ?? '/').split('?', 1)[0]!;
  const route = Object.hasOwn(routes, path) ? path : undefined;
  const abort = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  let answer: Answer;
  try {
    answer = route
      ? await routes[route]!(request, requestId, abort.signal)
      : text(404, `There is nothing here. The API is at ${graphqlPath}.\n`);
  } catch (error) {
    if (abort.signal.aborted) {
      // Nobody is left to answer; that is the client's doing, and no fault of the server.
      log.debug({ requestId, path }, 'the client went away');
      metrics.observe(route ?? 'other', 499, (performance.now() - startedAt) / 1000);
      return;
    }
    log.error({ requestId, err: error }, 'a request could not be answered');
    answer = failure(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on the server.', requestId);
  }
  response.writeHead(answer.status, {
    ...answer.headers,
    // A kept connection would bring new requests for as long as its client likes.
    ...(isClosing() ? { connection: 'close' } : {}),
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
  const milliseconds = performance.now() - startedAt;
  metrics.observe(route ?? 'other', answer.status, milliseconds / 1000);
  log.info(
    {
      requestId,
      ...(clientRequestId === null ? {} : { clientRequestId }),
      method: request.method,
      path,
      status: answer.status,
      ms: Math.round(milliseconds * 10) / 10,
    },
    'request',
  );
}

async function answerGraphql(
  {
    yoga,
    compiled,
    maxBodyBytes,
    requestTimeoutMs,
    addresses,
  }: HttpOptions & { readonly addresses: ClientAddresses },
  request: IncomingMessage,
  requestId: string,
  signal: AbortSignal,
): Promise<Answer> {
  if (request.method === 'POST' && !bodyMediaType.test(request.headers['content-type'] ?? '')) {
    return failure(
      415,
      'BAD_USER_INPUT',
      'Send the request as JSON, with the header "Content-Type: application/json".',
      requestId,
    );
  }
  const body = request.method === 'POST' ? await readBody(request, maxBodyBytes) : undefined;
  if (body === null) {
    return failure(413, 'LIMIT_EXCEEDED', `The request is larger than ${maxBodyBytes} bytes.`, requestId);
  }
  const until = performance.now() + (requestTimeoutMs > 0 ? requestTimeoutMs : Number.POSITIVE_INFINITY);
  const answered = compiled && body && (await answerCompiled(compiled, request, body, until));
  if (answered && answered !== 'unknown viewer') return answered;
  // The address is our own: a Host header decides nothing and can break nothing.
  const fetched = new yoga.fetchAPI.Request(`http://localhost${request.url}`, {
    method: request.method ?? 'GET',
    headers: headersOf(request),
    signal,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const response = await yoga.fetch(fetched, {
    requestId,
    clientRequestId: clientRequestIdOf(request),
    until,
    unknownViewer: answered === 'unknown viewer',
    clientAddress: addresses.of(request),
    isLocal: addresses.isLocal(request),
  });
  const headers = Object.fromEntries(response.headers);
  // Asked of the response: the names in its own spelling are not all in lower case.
  const isPage = response.headers.get('content-type')?.startsWith('text/html');
  return {
    status: response.status,
    // Answers depend on who asks, and may hold a token.
    headers: { ...headers, ...(isPage ? pageHeaders : {}), 'cache-control': 'no-store' },
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** GraphiQL is all inline; nothing else may be loaded, and no other site may frame it. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; font-src data:; img-src data: 'self'; connect-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** The whole body, or null where it is larger than the limit. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // Events, not an iterator, which makes several promises for each part of the body.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.removeAllListeners('data');
        resolve(null);
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('The client went away before its request was complete.'));
    });
  });
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** What the client calls the request, where that is harmless to repeat: never the request's id, as others can give the same. */
function clientRequestIdOf(request: IncomingMessage): string | null {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && clientRequestIdPattern.test(given) ? given : null;
}

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body,
});

const failure = (status: number, code: ErrorCode, message: string, requestId: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', connection: 'close' },
  body: JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }),
});

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
