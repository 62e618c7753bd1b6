/**
 * Members that payloads have in common, of generated mutations and of those that are written by hand.
 * Knows what stands in each of them; what else a payload tells is its mutation's.
 */
import { declaredField } from '../read/root-fields.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import type { UserError } from '../types/user-errors.ts';
import type { Written } from './run-write-plan.ts';

/** What every payload resolves to. */
export interface Refusable {
  readonly userErrors: readonly UserError[];
}

/** What a client asks for again in the same request, and what it has to mend. @param mended when there is something to mend */
export function commonMembers(parts: SchemaParts, t: Fields, mended: string): Record<string, object> {
  return {
    query: t.field<Refusable>({
      type: 'Query',
      description:
        'Everything that can be read, as it is after the write: what a client has to ask for again.',
      resolve: () => ({}),
    }),
    ...Object.fromEntries(
      parts.blueprint.rootRows
        .filter(({ inPayloads }) => inPayloads)
        .map(declared => [declared.field, declaredField(parts, t, declared)]),
    ),
    userErrors: t.field<Refusable>({
      type: [named(parts, 'UserError')],
      description: mended,
      resolve: ({ userErrors }) => userErrors,
    }),
  };
}

/** The same of generated mutations, with the ids of new rows where rows that belong to others are written too. */
export function writeMembers(parts: SchemaParts, t: Fields, hasOwned: boolean): Record<string, object> {
  const clientKeys = t.field<Written>({
    type: [named(parts, 'ClientKey')],
    description: 'The ids of new rows that were given a clientKey.',
    resolve: written => written.clientKeys,
  });
  return {
    ...(hasOwned ? { clientKeys } : {}),
    ...commonMembers(parts, t, 'What has to be mended; where there is anything, nothing was written.'),
  };
}
