/**
 * The value of a column as the viewer may know it: what answers, filters, orders and cursors are made of.
 * Rules, joins and checks of writes ask the column itself.
 */
import type { Blueprint, ColumnBlueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { type Fragment, fragment, rowColumn } from '../sql/fragment.ts';
import { compileRule } from './visibility.ts';

/** Null in rows for which the column's own rule does not hold. */
export function knownValue(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { sqlName, restricted }: ColumnBlueprint,
): Fragment {
  const value = rowColumn(sqlName);
  const rule = restricted && compileRule(blueprint, type, restricted.read, 'probed');
  return rule ? fragment`(case when ${rule} then ${value} end)` : value;
}
