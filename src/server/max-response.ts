/**
 * A limit to the bytes of an answer, looked at before it is written: aliases of one long text cost nothing until then.
 * What comes from PostgreSQL is bounded where it comes in.
 */
import type { Plugin } from 'graphql-yoga';
import { answerTooLarge, writtenAnswerTooLarge } from '../errors.ts';
import { JsonText } from '../generator/shapes/json-text.ts';
import type { RequestScope } from './request-context.ts';

/** Longer texts are written once to know what escapes add to them; shorter ones are counted without. */
const longText = 1_000;

/** Refuses results that would be written as more bytes than the limit. */
export function useMaxResponse(limit: number): Plugin<object, RequestScope> {
  const refusal = answerTooLarge(limit).message;
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (Symbol.asyncIterator in result || Array.isArray(result)) return;
      // It is about the answer, whichever field was being read when there was too much of it.
      const isRefused = result.errors?.some(({ message }) => message === refusal);
      if (!isRefused && bytesLeft(result.data, limit) >= 0) return;
      const isWritten = serverContext.record.type === 'mutation';
      setResult({ errors: [isWritten ? writtenAnswerTooLarge(limit) : answerTooLarge(limit)] });
    },
  };
}

/** What is left of `bytes` when a value is written as JSON; negative as soon as it is too much. */
export function bytesLeft(value: unknown, bytes: number): number {
  if (typeof value === 'string') {
    return (
      bytes -
      (value.length > longText ? Buffer.byteLength(JSON.stringify(value)) : Buffer.byteLength(value) + 2)
    );
  }
  if (typeof value === 'number' || typeof value === 'bigint') return bytes - String(value).length;
  if (typeof value !== 'object' || value === null) return bytes - 4;
  if (value instanceof JsonText) return bytes - Buffer.byteLength(value.text);
  let left = bytes - 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && left >= 0; i++) left = bytesLeft(value[i], left - 1);
    return left;
  }
  for (const [key, member] of Object.entries(value)) {
    left = bytesLeft(member, left - key.length - 4);
    if (left < 0) return left;
  }
  return left;
}
