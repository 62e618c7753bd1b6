/**
 * A list as Drizzle's query builder and the resolvers take it: its query, its count, and its page of the rows read.
 * The same arguments give the same object within a request, so that planning and resolving agree.
 */
import { getTableName, type SQL, type Table } from 'drizzle-orm';
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { and, bind, type Fragment, fragment, join } from '../sql/fragment.ts';
import { compileList, type ListSql } from './compile-list.ts';
import type { CountName } from './counts.ts';
import { type CursorValues, encodeCursor } from './cursor.ts';
import { columnSql } from './join.ts';
import type { ListSpec } from './list-spec.ts';
import { pageRows } from './page-rows.ts';
import { ofParentsTenant, parentAlias } from './relational-rows.ts';
import { type AskedOfAll, totalsSql } from './totals-read.ts';
import { ofViewersTenants } from './visibility.ts';

/** The member under which a row carries the values of its cursor; no column can have this name. */
export const cursorMember = '@cursor';

type ReadRow = Readonly<Record<string, unknown>>;

export interface ConnectionRead {
  readonly spec: ListSpec;
  readonly table: string;
  /** The configuration of Drizzle's relational query for the page, one row longer than the page. */
  readonly query: {
    readonly where: { readonly RAW: (row: Table) => SQL };
    readonly orderBy: (row: Table) => SQL[];
    readonly limit: number;
  };
  /** What the query selects in addition where cursors are asked for. */
  readonly cursorExtras: { readonly [cursorMember]: (row: Table) => SQL };
  /** The relation's key in the query of its parent: one for each set of arguments, so that aliases never collide. */
  readonly relationKey: string;
  countKey(name: CountName): string;
  /**
   * How many rows the filter leaves, whatever the page; for a relation, given the parent's row.
   * The same functions for the same read: Pothos merges selections of which they are equal, and drops others.
   */
  readonly counts: Readonly<Record<CountName, (parent?: Table) => SQL>>;
  readonly asked: AskedOfAll;
  readonly totalsKey: string;
  /** What is asked about all rows, as `readTotals` takes it. */
  readonly totals: (parent?: Table) => SQL;
  /** The page of the rows read. */
  page(rows: readonly ReadRow[]): ConnectionPage;
}

export interface ConnectionPage {
  readonly rows: readonly ReadRow[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursor(row: ReadRow): string;
}

/** What a list is narrowed to further, and what is asked about it then. */
interface Narrowed {
  readonly only: Fragment;
  readonly asked: AskedOfAll;
}

/** Prepares a list for reading. `index` tells sets of arguments of one relation apart. */
export function connectionReadOf(
  blueprint: Blueprint,
  spec: ListSpec,
  index: number,
  { only, asked = { aggregates: [], groups: [] } }: Partial<Narrowed> = {},
): ConnectionRead {
  const { source, table } = spec;
  const list = compileList(blueprint, spec, only);
  // One row more than the page tells whether there are any beyond it.
  const limit = spec.page.size + 1;
  const name = source.kind === 'relation' ? `${source.field}@${index}` : '';
  return {
    spec,
    table,
    relationKey: name,
    countKey: count => `${name}#${count}`,
    query: {
      where: { RAW: row => toDrizzle(isOnPage(blueprint, spec, list, limit, getTableName(row))) },
      orderBy: row => list.orderBy.map(item => toDrizzle(item, getTableName(row))),
      limit,
    },
    cursorExtras: { [cursorMember]: row => toDrizzle(list.cursor, getTableName(row)) },
    counts: {
      totalCount: countOf(list.counts.totalCount),
      totalCountEstimate: countOf(list.counts.totalCountEstimate),
    },
    asked,
    totalsKey: `${name}#totals`,
    totals: parent => toDrizzle(totalsSql(blueprint, table, list, asked), parent && getTableName(parent)),
    page: rows => pageOf(rows, spec),
  };
}

const countOf = (count: Fragment) => (parent?: Table) => toDrizzle(count, parent && getTableName(parent));

/**
 * The row is of the page. The page is cut before Drizzle's laterals are joined to its rows: they would be computed for
 * every row that could be on it.
 */
function isOnPage(
  blueprint: Blueprint,
  spec: ListSpec,
  sql: ListSql,
  limit: number,
  alias: string,
): Fragment {
  const type = typeOf(blueprint, spec.table);
  const parent = { alias: parentAlias(alias), present: false };
  const page = pageRows(blueprint, { spec, sql, alias: 'page', limit }, parent);
  return and(hasKeyOf(type, page, alias), ofTenant(blueprint, spec, alias))!;
}

function hasKeyOf(type: TypeBlueprint, page: Fragment, alias: string): Fragment {
  const keys = type.key.map(key => columnSql(type, key));
  const [key] = keys;
  if (keys.length === 1)
    return fragment`${bind(key!, alias)} = any(array(select ${bind(key!, 'page')} from ${page}))`;
  const all = join(keys, ', ');
  return fragment`(${bind(all, alias)}) in (select ${bind(all, 'page')} from ${page})`;
}

/** Whose the row is, which its key does not say to a database that is spread by tenant: the parent's, or else one of the viewer's. */
function ofTenant(
  blueprint: Blueprint,
  { source, table, deleted }: ListSpec,
  alias: string,
): Fragment | undefined {
  const parents =
    source.kind === 'relation'
      ? ofParentsTenant(blueprint, typeOf(blueprint, source.table), source.field, alias)
      : undefined;
  const viewers = ofViewersTenants(blueprint, typeOf(blueprint, table), deleted);
  return parents ?? (viewers && bind(viewers, alias));
}

function pageOf(rows: readonly ReadRow[], { page, ordering }: ListSpec): ConnectionPage {
  const isLonger = rows.length > page.size;
  const kept = isLonger ? rows.slice(0, page.size) : rows;
  return {
    rows: page.backward ? [...kept].reverse() : kept,
    // Beyond a cursor lies its own row; on the side that the page grows to, what the extra row shows.
    hasNextPage: page.before !== undefined || (!page.backward && isLonger),
    hasPreviousPage: page.after !== undefined || (page.backward && isLonger),
    cursor: row => encodeCursor(ordering, row[cursorMember] as CursorValues),
  };
}
