/**
 * Which rows of a table exist for the viewer: the table's rule, and what is deleted.
 * Every door (root, hop, node, filter, ordering, count, write) asks here, so that none forgets the rule.
 */
import {
  type Blueprint,
  type RelationBlueprint,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { necessaryParts } from '../blueprint/tenant.ts';
import { type AnyRule, type RuleSql, ruleSql } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, name, or, text } from '../sql/fragment.ts';
import { columnSql, joinRelation } from './join.ts';

/** Which rows to include with regard to deletion. */
export type DeletedRows = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

const compiled = new WeakMap<TypeBlueprint, Map<string, Fragment>>();

/** The condition under which a row of the type exists for the viewer; the same object each time. */
export function visible(
  blueprint: Blueprint,
  type: TypeBlueprint,
  deleted: DeletedRows = 'EXCLUDE',
  depth = 0,
): Fragment {
  const known = compiled.get(type) ?? new Map<string, Fragment>();
  compiled.set(type, known);
  const key = `${deleted} ${depth}`;
  const condition = known.get(key) ?? compileVisible(blueprint, type, deleted, depth);
  known.set(key, condition);
  return condition;
}

function compileVisible(
  blueprint: Blueprint,
  type: TypeBlueprint,
  deleted: DeletedRows,
  depth: number,
): Fragment {
  const context = ruleContext(blueprint, type, depth);
  const read = ruleSql(type.read, context) ?? always;
  if (!type.softDelete) return read;
  const mark = columnSql(type, type.softDelete.column);
  const present = fragment`(${read} and ${mark} is null)`;
  if (deleted === 'EXCLUDE') return present;
  const restore = ruleSql(type.softDelete.restore, context) ?? always;
  const restorable = fragment`(${restore} and ${mark} is not null)`;
  return deleted === 'ONLY' ? restorable : fragment`(${present} or ${restorable})`;
}

const always = text('true');

/**
 * Looks one row up by its key, each time. What cannot be joined PostgreSQL would otherwise read whole into a hash table,
 * by an estimate of how often it is asked that knows nothing of the page's limit.
 */
export const probing = text(' offset 0');

/** The condition of any rule over a row of the type; undefined where it always holds. */
export const compileRule = (blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule): Fragment | undefined =>
  ruleSql(rule, ruleContext(blueprint, type, 0));

/** A value of the row that every statement carries about the viewer. @throws where it holds no such value */
export function viewerValue(blueprint: Blueprint, column: string): Fragment {
  const { sqlName, from = blueprint.viewer.name } = viewerColumn(blueprint, column);
  return fragment`(select ${name(sqlName)} from ${name(from)})`;
}

export function viewerColumn({ viewer }: Blueprint, column: string) {
  const found = viewer.columns[column];
  if (!found) throw new Error(`The row "${viewer.name}" has no "${column}".`);
  return found;
}

/** @param depth of rules inside of rules, whose aliases must differ */
function ruleContext(blueprint: Blueprint, type: TypeBlueprint, depth: number): RuleSql {
  return {
    column: key => columnSql(type, key),
    viewer: column => viewerValue(blueprint, column),
    setType: column => viewerColumn(blueprint, column).sqlType,
    present: () => type.softDelete && fragment`${columnSql(type, type.softDelete.column)} is null`,
    visible: () => visible(blueprint, type, 'EXCLUDE', depth),
    related: (field, rule, isOptional) => {
      const alias = `p${depth}`;
      const { target, from, on, through } = joinRelation(blueprint, type, field, alias);
      const holds = ruleSql(rule, ruleContext(blueprint, target, depth + 1));
      const joined = through && bind(visible(blueprint, through.type, 'EXCLUDE', depth + 1), through.alias);
      const where = and(on, joined, holds && bind(holds, alias))!;
      const probe = isOptional && !relationOf(type, field).many;
      return fragment`exists (select 1 from ${from} where ${where}${probe ? probing : []})`;
    },
  };
}

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
  const pair =
    through && visiblePair(blueprint, relationOf(source, field), { join: through, target: alias }, deleted);
  return { target, from, joined, on: and(on, pair, bind(visible(blueprint, target, deleted), alias))! };
}

/**
 * That the row of a join table is visible: a pair that is not does not connect. Where a deleted target is asked for,
 * what the pair's own rule says of that target is left to the rule of the target, which may bring it back.
 */
export function visiblePair(
  blueprint: Blueprint,
  relation: RelationBlueprint,
  {
    join,
    target: alias,
  }: { readonly join: { readonly type: TypeBlueprint; readonly alias: string }; readonly target: string },
  deleted: DeletedRows,
): Fragment | undefined {
  const target = typeOf(blueprint, relation.target);
  const whole = bind(visible(blueprint, join.type), join.alias);
  if (deleted === 'EXCLUDE' || !target.softDelete) return whole;
  const rest = compileRule(blueprint, join.type, withoutTarget(join.type, relation, target));
  const bound = rest && bind(rest, join.alias);
  if (deleted === 'ONLY') return bound;
  const mark = bind(columnSql(target, target.softDelete.column), alias);
  return or(whole, and(fragment`${mark} is not null`, bound));
}

/** A join table's rule without what it says of the target of a relation: that it is there, or in a set of the viewer. */
function withoutTarget(join: TypeBlueprint, { pairs }: RelationBlueprint, target: TypeBlueprint): AnyRule {
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
