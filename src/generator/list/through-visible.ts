/**
 * The rule of a join table within a many-to-many relation that Drizzle's query builder joins by itself.
 * The one place that knows which alias the builder gives the join table.
 */
import { type Blueprint, type RelationBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { Fragment } from '../sql/fragment.ts';
import { type DeletedRows, visiblePair } from './visibility.ts';

/**
 * The condition that the join table's row is visible, or undefined where there is no join table.
 * Drizzle 1.0.0-rc.4 reads the target of a relation as `d<n>` and its join table as `tr<n-1>`.
 */
export function throughVisible(
  blueprint: Blueprint,
  relation: RelationBlueprint,
  deleted: DeletedRows,
  alias: string,
): Fragment | undefined {
  if (!relation.through) return undefined;
  const depth = /^d(\d+)$/.exec(alias);
  if (!depth) throw new Error(`Expected the relation's target under an alias d<n>, not "${alias}".`);
  const join = { type: typeOf(blueprint, relation.through.table), alias: `tr${Number(depth[1]) - 1}` };
  return visiblePair(blueprint, relation, { join, target: alias }, deleted);
}
