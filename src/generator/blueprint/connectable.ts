/**
 * References that can be given by a unique key of the row that they lead to, in place of its id.
 * Derived from what is known of both tables; who sees the row is asked with each write.
 */
import type { Blueprint, TypeBlueprint } from './blueprint.ts';
import type { ReferredBlueprint } from './write-blueprint.ts';

/** Those of a table's rows, by columns that clients set; rows that can be made with them as well have inputs of their own. */
export function connectable(
  { types }: Pick<Blueprint, 'types'>,
  { relations, write }: TypeBlueprint,
): readonly ReferredBlueprint[] {
  const found = new Map<string, ReferredBlueprint>();
  for (const { key, reference } of write?.columns ?? []) {
    const isMade = write!.makes.some(({ column }) => column === key);
    if (!reference?.byId || isMade || !types[reference.target]?.uniqueKeys.length) continue;
    const relation = relations.find(
      ({ many, through, condition, target, pairs }) =>
        !many &&
        !through &&
        !condition &&
        target === reference.target &&
        pairs.some(({ own }) => own === key),
    );
    if (!relation || found.has(relation.field)) continue;
    const { field, target } = relation;
    found.set(field, { field, target, column: key, link: [] });
  }
  return [...found.values()];
}
