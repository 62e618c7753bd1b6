/**
 * The list of all kinds of values that columns can have.
 * A column type that no kind names stops the start, and is never shown as a String.
 */
import { geometry, line, point, vector } from './geometry.ts';
import { json } from './json.ts';
import { bits, bytes, interval, opaque } from './literals.ts';
import { address, device, network } from './network.ts';
import { bigint, decimal, float, integer } from './numbers.ts';
import type { Operator } from './operator.ts';
import { emptiness, listOperators } from './operators.ts';
import { boolean, enumeration, text } from './plain.ts';
import { date, instant, offsetTime, time } from './times.ts';
import { uuid } from './uuids.ts';
import type { Kind } from './value-kind.ts';

const table = {
  uuid,
  text,
  boolean,
  integer,
  bigint,
  float,
  decimal,
  instant,
  date,
  time,
  offsetTime,
  interval,
  enum: enumeration,
  json,
  bytes,
  bits,
  address,
  network,
  device,
  point,
  line,
  vector,
  geometry,
  opaque,
} satisfies Record<string, Kind>;

/** The name of a kind of values. */
export type ValueKind = keyof typeof table;

export const kinds: Readonly<Record<ValueKind, Kind>> = Object.freeze(table);

const kindByColumnType = new Map(
  Object.entries(table).flatMap(([name, { columnTypes }]) =>
    columnTypes.map(columnType => [columnType, name as ValueKind] as const),
  ),
);

/** Kinds of PostgreSQL's types, by name, that the API does not know by itself. */
export type ColumnTypes = Readonly<Record<string, Exclude<ValueKind, 'enum'>>>;

/**
 * The kind of a column by Drizzle's type and PostgreSQL's, or undefined where the API has none for it.
 * @param named kinds of further types
 */
export function kindOf(columnType: string, sqlType: string, named: ColumnTypes = {}): ValueKind | undefined {
  const type = sqlType.replace(/ ?\([^)]*\)/, '');
  return named[type] ?? kindByColumnType.get(type) ?? kindByColumnType.get(columnType);
}

/** The Drizzle column types that the API knows, for messages. */
export const knownColumnTypes: readonly string[] = [...kindByColumnType.keys()].filter(type =>
  type.startsWith('Pg'),
);

/** What a filter can ask of values of a kind, or of lists of them. */
export const operatorsOf = (kind: ValueKind, list: boolean): readonly Operator[] => {
  const { operators, incomparable } = kinds[kind];
  if (!list) return operators;
  return incomparable ? emptiness : listOperators;
};

const byName = new Map<string, Operator>();

/** An operator of a kind. @throws where the kind has none of that name */
export function operatorNamed(kind: ValueKind, list: boolean, name: string): Operator {
  const key = `${kind} ${list} ${name}`;
  const known = byName.get(key) ?? operatorsOf(kind, list).find(operator => operator.name === name);
  if (!known) throw new Error(`Values of kind ${kind} have no operator ${name}.`);
  byName.set(key, known);
  return known;
}
