/**
 * The rows that payloads of generated mutations show, as they are now.
 * One comes with the write where only its own columns are asked for; all else takes a second statement.
 */
import { getTableName, type Table } from 'drizzle-orm';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { keyMember, keyTextOf, type RowKey } from '../blueprint/row-key.ts';
import { isShownAsStored } from '../blueprint/shown-as-stored.ts';
import { hasKey } from '../list/row-key.ts';
import { visible } from '../list/visibility.ts';
import { isText, textMember } from '../read/column-texts.ts';
import { type OwnExtras, readByKeys } from '../read/rows-by-keys.ts';
import type { QueryConfig, Row } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { fragment } from '../sql/fragment.ts';
import { type PlanOptions, planQuery } from '../types/builder.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import type { Written } from './run-write-plan.ts';

/**
 * The row after the write. A statement does not see what it changes itself: what is asked for beyond the row's own
 * columns takes a second one.
 */
export function readWritten(
  parts: SchemaParts,
  type: TypeBlueprint,
  { key, row: written, gone }: Written,
  plan: PlanOptions,
  extras?: OwnExtras,
): Promise<Row | null> | Row | null {
  if (!key || gone) return null;
  const isRow = hasKey(type, [key]);
  const condition = fragment`(${isRow} and ${visible(parts.blueprint, type, 'INCLUDE')})`;
  const where = { RAW: (row: Table) => toDrizzle(condition, getTableName(row)) };
  const query = planQuery(parts, plan, { where, ...(extras && { extras }) });
  return (
    (written && rowOf(type, { key, row: written }, query)) ?? plan.context.reads.first(type.table, query)
  );
}

/** The row as the write returned it, where that is all that the query asks for. */
function rowOf(
  type: TypeBlueprint,
  { key, row: written }: { readonly key: RowKey; readonly row: Row },
  query: QueryConfig,
): Row | null {
  const { with: relations, extras = {}, columns = {} } = query as Record<string, Record<string, unknown>>;
  if (Object.keys({ ...relations }).length > 0) return null;
  const row: Row = {};
  for (const member of [...Object.keys(columns), ...Object.keys(extras)]) {
    if (member === keyMember) {
      row[member] = keyTextOf(key);
      continue;
    }
    // Typed JSON is read by its key, as text.
    const column = type.columns.find(each =>
      isText(each) && !each.shape ? textMember(each.field) === member : each.key === member,
    );
    // What the viewer meets of it afterwards, the statement that writes it does not see.
    if (!column || !isShownAsStored(column)) return null;
    row[member] = written[column.sqlName];
  }
  return row;
}

/** The rows that a write of many wrote, in the order of their ids, as far as they are there. */
export async function readMany(
  parts: SchemaParts,
  type: TypeBlueprint,
  { keys }: Written,
  plan: PlanOptions,
  extras?: OwnExtras,
): Promise<Row[]> {
  if (keys.length === 0) return [];
  const shown = visible(parts.blueprint, type, 'INCLUDE');
  const rows = await readByKeys(parts, type, { keys, shown, extras }, plan);
  return keys.map(key => rows.get(keyTextOf(key))).filter(row => row !== undefined);
}
