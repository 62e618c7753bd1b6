/**
 * From Drizzle's column types to the kinds of values the API knows.
 * The one list of supported types: a type that is not in it stops the start, and is never shown as a String.
 */
import type { ValueKind } from './blueprint.ts';

/** By Drizzle's `columnType`. */
const kindByColumnType: Readonly<Record<string, ValueKind>> = {
  PgUUID: 'uuid',
  PgText: 'text',
  PgVarchar: 'text',
  PgChar: 'text',
  PgBoolean: 'boolean',
  PgInteger: 'integer',
  PgSmallInt: 'integer',
  PgSerial: 'integer',
  PgSmallSerial: 'integer',
  PgBigInt53: 'bigint',
  PgBigInt64: 'bigint',
  PgBigSerial53: 'bigint',
  PgBigSerial64: 'bigint',
  PgBigIntString: 'bigint',
  PgReal: 'float',
  PgDoublePrecision: 'float',
  PgNumeric: 'decimal',
  PgTimestamp: 'instant',
  PgTimestampString: 'instant',
  PgDateString: 'date',
  PgTime: 'time',
  PgEnumColumn: 'enum',
  PgEnumObjectColumn: 'enum',
  PgJson: 'json',
  PgJsonb: 'json',
};

/** The scalar that shows a kind; an enum has a type of its own. */
export const scalarByKind: Readonly<Record<Exclude<ValueKind, 'enum'>, string>> = {
  uuid: 'UUID',
  text: 'String',
  boolean: 'Boolean',
  integer: 'Int',
  bigint: 'BigInt',
  float: 'Float',
  decimal: 'Decimal',
  instant: 'DateTime',
  date: 'LocalDate',
  time: 'LocalTime',
  json: 'JSON',
};

/** The kind of a Drizzle column type, or undefined where the API has none for it. */
export function kindOf(columnType: string): ValueKind | undefined {
  return kindByColumnType[columnType];
}

/** The type that a value of a column is cast to: `serial` is an integer with a default, and no type. */
export const castType = (sqlType: string) =>
  sqlType.replace(
    /^(small|big)?serial$/,
    (_, size = '') => ({ small: 'smallint', big: 'bigint' })[size as string] ?? 'integer',
  );

/** The Drizzle column types that the API knows, for messages. */
export const knownColumnTypes: readonly string[] = Object.keys(kindByColumnType);

/** Kinds without an order that a client could mean. */
const unordered: ReadonlySet<ValueKind> = new Set(['json']);

export function isOrderable(kind: ValueKind, list: boolean): boolean {
  return !list && !unordered.has(kind);
}
