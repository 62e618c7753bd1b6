/**
 * The context of one request: who asks, and the means to answer.
 * Made once the HTTP request is understood, before the operation is looked at; or without one, for code that writes on somebody's behalf.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import type { YogaInitialContext } from 'graphql-yoga';
import type { Database } from '../database/open.ts';
import { newArgumentBudget } from '../generator/list/argument-budget.ts';
import type { ReadContext } from '../generator/request.ts';
import { RequestIdentity } from '../identity/request-identity.ts';
import { type Asker, askerOf, type Viewers } from '../identity/viewers.ts';
import type { Admission } from './admission.ts';
import type { Metrics } from './metrics.ts';
import type { OperationRecord } from './operation-record.ts';

/** What the HTTP layer knows of a request. */
export interface RequestScope {
  readonly requestId: string;
  readonly clientRequestId: string | null;
  /** What becomes of the operation. */
  readonly record: OperationRecord;
  readonly clientAddress: string | null;
  /** The moment of performance.now() by which the request must be answered. */
  readonly until?: number;
  /** Aborted when the client leaves. */
  readonly left?: AbortSignal;
  /** Whether the answer may come in parts; whole unless it is said. */
  readonly takesParts?: boolean;
  /** Aborted when nobody takes any further part. */
  readonly over?: AbortSignal;
  /** What reads were found to fail with for this request already: bad credentials, too large an answer, no time left. */
  readonly readsFailWith?: Error | undefined;
  /** What came of the proof of the credentials; undefined where they need none. */
  readonly proven?: Proven | undefined;
}

/** Who asks, or why that cannot be told. */
export type Proven =
  | { readonly asker: Asker; readonly refusal?: undefined }
  | { readonly asker?: undefined; readonly refusal: unknown };

export interface ContextOptions {
  readonly database: Database;
  readonly relations: TablesRelationalConfig;
  readonly requestTimeoutMs: number;
  readonly maxWrittenRows: number;
  readonly maxResponseBytes: number;
  readonly viewer: Viewers;
  readonly metrics: Pick<Metrics, 'wrote'>;
  /** Told that something was written that hooks are to run for. */
  readonly leftEvents?: (() => void) | undefined;
  readonly admission: Pick<Admission, 'opened' | 'pay'>;
  /** What hand-written fields get beside: the same for all requests. */
  readonly context?: object | undefined;
}

/** What the context of every request offers to hand-written fields, whatever is served. */
export interface ServerContext extends ReadContext {
  readonly identity: RequestIdentity;
  readonly database: Database;
  /**
   * Takes the price of what shows only while the operation runs; nothing where it is not above 0. Before the work is done.
   * @throws LIMIT_EXCEEDED where the operation costs too much with it
   */
  pay(points: number, part: { readonly path: string; readonly why: string }): void;
  /** Takes note of new credentials. @param id what stands for them @param account whose they are */
  opened(id: string, account: string): void;
  /** Where the request came from. */
  readonly client: { readonly ipAddress: string | null; readonly userAgent: string | null };
}

const maxUserAgentLength = 500;

/** @throws UNAUTHENTICATED where the Authorization header can be nobody's, and what its proof was refused with */
export function createContext(
  options: ContextOptions,
  { request, clientAddress, proven, ...scope }: YogaInitialContext & RequestScope,
): ServerContext {
  if (proven && !proven.asker) throw proven.refusal;
  const asker = proven?.asker ?? askerOf(options.viewer, request.headers.get('authorization'));
  const userAgent = request.headers.get('user-agent')?.slice(0, maxUserAgentLength) ?? null;
  return contextFor(options, asker, { ...scope, client: { ipAddress: clientAddress, userAgent } });
}

/** What is known of somebody's wish, however it came. */
export interface WishScope extends Omit<RequestScope, 'clientAddress'>, Pick<ServerContext, 'client'> {}

/** The context for somebody who is known already. */
export function contextFor(
  options: ContextOptions,
  asker: Asker,
  { requestId, clientRequestId, record, until, left, over, readsFailWith, client }: WishScope,
): ServerContext {
  const { tally } = record;
  const database = {
    ...options.database,
    // Few operations use it; what they send is told to the request too.
    get db() {
      return options.database.dbOf(tally);
    },
  };
  const identity = new RequestIdentity(
    asker,
    {
      viewer: options.viewer,
      database: options.database,
      tally,
      relations: options.relations,
      deadlineMs: options.requestTimeoutMs,
      maxResponseBytes: options.maxResponseBytes,
      // A mutation goes on without its client: given up between two of its fields, or between a check and its write, it
      // would be done by half, and there would be nobody to be told which half.
      signal: () => (record.type === 'query' ? left : undefined),
      // What a mutation answers with has to be what it wrote.
      mayLag: () => record.type === 'query',
      ...(until === undefined ? {} : { until }),
    },
    readsFailWith,
  );
  return {
    ...options.context,
    identity,
    reads: identity.reads,
    readsApart: () => identity.readsApart(() => over),
    writes: {
      requestId,
      clientRequestId,
      maxRows: options.maxWrittenRows,
      run: (expressions, select, subject) => identity.write(expressions, select, subject),
      wrote: (subject, rows) => options.metrics.wrote(subject, rows),
      leftEvents: () => options.leftEvents?.(),
    },
    budget: newArgumentBudget(),
    isSignedIn: () => identity.mayAsk,
    assertSignedIn: () => identity.assertSignedIn(),
    lists: new Map(),
    listsByField: new Map(),
    database,
    pay: (points, part) => options.admission.pay(record, points, part),
    opened: (id, account) => options.admission.opened(id, account),
    client,
  };
}
