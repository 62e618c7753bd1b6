/**
 * The rows of a page, cut before anything is joined to them: one row costs what is selected of it, however many there are.
 */
import { type Blueprint, relationOf, typeOf } from '../blueprint/blueprint.ts';
import { and, bind, type Fragment, fragment, join, name, text } from '../sql/fragment.ts';
import { listed } from './candidates.ts';
import type { ListSql } from './compile-list.ts';
import { visibleFrom } from './implied-rule.ts';
import { fromTable, joinRelation } from './join.ts';
import type { ListSpec } from './list-spec.ts';
import { tenantRows } from './tenant-rows.ts';
import { visible, visiblePair } from './visibility.ts';

/** The page of a list that is asked for. */
export interface PageQuery {
  readonly spec: ListSpec;
  readonly sql: ListSql;
  /** The alias under which the rows are read. */
  readonly alias: string;
  readonly limit: number;
}

/** The row that a list hangs on. */
export interface Parent {
  readonly alias: string;
  /** Whether it is known to be visible and not deleted. */
  readonly present: boolean;
}

/** `(select … order by … limit …) as alias`: all columns of the page's rows, in their order. */
export function pageRows(blueprint: Blueprint, query: PageQuery, parent: Parent | undefined): Fragment {
  const { spec, sql, alias, limit } = query;
  const [asked, within] = [sql.asked, sql.within].map(condition => condition && bind(condition, alias));
  const order = join(
    sql.orderBy.map(item => bind(item, alias)),
    ', ',
  );
  const first = (rows: number) => fragment`order by ${order} limit ${text(String(rows))}`;
  const cut = (from: Fragment, condition: Fragment) =>
    fragment`select ${name(alias)}.* from ${from} where ${and(condition, and(asked, within))!} ${first(limit)}`;
  const as = (select: Fragment) => fragment`(${select}) as ${name(alias)}`;
  if (spec.source.kind === 'relation') {
    const { from, on } = related(blueprint, spec, alias, parent!);
    return as(cut(from, on));
  }
  const type = typeOf(blueprint, spec.table);
  const plain = () => cut(fromTable(type, alias), bind(listed(blueprint, type, spec.deleted), alias));
  if (spec.deleted !== 'EXCLUDE') return as(plain());
  return as(tenantRows(blueprint, { type, alias, asked, within, order: spec.order, first, limit, plain }));
}

function related(
  blueprint: Blueprint,
  { source, deleted }: ListSpec,
  alias: string,
  parent: Parent,
): { readonly from: Fragment; readonly on: Fragment } {
  if (source.kind !== 'relation') throw new Error('Only a relation hangs on a row.');
  const type = typeOf(blueprint, source.table);
  const relation = relationOf(type, source.field);
  const { target, from, on, through } = joinRelation(blueprint, type, source.field, alias);
  const rule =
    parent.present && deleted === 'EXCLUDE'
      ? visibleFrom(blueprint, type, relation, target)
      : visible(blueprint, target, deleted);
  const pair = through && visiblePair(blueprint, relation, { join: through, target: alias }, deleted);
  return { from, on: and(bind(on, parent.alias), pair, rule && bind(rule, alias))! };
}
