/**
 * What happens between an operation that is valid and its execution: the arguments of its lists are read, and its price is taken.
 * What is wrong is the answer. An operation that is about to run is within all limits, and becomes known to the compiled reads.
 */
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import type { Api } from '../generator/generate-api.ts';
import type { ReadContext } from '../generator/request.ts';
import type { Admission } from './admission.ts';
import type { CompiledReads } from './compiled-reads.ts';
import type { RequestScope } from './request-context.ts';

interface Parts {
  readonly prepare: Api['prepare'];
  readonly admission: Admission;
  readonly compiled?: CompiledReads | undefined;
}

export function useBeforeExecution({
  prepare,
  admission,
  compiled,
}: Parts): Plugin<ReadContext & RequestScope & YogaInitialContext> {
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue;
      const { errors, price } = prepare(args, context);
      if (errors.length > 0) return setResultAndStopExecution({ errors });
      const refusal = price && (await admission.admit(context.record, price));
      if (refusal) return setResultAndStopExecution({ errors: [refusal] });
      const { query, operationName } = context.params;
      if (query !== undefined)
        compiled?.learn({ query, operationName: operationName ?? undefined, variables: {} }, args.document);
    },
  };
}

/** Tells the price beside the answer, to who asked for it or was refused for it. */
export function useToldCost(admission: Admission): Plugin<object, RequestScope> {
  return {
    onResultProcess({ result, setResult, serverContext: { record } }) {
      if (Symbol.asyncIterator in result || Array.isArray(result)) return;
      const cost = admission.costTold(record);
      if (cost) setResult({ ...result, extensions: { ...result.extensions, cost } });
    },
  };
}
