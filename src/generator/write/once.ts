/**
 * `idempotencyKey`: the member of inputs by which a write is done once, however often it is sent.
 * Knows what a client sends; what becomes of it in the database is not known here.
 */
import { createHash } from 'node:crypto';
import { badUserInput } from '../../errors.ts';
import { onceMember } from '../blueprint/write-names.ts';
import { assertText } from '../kinds/client-values.ts';
import type { InputFields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { InputPlace } from './input-place.ts';
import type { InputRow } from './write-inputs.ts';
import type { Once } from './write-units.ts';

const longestKey = 255;

/** The member of an input; none where nothing would remember the key. */
export const onceInput = ({ blueprint }: SchemaParts, t: InputFields): Record<string, object> =>
  blueprint.idempotency
    ? {
        [onceMember]: t.field({
          type: 'String',
          description: `A key of your own, new for each write: sent again within a day with the same input, nothing is written again, and the answer is that of the first. At most ${longestKey} characters.`,
        }),
      }
    : {};

/** The key of an input, with what tells this write from another; undefined where it has none, or one that is none. */
export function readOnce(mutation: string, given: InputRow, place: InputPlace): Once | undefined {
  const { [onceMember]: key, ...input } = given;
  // Of an input with faults, which is not written, nothing needs to be told from anything.
  if (typeof key !== 'string' || place.faults.length > 0) return undefined;
  return place.at(onceMember).read(() => {
    assertText(key, onceMember);
    if (key === '' || key.length > longestKey)
      throw badUserInput(`${onceMember} must have 1 to ${longestKey} characters, not ${key.length}.`);
    return { key, request: digestOf([mutation, input]) };
  });
}

/** Members are in the order of the schema, as GraphQL coerces them, whatever the order they were sent in. */
const digestOf = (request: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(request, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
    .digest('hex');
