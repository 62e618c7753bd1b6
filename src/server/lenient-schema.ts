/**
 * A schema in which every field may be null, and every item of a list: executed with it, an error is null where it happened.
 * Knows GraphQL's types; what they are for is nobody's business here.
 */
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  GraphQLList,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isListType,
  isNonNullType,
} from 'graphql';

export const lenientSchema = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (config, name, typeName) => {
      const { type, resolve = defaultFieldResolver } = config;
      return { ...config, type: nullable(type), resolve: held(resolve, type, `${typeName}.${name}`) };
    },
  });

function nullable(type: GraphQLOutputType): GraphQLOutputType {
  const inner = getNullableType(type);
  return isListType(inner) ? new GraphQLList(nullable(inner.ofType)) : inner;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** What is null where it must not be is an error as ever, but of its own place. */
function held(resolve: Resolver, type: GraphQLOutputType, field: string): Resolver {
  const checked = (value: unknown, of: GraphQLOutputType): unknown => {
    if (value instanceof Promise) return value.then(resolved => checked(resolved, of));
    if (value == null)
      return isNonNullType(of) ? new Error(`Cannot return null for non-nullable field ${field}.`) : null;
    const inner = getNullableType(of);
    return isListType(inner) && Array.isArray(value) ? value.map(item => checked(item, inner.ofType)) : value;
  };
  return (...given) => checked(resolve(...given), type);
}
