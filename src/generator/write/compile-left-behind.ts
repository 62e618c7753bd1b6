/**
 * What led from removed rows to those that they belonged to: told by the statement that removes them, as nothing else can tell it afterwards.
 * SQL only; the rows themselves are read by the payload.
 */
import { type Blueprint, sqlNameOf, typeOf } from '../blueprint/blueprint.ts';
import { leftBehind } from '../blueprint/write-names.ts';
import { and, type Fragment, fragment, join } from '../sql/fragment.ts';
import { column, part } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** For each relation, the values that led from removed rows, each list of them once; undefined where none is shown. */
export function leftBehindSql(blueprint: Blueprint, unit: WriteUnit): Fragment | undefined {
  const type = typeOf(blueprint, unit.table);
  const relations = unit.operation === 'delete' ? leftBehind(blueprint, type) : [];
  if (relations.length === 0) return undefined;
  const values = relations.map(({ pairs }) => {
    const own = pairs.map(pair => column('d', sqlNameOf(type, pair.own)));
    const texts = own.map(each => fragment`${each}::text`);
    const isSet = and(...own.map(each => fragment`${each} is not null`))!;
    return fragment`coalesce(jsonb_agg(distinct jsonb_build_array(${join(texts, ', ')})) filter (where ${isSet}), '[]')`;
  });
  return fragment`select jsonb_build_array(${join(values, ', ')}) from ${part(unit, 'done')} "d"`;
}
