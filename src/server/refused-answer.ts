/**
 * The answer to a request that is refused for its price, without Yoga: a flood of them must cost little.
 * The same bytes as Yoga's.
 */
import type { GraphQLError } from 'graphql';
import { shownCodeOf } from '../errors.ts';
import type { Admission } from './admission.ts';
import type { Answer } from './answer.ts';
import { refusals } from './mask-errors.ts';
import type { OperationRecord } from './operation-record.ts';

export function refusedAnswer(
  admission: Admission,
  record: OperationRecord,
  error: GraphQLError,
  mediaType: string,
): Answer {
  const code = shownCodeOf(error);
  record.code = code;
  const { requestId } = record;
  return {
    status: refusals[code] ?? 400,
    headers: { 'content-type': `${mediaType}; charset=utf-8` },
    body: JSON.stringify({
      errors: [{ message: error.message, extensions: { code, requestId } }],
      extensions: { cost: admission.costTold(record) },
    }),
  };
}
