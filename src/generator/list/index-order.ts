/**
 * Which orders rows come in as they lie in an index, so that a page of them meets few others.
 * Knows the columns of indexes; which of them PostgreSQL takes is its own to say.
 */
import { sqlNameOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { isShownAsStored } from '../blueprint/shown-as-stored.ts';
import { type Fragment, fragment, rowColumn } from '../sql/fragment.ts';
import { type OrderKey, ownColumn } from './ordering.ts';

/** Whether rows with equal values of some columns lie in an index in the order asked for. */
export const hasIndex = (
  type: TypeBlueprint,
  equal: ReadonlySet<string>,
  order: readonly OrderKey[],
): boolean => isPlain(order) && type.indexes.some(columns => isOrderedBy(columns, equal, order));

/**
 * What a statement says of rows, and is true of each, so that PostgreSQL reads them all by an index in the order asked for.
 * Undefined where there is none.
 */
export function reservedIndex(type: TypeBlueprint, order: readonly OrderKey[]): Fragment | undefined {
  if (!isPlain(order)) return undefined;
  const index = type.reservedIndexes.find(({ columns }) => isOrderedBy(columns, new Set(), order));
  return index && fragment`num_nonnulls(${rowColumn(sqlNameOf(type, index.condition))}) = 1`;
}

/** Whether an index has the columns' own order, or its reverse. */
function isPlain(order: readonly OrderKey[]): boolean {
  const [first] = order;
  return order.every(key => {
    const column = ownColumn(key);
    return (
      column !== undefined &&
      isShownAsStored(column) &&
      key.descending === first!.descending &&
      key.nullsFirst === key.descending
    );
  });
}

const isOrderedBy = (
  columns: readonly string[],
  equal: ReadonlySet<string>,
  order: readonly OrderKey[],
): boolean =>
  columns.slice(0, equal.size).every(key => equal.has(key)) &&
  order.every((key, i) => columns[equal.size + i] === ownColumn(key)?.key);
