/**
 * Scalars and enums of the schema.
 * Which scalar shows a kind of values is the kind's to say.
 */
import type { Blueprint } from '../blueprint/blueprint.ts';
import { kinds } from '../kinds/kinds.ts';
import { aggregatesOf } from '../list/aggregates.ts';
import type { DynamicBuilder } from './pothos-types.ts';

/** Those that the API's own fields and arguments need. */
const alwaysThere = ['DateTime', 'JSON', 'UUID'];

/** Adds the scalars that the Blueprint's columns and declared fields need, and its enums. */
export function addScalarsAndEnums(
  builder: DynamicBuilder,
  blueprint: Blueprint,
  types: Map<string, object>,
): void {
  const used = new Set([
    ...alwaysThere,
    ...Object.values(blueprint.types).flatMap(type =>
      [
        ...type.columns,
        ...type.computed,
        ...type.resolved,
        ...type.filters,
        ...[...aggregatesOf(type).values()].flat(),
      ].map(({ typeName }) => typeName),
    ),
  ]);
  for (const { scalar, type } of Object.values(kinds)) {
    if (type && used.has(scalar!)) builder.addScalarType(scalar!, type);
  }
  for (const { name, description, values } of blueprint.enums) {
    types.set(
      name,
      builder.enumType(name, {
        description,
        values: Object.fromEntries(
          values.map(({ name: valueName, value, description: meaning, deprecated }) => [
            valueName,
            { value, description: meaning, deprecationReason: deprecated },
          ]),
        ),
      }),
    );
  }
}
