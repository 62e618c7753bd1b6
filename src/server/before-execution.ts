/**
 * What happens between an operation that is valid and its execution: the arguments of its lists are read, and its price is taken.
 * What is wrong is the answer. An operation that is about to run is within all limits, and becomes known to the compiled reads.
 */
import { GraphQLError } from 'graphql';
import { isAsyncIterable, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { Api } from '../generator/generate-api.ts';
import { contextsOf } from '../generator/read/answer-parts.ts';
import { splitOperation, wholeOf } from '../generator/read/split-operation.ts';
import type { Admission } from './admission.ts';
import type { CompiledReads } from './compiled-reads.ts';
import { onErrorOf } from './on-error.ts';
import { onPayloads } from './payloads.ts';
import type { RequestScope, ServerContext } from './request-context.ts';

interface Parts {
  readonly prepare: Api['prepare'];
  readonly admission: Admission;
  readonly compiled?: CompiledReads | undefined;
}

export function useBeforeExecution({
  prepare,
  admission,
  compiled,
}: Parts): Plugin<ServerContext & RequestScope & YogaInitialContext> {
  return {
    async onExecute({ args, extendContext, setResultAndStopExecution }) {
      const context = args.contextValue;
      const { document } = args;
      const onError = onErrorOf(context);
      try {
        if (context.record.type === 'mutation') context.identity.assertNoGuest();
        const split = context.takesParts && onError === 'PROPAGATE' ? splitOperation(args) : undefined;
        args.document = split?.document ?? wholeOf(document);
        if (split) extendContext({ parts: contextsOf(context, split.parts) });
      } catch (error) {
        if (error instanceof GraphQLError) return setResultAndStopExecution({ errors: [error] });
        throw error;
      }
      const { errors, price, withheld } = prepare(args, context);
      if (errors.length > 0 && !withheld) return setResultAndStopExecution({ errors });
      if (withheld && onError === 'HALT')
        return setResultAndStopExecution({ data: null, errors: errors.slice(0, 1) });
      const refusal = price && (await admission.admit(context.record, price));
      if (refusal) return setResultAndStopExecution({ errors: [refusal] });
      if (withheld) {
        extendContext({ withheld });
        return {
          // What comes in parts has nothing withheld.
          onExecuteDone: ({ result, setResult }) => {
            if (isAsyncIterable(result)) return;
            setResult({ ...result, errors: [...errors, ...(result.errors ?? [])] });
          },
        };
      }
      const { query, operationName } = context.params;
      if (query !== undefined)
        compiled?.learn({ query, operationName: operationName ?? undefined, variables: {} }, document);
    },
  };
}

/** Tells the price beside the first of an answer, to who asked for it or was refused for it. */
export const useToldCost = (admission: Admission) =>
  onPayloads(({ record }) => payload => {
    const { data, incremental, hasNext } = payload;
    const answer = data === undefined || hasNext ? undefined : () => data;
    const cost = incremental ? undefined : admission.costTold(record, answer);
    return cost ? { ...payload, extensions: { ...payload.extensions, cost } } : payload;
  });
