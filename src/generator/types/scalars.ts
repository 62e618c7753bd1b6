/**
 * Scalars and enums of the schema.
 * Well-known scalars come from graphql-scalars; only an exact decimal is made here, for want of one there.
 */
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import {
  GraphQLBigInt,
  GraphQLDateTime,
  GraphQLJSON,
  GraphQLLocalDate,
  GraphQLLocalTime,
  GraphQLUUID,
} from 'graphql-scalars';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { DynamicBuilder } from './builder.ts';

function parseDecimal(value: unknown): string {
  if (typeof value === 'string' && /^-?\d{1,1000}(\.\d{1,1000})?$/.test(value)) return value;
  throw new GraphQLError(`Decimal expects a text such as "12.50", not ${JSON.stringify(value)}.`);
}

/** A decimal number of any precision, as text so that no digit is lost. */
const GraphQLDecimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number of any precision, written as text: "12.50".',
  serialize: value => String(value),
  parseValue: parseDecimal,
  parseLiteral: node => parseDecimal(node.kind === Kind.STRING ? node.value : undefined),
});

const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  BigInt: GraphQLBigInt,
  DateTime: GraphQLDateTime,
  Decimal: GraphQLDecimal,
  JSON: GraphQLJSON,
  LocalDate: GraphQLLocalDate,
  LocalTime: GraphQLLocalTime,
  UUID: GraphQLUUID,
};

const alwaysThere = ['DateTime', 'JSON', 'UUID'];

/** Adds the scalars that the Blueprint's columns need, and its enums. */
export function addScalarsAndEnums(
  builder: DynamicBuilder,
  blueprint: Blueprint,
  types: Map<string, object>,
): void {
  const used = new Set([
    ...alwaysThere,
    ...Object.values(blueprint.types).flatMap(type => type.columns.map(column => column.typeName)),
  ]);
  for (const [name, scalar] of Object.entries(scalars)) {
    if (used.has(name)) builder.addScalarType(name, scalar);
  }
  for (const { name, description, values } of blueprint.enums) {
    types.set(
      name,
      builder.enumType(name, {
        description,
        values: Object.fromEntries(values.map(v => [v.name, { value: v.value, description: v.description }])),
      }),
    );
  }
}
