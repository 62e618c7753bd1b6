/**
 * The arguments of an operation's lists are read before it runs: what is wrong with them is the answer.
 * An operation that is about to run is within all limits, and becomes known to the compiled reads.
 */
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { Api } from '../generator/generate-api.ts';
import type { ReadContext } from '../generator/request.ts';
import type { CompiledReads } from './compiled-reads.ts';

export function useListArguments(
  prepare: Api['prepare'],
  compiled: CompiledReads | undefined,
): Plugin<ReadContext & YogaInitialContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue;
      const errors = prepare(args, context);
      if (errors.length > 0) return setResultAndStopExecution({ errors });
      const { query, operationName } = context.params;
      if (query !== undefined)
        compiled?.learn({ query, operationName: operationName ?? undefined, variables: {} }, args.document);
    },
  };
}
