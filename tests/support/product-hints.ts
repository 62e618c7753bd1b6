/**
 * What random operations have to know of this product beyond its schema: fields that are resolved by hand, and inputs
 * that hold rules between their members.
 */
import fc from 'fast-check';
import type { GraphQLInputType, GraphQLSchema } from 'graphql';
import type { Blueprint } from '../../src/generator/blueprint/blueprint.ts';
import type { Random } from '../../src/seed/random.ts';
import { propertyFilter } from './shape-arbitraries.ts';
import { toInput } from './shape-client.ts';

/** `Type.field` of the fields that no statement can answer. */
export const handMadeFields = ({ types }: Blueprint): ReadonlySet<string> =>
  new Set([
    'Query.administration',
    'Query.openInvites',
    ...Object.values(types).flatMap(({ name, resolved, computedLists }) =>
      [...resolved, ...computedLists].map(({ field }) => `${name}.${field}`),
    ),
  ]);

/** Filters whose operand fits their operator. */
export function randomPropertyFilter(schema: GraphQLSchema): (random: Random) => unknown {
  const type = schema.getType('PropertyFilterInput') as GraphQLInputType;
  return random => {
    const [filter] = fc.sample(propertyFilter, { numRuns: 1, seed: random.int(1, 2 ** 30) });
    return toInput(filter!, type);
  };
}
