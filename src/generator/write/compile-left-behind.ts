/**
 * What led from a removed row to the rows that it belonged to: told by the statement that removes it, as nothing else can tell it afterwards.
 * SQL only; the rows themselves are read by the payload.
 */
import { type Blueprint, sqlNameOf, typeOf } from '../blueprint/blueprint.ts';
import { leftBehind } from '../blueprint/write-names.ts';
import { type Fragment, fragment, join } from '../sql/fragment.ts';
import { column, part } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** A list of the values that led from a removed row, a list for each of its relations; undefined where none is shown. */
export function leftBehindSql(blueprint: Blueprint, unit: WriteUnit): Fragment | undefined {
  const type = typeOf(blueprint, unit.table);
  const relations = unit.operation === 'delete' && !unit.bulk ? leftBehind(blueprint, type) : [];
  if (relations.length === 0) return undefined;
  const values = relations.map(({ pairs }) => {
    const texts = pairs.map(({ own }) => fragment`${column('d', sqlNameOf(type, own))}::text`);
    return fragment`json_build_array(${join(texts, ', ')})`;
  });
  return fragment`select json_build_array(${join(values, ', ')}) from ${part(unit, 'done')} "d"`;
}
