/**
 * One list as it was asked for: filter, order, page and deletion, as frozen plain data.
 * Arguments are read here, once; everything that is made of a list afterwards is made from this.
 */
import { type Blueprint, deepFreeze, relationOf, typeOf } from '../blueprint/blueprint.ts';
import type { Given } from './asked.ts';
import type { Condition } from './condition.ts';
import { orderingName } from './cursor.ts';
import { parseDistinct } from './distinct-rows.ts';
import type { GroupKey } from './group-keys.ts';
import { type OrderBy, type OrderKey, parseOrdering } from './ordering.ts';
import { type Page, type PageArguments, parsePage } from './page.ts';
import { type ParseScope, parseWhere, type Where } from './parse-where.ts';
import { parseSearch, type SearchSpec } from './search.ts';
import type { DeletedRows } from './visibility.ts';

export interface ListArguments extends PageArguments {
  readonly where?: Where | null;
  readonly orderBy?: readonly OrderBy[] | null;
  readonly deleted?: DeletedRows | null;
  readonly distinctOn?: readonly Given[] | null;
  readonly search?: string | null;
}

/** The list of a root field, or of a relation of a type. */
export type ListSource =
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'relation'; readonly table: string; readonly field: string };

export interface ListSpec {
  readonly source: ListSource;
  /** The registry key of the table whose rows the list has. */
  readonly table: string;
  readonly filter: Condition | undefined;
  readonly search: SearchSpec | undefined;
  /** Of rows for which these are the same the list has the first; of all, where there are none. */
  readonly distinctOn: readonly GroupKey[];
  readonly order: readonly OrderKey[];
  /** The name of the order, which cursors carry. */
  readonly ordering: string;
  readonly page: Page;
  readonly deleted: DeletedRows;
}

/** Reads the arguments of a list. @throws BAD_USER_INPUT naming the argument and the place in it */
export function parseList(scope: ParseScope, source: ListSource, args: ListArguments): ListSpec {
  const table = targetOf(scope.blueprint, source);
  const search = parseSearch(args.search);
  const order = parseOrdering(scope.blueprint, table, args.orderBy, search);
  const ordering = orderingName(table, order);
  return deepFreeze({
    source,
    table,
    filter: args.where ? parseWhere(scope, table, args.where) : undefined,
    search,
    distinctOn: parseDistinct(scope.blueprint, typeOf(scope.blueprint, table), args.distinctOn),
    order,
    ordering,
    page: parsePage(args, ordering, order),
    deleted: args.deleted ?? 'EXCLUDE',
  });
}

/** The registry key of the table whose rows a list has. */
export const targetOf = (blueprint: Blueprint, source: ListSource): string =>
  source.kind === 'table' ? source.table : relationOf(typeOf(blueprint, source.table), source.field).target;
