/**
 * The text of a row's key as it is read with the row, for keys whose values JavaScript would not hold.
 * How a key is written, and when it has to be read, is known elsewhere.
 */
import { getTableName, type SQL, type Table } from 'drizzle-orm';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { isKeyRead, keyMember } from '../blueprint/row-key.ts';
import { keyTextSql } from '../list/row-key.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';

type Extras = Readonly<Record<string, (row: Table) => SQL>>;

const remembered = new WeakMap<TypeBlueprint, Extras>();

/** What a query has to read for the ids of its rows; one object for each type, as Pothos compares functions by identity. */
export function keyExtras(type: TypeBlueprint): { readonly extras?: Extras } {
  if (!isKeyRead(type)) return {};
  const known = remembered.get(type);
  if (known) return { extras: known };
  const extras = { [keyMember]: (row: Table) => toDrizzle(keyTextSql(type), getTableName(row)) };
  remembered.set(type, extras);
  return { extras };
}
