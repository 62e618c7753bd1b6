/**
 * GraphQL Yoga with limits and manners.
 * Knows GraphQL over HTTP; the socket, routes and bodies are the HTTP server's.
 */
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { useDisableIntrospection } from '@graphql-yoga/plugin-disable-introspection';
import type { DocumentNode } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import { limitExceeded } from '../errors.ts';
import type { Api } from '../generator/generate-api.ts';
import type { Admission } from './admission.ts';
import { useBeforeExecution, useToldCost } from './before-execution.ts';
import type { CompiledReads } from './compiled-reads.ts';
import { useExactJson } from './exact-json.ts';
import { useMaskedErrors } from './mask-errors.ts';
import { useMaxFields } from './max-fields.ts';
import { useMaxResponse } from './max-response.ts';
import type { Metrics } from './metrics.ts';
import { onErrorParameter, useOnError } from './on-error.ts';
import { useOperationRecord } from './operation-plugin.ts';
import { usePartRules } from './part-rules.ts';
import { type ContextOptions, createContext, type RequestScope } from './request-context.ts';
import { useRequestParsing } from './request-parsing.ts';
import { useNoThenables } from './thenable.ts';
import { type TrustedDocuments, useTrustedDocuments } from './trusted-documents.ts';

export interface YogaOptions extends ContextOptions, Pick<Api, 'schema' | 'prepare'> {
  /** What known operations are answered by; undefined leaves all to the resolvers. */
  readonly compiled?: CompiledReads | undefined;
  readonly admission: Admission;
  /** Documents that requests may name by an id. */
  readonly trusted?: TrustedDocuments | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly maxQueryTokens: number;
  readonly maxQueryDepth: number;
  readonly maxAliases: number;
  readonly introspection: boolean;
}

export const graphqlPath = '/graphql';

/** Far more than a page needs; a thousand fields of nested lists already take PostgreSQL a second to plan. */
export const maxFields = 1_000;

/** Documents and validation results kept, and the longest that is: together they bound the memory. */
const cachedDocuments = 300;
const longestCached = 20_000;

export function buildYoga(options: YogaOptions) {
  const { schema, log, metrics } = options;
  const documents = boundedCache<DocumentNode>();
  metrics.watchCache('parsed_documents', () => ({ entries: documents.size() }));
  return createYoga<RequestScope>({
    schema,
    graphqlEndpoint: graphqlPath,
    context: initial => createContext(options, initial),
    // The page and the permissions of other origins are the HTTP server's, as they are the same for compiled reads.
    graphiql: false,
    cors: false,
    landingPage: false,
    batching: false,
    extraParamNames: [onErrorParameter],
    // Errors are masked by a plugin of our own, which knows the request's id.
    maskedErrors: false,
    logging: false,
    parserAndValidationCache: {
      documentCache: documents,
      errorCache: boundedCache(),
      validationCache: true,
    },
    plugins: [
      useRequestParsing(),
      // Before any other looks at the document.
      ...(options.trusted ? [useTrustedDocuments(options.trusted)] : []),
      useOperationRecord(),
      ...(options.introspection ? [] : [useDisableIntrospection()]),
      maxTokensPlugin({
        n: options.maxQueryTokens,
        onReject: [reject(`The document is too long: at most ${options.maxQueryTokens} tokens are allowed.`)],
      }),
      maxDepthPlugin({
        n: options.maxQueryDepth,
        flattenFragments: true,
        ignoreIntrospection: true,
        onReject: [
          reject(`The operation is nested too deeply: at most ${options.maxQueryDepth} levels are allowed.`),
        ],
      }),
      maxAliasesPlugin({
        n: options.maxAliases,
        onReject: [reject(`The operation has too many aliases: at most ${options.maxAliases} are allowed.`)],
      }),
      useNoThenables(),
      useMaxFields(maxFields),
      usePartRules(),
      useBeforeExecution(options),
      useOnError(schema),
      // Before errors are masked: what it refuses is one.
      useMaxResponse(options.maxResponseBytes),
      useMaskedErrors(log, !options.introspection),
      useToldCost(options.admission),
      useExactJson(),
    ],
  });
}

export type Yoga = ReturnType<typeof buildYoga>;

/** For plugins whose own words a stranger would not understand. */
const reject = (message: string) => (): never => {
  throw limitExceeded(`${message} Ask for less at once.`);
};

function boundedCache<V>() {
  const entries = new Map<string, V>();
  return {
    size: () => entries.size,
    get: (key: string) => entries.get(key),
    set: (key: string, value: V) => {
      if (key.length > longestCached) return;
      if (entries.size >= cachedDocuments) entries.delete(entries.keys().next().value!);
      entries.set(key, value);
    },
  };
}
