/**
 * The rows of a page, cut before anything is joined to them: one row costs what is selected of it, however many there are.
 */
import { type Blueprint, relationOf, typeOf } from '../blueprint/blueprint.ts';
import { and, bind, type Fragment, fragment, join, name, text } from '../sql/fragment.ts';
import { listed } from './candidates.ts';
import type { ListSql } from './compile-list.ts';
import { distinctRows } from './distinct-rows.ts';
import { visibleFrom } from './implied-rule.ts';
import { hasIndex } from './index-order.ts';
import { fromTable, joinRelation, rowSql, tiedPairs } from './join.ts';
import type { ListSpec } from './list-spec.ts';
import { visibleAt, visiblePair } from './related-rows.ts';
import { tenantRows } from './tenant-rows.ts';

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
  const type = typeOf(blueprint, spec.table);
  const { distinct } = sql;
  const cut = (from: Fragment, condition: Fragment) => {
    if (!distinct)
      return fragment`select ${rowSql(type, alias)} from ${from} where ${and(condition, and(asked, within))!} ${first(limit)}`;
    const rows = distinctRows(type, distinct, { alias, from, where: and(condition, asked)! });
    const all = fragment`(${rows}) as ${name(alias)}`;
    return fragment`select ${rowSql(type, alias)} from ${all}${within ? fragment` where ${within}` : []} ${first(limit)}`;
  };
  const as = (select: Fragment) => fragment`(${select}) as ${name(alias)}`;
  if (spec.source.kind === 'relation') {
    const { from, on } = related(blueprint, spec, alias, parent!);
    return as(cut(from, on));
  }
  const plain = () => cut(fromTable(type, alias), bind(listed(blueprint, type, spec.deleted), alias));
  if (spec.deleted !== 'EXCLUDE' || distinct) return as(plain());
  const { tenant } = sql;
  return as(
    tenantRows(blueprint, { type, alias, asked, tenant, within, order: spec.order, first, limit, plain }),
  );
}

function related(
  blueprint: Blueprint,
  { source, order, deleted }: ListSpec,
  alias: string,
  parent: Parent,
): { readonly from: Fragment; readonly on: Fragment } {
  if (source.kind !== 'relation') throw new Error('Only a relation hangs on a row.');
  const type = typeOf(blueprint, source.table);
  const relation = relationOf(type, source.field);
  const { target, from, on, through } = joinRelation(blueprint, type, source.field, alias);
  const met = { source: type, relation, alias };
  const rule = () => {
    const equal = new Set(tiedPairs(type, target, relation).map(pair => pair.target));
    const reads = !through && hasIndex(target, equal, order) ? 'probed' : 'joined';
    if (!parent.present || deleted !== 'EXCLUDE') return visibleAt(blueprint, met, deleted, reads);
    const rest = visibleFrom(blueprint, type, relation, target, reads);
    return rest && bind(rest, alias);
  };
  const pair = through && visiblePair(blueprint, type, relation, { join: through, target: alias }, deleted);
  return { from, on: bind(and(on, pair, rule())!, parent.alias) };
}
