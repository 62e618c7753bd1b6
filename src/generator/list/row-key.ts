/**
 * Rows by their keys, as a condition.
 * One parameter for one key, and one for any number of them.
 */
import { columnOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { typed } from '../kinds/operators.ts';
import { type Fragment, fragment, rowColumn, text, value } from '../sql/fragment.ts';

/** The row has one of the keys, each given as the text of its one column. */
export function hasKey(type: TypeBlueprint, keys: readonly string[]): Fragment {
  const column = columnOf(type, type.key[0]!);
  const key = rowColumn(column.sqlName);
  return keys.length === 1
    ? fragment`${key} = ${typed(keys[0]!, column)}`
    : fragment`${key} = any(${value(arrayLiteral(keys))}::text::${text(`${column.sqlType}[]`)})`;
}
