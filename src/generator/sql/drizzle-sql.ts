/**
 * The seam between fragments and Drizzle's SQL objects: both ways, without a change of meaning.
 * Drizzle's query builder takes conditions as SQL objects; what is written by hand in them becomes data here.
 */
import {
  aliasedTable,
  type Column,
  mapColumnsInSQLToAlias,
  type SQL,
  sql,
  type Table,
  type View,
} from 'drizzle-orm';
import { PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { bind, type Fragment, isRow, type Piece } from './fragment.ts';

/** The fragment for a row under an alias, as Drizzle takes it. */
export function toDrizzle(fragment: Fragment, alias = ''): SQL {
  return sql.join(
    bind(fragment, alias).map(piece => {
      if (typeof piece === 'string') return sql.raw(piece);
      if (isRow(piece)) throw new Error('A fragment was used before its row had an alias.');
      return sql`${piece.value}`;
    }),
  );
}

/** Neither can stand in SQL that somebody writes. */
const rowMark = '\u0001';
const valueMark = '\u0002';

class MarkingDialect extends PgDialect {
  override escapeParam(): string {
    return valueMark;
  }
}

const dialect = new MarkingDialect();

/** What an expression over a row of the table says, as data. @throws where it holds a value that is no text, number or boolean */
export const fromDrizzle = (table: Table | PgTable | View, expression: (row: Table) => SQL): Fragment =>
  piecesOf(expression(aliasedTable(table as Table, rowMark)));

/** The same of an expression over the columns of a table itself, as its constraints have it: with the values in its text. */
export const fromDeclared = (expression: SQL | Column): Fragment =>
  piecesOf(mapColumnsInSQLToAlias(sql`${expression}`, rowMark).inlineParams());

function piecesOf(expression: SQL): Fragment {
  const { sql: text, params } = dialect.sqlToQuery(expression);
  const values = [...params];
  return text
    .split(new RegExp(`("${rowMark}"|${valueMark})`))
    .filter(piece => piece !== '')
    .map((piece): Piece => {
      if (piece === `"${rowMark}"`) return { row: true };
      return piece === valueMark ? { value: textOf(values.shift()) } : piece;
    });
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  throw new Error(`SQL written by hand holds a ${typeof value}; pass it as text with a cast.`);
}
