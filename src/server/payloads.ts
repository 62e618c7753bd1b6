/**
 * Every payload of an answer, be it the only one or one of a stream: each goes through the same hands before it is written.
 * Knows how they come, one after the other; refuses to know what is in them.
 */
import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestScope } from './request-context.ts';

/** A part of an answer: what a fragment selects of an object, or items of a list. */
export interface PartPayload extends Pick<ExecutionResult, 'data' | 'errors'> {
  readonly items?: unknown;
  readonly path?: readonly (string | number)[];
  readonly label?: string;
}

export interface Payload extends ExecutionResult {
  readonly incremental?: readonly PartPayload[];
  /** Whether another payload follows; missing where nothing ever does, and in events that have one each. */
  readonly hasNext?: boolean;
}

/** What is done to the payloads of an answer, in turn; after one that nothing follows, nothing does. */
export type EachPayload = (payload: Payload) => Payload;

/** @param begin called for each answer */
export function onPayloads(begin: (scope: RequestScope) => EachPayload): Plugin<object, RequestScope> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (Array.isArray(result)) return;
      const each = begin(serverContext);
      setResult(isAsyncIterable(result) ? inTurn(result, each) : each(result));
    },
  };
}

/** No generator: one that waits for the next payload could not be ended before it comes. */
function inTurn(source: AsyncIterable<Payload>, each: EachPayload): AsyncIterableIterator<Payload> {
  const payloads = source[Symbol.asyncIterator]();
  let isOver = false;
  const end = async () => {
    isOver = true;
    await payloads.return?.();
    return { done: true, value: undefined } as const;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return end();
      const { done, value } = await payloads.next();
      if (done) return end();
      const payload = each(value);
      isOver = payload.hasNext === false;
      return { done: false, value: payload };
    },
    return: end,
  };
}
