/**
 * One row for each value of some keys: the first in the order of the list. Rows for which the keys are missing are one kind.
 * Knows how such rows are told apart; which rows there are is asked elsewhere.
 */
import { badUserInput } from '../../errors.ts';
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { bind, type Fragment, fragment, join, name, text } from '../sql/fragment.ts';
import { type GroupKey, groupKeySql, parseGroupKeys } from './group-keys.ts';
import { rowSql } from './join.ts';
import { compileKey, type OrderKey, orderItem } from './ordering.ts';

/** @param given like `by` of groups; nothing in it asks for nothing @throws BAD_USER_INPUT naming the place */
export function parseDistinct(
  blueprint: Blueprint,
  type: TypeBlueprint,
  given: readonly Readonly<Record<string, unknown>>[] | null | undefined,
): readonly GroupKey[] {
  if (!given || given.length === 0) return [];
  const keys = parseGroupKeys(blueprint, type, given, 'distinctOn');
  for (const [i, { bucket, name: key }] of keys.entries())
    if (bucket?.empty)
      throw badUserInput(`distinctOn[${i}].${key}.empty is for groups alone: no row is there.`);
  return keys;
}

/** By what the rows of a list are told apart, over a row. */
export interface DistinctSql {
  readonly keys: readonly Fragment[];
  /** Which of them is the first, whichever end the page is taken from. */
  readonly orderBy: readonly Fragment[];
}

/** Undefined where each row is one of its own. */
export function compileDistinct(
  blueprint: Blueprint,
  {
    table,
    distinctOn,
    order,
  }: {
    readonly table: string;
    readonly distinctOn: readonly GroupKey[];
    readonly order: readonly OrderKey[];
  },
): DistinctSql | undefined {
  if (distinctOn.length === 0) return undefined;
  const type = typeOf(blueprint, table);
  return {
    keys: distinctOn.map(key => groupKeySql(blueprint, type, key)),
    orderBy: order.map(key => orderItem(key, compileKey(blueprint, type, key), false)),
  };
}

/** Where rows are read, and which; of them the row of the alias is told apart, others are none of this. */
export interface RowsRead {
  readonly alias: string;
  readonly from: Fragment;
  readonly where: Fragment;
}

/** Under names that no column has. */
const namedKeys = ({ keys }: DistinctSql, alias: string): Fragment =>
  join(
    keys.map((key, i) => fragment`${bind(key, alias)} as ${name(`@key${i}`)}`),
    ', ',
  );

/** A select of the rows, whole. The keys are named by their places: what is written twice PostgreSQL may not know to be the same. */
export function distinctRows(
  type: TypeBlueprint,
  distinct: DistinctSql,
  { alias, from, where }: RowsRead,
): Fragment {
  const places = distinct.keys.map((_, i) => text(String(i + 1)));
  const order = join([...places, ...distinct.orderBy.map(item => bind(item, alias))], ', ');
  return fragment`select distinct on (${join(places, ', ')}) ${namedKeys(distinct, alias)}, ${rowSql(type, alias)} from ${from} where ${where} order by ${order}`;
}

/** A select of which there is one row for each of them. */
export const distinctKeys = (distinct: DistinctSql, { alias, from, where }: RowsRead): Fragment =>
  fragment`select distinct ${namedKeys(distinct, alias)} from ${from} where ${where}`;
