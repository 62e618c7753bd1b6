/**
 * What can be told of all rows of a list together: how many there are, how many values, their sum, average, least and greatest.
 * Knows which of PostgreSQL's functions there are for which types; which rows are meant is asked elsewhere.
 */
import type { Blueprint, ColumnBlueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { kinds, type ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { baseType } from '../kinds/sql-types.ts';
import { type Fragment, fragment, text } from '../sql/fragment.ts';
import { knownValue } from './known-value.ts';

/** The functions that tell something of each column, by their names in GraphQL. */
export const columnFunctions = ['countDistinct', 'sum', 'avg', 'min', 'max'] as const;
export type ColumnFunction = (typeof columnFunctions)[number];

/** One value about all rows. */
export interface Aggregate {
  /** By which a statement's answer finds it again: `sum width`. */
  readonly key: string;
  readonly function: ColumnFunction | 'count';
  /** Undefined for the number of rows. */
  readonly column: ColumnBlueprint | undefined;
  /** What its values are. */
  readonly kind: ValueKind;
  readonly typeName: string;
  readonly meaning: Meaning;
}

interface Result {
  readonly kind: ValueKind;
  readonly typeName: string;
  readonly sqlType: string;
}

const results = {
  count: { kind: 'integer', typeName: 'Int', sqlType: 'integer' },
  bigint: { kind: 'bigint', typeName: 'BigInt', sqlType: 'bigint' },
  decimal: { kind: 'decimal', typeName: 'Decimal', sqlType: 'numeric' },
  float: { kind: 'float', typeName: 'Float', sqlType: 'double precision' },
  interval: { kind: 'interval', typeName: 'Interval', sqlType: 'interval' },
} as const satisfies Record<string, Result>;

/** What sums and averages of PostgreSQL's types are, exactly where they can be. */
const summed: Readonly<Record<string, { readonly sum: Result; readonly avg: Result }>> = {
  smallint: { sum: results.bigint, avg: results.decimal },
  integer: { sum: results.bigint, avg: results.decimal },
  bigint: { sum: results.bigint, avg: results.decimal },
  numeric: { sum: results.decimal, avg: results.decimal },
  real: { sum: results.float, avg: results.float },
  'double precision': { sum: results.float, avg: results.float },
  interval: { sum: results.interval, avg: results.interval },
};

/** PostgreSQL's types that have `min` and `max`; enums have them too. */
const compared = new Set([
  ...Object.keys(summed),
  'text',
  'varchar',
  'character varying',
  'char',
  'character',
  'bpchar',
  'citext',
  'timestamp',
  'timestamp with time zone',
  'timestamp without time zone',
  'date',
  'time',
  'time with time zone',
  'time without time zone',
  'inet',
]);

/** The number of rows. */
export const rowCount: Aggregate = aggregate('count', undefined, results.count);

const known = new WeakMap<TypeBlueprint, ReadonlyMap<ColumnFunction, readonly Aggregate[]>>();

/** What each function tells of which columns; only functions that tell something. */
export function aggregatesOf(type: TypeBlueprint): ReadonlyMap<ColumnFunction, readonly Aggregate[]> {
  const found = known.get(type) ?? findAggregates(type);
  known.set(type, found);
  return found;
}

function findAggregates({ columns }: TypeBlueprint): ReadonlyMap<ColumnFunction, readonly Aggregate[]> {
  const told = columnFunctions.map(name => {
    const aggregates = columns.flatMap(column => {
      const result = resultOf(name, column);
      return result ? [aggregate(name, column, result)] : [];
    });
    return [name, aggregates] as const;
  });
  return new Map(told.filter(([, aggregates]) => aggregates.length > 0));
}

/** What a function tells of a column; undefined where it tells nothing. */
function resultOf(name: ColumnFunction, column: ColumnBlueprint): Result | undefined {
  // What has an order can be told apart; lists are no single values.
  if (!column.orderable) return undefined;
  const type = baseType(column.sqlType);
  switch (name) {
    case 'countDistinct':
      return results.count;
    case 'sum':
    case 'avg':
      return summed[type]?.[name];
    default:
      return column.kind === 'enum' || compared.has(type) ? column : undefined;
  }
}

function aggregate(
  name: Aggregate['function'],
  column: ColumnBlueprint | undefined,
  { kind, typeName, sqlType }: Result,
): Aggregate {
  const labels = column && kind === column.kind ? column.labels : [];
  return {
    key: column ? `${name} ${column.field}` : name,
    function: name,
    column,
    kind,
    typeName,
    meaning: { list: false, sqlType, labels },
  };
}

/**
 * Its value over rows that a statement groups, or all that it reads. @param made `repeatable` where it is compared with what
 * another statement made: a sum of floating-point numbers depends on their order
 */
export function aggregateSql(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { function: name, column, kind }: Aggregate,
  made: 'as it comes' | 'repeatable' = 'as it comes',
): Fragment {
  if (!column) return text('count(*)');
  const value = knownValue(blueprint, type, column);
  if (name === 'countDistinct') return fragment`count(distinct ${value})`;
  const isSorted = made === 'repeatable' && kind === 'float' && (name === 'sum' || name === 'avg');
  return fragment`${text(name)}(${value}${isSorted ? fragment` order by ${value}` : []})`;
}

/** A value as text: in full, where a cast would cut the blanks off its end. */
export const valueText = (kind: ValueKind, value: Fragment): Fragment =>
  kinds[kind].inJson ? fragment`to_json(${value}) #>> '{}'` : fragment`(${value})::text`;
