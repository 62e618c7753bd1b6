/**
 * What Drizzle's relational queries do not say of the rows that they read by relations: that they are of one tenant.
 * Knows how drizzle-orm 1.0.0-rc.4 names rows: `d<n>` at depth n, and `tr<n>` the join table between `d<n>` and `d<n + 1>`.
 */
import { type Blueprint, relationOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { ColumnPair } from '../blueprint/shared-parts.ts';
import { tenantPairs } from '../blueprint/tenant.ts';
import { and, bind, type Fragment } from '../sql/fragment.ts';
import { equal } from './join.ts';

/** The depth of a row by its alias. @throws where it is none of Drizzle's */
function depthOf(alias: string): number {
  const depth = /^d(\d+)$/.exec(alias);
  if (!depth) throw new Error(`Expected rows under an alias d<n>, not "${alias}".`);
  return Number(depth[1]);
}

/** The alias of the row that another hangs on. */
export const parentAlias = (alias: string): string => `d${depthOf(alias) - 1}`;

/** That the row of an alias is of the tenant of the row it hangs on; undefined where no foreign key says so. */
export function ofParentsTenant(
  blueprint: Blueprint,
  source: TypeBlueprint,
  field: string,
  alias: string,
): Fragment | undefined {
  const { target, implied, through } = relationOf(source, field);
  const parent = { type: source, alias: parentAlias(alias) };
  const row = { type: typeOf(blueprint, target), alias };
  if (!through) return sameTenant(parent, row, implied);
  const join = { type: typeOf(blueprint, through.table), alias: `tr${depthOf(alias) - 1}` };
  return and(sameTenant(parent, join, through.implied), sameTenant(join, row, implied));
}

interface NamedRow {
  readonly type: TypeBlueprint;
  readonly alias: string;
}

function sameTenant(own: NamedRow, other: NamedRow, pairs: readonly ColumnPair[]): Fragment | undefined {
  const same = equal(own.type, other.type, tenantPairs(own.type, other.type, pairs), other.alias);
  return same && bind(same, own.alias);
}
