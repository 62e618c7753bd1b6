/**
 * Requests that are not well-formed answer 400 in words of our own, whatever the parser that met them says.
 * Knows the HTTP request's JSON; refuses to know GraphQL documents.
 */
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../errors.ts';

export function useRequestParsing(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (!requestParser) return;
      setRequestParser(async received => {
        try {
          return await requestParser(received);
        } catch (error) {
          // Without an `originalError` it is about the shape of the request, and its words are for the client.
          if (error instanceof GraphQLError && !('originalError' in error.extensions)) throw error;
          throw malformed(
            request.method === 'GET'
              ? '"variables" and "extensions" in the address must be JSON.'
              : 'The body of the request is not valid JSON.',
          );
        }
      });
    },
  };
}

/** A status that holds for clients of every media type: such a request is no GraphQL request at all. */
function malformed(message: string): GraphQLError {
  const code: ErrorCode = 'BAD_USER_INPUT';
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
