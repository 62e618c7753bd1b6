/**
 * Which orders rows come in as they lie in an index, so that a page of them meets few others.
 * Knows the columns of indexes; which of them PostgreSQL takes is its own to say.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import type { OrderKey } from './ordering.ts';

/** Whether rows with equal values of some columns lie in an index in the order asked for. */
export function hasIndex(
  type: TypeBlueprint,
  equal: ReadonlySet<string>,
  order: readonly OrderKey[],
): boolean {
  const [first] = order;
  const isPlain = order.every(
    key =>
      key.relations.length === 0 &&
      !key.column.restricted &&
      key.descending === first!.descending &&
      key.nullsFirst === key.descending,
  );
  if (!isPlain) return false;
  return type.indexes.some(
    index =>
      index.slice(0, equal.size).every(key => equal.has(key)) &&
      order.every(({ column }, i) => index[equal.size + i] === column.key),
  );
}
