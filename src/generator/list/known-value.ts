/**
 * The value of a column as the viewer meets it: what answers, filters, orders and cursors are made of.
 * Rules, joins and checks of writes ask the column itself.
 */
import type { Blueprint, ColumnBlueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { type Fragment, fragment, rowColumn, text } from '../sql/fragment.ts';
import { compileRule } from './visibility.ts';

/** What is shown in place of the stored value, where the column says so; null in rows for which the column's own rule does not hold. */
export function knownValue(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { sqlName, sqlType, restricted, shownAs }: ColumnBlueprint,
): Fragment {
  const value = shownAs ? fragment`(${shownAs})::${text(sqlType)}` : rowColumn(sqlName);
  const rule = restricted && compileRule(blueprint, type, restricted.read, 'probed');
  return rule ? fragment`(case when ${rule} then ${value} end)` : value;
}
