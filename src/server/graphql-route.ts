/**
 * What `/graphql` answers: compiled reads first, then Yoga, and GraphiQL for a browser.
 * Sees bytes and headers; what a GraphQL request means is theirs.
 */
import { isUtf8 } from 'node:buffer';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Database } from '../database/open.ts';
import type { ErrorCode } from '../errors.ts';
import { networkOf } from '../identity/network.ts';
import { type Asker, askerOrNone, type Viewers } from '../identity/viewers.ts';
import { acceptedBy } from './accepted-types.ts';
import type { Admission } from './admission.ts';
import type { Answer } from './answer.ts';
import { answerExport } from './answer-export.ts';
import type { ClientAddresses } from './client-address.ts';
import type { CompiledReads } from './compiled-reads.ts';
import type { Departure } from './departure.ts';
import { entityTagOf } from './entity-tag.ts';
import type { ExportType } from './export-rows.ts';
import { type GraphiqlPage, isForBrowser } from './graphiql-page.ts';
import { answerCompiled, type KnownScope } from './known-operation.ts';
import type { OperationRecord } from './operation-record.ts';
import { refusedAnswer } from './refused-answer.ts';
import { clientRequestIdOf, headersOf, readBody, repeatedHeader, unreadable } from './request-body.ts';
import type { Proven, RequestScope } from './request-context.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import type { Yoga } from './yoga.ts';

export interface GraphqlRouteOptions {
  readonly yoga: Yoga;
  readonly database: Database;
  /** What known operations are answered by, in front of Yoga. */
  readonly compiled?: CompiledReads | undefined;
  readonly admission: Admission;
  /** Documents that requests may name by an id. */
  readonly trusted?: TrustedDocuments | undefined;
  readonly viewer: Viewers;
  readonly maxBodyBytes: number;
  readonly requestTimeoutMs: number;
  readonly addresses: ClientAddresses;
  /** Undefined: no GraphiQL. */
  readonly graphiql?: GraphiqlPage | undefined;
  /** Rows of one export, where it is another number than by default. */
  readonly maxExportedRows?: number | undefined;
}

/** What is known of a request before it is looked at. */
export interface RouteScope {
  readonly requestId: string;
  readonly departure: Departure;
  /** What becomes of the operation. */
  readonly record: OperationRecord;
}

export async function answerGraphql(
  options: GraphqlRouteOptions,
  request: IncomingMessage,
  { requestId, record, departure }: RouteScope,
): Promise<Answer> {
  const { graphiql, maxBodyBytes, addresses } = options;
  if (graphiql && isForBrowser(request)) return graphiql.answer(request);
  const sent = askerOrNone(options.viewer, request.headers.authorization);
  const proof = sent && options.viewer.prove?.(sent);
  // Most credentials need none, and wait for nothing.
  const proven = proof && (await outcomeOf(proof));
  const viewer = proven?.asker ?? sent;
  record.viewer = viewer?.kind;
  const address = addresses.of(request);
  record.network = networkOf(address);
  const credentials = viewer && options.viewer.idOf(viewer);
  record.credentials = credentials;
  record.payer = credentials === undefined ? record.network : options.admission.payerOf(credentials);
  record.tally.asker = credentials ?? address ?? undefined;
  record.tellsCost = request.headers[costHeader] === 'true';
  const refuse = (status: number, message: string) => {
    record.code = 'BAD_USER_INPUT';
    return failure(status, record.code, message, requestId);
  };
  const repeated = repeatedHeader(request);
  if (repeated !== undefined) return refuse(400, `Send the header ${repeated} once.`);
  if (!acceptedBy(request.headers.accept).takesAnswer) {
    const types = '"application/json" or "application/graphql-response+json"';
    return refuse(406, `The answer is ${types}: the header Accept takes neither.`);
  }
  const reason = request.method === 'POST' ? unreadable(request) : undefined;
  if (reason !== undefined) return refuse(415, reason);
  const body = request.method === 'POST' ? await readBody(request, maxBodyBytes) : undefined;
  if (body === null) {
    record.code = 'LIMIT_EXCEEDED';
    return failure(413, record.code, `The request is larger than ${maxBodyBytes} bytes.`, requestId);
  }
  // Bytes that are no text would become others, and be stored so.
  if (body && !isUtf8(body)) return refuse(400, 'The body of the request is not valid UTF-8.');
  const startedAt = performance.now();
  record.trace?.operationBegins();
  const ended = () => {
    record.milliseconds = performance.now() - startedAt;
    record.trace?.operationEnds(record);
  };
  let answer: Answer | undefined;
  try {
    const scope = { requestId, record, departure, viewer, proven };
    const type = request.method === 'HEAD' ? undefined : acceptedBy(request.headers.accept).exports;
    answer = type
      ? await exported(options, type, request, body, scope)
      : await answerOperation(options, request, body, scope);
  } finally {
    // Before the answer leaves, and whatever came of it.
    if (record.type === 'mutation') options.database.wrote(record.tally.asker);
    if (!answer?.parts) ended();
  }
  if (!answer.parts) return answer;
  const { ended: over } = answer;
  return {
    ...answer,
    ended: () => {
      over?.();
      ended();
    },
  };
}

/** All rows of a list. Each page is paid for by who pays for the first. */
const exported = (
  options: GraphqlRouteOptions,
  type: ExportType,
  request: IncomingMessage,
  body: Buffer | undefined,
  scope: AskedScope,
): Promise<Answer> | Answer => {
  const { admission, trusted, yoga, maxExportedRows: maxRows } = options;
  const { record, requestId } = scope;
  const refuse = (status: number, code: ErrorCode, message: string) => {
    record.code = code;
    return failure(status, code, message, requestId);
  };
  const answer = (page: IncomingMessage, text: Buffer, own: OperationRecord) => {
    own.payer = own.credentials === undefined ? own.network : admission.payerOf(own.credentials);
    return answerOperation(options, page, text, { ...scope, record: own });
  };
  const { schema } = yoga.getEnveloped({});
  return answerExport({ type, schema, trusted, admission, maxRows, record, refuse, answer }, request, body);
};

interface AskedScope extends RouteScope, Pick<KnownScope, 'viewer'>, Pick<RequestScope, 'proven'> {}

/** What came of a proof; why there is none, Yoga tells, which knows errors. */
const outcomeOf = (proof: Promise<Asker>): Promise<Proven> =>
  proof.then(
    asker => ({ asker }),
    refusal => ({ refusal }),
  );

/** The header by which a client asks what its operation costs. */
const costHeader = 'x-cost';

async function answerOperation(
  { yoga, compiled, admission, addresses, requestTimeoutMs }: GraphqlRouteOptions,
  request: IncomingMessage,
  body: Buffer | undefined,
  { requestId, record, departure, viewer, proven }: AskedScope,
): Promise<Answer> {
  const until = performance.now() + (requestTimeoutMs > 0 ? requestTimeoutMs : Number.POSITIVE_INFINITY);
  const refusal = admission.refusal(record);
  if (refusal)
    return refusedAnswer(
      admission,
      record,
      refusal,
      acceptedBy(request.headers.accept).json ?? 'application/json',
    );
  const answered =
    compiled &&
    body &&
    (await answerCompiled({ compiled, admission }, request, body, {
      viewer,
      until,
      record,
      leaving: departure,
    }));
  if (answered && !(answered instanceof Error)) return answered;
  // HEAD is what GET would answer, without its body.
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const takesParts = request.method !== 'HEAD' && acceptedBy(request.headers.accept).takesParts;
  const { signal } = departure;
  const over = takesParts ? endOf(signal) : undefined;
  // The address is our own: a Host header decides nothing and can break nothing.
  const fetched = new yoga.fetchAPI.Request(`http://localhost${request.url}`, {
    method,
    headers: headersOf(request),
    signal,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const response = await yoga.fetch(fetched, {
    requestId,
    until,
    record,
    readsFailWith: answered,
    proven,
    left: signal,
    ...(over ? { takesParts, over: over.signal } : {}),
    clientRequestId: clientRequestIdOf(request),
    clientAddress: addresses.of(request),
  });
  // Yoga's own spelling of the names is not all in lower case.
  const headers = Object.fromEntries(
    [...response.headers].map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { status } = response;
  if (response.body && streamTypes.test(headers['content-type'] ?? '')) {
    const { connection, 'transfer-encoding': transfer, 'content-encoding': none, ...others } = headers;
    return { status, headers: others, body: '', parts: response.body, ended: () => over?.end() };
  }
  const content = Buffer.from(await response.arrayBuffer());
  return {
    status,
    headers,
    body: content,
    // Errors hold the request's id, and may be gone the next time.
    ...(method === 'GET' && record.code === 'ok' ? { tag: entityTagOf(content) } : {}),
  };
}

/** The end of an answer in parts, at the latest when its client leaves; each statement of its parts waits for it. */
function endOf(left: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const signal = AbortSignal.any([left, controller.signal]);
  setMaxListeners(0, signal);
  return { signal, end: () => controller.abort() };
}

/** Answers that leave part by part, be there one or many. */
const streamTypes = /^(multipart\/mixed|text\/event-stream)(;|$)/i;

export const failure = (status: number, code: ErrorCode, message: string, requestId: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', connection: 'close' },
  body: JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] }),
});
