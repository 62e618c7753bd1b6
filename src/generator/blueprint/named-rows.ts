/**
 * Of which type's rows the UUIDs in columns are the keys: their own, or those that a foreign key leads to.
 * So that a client may say the id of the row instead.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import type { Blueprint, ColumnBlueprint, TypeBlueprint } from './blueprint.ts';
import { buildReferences } from './build-references.ts';
import { registered } from './drizzle-tables.ts';

type Types = Blueprint['types'];

export const withNamedRows = (types: Types, registry: TablesRelationalConfig): Types =>
  Object.fromEntries(
    Object.entries(types).map(([table, type]) => {
      const named = (column: ColumnBlueprint): ColumnBlueprint => {
        const names = column.kind === 'uuid' ? namedBy(types, registry, type, column.key) : undefined;
        return names === undefined ? column : { ...column, names };
      };
      return [table, { ...type, columns: type.columns.map(named) }];
    }),
  );

function namedBy(
  types: Types,
  registry: TablesRelationalConfig,
  { table, key, name }: TypeBlueprint,
  column: string,
): string | undefined {
  if (key.length === 1 && key[0] === column) return name;
  const reference = buildReferences(registered(registry, table), registry).byColumn.get(column);
  return reference?.byId ? types[reference.target]?.name : undefined;
}
