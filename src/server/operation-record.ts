/**
 * What became of one operation, as the path that answered it tells.
 * Written by either path, read by what caches, counts and logs.
 */
import { createHash } from 'node:crypto';
import { StatementTally } from '../database/statement-log.ts';
import type { ErrorCode } from '../errors.ts';
import type { Charge } from '../identity/allowance.ts';
import type { RequestTrace } from './tracing.ts';

export class OperationRecord {
  readonly requestId: string;
  /** The code of the first error, or that there was none; undefined where nothing was answered. */
  code: ErrorCode | 'ok' | undefined;
  /** Of an operation that is valid. */
  type: 'query' | 'mutation' | 'subscription' | undefined;
  name: string | undefined;
  /** The document as it came. */
  query: string | undefined;
  /** Who asked, as far as the Authorization header tells; undefined where it is none of ours. */
  viewer: string | undefined;
  /** Whether it ran for somebody who may ask for something, or may by its end. */
  isKnownViewer = false;
  /** What stands for the credentials that were sent; undefined where none were. */
  credentials: string | undefined;
  /** Whose allowance it takes its price from: that of an account, of credentials, or of a network. */
  payer = 'unknown';
  /** Where it comes from. */
  network = 'unknown';
  /** What it costs, in points; undefined where it was refused before that was known. */
  price: number | undefined;
  /** What of that showed only while it ran, and is taken when it has ended. */
  owed = 0;
  /** The same by an answer's data, where the client is told. */
  actualPrice: ((data: unknown) => number) | undefined;
  /** What became of the price. */
  charge: Charge | undefined;
  /** Whether what became of it was made up for. */
  isSettled = false;
  /** Whether the client is told of the price. */
  tellsCost = false;
  /** From the moment at which all of the request was there to that of the answer. */
  milliseconds = 0;
  readonly tally: StatementTally;
  /** Undefined where nobody traces the request. */
  readonly trace: RequestTrace | undefined;

  constructor(requestId: string, trace?: RequestTrace) {
    this.requestId = requestId;
    this.trace = trace;
    this.tally = new StatementTally(requestId);
  }

  /** Tells equal documents from others, without telling what is in them. */
  documentHash(): string | undefined {
    if (this.query === undefined) return undefined;
    return createHash('sha256').update(this.query).digest('hex').slice(0, 16);
  }
}
