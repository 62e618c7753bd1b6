/**
 * The first rows of a table that belong to one of the viewer's tenants, in few look-ups whatever number of tenants the viewer has:
 * of few, each one's first rows are merged; of many, the first rows of all tenants are looked through before.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { tenantPart } from '../blueprint/tenant.ts';
import { and, bind, type Fragment, fragment, name, rowColumn, text } from '../sql/fragment.ts';
import { hasIndex, reservedIndex } from './index-order.ts';
import { fromTable, rowSql } from './join.ts';
import type { OrderKey } from './ordering.ts';
import { probing, viewerColumn, viewerValue, visibleBeside } from './visibility.ts';

/** The rows that are cut from a table. */
export interface TableRows {
  readonly type: TypeBlueprint;
  readonly alias: string;
  /** What the client asks of them, bound to the alias. */
  readonly asked: Fragment | undefined;
  /** The part of it that asks for one tenant, not bound. */
  readonly tenant: Fragment | undefined;
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
  const all = hasIndex(type, new Set([part.column]), order)
    ? mergedRows(blueprint, rows, part)
    : rows.plain();
  const many = manyTenants(blueprint, part.set);
  const reserved = reservedIndex(type, order);
  return many && !asked && reserved ? soughtRows(rows, reserved, part, many, all) : all;
}

/** How many rows of each tenant are read before it is known whose rows the page has. */
const beginning = 4;

/**
 * Each tenant's first rows by its index: a few of every tenant, and a page of those only whose few are all among the first,
 * as more of theirs may be. The others have no further rows on the page.
 */
function mergedRows(
  blueprint: Blueprint,
  { type, alias, asked, tenant, within, first, limit }: TableRows,
  { column, set, rest }: OfTenants,
): Fragment {
  const own = name(alias);
  const unbound = rowColumn(sqlNameOf(type, column));
  const [key, id] = [bind(unbound, alias), bind(unbound, 'tenant')];
  const where = and(fragment`${key} = ${id}`, rest, and(asked, within))!;
  const ofEach = (rows: number) =>
    fragment`cross join lateral (select ${rowSql(type, alias)} from ${fromTable(type, alias)} where ${where} ${first(rows)}) as ${own}`;
  // Of a single tenant all are read at once.
  const few = tenant ? limit : Math.min(beginning, limit);
  const tenants = fragment`unnest(${viewerValue(blueprint, set)}) as "tenant" (${name(sqlNameOf(type, column))})`;
  const only = tenant ? fragment`where ${bind(tenant, 'tenant')} ` : [];
  const begun = fragment`select ${own}.* from ${tenants} ${ofEach(few)} ${only}${first(limit)}`;
  if (few === limit) return begun;
  const has = text(`count(*) >= ${few}`);
  return fragment`with "begun" as materialized (${begun}),
      "unfinished" as materialized (select ${key} from "begun" as ${own} group by ${key} having ${has})
    select ${own}.* from (
      select ${own}.* from "begun" as ${own} where not exists (select 1 from "unfinished" where ${bind(unbound, 'unfinished')} = ${key})
      union all select ${own}.* from "unfinished" as "tenant" ${ofEach(limit)}) as ${own} ${first(limit)}`;
}

/** How many rows of all tenants are looked through for each that is wanted. */
const patience = 8;

/**
 * For a viewer of many tenants the first rows of all tenants are looked through: who sees much finds the page among them.
 * Where it is not whole, `all` is read as well.
 */
function soughtRows(
  { type, alias, within, first, limit }: TableRows,
  reserved: Fragment,
  { column, rest }: OfTenants,
  { elements, areMany }: ManyTenants,
  all: Fragment,
): Fragment {
  const wanted = text(String(limit));
  const own = name(alias);
  const every = fragment`select ${rowSql(type, alias)} from ${fromTable(type, alias)} where ${and(bind(reserved, alias), within)!} ${first(patience * limit)}`;
  const tenant = bind(rowColumn(sqlNameOf(type, column)), alias);
  const isMine = fragment`exists (select 1 from (${elements}) as "tenant" ("id") where "tenant"."id" = ${tenant}${probing})`;
  const found = fragment`select ${own}.* from (${every}) as ${own} where ${and(areMany, isMine, rest)!} ${first(limit)}`;
  const isWhole = fragment`(select count(*) from "found") >= ${wanted}`;
  return fragment`with "found" as materialized (${found})
    select ${own}.* from (select * from "found" where ${isWhole} union all select * from (${all}) as "all" where not ${isWhole}) as ${own} ${first(limit)}`;
}

/** How one of many tenants is looked for without reading all, and whether there are many. */
interface ManyTenants {
  readonly elements: Fragment;
  readonly areMany: Fragment;
}

/** Undefined where the viewer's row does not tell. */
function manyTenants(blueprint: Blueprint, set: string): ManyTenants | undefined {
  const { columns } = blueprint.viewer;
  const { elements } = viewerColumn(blueprint, set);
  const [start, column] = Object.entries(columns).find(([, { firstOf }]) => firstOf?.set === set) ?? [];
  if (elements === undefined || !start) return undefined;
  const size = text(String(column!.firstOf!.size));
  return {
    elements: text(elements),
    areMany: fragment`cardinality(${viewerValue(blueprint, start)}) >= ${size}`,
  };
}

function ofTenants(blueprint: Blueprint, { type, alias }: TableRows): OfTenants | undefined {
  const part = tenantPart(type.read);
  if (!part) return undefined;
  const rest = visibleBeside(blueprint, type, part, 'probed');
  return { column: part.column, set: part.set, rest: rest && bind(rest, alias) };
}
