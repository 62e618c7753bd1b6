/**
 * What a failed statement means to whoever waits for it: come back later, ask for less, or mend a value.
 * Knows the driver's and PostgreSQL's error codes; refuses to word anything for clients.
 */
export type Failure = 'unavailable' | 'read-only' | 'timeout' | 'invalid-value';

/** There was no connection to send a statement on; it was not sent. */
export class NoConnectionError extends Error {
  override readonly name = 'NoConnectionError';
}

/** The connection broke under a statement: whether it was done is not known. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** A statement was not answered within its deadline. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  /** Whether PostgreSQL got it, and may have done it. */
  readonly sent: boolean;

  constructor(sent: boolean) {
    super(
      sent ? 'No answer from PostgreSQL within the deadline.' : 'No free connection within the deadline.',
    );
    this.sent = sent;
  }
}

/** Whoever asked has left before the answer. Whether the statement was done nobody needs to know: only reads are ended for it. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('The client left before the answer.');
  }
}

/** Codes of postgres.js and of Node's sockets for a connection that is not there or broke. */
const connectionCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
]);

/** The meaning of an error, or undefined where it is a fault of the server. */
export function failureOf(error: unknown): Failure | undefined {
  for (const link of chainOf(error)) {
    if (link instanceof DeadlineError) return 'timeout';
    if (link instanceof NoConnectionError || link instanceof ConnectionLostError) return 'unavailable';
  }
  const code = codeOf(error);
  if (code === undefined) return undefined;
  // 57014: cancelled, by the statement timeout.
  if (code === '57014') return 'timeout';
  if (isReadOnly(error)) return 'read-only';
  // Class 08: connection; 53: out of resources; 57P: shutdown, crash, starting up.
  if (isConnectionCode(code) || /^(08|53|57P)/.test(code)) return 'unavailable';
  // Class 22: a value that a type or function cannot take. Values come from clients only.
  if (/^22/.test(code)) return 'invalid-value';
  return undefined;
}

/** Whether a code tells of a connection that is not there or broke. */
export const isConnectionCode = (code: string | undefined): boolean =>
  code !== undefined && connectionCodes.has(code);

/** Whether a write was refused because the server or its session takes none: a standby, or a primary that no longer is one. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006';

/** Whether the statement may have been done although it failed, because its answer is missing. */
export function mayHaveRun(error: unknown): boolean {
  for (const link of chainOf(error)) {
    // What is behind it is about the attempt to connect.
    if (link instanceof NoConnectionError) return false;
    if (link instanceof ConnectionLostError) return true;
    if (link instanceof DeadlineError) return link.sent;
  }
  return false;
}

/** That a unique key is taken. */
export const uniqueViolation = '23505';

/** The code of the driver's or PostgreSQL's error. */
export function codeOf(error: unknown): string | undefined {
  return chainOf(error)
    .map(({ code }) => code)
    .find(code => typeof code === 'string');
}

type Link = object & { readonly code?: string };

/** The error and what is behind it: Drizzle wraps errors; Node wraps several connection attempts. */
function chainOf(error: unknown): Link[] {
  const links: Link[] = [];
  for (let current = error; links.length < 5 && typeof current === 'object' && current !== null; ) {
    links.push(current);
    const { cause, errors } = current as { cause?: unknown; errors?: unknown[] };
    current = cause ?? errors?.[0];
  }
  return links;
}

/** Whether it failed only because nobody waits for it any more. */
export const isForNobody = (error: unknown): boolean =>
  chainOf(error).some(link => link instanceof ClientGoneError);
