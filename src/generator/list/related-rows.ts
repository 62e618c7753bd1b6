/**
 * The rows that relations lead to, as the viewer sees them: of filters, orders, counts and pages alike.
 * Knows how rows of one tenant lead to each other; what a rule says is compiled elsewhere.
 */
import {
  type Blueprint,
  type RelationBlueprint,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import type { ColumnPair } from '../blueprint/shared-parts.ts';
import { necessaryParts, tenantPart } from '../blueprint/tenant.ts';
import type { AnyRule } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, or, text } from '../sql/fragment.ts';
import { columnSql, equalColumns, joinRelation, tiedPairs } from './join.ts';
import { compileRule, type DeletedRows, type RuleReads, visible, visibleBeside } from './visibility.ts';

/** A relation's rows as the viewer sees them: where they are read, and the conditions on them under the alias. */
export function joinVisible(
  blueprint: Blueprint,
  table: string,
  field: string,
  alias: string,
  deleted: DeletedRows = 'EXCLUDE',
): {
  readonly target: TypeBlueprint;
  readonly from: Fragment;
  readonly joined: Fragment;
  readonly on: Fragment;
} {
  const source = typeOf(blueprint, table);
  const { target, from, joined, on, through } = joinRelation(blueprint, source, field, alias);
  const relation = relationOf(source, field);
  const pair = through && visiblePair(blueprint, source, relation, { join: through, target: alias }, deleted);
  const rule = visibleAt(blueprint, { source, relation, alias }, deleted);
  return { target, from, joined, on: and(on, pair, rule)! };
}

/** Rows of a relation under an alias, met from a row of its source. */
export interface MetRows {
  readonly source: TypeBlueprint;
  readonly relation: RelationBlueprint;
  readonly alias: string;
}

/** That rows of a relation are visible, as a condition on them and on the row that leads to them. */
export function visibleAt(
  blueprint: Blueprint,
  { source, relation, alias }: MetRows,
  deleted: DeletedRows,
  reads?: RuleReads,
): Fragment {
  const target = typeOf(blueprint, relation.target);
  if (deleted !== 'EXCLUDE') return bind(visible(blueprint, target, deleted, reads), alias);
  return visibleBy(
    blueprint,
    { source, target, equal: equalColumns(blueprint, source, relation) },
    alias,
    reads,
  );
}

interface Way {
  readonly source: TypeBlueprint;
  readonly target: TypeBlueprint;
  /** Columns that are equal: of the source, and of the target. */
  readonly equal: readonly ColumnPair[];
}

/**
 * A row is of the viewer's tenants where one of the same tenant is: asked of the row that is at hand, it says nothing of where the
 * others lie, which PostgreSQL then looks for in one tenant, not in all that the viewer has.
 */
function visibleBy(
  blueprint: Blueprint,
  { source, target, equal }: Way,
  alias: string,
  reads?: RuleReads,
): Fragment {
  const part = tenantPart(target.read);
  const pair = part && equal.find(each => each.target === part.column);
  if (!pair) return bind(visible(blueprint, target, 'EXCLUDE', reads), alias);
  const rest = visibleBeside(blueprint, target, part, reads);
  return and(compileRule(blueprint, source, { ...part, column: pair.own }), rest && bind(rest, alias))!;
}

/** In statements that meet rows of join tables whose targets are deleted. */
export const deletedMark = '/* to deleted rows */';

/**
 * That the row of a join table is visible: a pair that is not does not connect. Where a deleted target is asked for,
 * what the pair's own rule says of that target is left to the rule of the target, which may bring it back.
 */
export function visiblePair(
  blueprint: Blueprint,
  source: TypeBlueprint,
  relation: RelationBlueprint,
  {
    join,
    target: alias,
  }: { readonly join: { readonly type: TypeBlueprint; readonly alias: string }; readonly target: string },
  deleted: DeletedRows,
): Fragment | undefined {
  const target = typeOf(blueprint, relation.target);
  const equal = tiedPairs(source, join.type, relation.through!);
  const whole = visibleBy(blueprint, { source, target: join.type, equal }, join.alias);
  if (deleted === 'EXCLUDE' || !target.softDelete) return whole;
  const rest = compileRule(blueprint, join.type, withoutTarget(join.type, relation, target));
  const said = blueprint.secured ? text(`true ${deletedMark}`) : undefined;
  const bound = and(rest && bind(rest, join.alias), said);
  if (deleted === 'ONLY') return bound;
  const mark = bind(columnSql(target, target.softDelete.column), alias);
  return or(whole, and(fragment`${mark} is not null`, bound));
}

/** A join table's rule without what it says of the target of a relation: that it is there, or in a set of the viewer. */
export function withoutTarget(
  join: TypeBlueprint,
  { pairs }: RelationBlueprint,
  target: TypeBlueprint,
): AnyRule {
  const leadsToTarget = (field: string) => {
    const relation = relationOf(join, field);
    return (
      relation.target === target.table &&
      relation.pairs.every(({ own, target: key }) => pairs.some(p => p.own === own && p.target === key))
    );
  };
  const isTarget = (column: string) =>
    pairs.some(pair => pair.own === column && pair.target === target.tenant);
  return {
    kind: 'all',
    of: necessaryParts(join.read).filter(
      part =>
        !(part.kind === 'related' && leadsToTarget(part.relation)) &&
        !(part.kind === 'inSet' && isTarget(part.column)),
    ),
  };
}
