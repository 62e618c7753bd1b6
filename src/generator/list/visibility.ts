/**
 * Which rows of a table exist for the viewer: the table's rule, and what is deleted.
 * Every door (root, hop, node, filter, ordering, count, write) asks here, so that none forgets the rule.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { type AnyRule, type RuleSql, ruleSql } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, name, text } from '../sql/fragment.ts';
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

/** The condition of any rule over a row of the type; undefined where it always holds. */
export const compileRule = (blueprint: Blueprint, type: TypeBlueprint, rule: AnyRule): Fragment | undefined =>
  ruleSql(rule, ruleContext(blueprint, type, 0));

/** A value of the row that every statement carries about the viewer. @throws where it holds no such value */
export function viewerValue(blueprint: Blueprint, column: string): Fragment {
  return fragment`(select ${name(viewerColumn(blueprint, column).sqlName)} from ${name(blueprint.viewer.name)})`;
}

function viewerColumn({ viewer }: Blueprint, column: string) {
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
    related: (field, rule) => {
      const alias = `p${depth}`;
      const { target, from, on, through } = joinRelation(blueprint, type, field, alias);
      const holds = ruleSql(rule, ruleContext(blueprint, target, depth + 1));
      const joined = through && bind(visible(blueprint, through.type, 'EXCLUDE', depth + 1), through.alias);
      return fragment`exists (select 1 from ${from} where ${and(on, joined, holds && bind(holds, alias))!})`;
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
): { readonly target: TypeBlueprint; readonly from: Fragment; readonly on: Fragment } {
  const { target, from, on, through } = joinRelation(blueprint, typeOf(blueprint, table), field, alias);
  return {
    target,
    from,
    on: and(
      on,
      // A pair whose row is not visible does not connect.
      through && bind(visible(blueprint, through.type), through.alias),
      bind(visible(blueprint, target, deleted), alias),
    )!,
  };
}
