/**
 * One list as it is asked for: filter, order and page made into a relational query, its count, and its cursors.
 * The same arguments give the same object within a request, so that planning and resolving agree.
 */
import { and, type SQL, sql, type Table } from 'drizzle-orm';
import { compileOrdering, orderByItems } from './compile-ordering.ts';
import { compileWhere, type Where } from './compile-where.ts';
import { type CursorValues, cursorValuesSql, encodeCursor, orderingName } from './cursor.ts';
import { type Page, type PageArguments, parsePage, withinPage } from './page.ts';
import { throughVisible } from './through.ts';
import { type DeletedRows, fromTable, joinRelation, type SqlScope, tableAs, visible } from './visibility.ts';

export interface ConnectionArguments extends PageArguments {
  readonly where?: Where | null;
  readonly orderBy?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly deleted?: DeletedRows | null;
}

/** The list of a root field, or of a relation of a type. */
export type ConnectionSource =
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'relation'; readonly table: string; readonly field: string };

/** The member under which a row carries the values of its cursor; no column can have this name. */
export const cursorMember = '@cursor';

type ReadRow = Readonly<Record<string, unknown>>;

export interface ConnectionRead {
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
  readonly countKey: string;
  /** How many rows the filter leaves, whatever the page; for a relation, given the parent's row. */
  count(parent?: Table): SQL;
  /** The page of the rows read. */
  page(rows: readonly ReadRow[]): ConnectionPage;
}

export interface ConnectionPage {
  readonly rows: readonly ReadRow[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursor(row: ReadRow): string;
}

/**
 * Compiles a list. `index` tells sets of arguments of one relation apart; `only` narrows the list further.
 * @throws BAD_USER_INPUT
 */
export function compileConnection(
  scope: SqlScope,
  source: ConnectionSource,
  args: ConnectionArguments,
  index: number,
  only?: (row: Table) => SQL,
): ConnectionRead {
  const table = targetOf(scope, source);
  const keys = compileOrdering(scope, table, args.orderBy);
  const ordering = orderingName(table, keys);
  const page = parsePage(args, ordering, keys);
  const deleted = args.deleted ?? 'EXCLUDE';
  const filter = (row: Table) =>
    and(
      visible(scope, table, row, deleted),
      args.where ? compileWhere(scope, table, row, args.where) : undefined,
      only?.(row),
      source.kind === 'relation' ? throughVisible(scope, source.table, source.field, row) : undefined,
    )!;
  // A filter that cannot be compiled is an error of this field, not of the statement built from it later.
  if (args.where) compileWhere(scope, table, tableAs(scope, table, 'd0'), args.where);
  return {
    table,
    relationKey: source.kind === 'relation' ? `${source.field}@${index}` : '',
    countKey: source.kind === 'relation' ? `${source.field}@${index}#` : '',
    query: {
      where: { RAW: row => and(filter(row), withinPage(page, keys, row))! },
      orderBy: row => orderByItems(keys, row, page.backward),
      limit: page.size + 1,
    },
    cursorExtras: { [cursorMember]: row => cursorValuesSql(keys, row) },
    count: parent => countSql(scope, source, table, parent, args, deleted, only),
    page: rows => pageOf(rows, page, ordering),
  };
}

function targetOf(scope: SqlScope, source: ConnectionSource): string {
  return source.kind === 'table'
    ? source.table
    : scope.relations[source.table]!.relations[source.field]!.targetTableName;
}

function countSql(
  scope: SqlScope,
  source: ConnectionSource,
  table: string,
  parent: Table | undefined,
  args: ConnectionArguments,
  deleted: DeletedRows,
  only: ((row: Table) => SQL) | undefined,
): SQL {
  const joined =
    source.kind === 'relation' && parent
      ? joinRelation(scope, source.table, source.field, parent, 'c')
      : { target: tableAs(scope, table, 'c'), from: fromTable(scope, table, 'c'), on: undefined };
  const condition = and(
    joined.on,
    visible(scope, table, joined.target, deleted),
    args.where ? compileWhere(scope, table, joined.target, args.where) : undefined,
    only?.(joined.target),
  );
  return sql`select count(*)::int from ${joined.from} where ${condition}`;
}

function pageOf(rows: readonly ReadRow[], page: Page, ordering: string): ConnectionPage {
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
