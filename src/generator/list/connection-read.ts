/**
 * A list as Drizzle's query builder and the resolvers take it: its query, its count, and its page of the rows read.
 * The same arguments give the same object within a request, so that planning and resolving agree.
 */
import { getTableName, type SQL, type Table } from 'drizzle-orm';
import { type Blueprint, relationOf, typeOf } from '../blueprint/blueprint.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { and, bind, type Fragment } from '../sql/fragment.ts';
import { compileList } from './compile-list.ts';
import { type CursorValues, encodeCursor } from './cursor.ts';
import type { ListSpec } from './list-spec.ts';
import { throughVisible } from './through-visible.ts';

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

/** Prepares a list for reading. `index` tells sets of arguments of one relation apart; `only` narrows the list further. */
export function connectionReadOf(
  blueprint: Blueprint,
  spec: ListSpec,
  index: number,
  only?: Fragment,
): ConnectionRead {
  const { source, table } = spec;
  const list = compileList(blueprint, spec, only);
  const name = source.kind === 'relation' ? `${source.field}@${index}` : '';
  return {
    spec,
    table,
    relationKey: name,
    countKey: name && `${name}#`,
    query: {
      where: { RAW: row => toDrizzle(whereOf(blueprint, spec, list.where, getTableName(row))) },
      orderBy: row => list.orderBy.map(item => toDrizzle(item, getTableName(row))),
      limit: spec.page.size + 1,
    },
    cursorExtras: { [cursorMember]: row => toDrizzle(list.cursor, getTableName(row)) },
    count: parent => toDrizzle(list.count, parent && getTableName(parent)),
    page: rows => pageOf(rows, spec),
  };
}

/** Drizzle joins a join table by itself, under an alias of its own; its rule is part of the condition. */
function whereOf(blueprint: Blueprint, spec: ListSpec, where: Fragment, alias: string): Fragment {
  const bound = bind(where, alias);
  if (spec.source.kind === 'table') return bound;
  const relation = relationOf(typeOf(blueprint, spec.source.table), spec.source.field);
  return and(bound, throughVisible(blueprint, relation, spec.deleted, alias))!;
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
