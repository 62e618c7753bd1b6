/**
 * What a rule still has to ask of rows that are reached from a visible row: parts that the way there implies are dropped.
 * A widget of a visible dashboard is in a project that may be read, and on a dashboard that is not deleted.
 */
import {
  type Blueprint,
  type RelationBlueprint,
  relationOf,
  type TypeBlueprint,
} from '../blueprint/blueprint.ts';
import type { ColumnPair } from '../blueprint/shared-parts.ts';
import { necessaryParts } from '../blueprint/tenant.ts';
import type { AnyRule } from '../rules/rule.ts';
import { present } from '../rules/rule-parts.ts';
import { and, type Fragment, text } from '../sql/fragment.ts';
import { equalColumns } from './join.ts';
import { compileRule, type RuleReads } from './visibility.ts';

const remembered = new WeakMap<RelationBlueprint, Map<RuleReads, Fragment | undefined>>();

/**
 * The condition under which a row exists for the viewer that a relation leads to from a visible row, not deleted ones;
 * undefined where all of it is implied.
 */
export function visibleFrom(
  blueprint: Blueprint,
  source: TypeBlueprint,
  relation: RelationBlueprint,
  target: TypeBlueprint,
  reads: RuleReads = 'joined',
): Fragment | undefined {
  const known = remembered.get(relation) ?? new Map<RuleReads, Fragment | undefined>();
  remembered.set(relation, known);
  if (!known.has(reads)) known.set(reads, compileFrom(blueprint, source, relation, target, reads));
  return known.get(reads);
}

function compileFrom(
  blueprint: Blueprint,
  source: TypeBlueprint,
  relation: RelationBlueprint,
  target: TypeBlueprint,
  reads: RuleReads,
): Fragment | undefined {
  const equal = relation.through
    ? equalColumns(blueprint, source, relation)
    : [...relation.pairs, ...relation.implied];
  const rest = without(target.read, part => isImplied(part, { source, equal, target }));
  const read = rest && compileRule(blueprint, target, rest, reads);
  return and(read, compileRule(blueprint, target, present));
}

/** The condition of a rule and that the row exists for the viewer, without what the rule itself implies of that. */
export function visibleWith(blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule): Fragment {
  const held = necessaryParts(rule);
  const rest = without(type.read, part => follows(part, held));
  const condition = and(
    compileRule(blueprint, type, rule),
    rest && compileRule(blueprint, type, rest),
    compileRule(blueprint, type, present),
  );
  return condition ?? text('true');
}

/** Whether a single part of a rule holds of a row of which other parts hold. */
function follows(part: AnyRule, held: readonly AnyRule[]): boolean {
  switch (part.kind) {
    case 'isViewers':
      return held.some(
        other => other.kind === 'isViewers' && other.column === part.column && other.value === part.value,
      );
    case 'viewerHas':
      return held.some(
        other => (other.kind === 'isViewers' || other.kind === 'viewerHas') && other.value === part.value,
      );
    default:
      return false;
  }
}

interface Way {
  readonly source: TypeBlueprint;
  /** Columns that are equal: of the source, and of the target. */
  readonly equal: readonly ColumnPair[];
  readonly target: TypeBlueprint;
}

/** Whether a single part of the target's rule holds because the source is visible. */
function isImplied(part: AnyRule, way: Way): boolean {
  switch (part.kind) {
    case 'inSet': {
      const pair = way.equal.find(({ target }) => target === part.column);
      return (
        pair !== undefined &&
        necessaryParts(way.source.read).some(
          held => held.kind === 'inSet' && held.column === pair.own && held.set === part.set,
        )
      );
    }
    case 'viewerHas':
      return necessaryParts(way.source.read).some(
        held => held.kind === 'viewerHas' && held.value === part.value,
      );
    case 'related':
      return (part.rule.kind === 'present' || part.rule.kind === 'visible') && leadsBack(part.relation, way);
    default:
      return false;
  }
}

/** Whether a relation of the target leads to the row that it was reached from. */
function leadsBack(field: string, { source, equal, target }: Way): boolean {
  const back = relationOf(target, field);
  return (
    !back.many &&
    back.target === source.table &&
    back.pairs.every(pair => equal.some(({ own, target: key }) => own === pair.target && key === pair.own))
  );
}

/** Whether a rule holds, by what is known of its single parts. */
function holds(rule: AnyRule, isKnown: (part: AnyRule) => boolean): boolean {
  if (rule.kind === 'any') return rule.of.some(each => holds(each, isKnown));
  return rule.kind === 'all' ? rule.of.every(each => holds(each, isKnown)) : isKnown(rule);
}

/** A rule without the parts that hold anyway; undefined where nothing is left. */
function without(rule: AnyRule, isKnown: (part: AnyRule) => boolean): AnyRule | undefined {
  if (holds(rule, isKnown)) return undefined;
  if (rule.kind !== 'all') return rule;
  const of = rule.of.map(part => without(part, isKnown)).filter(part => part !== undefined);
  return of.length === 0 ? undefined : { kind: 'all', of };
}
