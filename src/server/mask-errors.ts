/**
 * What clients are told when something fails: one of the closed set of codes, and the request's id.
 * Nothing of the driver, the SQL or the stack leaves the process; the log has it under the same id.
 */
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { failureOf, isForNobody } from '../database/failure.ts';
import {
  badUserInput,
  type ErrorCode,
  internal,
  isCoded,
  limitExceeded,
  readOnly,
  shownCodeOf,
  timeout,
  unavailable,
} from '../errors.ts';
import { inOrder } from './errors-in-order.ts';
import { onPayloads } from './payloads.ts';

/** Replaces the errors of every payload, those of its parts too. */
export const useMaskedErrors = (log: Logger, hideSuggestions: boolean) =>
  onPayloads(({ requestId, record }) => {
    const mask = (errors: readonly GraphQLError[]) =>
      inOrder(errors)
        .map(error => maskError(error, requestId, log))
        .map(error => (hideSuggestions ? withoutSuggestion(error) : error));
    return payload => {
      const errors = payload.errors && mask(payload.errors);
      const incremental = payload.incremental?.map(part =>
        part.errors ? { ...part, errors: mask(part.errors) } : part,
      );
      const [first] = [...(errors ?? []), ...(incremental ?? []).flatMap(part => part.errors ?? [])];
      if (record.code === undefined || record.code === 'ok') record.code = first ? shownCodeOf(first) : 'ok';
      const wasExecuted = payload.data !== undefined || incremental !== undefined;
      return {
        ...payload,
        ...(errors ? { errors: wasExecuted ? errors : errors.map(withStatus) } : {}),
        ...(incremental ? { incremental } : {}),
      };
    };
  });

/** GraphQL's help with misspelt names would tell the schema bit by bit where introspection is not wanted. */
function withoutSuggestion(error: GraphQLError): GraphQLError {
  error.message = error.message.replace(/ Did you mean .+$/s, '');
  return error;
}

/** An error that may be shown. @param requestId under which the log has what is not shown */
export function maskError(error: unknown, requestId: string, log: Logger): GraphQLError {
  const shown = shownError(error);
  // That a client left is no fault of the server, and nobody reads the answer.
  if (isForNobody(rootCause(error)))
    return new GraphQLError(shown.message, { extensions: { code: shown.code } });
  if (shown.code === 'INTERNAL_SERVER_ERROR' || shown.code === 'UNAVAILABLE' || shown.code === 'TIMEOUT') {
    log.error({ requestId, err: rootCause(error) }, shown.message);
  }
  const located = error instanceof GraphQLError ? error : undefined;
  const http = located?.extensions.http;
  return new GraphQLError(shown.message, {
    nodes: located?.nodes ?? null,
    source: located?.source ?? null,
    positions: located?.positions ?? null,
    path: located?.path ?? null,
    extensions: { code: shown.code, requestId, ...(http === undefined ? {} : { http }) },
  });
}

/** What a server that cannot or will not look at a request answers, whatever media type the client takes. */
export const refusals: Partial<Record<ErrorCode, number>> = {
  LIMIT_EXCEEDED: 400,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
  TIMEOUT: 503,
};

/**
 * An answer without data must not be a 200 in GraphQL's own media type.
 * `spec` says that a client of plain application/json gets its 200 nevertheless, as the specification asks.
 */
function withStatus(error: GraphQLError): GraphQLError {
  const code = shownCodeOf(error);
  const refusal = refusals[code];
  if (refusal !== undefined) error.extensions.http = { status: refusal };
  else error.extensions.http ??= { spec: true, status: code === 'UNAUTHENTICATED' ? 401 : 400 };
  return error;
}

function shownError(error: unknown): { code: ErrorCode; message: string } {
  const cause = rootCause(error);
  if (isCoded(cause)) return { code: shownCodeOf(cause), message: cause.message };
  const shown = (coded: GraphQLError) => ({
    code: shownCodeOf(coded),
    message: coded.message,
  });
  switch (failureOf(cause)) {
    case 'unavailable':
      return shown(unavailable());
    case 'read-only':
      return shown(readOnly());
    case 'timeout':
      return shown(timeout());
    case 'invalid-value':
      return shown(badUserInput('A value in the operation is outside of what its type can hold.'));
  }
  // Parsing and validating recurse: a document that is nested too deeply runs them out of stack.
  if (cause instanceof RangeError && cause.message.includes('call stack') && !isLocated(error)) {
    return shown(limitExceeded('The document is nested too deeply. Ask for less at once.'));
  }
  // Without a path, it is about the document, its variables or the HTTP request, and GraphQL's own words are for the client.
  if (cause instanceof GraphQLError && !isLocated(error)) {
    // The outer error says where in the variables; the cause only what is wrong there.
    return { code: 'BAD_USER_INPUT', message: clearer(error as GraphQLError) };
  }
  return shown(internal());
}

const whichOperation =
  'Say by "operationName" which operation of the document to run: it has several, or none of that name.';

/** GraphQL's words, where they name what is asked for; without what the client gave, which may be a password in the wrong place. */
function clearer({ message, originalError }: GraphQLError): string {
  if (message === 'Could not determine what operation to execute.') return whichOperation;
  const [, variable] = /^(Variable "\$\w+") got invalid value /.exec(message) ?? [];
  if (variable === undefined || !originalError) return withoutGiven(message);
  const [place = ''] = / at "[^"]*"$/.exec(message.slice(0, -`; ${originalError.message}`.length)) ?? [];
  return `${variable}${place}: ${withoutGiven(originalError.message)}`;
}

/** Without the texts that GraphQL repeats where it expected something else. */
const withoutGiven = (message: string): string =>
  message
    .replace(/( cannot represent a non[ -]string(?: and non-integer)? value): [\s\S]*$/, '$1.')
    .replace(/(Value is not a valid UUID): [\s\S]*$/, '$1.')
    .replace(/(, found (?:Block)?String) "[\s\S]*"\.$/, '$1.');

/** Whether the error happened in a field, and not before the operation ran. */
const isLocated = (error: unknown) => error instanceof GraphQLError && error.path !== undefined;

/** The error that was thrown, out of what graphql-js and Yoga wrapped around it. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
