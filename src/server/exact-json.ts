/**
 * Answers with JSON as it is stored, digit for digit.
 * Yoga asks a result how it wants to be written; what the values are is the generator's business.
 */
import type { Plugin } from 'graphql-yoga';
import { stringifyJson } from '../generator/shapes/json-text.ts';
import type { RequestScope } from './request-context.ts';

export function useExactJson(): Plugin<object, RequestScope> {
  return {
    onResultProcess({ result, setResult }) {
      if (Symbol.asyncIterator in result || Array.isArray(result)) return;
      setResult({ ...result, stringify: stringifyJson });
    },
  };
}
