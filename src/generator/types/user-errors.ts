/**
 * `userErrors`: what a client can cause and mend, as part of a mutation's answer.
 * Knows the shape; each mutation words its own.
 */
import { type ErrorCode, errorCodes } from '../../errors.ts';
import type { SchemaParts } from './schema-parts.ts';

export interface UserError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The argument and its members, from the outside in; positions in lists as numbers in decimal. */
  readonly path: readonly string[];
}

const meanings: Record<ErrorCode, string> = {
  UNAUTHENTICATED: 'Nobody is signed in, or the credentials are not right.',
  FORBIDDEN: 'The viewer may see the object, but not do this with it.',
  NOT_FOUND: 'There is no such object that the viewer may see.',
  BAD_USER_INPUT: 'A value is not acceptable; the message says what was expected.',
  CONFLICT: 'The object was changed by somebody else in the meantime.',
  LIMIT_EXCEEDED: 'The request asks for more than the server allows.',
  RATE_LIMITED: 'Too many requests in a short time.',
  TIMEOUT: 'The request took too long.',
  UNAVAILABLE: 'The database cannot be reached at the moment.',
  INTERNAL_SERVER_ERROR: 'The server failed; its log has the cause.',
};

/** Adds the UserError type and the enum of error codes. */
export function addUserErrors(parts: SchemaParts): void {
  const code = parts.builder.enumType('ErrorCode', {
    description: 'The kinds of errors, in `userErrors` and in the `code` of GraphQL errors.',
    values: Object.fromEntries(errorCodes.map(name => [name, { value: name, description: meanings[name] }])),
  });
  parts.types.set(
    'UserError',
    parts.builder.objectRef('UserError').implement({
      description: 'Something in a mutation’s input that has to be mended.',
      fields: t => ({
        code: t.field<UserError>({
          type: code,
          description: 'The kind of error.',
          resolve: error => error.code,
        }),
        message: t.field<UserError>({
          type: 'String',
          description: 'What is wrong and what was expected, in words.',
          resolve: error => error.message,
        }),
        path: t.field<UserError>({
          type: ['String'],
          description: 'Where the input is wrong: the argument and its members from the outside in.',
          resolve: error => error.path,
        }),
      }),
    }),
  );
}
