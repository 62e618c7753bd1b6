/**
 * Traces for OpenTelemetry: an HTTP request, the operation in it, and the statements of that, sent to a collector as OTLP over HTTP.
 * Knows names, codes and texts of statements; refuses to know variables, parameters, and what an answer says.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { globalErrorHandler, setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import { codeOf, isForNobody } from '../database/failure.ts';
import type { StatementRun, StatementSubject } from '../database/statement-log.ts';
import type { ErrorCode } from '../errors.ts';
import { withoutSecrets } from './log.ts';
import type { RequestStart, RequestTrace, TracedOperation, TraceIds, Tracing } from './tracing.ts';

/** Statements of hundreds of kilobytes would be most of what is sent. */
const longestText = 8_000;
/** Names are the client's to choose. */
const longestName = 200;
/** A collector that is away is told of once in a while. */
const toldAgainMs = 60_000;
const closePatienceMs = 5_000;
/** Within which PostgreSQL ends a statement whose client left, or its connection is given up. */
const lateMs = 5_000;

/** What the server failed with; all else is the client's doing. */
const faults: ReadonlySet<ErrorCode> = new Set(['INTERNAL_SERVER_ERROR', 'UNAVAILABLE', 'TIMEOUT']);

const propagator = new W3CTraceContextPropagator();
const headers = {
  keys: (carrier: IncomingHttpHeaders) => Object.keys(carrier),
  get: (carrier: IncomingHttpHeaders, name: string) => carrier[name],
};

/** Where, how often and under which name is said by the OTEL_ variables, which the SDK reads itself. */
export function openTracing(): Tracing {
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'insightgraph' }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('insightgraph');
  const underWay = new Map<string, TracedRequest>();
  return {
    begin: (request, start) => {
      const { requestId } = start;
      const forget = () => underWay.delete(requestId);
      const traced = new TracedRequest(tracer, request, start, isLeft => {
        if (isLeft) setTimeout(forget, lateMs).unref();
        else forget();
      });
      underWay.set(requestId, traced);
      return traced;
    },
    statement: run => {
      if (run.requestId !== undefined) underWay.get(run.requestId)?.statement(run);
    },
    idsOf: requestId => underWay.get(requestId)?.ids,
    reportTo,
    close: async () => {
      const sent = provider.shutdown().catch(globalErrorHandler);
      await Promise.race([sent, sleep(closePatienceMs, undefined, { ref: false })]);
    },
  };
}

class TracedRequest implements RequestTrace {
  readonly ids: TraceIds;
  private readonly tracer: Tracer;
  private readonly span: Span;
  private readonly isSampled: boolean;
  private readonly context: Context;
  private readonly onEnded: (isLeft: boolean) => void;
  /** One clock for all that belongs together: what is added to performance.now(). */
  private readonly epoch = Date.now() - performance.now();
  private operation: { readonly span: Span; readonly context: Context } | undefined;

  constructor(
    tracer: Tracer,
    { method = 'GET', headers: received }: IncomingMessage,
    { requestId, route, startedAt }: RequestStart,
    onEnded: (isLeft: boolean) => void,
  ) {
    this.tracer = tracer;
    this.onEnded = onEnded;
    const parent = propagator.extract(ROOT_CONTEXT, received, headers);
    const attributes = {
      'http.request.method': method,
      'http.route': route,
      'url.path': route,
      'url.scheme': 'http',
      'insightgraph.request_id': requestId,
    };
    const startTime = this.epoch + startedAt;
    this.span = tracer.startSpan(
      `${method} ${route}`,
      { kind: SpanKind.SERVER, startTime, attributes },
      parent,
    );
    this.isSampled = this.span.isRecording();
    this.context = trace.setSpan(parent, this.span);
    const { traceId, spanId } = this.span.spanContext();
    this.ids = { trace_id: traceId, span_id: spanId };
  }

  operationBegins(): void {
    const span = this.tracer.startSpan('GraphQL Operation', { startTime: this.now() }, this.context);
    this.operation = { span, context: trace.setSpan(this.context, span) };
  }

  operationEnds({ type, name, viewer, code }: TracedOperation): void {
    if (!this.operation) return;
    const { span } = this.operation;
    if (type !== undefined) span.updateName(type).setAttribute('graphql.operation.type', type);
    if (name !== undefined)
      span.setAttribute('graphql.operation.name', withoutSecrets(name.slice(0, longestName)));
    if (viewer !== undefined) span.setAttribute('insightgraph.viewer', viewer);
    if (code !== undefined && code !== 'ok') span.setAttribute('error.type', code);
    if (code !== undefined && code !== 'ok' && faults.has(code))
      span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(this.now());
  }

  statement({ subject, text, milliseconds, error }: StatementRun): void {
    if (!this.isSampled) return;
    const endTime = this.now();
    const attributes = { ...attributesOf(subject), 'db.query.text': text.slice(0, longestText) };
    const span = this.tracer.startSpan(
      nameOf(subject),
      { kind: SpanKind.CLIENT, startTime: endTime - milliseconds, attributes },
      this.operation?.context ?? this.context,
    );
    if (error !== undefined) describeFailure(span, error);
    span.end(endTime);
  }

  ends(status: number): void {
    // Statements may end later than their request where nobody waits for it.
    this.onEnded(status === 499);
    this.span.setAttribute('http.response.status_code', status);
    if (status >= 500) {
      this.span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end(this.now());
  }

  private now(): number {
    return this.epoch + performance.now();
  }
}

/** What a statement does and to which table, where it is one. */
const tableOf = ({ table }: StatementSubject) =>
  table === 'none' || table === 'several' ? undefined : table;
const verbOf = ({ operation }: StatementSubject) =>
  operation === 'other' ? undefined : operation.toUpperCase();

function attributesOf(subject: StatementSubject) {
  const verb = verbOf(subject);
  const table = tableOf(subject);
  return {
    'db.system.name': 'postgresql',
    ...(verb === undefined ? {} : { 'db.operation.name': verb }),
    ...(table === undefined ? {} : { 'db.collection.name': table }),
  };
}

const nameOf = (subject: StatementSubject): string =>
  [verbOf(subject), tableOf(subject)].filter(part => part !== undefined).join(' ') || 'postgresql';

/** By class and code: the words of PostgreSQL repeat what is in rows. */
function describeFailure(span: Span, error: unknown): void {
  const code = codeOf(error);
  span.setAttribute('error.type', code ?? (error instanceof Error ? error.name : 'unknown'));
  if (code !== undefined) span.setAttribute('db.response.status_code', code);
  // That a client left is nobody's fault.
  if (!isForNobody(error)) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Has the SDK's own problems told in the log. */
function reportTo(log: Logger): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const report = (problem: unknown) => {
    if (performance.now() - toldAt < toldAgainMs) return;
    toldAt = performance.now();
    const reason = withoutSecrets(problem instanceof Error ? problem.message : String(problem));
    log.warn({ reason }, 'Traces could not be sent.');
  };
  const ignored = () => {};
  setGlobalErrorHandler(report);
  diag.setLogger(
    { error: report, warn: report, info: ignored, debug: ignored, verbose: ignored },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
