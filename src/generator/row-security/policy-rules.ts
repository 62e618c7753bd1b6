/**
 * Rules as policies ask them. PostgreSQL holds a look at another table to that table's own policies: so a rule may look where the
 * other table's rule lets the viewer look, which has to be implied by what the rule itself asks there.
 * Knows what is implied, and what stands against a policy; what a rule means is the rule's own.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Blueprint,
  type RelationBlueprint,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { necessaryParts } from '../blueprint/tenant.ts';
import { columnSql, equal, equalColumns, fromTable, joinRelation } from '../list/join.ts';
import { withoutTarget } from '../list/related-rows.ts';
import { ruleContext, visibleBy } from '../list/visibility.ts';
import { type AnyRule, type RuleSql, ruleNames, ruleSql } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, literal, or, text } from '../sql/fragment.ts';
import { deletedSettingOf, type SecurityNames } from './sql-text.ts';

/**
 * The rows that the viewer may see, those that may be brought back, and of a join table what connects to such where that is asked
 * for, as a policy of the table asks it.
 */
export function visiblePolicy(blueprint: Blueprint, type: TypeBlueprint, names: SecurityNames): Fragment {
  const own = visibleBy(type, 'INCLUDE', policyContext(blueprint, type, 0));
  const connecting = or(...deletedEnds(blueprint, type).map(end => connects(blueprint, type, end)));
  const isAsked = fragment`(select current_setting(${literal(deletedSettingOf(names))}, true) = 'on')`;
  return connecting ? or(own, and(isAsked, connecting))! : own;
}

interface End {
  readonly relation: RelationBlueprint;
  readonly target: TypeBlueprint;
}

/** The many-to-many relations that a table joins which lead to rows that may be deleted. */
const deletedEnds = (blueprint: Blueprint, type: TypeBlueprint): End[] =>
  Object.values(blueprint.types)
    .flatMap(({ relations }) => relations)
    .filter(({ through }) => through?.table === type.table)
    .map(relation => ({ relation, target: typeOf(blueprint, relation.target) }))
    .filter(({ target }) => target.softDelete);

/** The row leads to a deleted row of which the target's own policy shows that it may be brought back. */
function connects(blueprint: Blueprint, type: TypeBlueprint, { relation, target }: End): Fragment {
  const mark = bind(columnSql(target, target.softDelete!.column), 'end');
  const where = and(equal(type, target, relation.pairs, 'end'), fragment`${mark} is not null`)!;
  const rest = ruleSql(withoutTarget(type, relation, target), policyContext(blueprint, type, 0));
  return and(rest, fragment`exists (select 1 from ${fromTable(target, 'end')} where ${where})`)!;
}

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
  const tables = [...new Set(blueprint.hooks.map(({ table }) => table))];
  return Object.values(blueprint.types).flatMap(type => {
    const rules = [type.read, ...(type.softDelete ? [type.softDelete.restore] : [])];
    return [
      ...rules.flatMap(rule => hiddenLooks(blueprint, type, rule, rule)),
      ...(tables.includes(type.table)
        ? [`Table "${type.table}" has hooks after writes, whose events hold what no viewer may read.`]
        : []),
      ...(tablesBehind(blueprint, type).has(type.table)
        ? [`The rule of table "${type.table}" looks at rows whose rule looks at rows of "${type.table}".`]
        : []),
    ];
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
  const field = relationOf(type, relation);
  const target = typeOf(blueprint, field.target);
  const asked = necessaryParts(rule);
  const known = necessaryParts(whole);
  const equals = field.through ? equalColumns(blueprint, type, field) : [...field.pairs, ...field.implied];
  const follows = (part: AnyRule): boolean => {
    if (
      [...asked, ...known.filter(({ kind }) => kind === 'viewerHas')].some(each =>
        isDeepStrictEqual(each, part),
      )
    )
      return true;
    if (part.kind === 'any') return part.of.some(follows);
    if (part.kind !== 'inSet' && part.kind !== 'isViewers') return false;
    return equals.some(
      ({ own, target: column }) =>
        column === part.column && known.some(each => isDeepStrictEqual(each, { ...part, column: own })),
    );
  };
  const isPresent = !target.softDelete || asked.some(({ kind }) => kind === 'present');
  return isPresent && necessaryParts(target.read).every(follows);
}

/** The tables that a table's policy looks at, and those that their policies look at. */
function tablesBehind(
  blueprint: Blueprint,
  type: TypeBlueprint,
  found = new Set<string>(),
): ReadonlySet<string> {
  const rules = [type.read, ...(type.softDelete ? [type.softDelete.restore] : [])];
  const looked = [
    ...rules.flatMap(rule => tablesIn(blueprint, type, rule)),
    ...deletedEnds(blueprint, type).map(({ target }) => target.table),
  ];
  for (const table of looked) {
    if (found.has(table)) continue;
    found.add(table);
    tablesBehind(blueprint, typeOf(blueprint, table), found);
  }
  return found;
}

/** The tables that a rule looks at. */
function tablesIn(blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule): string[] {
  const { rules = [], related } = ruleNames(rule);
  const within = rules.flatMap(each => tablesIn(blueprint, type, each));
  if (!related) return within;
  const { target, through } = relationOf(type, related.relation);
  const deeper = tablesIn(blueprint, typeOf(blueprint, target), related.rule);
  return [...within, target, ...(through ? [through.table] : []), ...deeper];
}
