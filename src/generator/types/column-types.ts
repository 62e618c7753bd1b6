/**
 * The GraphQL types of columns, on the way out and on the way in: a scalar or enum, or lists of it in lists.
 * An element may be missing where PostgreSQL lets it; a list inside of a list may not.
 */
import type { ColumnBlueprint } from '../blueprint/blueprint.ts';
import type { Fields, InputFields, TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

/** How a list's own and its elements' absence is told to Pothos. */
interface ForList {
  readonly list: boolean;
  readonly items: boolean;
}

export function outputType(
  parts: SchemaParts,
  t: Fields,
  column: ColumnBlueprint,
): { readonly type: TypeRef; readonly nullable: boolean | ForList } {
  const { typeName, nullable, nullableItems, dimensions } = column;
  const scalar = named(parts, typeName);
  if (dimensions === 0) return { type: scalar, nullable };
  const row = inner(scalar, dimensions, (type, isLast) =>
    t.listRef(type, { nullable: isLast && nullableItems }),
  );
  return { type: [row], nullable: { list: nullable, items: dimensions === 1 && nullableItems } };
}

export function inputType(
  parts: SchemaParts,
  t: InputFields,
  column: ColumnBlueprint,
  required: boolean,
): { readonly type: TypeRef; readonly required: boolean | ForList } {
  const { typeName, nullableItems, dimensions } = column;
  const scalar = named(parts, typeName);
  if (dimensions === 0) return { type: scalar, required };
  const row = inner(scalar, dimensions, (type, isLast) =>
    t.listRef(type, { required: !(isLast && nullableItems) }),
  );
  return { type: [row], required: { list: required, items: dimensions > 1 || !nullableItems } };
}

/** The elements of a list of some dimensions: the scalar itself, or lists of one dimension less. */
function inner(
  scalar: TypeRef,
  dimensions: number,
  listOf: (type: TypeRef, isLast: boolean) => TypeRef,
): TypeRef {
  return Array.from({ length: dimensions - 1 }).reduce<TypeRef>(
    (type, _, i) => listOf(type, i === 0),
    scalar,
  );
}
