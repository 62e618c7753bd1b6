/**
 * Rows by their keys, as a condition, and the text of a row's key in SQL.
 * One parameter for one value of a key, and one for that of any number of keys.
 */
import { type ColumnBlueprint, conventions, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { isFreeText, keyColumns, type RowKey } from '../blueprint/row-key.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { typed } from '../kinds/operators.ts';
import { and, type Fragment, fragment, join, literal, rowColumn, text, value } from '../sql/fragment.ts';

/** The row has one of the keys. */
export const hasKey = (type: TypeBlueprint, keys: readonly RowKey[]): Fragment =>
  hasOneOf(keyColumns(type), keys);

/** The row has one of some lists of values in its columns, given as PostgreSQL writes them. */
export function hasOneOf(
  columns: readonly Pick<ColumnBlueprint, 'sqlName' | 'sqlType'>[],
  all: readonly (readonly string[])[],
): Fragment {
  const own = columns.map(({ sqlName }) => rowColumn(sqlName));
  const [only] = all;
  if (all.length === 1)
    return and(...columns.map((column, i) => fragment`${own[i]!} = ${typed(only![i]!, column)}`))!;
  const lists = columns.map(({ sqlType }, i) => {
    const values = arrayLiteral(all.map(each => each[i]!));
    return fragment`${value(values)}::text::${text(`${sqlType}[]`)}`;
  });
  if (columns.length === 1) return fragment`${own[0]!} = any(${lists[0]!})`;
  return fragment`(${join(own, ', ')}) in (select * from unnest(${join(lists, ', ')}))`;
}

const { separator, escapes } = conventions.globalId;

/** The text of the row's key, as `keyTextOf` makes it. */
export function keyTextSql(type: TypeBlueprint): Fragment {
  const columns = keyColumns(type);
  const texts = columns.map(column => {
    const content = fragment`${rowColumn(column.sqlName)}::text`;
    if (columns.length === 1 || !isFreeText(column)) return content;
    return escapes.reduce(
      (done, { of, by }) => fragment`replace(${done}, ${literal(of)}, ${literal(by)})`,
      content,
    );
  });
  return join(texts, ` || '${separator}' || `);
}
