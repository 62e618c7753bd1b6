/**
 * Rules as policies ask them. PostgreSQL holds a look at another table to that table's own policies: so a rule may look where the
 * other table's rule lets the viewer look, which has to be implied by what the rule itself asks there.
 * Knows what is implied, and what stands against a policy; what a rule means is the rule's own.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { necessaryParts } from '../blueprint/tenant.ts';
import { equalColumns, joinRelation } from '../list/join.ts';
import { type DeletedRows, ruleContext, visibleBy } from '../list/visibility.ts';
import { type AnyRule, type RuleSql, ruleNames, ruleSql } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, text } from '../sql/fragment.ts';

/** The rows that the viewer may see, and those that may be brought back, as a policy of the table asks it. */
export const visiblePolicy = (
  blueprint: Blueprint,
  type: TypeBlueprint,
  deleted: DeletedRows = 'INCLUDE',
): Fragment => visibleBy(type, deleted, policyContext(blueprint, type, 0));

/** @param depth of looks inside of looks, whose aliases must differ */
function policyContext(blueprint: Blueprint, type: TypeBlueprint, depth: number): RuleSql {
  return {
    ...ruleContext(blueprint, type, 'joined', depth),
    visible: () => text('true'),
    related: (field, rule) => {
      const alias = `p${depth}`;
      const { target, from, on, through } = joinRelation(blueprint, type, field, alias);
      const context = policyContext(blueprint, target, depth + 1);
      const joined = through && policyContext(blueprint, through.type, depth + 1).present();
      // Of what may be brought back the policy shows deleted rows too.
      const holds = and(ruleSql(rule, context), asksToBeSeen(rule) ? context.present() : undefined);
      return fragment`exists (select 1 from ${from} where ${and(on, joined && bind(joined, through.alias), holds && bind(holds, alias))!})`;
    },
  };
}

const asksToBeSeen = (rule: AnyRule) => necessaryParts(rule).some(part => part.kind === 'visible');

/** What keeps a table's rules from being policies, each a sentence. */
export function policyProblems(blueprint: Blueprint): string[] {
  return Object.values(blueprint.types).flatMap(type => {
    const rules = [type.read, ...(type.softDelete ? [type.softDelete.restore] : [])];
    return rules.flatMap(rule => [
      ...hiddenLooks(blueprint, type, rule, rule),
      ...(leadsTo(blueprint, type, rule).has(type.table)
        ? [`The rule of table "${type.table}" looks at rows whose rule looks at rows of "${type.table}".`]
        : []),
    ]);
  });
}

/** Looks of a rule at rows that the viewer may not see. */
function hiddenLooks(blueprint: Blueprint, type: TypeBlueprint, whole: AnyRule, rule: AnyRule): string[] {
  const { rules = [], related } = ruleNames(rule);
  const deeper = rules.flatMap(each => hiddenLooks(blueprint, type, whole, each));
  if (!related) return deeper;
  const target = typeOf(blueprint, joinRelation(blueprint, type, related.relation, 'p').target.table);
  const isSeen = asksToBeSeen(related.rule) || isImplied(blueprint, type, whole, related);
  return [
    ...hiddenLooks(blueprint, target, related.rule, related.rule),
    ...(isSeen
      ? []
      : [
          `The rule of table "${type.table}" looks by "${related.relation}" at rows of "${target.table}" that the viewer may not see.`,
        ]),
  ];
}

/** Whether all that the target's rule asks is asked by the look, or known of the row that it starts from. */
function isImplied(
  blueprint: Blueprint,
  type: TypeBlueprint,
  whole: AnyRule,
  { relation, rule }: { readonly relation: string; readonly rule: AnyRule },
): boolean {
  const field = type.relations.find(each => each.field === relation)!;
  const target = typeOf(blueprint, field.target);
  const asked = necessaryParts(rule);
  const known = necessaryParts(whole);
  const equal = field.through ? equalColumns(blueprint, type, field) : [...field.pairs, ...field.implied];
  const follows = (part: AnyRule): boolean => {
    if (
      [...asked, ...known.filter(({ kind }) => kind === 'viewerHas')].some(each =>
        isDeepStrictEqual(each, part),
      )
    )
      return true;
    if (part.kind === 'any') return part.of.some(follows);
    if (part.kind !== 'inSet' && part.kind !== 'isViewers') return false;
    return equal.some(
      ({ own, target: column }) =>
        column === part.column && known.some(each => isDeepStrictEqual(each, { ...part, column: own })),
    );
  };
  const isPresent = !target.softDelete || asked.some(({ kind }) => kind === 'present');
  return isPresent && necessaryParts(target.read).every(follows);
}

/** The tables that a rule looks at, and those that their rules look at. */
function leadsTo(
  blueprint: Blueprint,
  type: TypeBlueprint,
  rule: AnyRule,
  found: Set<string> = new Set(),
): ReadonlySet<string> {
  const { rules = [], related } = ruleNames(rule);
  for (const each of rules) leadsTo(blueprint, type, each, found);
  if (!related) return found;
  const field = type.relations.find(each => each.field === related.relation)!;
  for (const table of [field.target, ...(field.through ? [field.through.table] : [])]) {
    if (found.has(table)) continue;
    found.add(table);
    leadsTo(blueprint, typeOf(blueprint, table), typeOf(blueprint, table).read, found);
  }
  leadsTo(blueprint, typeOf(blueprint, field.target), related.rule, found);
  return found;
}
