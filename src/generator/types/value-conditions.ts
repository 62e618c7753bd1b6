/**
 * Members of inputs that ask something of values about rows: their number, and what functions tell of their columns.
 * The same for groups and for the rows that a relation leads to.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { filterName, havingName, whereName } from '../blueprint/names.ts';
import { type Aggregate, aggregatesOf, rowCount } from '../list/aggregates.ts';
import { columnFilter } from './column-filters.ts';
import type { InputFields, TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

/** Those of a type's rows. The type of its filter has to be there. */
export function valueConditions(
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
): Record<string, object> {
  const told = aggregatesOf(type);
  const summed = (['sum', 'avg'] as const).filter(name => told.has(name));
  const extremes = (['min', 'max'] as const).filter(name => told.has(name));
  return {
    count: t.field({ type: filterOf(parts, rowCount), description: 'Conditions on the number of rows.' }),
    ...Object.fromEntries(
      summed.map(name => [
        name,
        t.field({
          type: summedConditions(parts, havingName(type.name, name), told.get(name)!),
          description: `Conditions on the ${name} of columns.`,
        }),
      ]),
    ),
    ...Object.fromEntries(
      extremes.map(name => [
        name,
        t.field({
          type: named(parts, whereName(type.name)),
          description: `Conditions on the ${name} of columns that \`${name}\` has; on nothing else.`,
        }),
      ]),
    ),
  };
}

/** Conditions on what one function tells of each column, made on first use. */
function summedConditions(parts: SchemaParts, name: string, aggregates: readonly Aggregate[]): TypeRef {
  const known = parts.types.get(name);
  if (known) return known;
  const input = parts.builder.inputRef(name);
  parts.types.set(name, input);
  input.implement({
    description: 'Conditions on values of columns, all of which must hold.',
    fields: t =>
      Object.fromEntries(
        aggregates.map(each => [
          each.column!.field,
          t.field({
            type: filterOf(parts, each),
            description: `Conditions on that of the ${each.column!.field}.`,
          }),
        ]),
      ),
  });
  return input;
}

const filterOf = (parts: SchemaParts, { kind, typeName }: Aggregate): TypeRef =>
  columnFilter(parts, { kind, list: false, typeName, filterName: filterName(typeName, false) });
