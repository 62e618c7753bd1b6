/**
 * What makes rules for guests unfit: they have to say of a row itself whether a guest meets it, in tables that a statement can put others in place of.
 * Finds and words problems; deciding to stop is the builder's.
 */
import { type AnyRule, ruleNames } from '../rules/rule.ts';
import type { Blueprint } from './blueprint.ts';

/** What stands against letting guests in, each a sentence. */
export function findGuestProblems({ types, viewer }: Blueprint): string[] {
  const isPlain = (rule: AnyRule): boolean => {
    const { related, rules = [] } = ruleNames(rule);
    return !related && !['visible', 'present', 'sql'].includes(rule.kind) && rules.every(isPlain);
  };
  const { guest } = viewer;
  const named = guest === undefined ? undefined : viewer.columns[guest];
  return [
    ...(guest !== undefined && (!named || named.set)
      ? [`Guests are told by "${guest}", which is no single value of the viewer's row.`]
      : []),
    ...Object.values(types).flatMap(({ table, guests, sql }) => {
      if (guests && guest === undefined)
        return [
          `The policy of table "${table}" has a rule for guests, and viewers say by no "guest" who is one.`,
        ];
      if (guests && !isPlain(guests))
        return [`The rule for guests of table "${table}" looks at more than the row itself and the viewer.`];
      if (guest !== undefined && sql.schema !== undefined)
        return [`Table "${table}" is in a schema of its own, where guests cannot be kept from its rows.`];
      return [];
    }),
  ];
}
