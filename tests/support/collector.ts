/**
 * A collector of traces: takes OTLP as JSON over HTTP, and gives the spans as a test wants to read them.
 * Knows the form of OTLP; refuses to know who sends.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { patienceMs } from './scale.ts';

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 within the process, 2 serves, 3 asks. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
  readonly start: bigint;
  readonly end: bigint;
}

export interface Collector {
  readonly url: string;
  /** All that came, as it came. */
  text(): string;
  spans(): CollectedSpan[];
  /** The names of services that sent. */
  services(): unknown[];
  /** The spans of a trace, as soon as there are so many. */
  trace(traceId: string, spans: number): Promise<CollectedSpan[]>;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface SentSpan extends Omit<CollectedSpan, 'attributes' | 'status' | 'start' | 'end'> {
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const valuesOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [plain] = Object.values(value);
      return [key, 'intValue' in value ? Number(plain) : plain];
    }),
  );

/** @param status what it answers */
export async function startCollector(status = 200): Promise<Collector> {
  const texts: string[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', part => (text += part));
    request.on('end', () => {
      texts.push(text);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const resources = () => texts.flatMap(text => (JSON.parse(text) as Sent).resourceSpans);
  const spans = () =>
    resources().flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(scope =>
        scope.spans.map(({ attributes, status, startTimeUnixNano, endTimeUnixNano, ...span }) => ({
          ...span,
          attributes: valuesOf(attributes),
          status: status.code ?? 0,
          start: BigInt(startTimeUnixNano),
          end: BigInt(endTimeUnixNano),
        })),
      ),
    );
  const spansOf = (traceId: string) => spans().filter(span => span.traceId === traceId);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    text: () => texts.join('\n'),
    spans,
    services: () => resources().map(({ resource }) => valuesOf(resource.attributes)['service.name']),
    trace: async (traceId, count) => {
      for (const deadline = Date.now() + patienceMs / 6; spansOf(traceId).length < count; await sleep(20))
        if (Date.now() > deadline)
          throw new Error(`Of ${count} spans came: ${spansOf(traceId).map(({ name }) => name)}`);
      return spansOf(traceId);
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
