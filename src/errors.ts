/**
 * The closed set of error codes that clients meet, and the factories that make them.
 * Knows no cause in detail: what goes into a message is for a stranger to read.
 */
import { GraphQLError } from 'graphql';

export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'CONFLICT',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

const codes: ReadonlySet<unknown> = new Set(errorCodes);

function coded(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Whether the error carries one of the codes, and may therefore be shown as it is. */
export function isCoded(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && codes.has(error.extensions.code);
}

/** The code of an error that may be shown. */
export const shownCodeOf = ({ extensions }: GraphQLError): ErrorCode =>
  errorCodes.find(code => code === extensions.code) ?? 'INTERNAL_SERVER_ERROR';

/** The request needs a signed-in viewer, or its credentials are not (or no longer) valid. */
export const unauthenticated = (message: string) => coded('UNAUTHENTICATED', message);

/** A value from the client cannot be accepted; the message names it and says what was expected. */
export const badUserInput = (message: string) => coded('BAD_USER_INPUT', message);

/** The viewer is known, and may not do what was asked. */
export const forbidden = (message: string) => coded('FORBIDDEN', message);

/** What the request names is not there, or not for the viewer: which of the two is not told. */
export const notFound = (message: string) => coded('NOT_FOUND', message);

/** The request is larger than the server's limits allow. */
export const limitExceeded = (message: string) => coded('LIMIT_EXCEEDED', message);

/** The answer would have more bytes than the server makes. */
export const answerTooLarge = (maxBytes: number) =>
  coded(
    'LIMIT_EXCEEDED',
    `The answer would be larger than ${maxBytes} bytes. Ask for less at once: smaller pages, or fewer fields with long texts.`,
  );

/** The same after a write that was done. */
export const writtenAnswerTooLarge = (maxBytes: number) =>
  coded(
    'LIMIT_EXCEEDED',
    `The operation was done, but its answer would be larger than ${maxBytes} bytes. Read what was written in smaller pages, and ask for fewer fields with long texts.`,
  );

/** Too many tries in a short time. @param seconds until the next one is allowed */
export const rateLimited = (seconds: number) =>
  coded('RATE_LIMITED', `There were too many tries. Try again in ${seconds} seconds.`);

/** The operation costs more than any may. @param part what of it costs the most, and for what */
export const tooDear = (
  points: number,
  maximum: number,
  part: { readonly path: string; readonly why: string; readonly points: number },
) =>
  coded(
    'LIMIT_EXCEEDED',
    `The operation costs ${points} points: at most ${maximum} are allowed. The dearest part is ${part.path}, for ${part.why}: ${part.points} points. Ask for less at once.`,
  );

/** Nothing, or too little, is left of an allowance. @param seconds until it is whole again */
export const outOfPoints = (seconds: number, price: number | undefined, remaining: number) =>
  coded(
    'RATE_LIMITED',
    price === undefined
      ? `All points of your allowance are used. Try again in ${seconds} seconds.`
      : `The operation costs ${price} points, and ${remaining} are left of your allowance. Try again in ${seconds} seconds.`,
  );

/** More passwords are to be hashed than the server takes on. @param seconds after which it is worth another try */
export const busyWithPasswords = (seconds: number) =>
  coded(
    'UNAVAILABLE',
    `Too many passwords are being checked at the moment. Try again in ${seconds} seconds.`,
  );

/** The request took longer than its deadline. */
export const timeout = () =>
  coded('TIMEOUT', 'The request took too long and was ended. Ask for less at once.');

/** The database cannot be reached at the moment. */
export const unavailable = () =>
  coded('UNAVAILABLE', 'The database cannot be reached at the moment. Try again shortly.');

/** Whether a token holds cannot be told, as its issuer does not give its keys. */
export const issuerUnavailable = () =>
  coded('UNAVAILABLE', 'The issuer of the token cannot be reached at the moment. Try again shortly.');

/** The database answers, and takes no writes: nothing was written. */
export const readOnly = () =>
  coded('UNAVAILABLE', 'The database takes no writes at the moment. Try again shortly.');

/** A write was begun, and its answer did not come in time. */
export const timeoutInWrite = () =>
  coded(
    'TIMEOUT',
    'The write took too long, and whether it was done is not known. Look before you try again.',
  );

/** A write was begun when the database went away. */
export const unavailableInWrite = () =>
  coded(
    'UNAVAILABLE',
    'The database went away during the write, and whether it was done is not known. Look before you try again.',
  );

/** What is stored is not what it should be; the message says where, as far as the viewer may see it. */
export const unreadable = (message: string) => coded('INTERNAL_SERVER_ERROR', message);

/** Something failed that the client can do nothing about; the log has the cause under the request's id. */
export const internal = () => coded('INTERNAL_SERVER_ERROR', 'Something went wrong on the server.');

/** A constraint of the database that a write would have broken, as PostgreSQL names it. Not for clients to read. */
export interface ConstraintViolation {
  readonly kind: 'unique' | 'foreign key' | 'check' | 'not null' | 'exclusion' | 'value';
  /** Undefined where only the column is named. */
  readonly constraint: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  /** The values that broke it. */
  readonly detail: string | undefined;
}
