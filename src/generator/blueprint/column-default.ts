/**
 * What a column of a new row holds where nothing is said of it: as PostgreSQL itself would fill it, or by code of the application.
 * Knows Drizzle's columns; what code gives is asked for when a row is written.
 */
import { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { type ArrayElements, arrayLiteral } from '../kinds/array-literal.ts';
import { fromDrizzle } from '../sql/drizzle-sql.ts';
import { type Fragment, fragment, literal, quoted, text, value } from '../sql/fragment.ts';
import type { StoredColumn } from './blueprint.ts';
import { type AnyTable, configOf } from './drizzle-tables.ts';

/** Whether PostgreSQL computes the column, and takes no value for it. */
export const isComputed = ({ generated, generatedIdentity }: PgColumn): boolean =>
  generated !== undefined || generatedIdentity?.type === 'always';

/** Whether PostgreSQL counts the column, and takes a value for it only from who insists. */
export const isCounted = ({ generatedIdentity }: PgColumn): boolean => generatedIdentity?.type === 'always';

/** When a column is filled. */
export type Filling = 'create' | 'update';

/** The application's own function for a column, as Drizzle would call it; a new row is filled for its first time, too. */
export function fillerOf(column: PgColumn, filling: Filling): (() => unknown) | undefined {
  if (filling === 'update') return column.onUpdateFn;
  return column.defaultFn ?? (column.default === undefined ? column.onUpdateFn : undefined);
}

/** What fills a column: SQL that never changes, or code that is asked each time; undefined for neither. */
export function fillingOf(
  table: AnyTable,
  column: PgColumn,
  filling: Filling,
): Fragment | 'code' | undefined {
  const filler = fillerOf(column, filling);
  if (!filler) return undefined;
  const sample = filler();
  return sample instanceof SQL ? fromDrizzle(table, () => sample) : 'code';
}

/** The default; undefined for null. */
export function defaultOf(table: AnyTable, column: PgColumn, stored: StoredColumn): Fragment | undefined {
  if (/Serial/.test(column.columnType) || column.generatedIdentity) return nextNumber(table, stored);
  const fallback: unknown = column.default;
  if (fallback === undefined || fallback === null) return undefined;
  if (fallback instanceof SQL) return fromDrizzle(table, () => fallback);
  return fragment`${value(literalOf(column, fallback))}::text::${text(stored.sqlType)}`;
}

/** PostgreSQL's own default cannot be named in a statement that selects what it inserts. */
function nextNumber(table: AnyTable, { sqlName }: StoredColumn): Fragment {
  const { schema, name } = configOf(table);
  const path = [schema, name].filter(part => part !== undefined).map(part => quoted(part));
  return fragment`nextval(pg_get_serial_sequence(${literal(path.join('.'))}, ${literal(sqlName)}))`;
}

const isJson = (column: PgColumn) => /^PgJsonb?$/.test(column.columnType);

/** A value of the application as JSON from which PostgreSQL fills the column. */
export function storedValue(column: PgColumn, content: unknown): unknown {
  if (content === null || content === undefined) return null;
  if (isJson(column)) return content;
  return Array.isArray(content) && column.dimensions > 0
    ? elementsOf(column.mapToDriverValue(content), column)
    : elementText(column.mapToDriverValue(content), column);
}

/** A value of the application as PostgreSQL reads it as text. */
function literalOf(column: PgColumn, content: unknown): string {
  if (Array.isArray(content) && column.dimensions > 0)
    return arrayLiteral(elementsOf(isJson(column) ? content : column.mapToDriverValue(content), column));
  return elementText(isJson(column) ? content : column.mapToDriverValue(content), column);
}

const elementsOf = (content: unknown, column: PgColumn): ArrayElements =>
  (content as readonly unknown[]).map(element => {
    if (element === null) return null;
    return Array.isArray(element) && !isJson(column)
      ? elementsOf(element, column)
      : elementText(element, column);
  });

function elementText(content: unknown, column: PgColumn): string {
  if (isJson(column)) return JSON.stringify(content);
  if (content instanceof Date) return content.toISOString();
  if (content instanceof Uint8Array) return `\\x${Buffer.from(content).toString('hex')}`;
  return typeof content === 'object' ? JSON.stringify(content) : String(content);
}
