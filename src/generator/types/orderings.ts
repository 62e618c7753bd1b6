/**
 * Input types of `orderBy`: one per object type, shared by every field.
 * A key is one column, of the row itself or of a row that to-one relations lead to, or a value about the rows of a relation to many.
 */
import { type RelationBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { listOrderName, orderByName } from '../blueprint/names.ts';
import { aggregatesOf } from '../list/aggregates.ts';
import { orderDirections } from '../list/ordering.ts';
import type { InputFields, TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

const directionDescriptions: Record<(typeof orderDirections)[number], string> = {
  ASC: 'From small to large; missing values last.',
  ASC_NULLS_FIRST: 'From small to large; missing values first.',
  ASC_NULLS_LAST: 'From small to large; missing values last.',
  DESC: 'From large to small; missing values first.',
  DESC_NULLS_FIRST: 'From large to small; missing values first.',
  DESC_NULLS_LAST: 'From large to small; missing values last.',
};

/** Adds the direction enum and the `OrderBy` type of every object type. */
export function addOrderings(parts: SchemaParts): void {
  const direction = parts.builder.enumType('OrderDirection', {
    description: 'The direction in which a key orders rows.',
    values: Object.fromEntries(
      orderDirections.map(value => [value, { value, description: directionDescriptions[value] }]),
    ),
  });
  const types = Object.values(parts.blueprint.types);
  const refs = types.map(type => {
    const ref = parts.builder.inputRef(orderByName(type.name));
    parts.types.set(orderByName(type.name), ref);
    return ref;
  });
  const many = new Set(
    types.flatMap(({ relations }) => relations.flatMap(({ many, target }) => (many ? [target] : []))),
  );
  for (const type of types) if (many.has(type.table)) addListOrder(parts, type);
  types.forEach((type, i) => {
    refs[i]!.implement({
      description: `One key by which ${type.name} rows are ordered: exactly one of the members.`,
      isOneOf: true,
      fields: t => ({
        ...Object.fromEntries(
          type.columns
            .filter(column => column.orderable)
            .map(column => [
              column.field,
              t.field({ type: direction, description: `Orders by the ${column.field}.` }),
            ]),
        ),
        ...Object.fromEntries(
          type.relations.map(relation => [relation.field, t.field(relationKey(parts, relation))]),
        ),
      }),
    });
  });
}

function relationKey(parts: SchemaParts, { field, many, target }: RelationBlueprint) {
  const { name } = typeOf(parts.blueprint, target);
  return {
    type: named(parts, many ? listOrderName(name) : orderByName(name)),
    description: many
      ? `Orders by a value about the ${field} that the viewer may see.`
      : `Orders by a key of the ${field}; where the viewer sees none, the key is missing.`,
  };
}

/** Adds the keys that are told of a list of rows. */
function addListOrder(parts: SchemaParts, type: TypeBlueprint): void {
  const columns = named(parts, orderByName(type.name));
  const input = parts.builder.inputRef(listOrderName(type.name));
  input.implement({
    description: `A value about ${type.name} rows by which the rows that they belong to are ordered: exactly one of the members.`,
    isOneOf: true,
    fields: t => ({
      count: t.field({ type: named(parts, 'OrderDirection'), description: 'How many there are.' }),
      ...aggregateOrders(t, type, columns),
    }),
  });
  parts.types.set(listOrderName(type.name), input);
}

/** The members by which rows together are ordered for what functions tell of a column. @param columns the input that names one */
export const aggregateOrders = (t: InputFields, type: TypeBlueprint, columns: TypeRef): object =>
  Object.fromEntries(
    [...aggregatesOf(type).keys()].map(name => [
      name,
      t.field({ type: columns, description: `The ${name} of a column that \`${name}\` has.` }),
    ]),
  );
