/**
 * From an `orderBy` argument to the keys by which rows are ordered, the primary key last so that no two tie.
 * A key may be reached through to-one relations; what the viewer may not see orders as null.
 */
import { badUserInput } from '../../errors.ts';
import {
  type Blueprint,
  type ColumnBlueprint,
  columnOf,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { bind, type Fragment, fragment, text } from '../sql/fragment.ts';
import { knownValue } from './known-value.ts';
import { joinVisible } from './related-rows.ts';

/** The values of the OrderDirection enum. */
export const orderDirections = [
  'ASC',
  'ASC_NULLS_FIRST',
  'ASC_NULLS_LAST',
  'DESC',
  'DESC_NULLS_FIRST',
  'DESC_NULLS_LAST',
] as const;
export type OrderDirection = (typeof orderDirections)[number];

/** One key of an ordering, as plain data. */
export interface OrderKey {
  /** How a client would write the key, for messages and cursors: `insight.name DESC`. */
  readonly label: string;
  /** The to-one relations that lead to the key's row. */
  readonly relations: readonly string[];
  readonly column: ColumnBlueprint;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** Whether the value can be null: the column's own nullability, or a relation that leads nowhere. */
  readonly nullable: boolean;
}

export type OrderBy = Readonly<Record<string, unknown>>;

/** The keys of an ordering, complete with defaults and tie-breaker. @throws BAD_USER_INPUT */
export function parseOrdering(
  blueprint: Blueprint,
  table: string,
  orderBy: readonly OrderBy[] | null | undefined,
): readonly OrderKey[] {
  const type = typeOf(blueprint, table);
  const { maxOrderKeys } = blueprint.conventions.page;
  if (orderBy && orderBy.length > maxOrderKeys) {
    throw badUserInput(`orderBy takes at most ${maxOrderKeys} keys, not ${orderBy.length}.`);
  }
  const keys = (orderBy ?? []).map(item => parseKey(blueprint, type, item));
  if (keys.length === 0) {
    keys.push(...type.defaultOrder.map(key => columnKey(columnOf(type, key), 'ASC')));
  }
  const own = keys.map(({ relations, column }) => (relations.length === 0 ? column.key : undefined));
  const missing = type.key.filter(key => !own.includes(key));
  // Where the whole key is among the keys, nothing behind it tells rows apart.
  if (missing.length === 0) return keys.slice(0, Math.max(...type.key.map(key => own.indexOf(key))) + 1);
  const direction = keys.at(-1)?.descending ? 'DESC' : 'ASC';
  return [...keys, ...missing.map(key => columnKey(columnOf(type, key), direction))];
}

function parseKey(blueprint: Blueprint, type: TypeBlueprint, item: OrderBy): OrderKey {
  const [name, value] = Object.entries(item)[0]!;
  const column = type.columns.find(c => c.field === name);
  if (column) return columnKey(column, value as OrderDirection);
  // To-one relations only: the schema offers no others.
  const inner = parseKey(blueprint, typeOf(blueprint, relationOf(type, name).target), value as OrderBy);
  return {
    ...inner,
    label: `${name}.${inner.label}`,
    relations: [name, ...inner.relations],
    nullable: true,
  };
}

function columnKey(column: ColumnBlueprint, direction: OrderDirection): OrderKey {
  const descending = direction.startsWith('DESC');
  return {
    label: `${column.field} ${direction}`,
    relations: [],
    column,
    descending,
    // PostgreSQL's default: nulls are larger than everything.
    nullsFirst: direction.endsWith('FIRST') || (descending && !direction.endsWith('LAST')),
    nullable: column.nullable,
  };
}

/** The value of a key for a row of the type. */
export function compileKey(
  blueprint: Blueprint,
  type: TypeBlueprint,
  key: Pick<OrderKey, 'relations' | 'column'>,
  depth = 0,
): Fragment {
  const [field] = key.relations;
  if (field === undefined) return knownValue(blueprint, type, key.column);
  const alias = `o${depth}`;
  const { target, from, on } = joinVisible(blueprint, type.table, field, alias);
  const inner = compileKey(blueprint, target, { ...key, relations: key.relations.slice(1) }, depth + 1);
  return fragment`(select ${bind(inner, alias)} from ${from} where ${on})`;
}

/** An ORDER BY item, or the one of the reverse order for pages that end at a cursor. */
export function orderItem(key: OrderKey, value: Fragment, reversed: boolean): Fragment {
  const descending = key.descending !== reversed;
  const nullsFirst = key.nullsFirst !== reversed;
  // Spelled out only where it differs from the default, so that plain indexes serve.
  const nulls = nullsFirst === descending ? '' : nullsFirst ? ' nulls first' : ' nulls last';
  return fragment`${value}${text(`${descending ? ' desc' : ' asc'}${nulls}`)}`;
}
