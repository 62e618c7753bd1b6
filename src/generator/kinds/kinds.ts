/**
 * The list of all kinds of values that columns can have.
 * A column type that no kind names stops the start, and is never shown as a String.
 */
import { json } from './json.ts';
import { bigint, decimal, float, integer } from './numbers.ts';
import type { Operator } from './operator.ts';
import { listOperators } from './operators.ts';
import { boolean, enumeration, text, uuid } from './plain.ts';
import { date, instant, time } from './times.ts';
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
  enum: enumeration,
  json,
} satisfies Record<string, Kind>;

/** The name of a kind of values. */
export type ValueKind = keyof typeof table;

export const kinds: Readonly<Record<ValueKind, Kind>> = Object.freeze(table);

const kindByColumnType = new Map(
  Object.entries(table).flatMap(([name, { columnTypes }]) =>
    columnTypes.map(columnType => [columnType, name as ValueKind] as const),
  ),
);

/** The kind of a column by Drizzle's type and PostgreSQL's, or undefined where the API has none for it. */
export function kindOf(columnType: string, sqlType: string): ValueKind | undefined {
  const name = kindByColumnType.get(columnType);
  return name && kinds[name].except?.test(sqlType) ? undefined : name;
}

/** The Drizzle column types that the API knows, for messages. */
export const knownColumnTypes: readonly string[] = [...kindByColumnType.keys()];

/** What a filter can ask of values of a kind, or of lists of them. */
export const operatorsOf = (kind: ValueKind, list: boolean): readonly Operator[] =>
  list ? listOperators : kinds[kind].operators;

const byName = new Map<string, Operator>();

/** An operator of a kind. @throws where the kind has none of that name */
export function operatorNamed(kind: ValueKind, list: boolean, name: string): Operator {
  const key = `${kind} ${list} ${name}`;
  const known = byName.get(key) ?? operatorsOf(kind, list).find(operator => operator.name === name);
  if (!known) throw new Error(`Values of kind ${kind} have no operator ${name}.`);
  byName.set(key, known);
  return known;
}

/** The type that a value of a column is cast to: `serial` is an integer with a default, and no type. */
export const castType = (sqlType: string) =>
  sqlType.replace(
    /^(small|big)?serial$/,
    (_, size: string = '') => ({ small: 'smallint', big: 'bigint' })[size] ?? 'integer',
  );
