/**
 * Root fields that do not run, since arguments inside of them are wrong: they are null, and the rest of the query is answered.
 * Knows the keys that the request withholds; what is wrong was told before the operation ran.
 */
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import type { ReadContext } from '../request.ts';

type Resolver = GraphQLFieldResolver<unknown, ReadContext>;

/** Has the root fields of queries look whether they run. */
export function withholdFields(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {}))
    if (field.resolve) field.resolve = unlessWithheld(field.resolve);
}

const unlessWithheld =
  (resolve: Resolver): Resolver =>
  (value, args, context, info) => {
    const { key, prev } = info.path;
    return prev === undefined && context.withheld?.has(String(key))
      ? null
      : resolve(value, args, context, info);
  };
