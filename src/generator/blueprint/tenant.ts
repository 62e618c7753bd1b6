/**
 * What a rule says of tenants: the column by which rows belong to one, and the set of those that the viewer has.
 * Knows the parts of rules that have to hold whatever else does.
 */
import type { AnyRule } from '../rules/rule.ts';
import type { TypeBlueprint } from './blueprint.ts';
import type { ColumnPair } from './shared-parts.ts';

/** The parts of a rule that hold for each of its rows. */
export function necessaryParts(rule: AnyRule): readonly AnyRule[] {
  return rule.kind === 'all' ? rule.of.flatMap(necessaryParts) : [rule];
}

/** That a column's value is in a set of the viewer; undefined where the rule does not ask for it. */
export const tenantPart = (rule: AnyRule): Extract<AnyRule, { kind: 'inSet' }> | undefined =>
  necessaryParts(rule).find(part => part.kind === 'inSet');

/** Those pairs of columns that say of two rows that they belong to one tenant. */
export const tenantPairs = (
  own: TypeBlueprint,
  target: TypeBlueprint,
  pairs: readonly ColumnPair[],
): readonly ColumnPair[] => pairs.filter(pair => pair.own === own.tenant && pair.target === target.tenant);
