/**
 * Input types of `orderBy`: one per object type, shared by every field.
 * A key is one column, of the row itself or of a row that to-one relations lead to.
 */
import { typeOf } from '../blueprint/blueprint.ts';
import { orderByName } from '../blueprint/names.ts';
import { orderDirections } from '../list/ordering.ts';
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
          type.relations
            .filter(relation => !relation.many)
            .map(relation => [
              relation.field,
              t.field({
                type: named(parts, orderByName(typeOf(parts.blueprint, relation.target).name)),
                description: `Orders by a key of the ${relation.field}; where the viewer sees none, the key is missing.`,
              }),
            ]),
        ),
      }),
    });
  });
}
