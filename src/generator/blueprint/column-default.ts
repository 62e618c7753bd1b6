/**
 * What a column of a new row holds where nothing is said of it, as PostgreSQL itself would fill it.
 * Defaults that are code of the application are none: a row is made in one statement, which cannot run them.
 */
import { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { fromDrizzle } from '../sql/drizzle-sql.ts';
import { type Fragment, fragment, literal, quoted, text, value } from '../sql/fragment.ts';
import type { StoredColumn } from './blueprint.ts';
import { type AnyTable, configOf } from './drizzle-tables.ts';

/** Whether PostgreSQL computes the column, and takes no value for it. */
export const isComputed = ({ generated, generatedIdentity }: PgColumn): boolean =>
  generated !== undefined || generatedIdentity?.type === 'always';

/** The default; undefined for null. */
export function defaultOf(table: AnyTable, column: PgColumn, stored: StoredColumn): Fragment | undefined {
  if (/Serial/.test(column.columnType) || column.generatedIdentity) return nextNumber(table, stored);
  const fallback: unknown = column.default;
  if (fallback === undefined || fallback === null) return undefined;
  if (fallback instanceof SQL) return fromDrizzle(table, () => fallback);
  return fragment`${value(written(fallback, stored))}::text::${text(stored.sqlType)}`;
}

/** PostgreSQL's own default cannot be named in a statement that selects what it inserts. */
function nextNumber(table: AnyTable, { sqlName }: StoredColumn): Fragment {
  const { schema, name } = configOf(table);
  const path = [schema, name].filter(part => part !== undefined).map(part => quoted(part));
  return fragment`nextval(pg_get_serial_sequence(${literal(path.join('.'))}, ${literal(sqlName)}))`;
}

/** A value as PostgreSQL reads it as text. */
function written(fallback: unknown, { sqlType }: StoredColumn): string {
  if (fallback instanceof Date) return fallback.toISOString();
  if (Array.isArray(fallback) && sqlType.endsWith('[]'))
    return arrayLiteral(fallback.map(element => (element === null ? null : String(element))));
  return typeof fallback === 'object' ? JSON.stringify(fallback) : String(fallback);
}
