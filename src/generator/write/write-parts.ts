/**
 * The parts of a unit in a write's statement: their names, and rows seen under them.
 * Names only; what the parts select is compiled elsewhere.
 */
import { aliasedTable, getColumns, sql, type Table } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { WriteRules } from '../blueprint/table-rules.ts';
import { type SqlScope, tableOf } from '../list/visibility.ts';
import type { WriteUnit } from './write-units.ts';

/** The name of a part of a unit in the statement. */
export const part = (unit: WriteUnit | { name: string }, name: string) =>
  sql.identifier(`${unit.name}_${name}`);

/** A part of a unit under which conditions see a row of its table. */
export const rowIn = (scope: SqlScope, unit: WriteUnit, name: string): Table =>
  aliasedTable(tableOf(scope, unit.table), `${unit.name}_${name}`);

export const writeRulesOf = (scope: SqlScope, table: string): WriteRules => scope.rules[table]?.write ?? {};

/** The SQL name of a table's column. */
export function sqlNameOf(scope: SqlScope, table: string, key: string): string {
  return (getColumns(tableOf(scope, table)) as Record<string, PgColumn>)[key]!.name;
}
