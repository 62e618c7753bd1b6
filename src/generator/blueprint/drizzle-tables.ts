/**
 * Drizzle's tables as the Blueprint reads them: of PostgreSQL, with columns by key.
 * The seam to Drizzle's types, which tell neither of a table in a registry.
 */
import { getColumns, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';

/** A table, by whichever of Drizzle's types it comes. */
export type AnyTable = Table | PgTable;

/** A table of the registry. */
export const registered = (registry: TablesRelationalConfig, key: string): PgTable =>
  registry[key]!.table as PgTable;

/** The registry key of a table; undefined where it is not registered. */
export const keyOfTable = (registry: TablesRelationalConfig, table: AnyTable): string | undefined =>
  Object.keys(registry).find(key => registry[key]!.table === table);

/** The columns of a table by key. */
export const columnsOf = (table: AnyTable): Readonly<Record<string, PgColumn>> =>
  getColumns(table as Table) as Record<string, PgColumn>;

/** What a table is declared with: keys, indexes, constraints. */
export const configOf = (table: AnyTable) => getTableConfig(table as PgTable);

/** The TypeScript key of a column. */
export function columnKey(table: AnyTable, sqlName: string): string {
  const columns = columnsOf(table);
  return Object.keys(columns).find(key => columns[key]!.name === sqlName) ?? sqlName;
}
