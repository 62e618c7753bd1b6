/**
 * What whoever traces is told of a request: its beginning, its operation, its statements, its end.
 * Knows no library: nothing of one is loaded where nobody asks for traces.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { OnStatement } from '../database/statement-log.ts';
import type { ErrorCode } from '../errors.ts';

/** What the log lines of a request are found by, in the names that collectors know. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

export interface TracedOperation {
  readonly type: string | undefined;
  readonly name: string | undefined;
  readonly viewer: string | undefined;
  readonly code: ErrorCode | 'ok' | undefined;
}

export interface RequestTrace {
  readonly ids: TraceIds;
  /** From here on, statements are the operation's. */
  operationBegins(): void;
  operationEnds(operation: TracedOperation): void;
  /** Told last, once. */
  ends(status: number): void;
}

export interface RequestStart {
  readonly requestId: string;
  readonly route: string;
  /** The moment of performance.now(). */
  readonly startedAt: number;
}

export interface Tracing {
  begin(request: IncomingMessage, start: RequestStart): RequestTrace;
  readonly statement: OnStatement;
  /** Of a request under way. */
  idsOf(requestId: string): TraceIds | undefined;
  /** Has problems with sending traces told in the log; they are nobody else's. */
  reportTo(log: Logger): void;
  /** Sends what is left, within a few seconds. */
  close(): Promise<void>;
}
