/**
 * From an `orderBy` argument to the keys by which rows are ordered, the primary key last so that no two tie.
 * A key may be reached through to-one relations, or be told of the rows of a relation to many; what the viewer may not see orders
 * as null, and counts for nothing.
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
import type { ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { bind, type Fragment, fragment, text } from '../sql/fragment.ts';
import { givenFor } from './aggregate-members.ts';
import { knownValue } from './known-value.ts';
import { aggregateOfRelation, type RelatedAggregate } from './related-aggregate.ts';
import { joinVisible } from './related-rows.ts';
import { rankSql, type SearchSpec } from './search.ts';

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

/** What of a row is ordered by: a column, or what is told of all rows that a relation leads to. */
export type OrderedValue =
  | { readonly kind: 'column'; readonly column: ColumnBlueprint }
  | ({ readonly kind: 'aggregate' } & RelatedAggregate)
  /** How well the row fits a search. */
  | { readonly kind: 'rank'; readonly search: SearchSpec };

/** One key of an ordering, as plain data. */
export interface OrderKey {
  /** How a client would write the key, for messages and cursors: `insight.name DESC`. */
  readonly label: string;
  /** The to-one relations that lead to the key's row. */
  readonly relations: readonly string[];
  readonly by: OrderedValue;
  /** What its values are. */
  readonly kind: ValueKind;
  readonly meaning: Meaning;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** Whether the value can be null: the column's own nullability, or a relation that leads nowhere. */
  readonly nullable: boolean;
}

export type OrderBy = Readonly<Record<string, unknown>>;

/** The keys of an ordering, complete with tie-breaker and defaults: what fits a search comes first. @throws BAD_USER_INPUT */
export function parseOrdering(
  blueprint: Blueprint,
  table: string,
  orderBy: readonly OrderBy[] | null | undefined,
  search?: SearchSpec,
): readonly OrderKey[] {
  const type = typeOf(blueprint, table);
  const { maxOrderKeys } = blueprint.conventions.page;
  if (orderBy && orderBy.length > maxOrderKeys) {
    throw badUserInput(`orderBy takes at most ${maxOrderKeys} keys, not ${orderBy.length}.`);
  }
  const keys = (orderBy ?? []).map(item => parseKey(blueprint, type, item));
  if (keys.length === 0 && search) keys.push(rankKey(search));
  if (keys.length === 0) {
    keys.push(...type.defaultOrder.map(key => columnKey(columnOf(type, key), 'ASC')));
  }
  const own = keys.map(key => ownColumn(key)?.key);
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
  const relation = relationOf(type, name);
  const target = typeOf(blueprint, relation.target);
  const given = value as OrderBy;
  if (relation.many) return aggregateKey(target, name, given);
  const inner = parseKey(blueprint, target, given);
  return {
    ...inner,
    label: `${name}.${inner.label}`,
    relations: [name, ...inner.relations],
    nullable: true,
  };
}

/** @param target whose rows the relation leads to */
function aggregateKey(target: TypeBlueprint, relation: string, item: OrderBy): OrderKey {
  const { aggregate, given } = givenFor(target, item, `orderBy.${relation}`, 'rows together')[0]!;
  const { key, column, kind, meaning } = aggregate;
  return {
    label: `${relation}.${key.replace(' ', '.')} ${given}`,
    relations: [],
    by: { kind: 'aggregate', relation, aggregate },
    kind,
    meaning,
    ...directed(String(given)),
    // Of no rows there are no values but their numbers.
    nullable: column !== undefined && aggregate.function !== 'countDistinct',
  };
}

/** What fits best comes first. */
const rankKey = (search: SearchSpec): OrderKey => ({
  label: 'rank DESC',
  relations: [],
  by: { kind: 'rank', search },
  kind: 'float',
  meaning: { list: false, sqlType: 'real', labels: [] },
  ...directed('DESC'),
  nullable: false,
});

const columnKey = (column: ColumnBlueprint, direction: OrderDirection): OrderKey => ({
  label: `${column.field} ${direction}`,
  relations: [],
  by: { kind: 'column', column },
  kind: column.kind,
  meaning: { list: column.list, sqlType: column.sqlType, labels: column.labels },
  ...directed(direction),
  nullable: column.nullable,
});

function directed(direction: string): Pick<OrderKey, 'descending' | 'nullsFirst'> {
  const descending = direction.startsWith('DESC');
  // PostgreSQL's default: nulls are larger than everything.
  return {
    descending,
    nullsFirst: direction.endsWith('FIRST') || (descending && !direction.endsWith('LAST')),
  };
}

/** The column of the row itself that a key is; undefined for one that is anything else. */
export const ownColumn = ({ relations, by }: OrderKey): ColumnBlueprint | undefined =>
  relations.length === 0 && by.kind === 'column' ? by.column : undefined;

/** The value of a key for a row of the type. */
export function compileKey(
  blueprint: Blueprint,
  type: TypeBlueprint,
  key: Pick<OrderKey, 'relations' | 'by'>,
  depth = 0,
): Fragment {
  const [field] = key.relations;
  const alias = `o${depth}`;
  if (field === undefined) {
    if (key.by.kind === 'column') return knownValue(blueprint, type, key.by.column);
    if (key.by.kind === 'rank') return rankSql(type, key.by.search);
    return aggregateOfRelation(blueprint, type, { ...key.by, alias });
  }
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
