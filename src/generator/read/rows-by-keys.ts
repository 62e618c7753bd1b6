/**
 * Rows by their keys, as far as a condition shows them: one read for all of a type.
 * Knows what is selected of them; refuses to know why they are asked for.
 */
import { getTableName, type SQL, type Table } from 'drizzle-orm';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { keyTextOfRow, type RowKey } from '../blueprint/row-key.ts';
import { hasKey } from '../list/row-key.ts';
import type { Row } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { and, type Fragment } from '../sql/fragment.ts';
import { type PlanOptions, planQuery } from '../types/builder.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { keyExtras } from './key-text.ts';

/** What is read of rows beside what is selected of them. */
export type OwnExtras = Readonly<Record<string, (row: Table) => SQL>>;

interface Sought {
  readonly keys: readonly RowKey[];
  readonly shown: Fragment;
  readonly extras?: OwnExtras | undefined;
}

/** The rows by the texts of their keys. */
export async function readByKeys(
  parts: SchemaParts,
  type: TypeBlueprint,
  { keys, shown, extras }: Sought,
  plan: PlanOptions,
): Promise<Map<string, Row>> {
  const condition = and(hasKey(type, keys), shown)!;
  const where = { RAW: (row: Table) => toDrizzle(condition, getTableName(row)) };
  const all = { ...keyExtras(type).extras, ...extras };
  // Whatever is selected, rows are told apart by their keys.
  const columns = Object.fromEntries(type.key.map(key => [key, true]));
  const own = { where, columns, ...(Object.keys(all).length > 0 ? { extras: all } : {}) };
  const rows = await plan.context.reads.many(type.table, planQuery(parts, plan, own));
  return new Map(rows.map(row => [keyTextOfRow(type, row), row]));
}
