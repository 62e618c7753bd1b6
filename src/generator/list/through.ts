/**
 * The rule of a join table within a many-to-many relation that Drizzle's query builder joins by itself.
 * The one place that knows which alias the builder gives the join table.
 */
import { getTableName, type SQL, type Table } from 'drizzle-orm';
import { type SqlScope, tableAs, visible } from './visibility.ts';

/**
 * The condition that the join table's row is visible, or undefined where there is no join table.
 * Drizzle 1.0.0-rc.4 reads the target of a relation as `d<n>` and its join table as `tr<n-1>`.
 */
export function throughVisible(scope: SqlScope, table: string, field: string, row: Table): SQL | undefined {
  const through = scope.blueprint.types[table]?.relations.find(r => r.field === field)?.through;
  if (through === undefined) return undefined;
  const alias = getTableName(row);
  const depth = /^d(\d+)$/.exec(alias);
  if (!depth) throw new Error(`Expected the relation's target under an alias d<n>, not "${alias}".`);
  return visible(scope, through, tableAs(scope, through, `tr${Number(depth[1]) - 1}`));
}
