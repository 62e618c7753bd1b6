/**
 * The rows of a page, cut before anything is joined to them: one row costs what is selected of it, however many there are.
 * Where the viewer's tenants have an index in the order asked for, the first rows of each are merged.
 */
import { type Blueprint, relationOf, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { necessaryParts } from '../blueprint/tenant.ts';
import type { AnyRule } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, join, name, rowColumn, text } from '../sql/fragment.ts';
import type { ListSql } from './compile-list.ts';
import { visibleFrom } from './implied-rule.ts';
import { fromTable, joinRelation } from './join.ts';
import type { ListSpec } from './list-spec.ts';
import type { OrderKey } from './ordering.ts';
import { compileRule, viewerValue, visible, visiblePair } from './visibility.ts';

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
  const { spec, sql, alias } = query;
  const rest = and(sql.asked, sql.within);
  const bound = rest && bind(rest, alias);
  const order = join(
    sql.orderBy.map(item => bind(item, alias)),
    ', ',
  );
  const first = (rows: number) => fragment`order by ${order} limit ${text(String(rows))}`;
  const ordered = first(query.limit);
  if (spec.source.kind === 'relation') {
    const { from, on } = related(blueprint, spec, alias, parent!);
    return fragment`(select ${name(alias)}.* from ${from} where ${and(on, bound)!} ${ordered}) as ${name(alias)}`;
  }
  const type = typeOf(blueprint, spec.table);
  const set = mergedSet(type, spec);
  const from = fromTable(type, alias);
  if (!set) {
    const rows = bind(visible(blueprint, type, spec.deleted), alias);
    return fragment`(select ${name(alias)}.* from ${from} where ${and(rows, bound)!} ${ordered}) as ${name(alias)}`;
  }
  const { column, rule } = set;
  const inner = compileRule(blueprint, type, rule);
  const mark = type.softDelete && fragment`${rowColumn(sqlNameOf(type, type.softDelete.column))} is null`;
  const tenant = fragment`${rowColumn(sqlNameOf(type, column.key))} = "tenant"."id"`;
  const where = and(bind(tenant, alias), inner && bind(inner, alias), mark && bind(mark, alias), bound)!;
  const keys = join(
    [...new Set(spec.order.map(key => key.column.sqlName))].map(key => bind(rowColumn(key), alias)),
    ', ',
  );
  // Only tenants whose first row is among the first of all can have rows on the page: of all others one row is looked at.
  const tenants = fragment`(select "tenant"."id" from unnest(${viewerValue(blueprint, column.set)}) as "tenant" ("id")
    cross join lateral (select ${keys} from ${from} where ${where} ${first(1)}) as ${name(alias)} ${ordered}) as "tenant"`;
  return fragment`(select ${name(alias)}.* from ${tenants}
    cross join lateral (select ${name(alias)}.* from ${from} where ${where} ${ordered}) as ${name(alias)} ${ordered}) as ${name(alias)}`;
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

/** The set of the viewer's tenants by which a list is merged, and what its rule asks beside it. */
function mergedSet(
  type: TypeBlueprint,
  { deleted, order }: ListSpec,
): { readonly column: { readonly key: string; readonly set: string }; readonly rule: AnyRule } | undefined {
  if (deleted !== 'EXCLUDE') return undefined;
  const parts = necessaryParts(type.read);
  const part = parts.find(candidate => candidate.kind === 'inSet');
  if (part?.kind !== 'inSet' || !hasIndex(type, [part.column], order)) return undefined;
  return {
    column: { key: part.column, set: part.set },
    rule: { kind: 'all', of: parts.filter(other => other !== part) },
  };
}

/** Whether rows with equal values of some columns lie in an index in the order asked for. */
function hasIndex(type: TypeBlueprint, equal: readonly string[], order: readonly OrderKey[]): boolean {
  const [first] = order;
  const isPlain = order.every(
    key =>
      key.relations.length === 0 && key.descending === first!.descending && key.nullsFirst === key.descending,
  );
  if (!isPlain) return false;
  const keys = [...equal, ...order.map(({ column }) => column.key)];
  return type.indexes.some(index => keys.every((key, i) => index[i] === key));
}
