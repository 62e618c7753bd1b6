/**
 * What the log has of requests: who asked in kind, what by name, what became of it and how long it took.
 * Refuses to know texts, variables and names of people; a document is told by its hash.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { withoutSecrets } from './log.ts';
import type { OperationRecord } from './operation-record.ts';
import { clientRequestIdOf } from './request-body.ts';

export interface RequestLogOptions {
  readonly log: Logger;
  /** From which on an operation is slow; 0 means never. */
  readonly slowOperationMs: number;
}

/** Longer names and paths are cut: they are the client's to choose. */
const longestText = 200;

const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10;

export class RequestLog {
  private readonly options: RequestLogOptions;

  constructor(options: RequestLogOptions) {
    this.options = options;
  }

  answered(
    request: IncomingMessage,
    { path, status, milliseconds }: { path: string; status: number; milliseconds: number },
    record: OperationRecord,
  ): void {
    this.tellSlow(record);
    // What is left out is not even put together.
    if (!this.options.log.isLevelEnabled('info')) return;
    const { requestId, code } = record;
    const clientRequestId = clientRequestIdOf(request);
    this.options.log.info(
      {
        requestId,
        ...(clientRequestId === null ? {} : { clientRequestId: withoutSecrets(clientRequestId) }),
        method: request.method,
        path: withoutSecrets(path.slice(0, longestText)),
        status,
        ms: rounded(milliseconds),
        ...(code === undefined ? {} : { ...operationOf(record), code }),
      },
      'request',
    );
  }

  /** Nobody was left to answer; that is the client's doing, and no fault of the server. */
  left(record: OperationRecord): void {
    this.options.log.debug({ requestId: record.requestId }, 'the client went away');
    this.tellSlow(record);
  }

  private tellSlow(record: OperationRecord): void {
    const { log, slowOperationMs } = this.options;
    const { requestId, milliseconds, code } = record;
    if (slowOperationMs === 0 || milliseconds < slowOperationMs) return;
    log.warn(
      { requestId, ...operationOf(record), code, document: record.documentHash(), ms: rounded(milliseconds) },
      'slow operation',
    );
  }
}

const operationOf = ({ type, name, viewer, tally, price }: OperationRecord) => ({
  type: type ?? 'unknown',
  operation: name === undefined ? null : withoutSecrets(name.slice(0, longestText)),
  viewer: viewer ?? 'unknown',
  cost: price ?? null,
  statements: tally.statements,
  databaseMs: rounded(tally.milliseconds),
});
