/**
 * What Pothos' plugin has to read for a field, as extensions of the field.
 * Knows columns by key and expressions over rows; whose fields they are is not known here.
 */
import { getTableName, type Table } from 'drizzle-orm';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import type { Fragment } from '../sql/fragment.ts';

/** Columns of the row. */
export const selecting = (columns: readonly string[]) => ({
  pothosDrizzleSelect: { columns: Object.fromEntries(columns.map(column => [column, true])) },
});

/** An expression over the row, read into a member of it. */
export const selectingText = (member: string, expression: Fragment) => ({
  pothosDrizzleSelect: {
    columns: {},
    extras: { [member]: (row: Table) => toDrizzle(expression, getTableName(row)) },
  },
});
