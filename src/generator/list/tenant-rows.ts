/**
 * The first rows of a table that belong to one of the viewer's tenants, in few look-ups whatever number of tenants the viewer has:
 * of few, each one's first rows are merged; of many, the first rows of all tenants are looked through before.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { necessaryParts, tenantPart } from '../blueprint/tenant.ts';
import type { AnyRule } from '../rules/rule.ts';
import { and, bind, type Fragment, fragment, join, name, rowColumn, text } from '../sql/fragment.ts';
import { fromTable } from './join.ts';
import type { OrderKey } from './ordering.ts';
import { compileRule, probing, viewerColumn, viewerValue } from './visibility.ts';

/** The rows that are cut from a table. */
export interface TableRows {
  readonly type: TypeBlueprint;
  readonly alias: string;
  /** What the client asks of them, bound to the alias. */
  readonly asked: Fragment | undefined;
  /** From which cursor on, bound to the alias. */
  readonly within: Fragment | undefined;
  readonly order: readonly OrderKey[];
  /** `order by … limit …` of so many, bound to the alias. */
  first(rows: number): Fragment;
  readonly limit: number;
  /** The same rows, cut of all that the viewer may see. */
  plain(): Fragment;
}

/** By which column rows belong to tenants, which of them are the viewer's, and what else is asked of visible rows. */
interface OfTenants {
  readonly column: string;
  readonly set: string;
  readonly rest: Fragment | undefined;
}

/** A select of the rows, in their order. */
export function tenantRows(blueprint: Blueprint, rows: TableRows): Fragment {
  const part = ofTenants(blueprint, rows);
  if (!part) return rows.plain();
  const { type, order, asked } = rows;
  const all = hasIndex(type, [part.column], order) ? mergedRows(blueprint, rows, part) : rows.plain();
  const { elements } = viewerColumn(blueprint, part.set);
  if (elements === undefined || asked || !hasIndex(type, [], order)) return all;
  return soughtRows(rows, part, text(elements), all);
}

/** Each tenant's first rows by its index. Only tenants whose very first row is among the first of all can have rows on the page. */
function mergedRows(
  blueprint: Blueprint,
  { type, alias, asked, within, order, first, limit }: TableRows,
  { column, set, rest }: OfTenants,
): Fragment {
  const from = fromTable(type, alias);
  const tenant = bind(fragment`${rowColumn(sqlNameOf(type, column))} = "tenant"."id"`, alias);
  const where = and(tenant, rest, and(asked, within))!;
  const keys = join(
    [...new Set(order.map(key => key.column.sqlName))].map(key => bind(rowColumn(key), alias)),
    ', ',
  );
  const tenants = fragment`(select "tenant"."id" from unnest(${viewerValue(blueprint, set)}) as "tenant" ("id")
    cross join lateral (select ${keys} from ${from} where ${where} ${first(1)}) as ${name(alias)} ${first(limit)}) as "tenant"`;
  return fragment`select ${name(alias)}.* from ${tenants}
    cross join lateral (select ${name(alias)}.* from ${from} where ${where} ${first(limit)}) as ${name(alias)} ${first(limit)}`;
}

/** How many rows are looked through for each that is wanted, and how many tenants are many. */
const patience = 8;

/**
 * For a viewer of many tenants the first rows of all tenants are looked through, no more than there are tenants to look into:
 * who sees much finds the page among them. Where it is not whole, `all` is read as well.
 */
function soughtRows(
  { type, alias, within, first, limit }: TableRows,
  { column, rest }: OfTenants,
  elements: Fragment,
  all: Fragment,
): Fragment {
  const many = text(String(patience * limit));
  const wanted = text(String(limit));
  const own = name(alias);
  const every = fragment`select ${own}.* from ${fromTable(type, alias)}${within ? fragment` where ${within}` : []} ${first(patience * limit)}`;
  const hasMany = fragment`(select count(*) from (${elements} limit ${many}) as "tenant") >= ${many}`;
  const tenant = bind(rowColumn(sqlNameOf(type, column)), alias);
  const isMine = fragment`exists (select 1 from (${elements}) as "tenant" ("id") where "tenant"."id" = ${tenant}${probing})`;
  const found = fragment`select ${own}.* from (${every}) as ${own} where ${and(hasMany, isMine, rest)!} ${first(limit)}`;
  const isWhole = fragment`(select count(*) from "found") >= ${wanted}`;
  return fragment`with "found" as materialized (${found})
    select ${own}.* from (select * from "found" where ${isWhole} union all select * from (${all}) as "all" where not ${isWhole}) as ${own} ${first(limit)}`;
}

function ofTenants(blueprint: Blueprint, { type, alias }: TableRows): OfTenants | undefined {
  const part = tenantPart(type.read);
  if (!part) return undefined;
  const others = necessaryParts(type.read).filter(other => other !== part);
  const rule: AnyRule = { kind: 'all', of: [...others, { kind: 'present' }] };
  const rest = compileRule(blueprint, type, rule);
  return { column: part.column, set: part.set, rest: rest && bind(rest, alias) };
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
