/**
 * The arguments of an operation's lists are read before it runs: what is wrong with them is the answer.
 * Knows Yoga's order of things; what arguments mean is the generator's.
 */
import type { Plugin } from 'graphql-yoga';
import type { Api } from '../generator/generate-api.ts';
import type { ReadContext } from '../generator/request.ts';

export function useListArguments(prepare: Api['prepare']): Plugin<ReadContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const errors = prepare(args, args.contextValue);
      if (errors.length > 0) setResultAndStopExecution({ errors });
    },
  };
}
