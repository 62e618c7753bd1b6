/**
 * Values that code of the application gives to the columns of a row: `$defaultFn`, `$onUpdate`.
 * Which columns these are, the Blueprint says; the code stands in Drizzle's columns.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { type Filling, fillerOf, storedValue } from '../blueprint/column-default.ts';
import { columnsOf, registered } from '../blueprint/drizzle-tables.ts';
import type { SchemaParts } from '../types/schema-parts.ts';

/** What code gives a row that is made or changed, by SQL column name, as JSON. */
export function filledByCode(
  { registry }: Pick<SchemaParts, 'registry'>,
  type: TypeBlueprint,
  filling: Filling,
): Readonly<Record<string, unknown>> {
  const { insert, onUpdate } = type.write!;
  const keys =
    filling === 'create'
      ? insert.filter(({ fallback }) => fallback === 'code').map(({ key }) => key)
      : Object.keys(onUpdate).filter(key => onUpdate[key] === 'code');
  if (keys.length === 0) return {};
  const columns = columnsOf(registered(registry, type.table));
  return Object.fromEntries(
    keys.map(key => {
      const column = columns[key]!;
      return [column.name, storedValue(column, fillerOf(column, filling)!())];
    }),
  );
}
