/**
 * Drizzle's tables as the Blueprint reads them: of PostgreSQL, with columns by key.
 * The seam to Drizzle's types, which tell neither of a table in a registry.
 */
import { getColumns, is, type Table, type TablesRelationalConfig, View } from 'drizzle-orm';
import {
  getTableConfig,
  getViewConfig,
  isPgMaterializedView,
  PgColumn,
  type PgTable,
} from 'drizzle-orm/pg-core';

/** A table or view, by whichever of Drizzle's types it comes. */
export type AnyTable = Table | PgTable | View;

/** What a table is in the database: of a view, rows can only be read, and no page of it can be sampled. */
export function tableKind(table: AnyTable): 'table' | 'view' | 'materialized view' {
  if (!is(table, View)) return 'table';
  return isPgMaterializedView(table) ? 'materialized view' : 'view';
}

/** A table of the registry. */
export const registered = (registry: TablesRelationalConfig, key: string): PgTable =>
  registry[key]!.table as PgTable;

/** The registry key of a table; undefined where it is not registered. */
export const keyOfTable = (registry: TablesRelationalConfig, table: AnyTable): string | undefined =>
  Object.keys(registry).find(key => registry[key]!.table === table);

/** The columns of a table by key. */
export const columnsOf = (table: AnyTable): Readonly<Record<string, PgColumn>> =>
  getColumns(table as Table) as Record<string, PgColumn>;

/** What a table is declared with: keys, indexes, constraints; a view has none. */
export function configOf(table: AnyTable): ReturnType<typeof getTableConfig> {
  if (!is(table, View)) return getTableConfig(table as PgTable);
  const { name, schema } = getViewConfig(table as never);
  const none = { indexes: [], foreignKeys: [], checks: [], primaryKeys: [], uniqueConstraints: [] };
  return { ...none, policies: [], enableRLS: false, columns: [], name, schema };
}

/** The keys of a view's fields that are expressions: of what type they are, is not said. */
export const untypedFields = (table: AnyTable): readonly string[] =>
  Object.entries(columnsOf(table)).flatMap(([key, column]) => (is(column, PgColumn) ? [] : [key]));

/** Of an array, how many dimensions it has; 0 for a single value. */
export const dimensionsOf = (column: PgColumn): number => (column as { dimensions?: number }).dimensions ?? 0;

/** The TypeScript key of a column. */
export function columnKey(table: AnyTable, sqlName: string): string {
  const columns = columnsOf(table);
  return Object.keys(columns).find(key => columns[key]!.name === sqlName) ?? sqlName;
}

/** Whether a column, by key, points to rows of a table: its own or another. */
export const pointsElsewhere = (table: AnyTable, key: string): boolean =>
  configOf(table).foreignKeys.some(foreign =>
    foreign.reference().columns.some(({ name }) => columnKey(table, name) === key),
  );
