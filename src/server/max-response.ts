/**
 * A limit to the bytes of an answer, looked at before it is written: aliases of one long text cost nothing until then.
 * What comes from PostgreSQL is bounded where it comes in.
 */
import type { GraphQLError } from 'graphql';
import { answerTooLarge, writtenAnswerTooLarge } from '../errors.ts';
import { JsonText } from '../generator/shapes/json-text.ts';
import { onPayloads, type PartPayload } from './payloads.ts';

/** Longer texts are written once to know what escapes add to them; shorter ones are counted without. */
const longText = 1_000;

/** Refuses what would be written as more bytes than the limit, all payloads of an answer together; nothing follows it. */
export const useMaxResponse = (limit: number) =>
  onPayloads(({ record }) => {
    const refusal = () => (record.type === 'mutation' ? writtenAnswerTooLarge : answerTooLarge)(limit);
    const { message } = answerTooLarge(limit);
    let left = limit;
    return payload => {
      if (payload.incremental) {
        const parts: PartPayload[] = [];
        for (const part of payload.incremental) {
          left = bytesLeft(part.data ?? part.items, left);
          if (left < 0) return { incremental: [...parts, refusedPart(part, refusal())], hasNext: false };
          parts.push(part);
        }
        return payload;
      }
      left = bytesLeft(payload.data, left);
      // It is about the answer, whichever field was being read when there was too much of it.
      const isRefused = payload.errors?.some(error => error.message === message);
      if (!isRefused && left >= 0) return payload;
      return { errors: [refusal()], ...(payload.hasNext === undefined ? {} : { hasNext: false }) };
    };
  });

/** A part as it is told that it failed: null, with the reason. */
function refusedPart({ items, path, label }: PartPayload, error: GraphQLError): PartPayload {
  const place = { ...(path ? { path } : {}), ...(label === undefined ? {} : { label }) };
  return { ...(items === undefined ? { data: null } : { items: null }), ...place, errors: [error] };
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
