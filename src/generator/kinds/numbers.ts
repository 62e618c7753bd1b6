/**
 * Numbers, each of a size and exactness of its own.
 * Those that JavaScript's number would not hold exactly travel as text.
 */
import { GraphQLBigInt } from 'graphql-scalars';
import { badUserInput, unreadable } from '../../errors.ts';
import { fragment } from '../sql/fragment.ts';
import { quotedText, writableIf } from './json-text.ts';
import type { Meaning } from './meaning.ts';
import { comparisons } from './operators.ts';
import { baseType, limitsOf } from './sql-types.ts';
import { textScalar } from './text-scalar.ts';
import { asText, type Kind } from './value-kind.ts';

type Range = readonly [least: bigint, most: bigint];

const isWithin = ([least, most]: Range, number: bigint) => number >= least && number <= most;

/** A whole number within a type's range. @throws BAD_USER_INPUT */
function within(range: Range, value: unknown, path: string): string {
  const number = BigInt(String(value));
  if (isWithin(range, number)) return String(number);
  throw badUserInput(`${path} must be from ${range[0]} to ${range[1]}.`);
}

const ranges = {
  smallint: [-32_768n, 32_767n],
  integer: [-2_147_483_648n, 2_147_483_647n],
  bigint: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
} as const;

const integerRange = ({ sqlType }: Meaning) =>
  baseType(sqlType) === 'smallint' ? ranges.smallint : ranges.integer;

export const integer: Kind = {
  columnTypes: [
    'PgInteger',
    'PgSmallInt',
    'PgSerial',
    'PgSmallSerial',
    'integer',
    'int',
    'smallint',
    'serial',
    'smallserial',
  ],
  scalar: 'Int',
  orderable: true,
  operators: comparisons,
  encode: (value, path, meaning) => within(integerRange(meaning), value, path),
  toStored: (value, path, meaning) => Number(within(integerRange(meaning), value, path)),
  isWritten: text => /^-?\d{1,10}$/.test(text) && isWithin(ranges.integer, BigInt(text)),
  plainWidth: 11,
  json: expression => fragment`${expression}::text`,
  read: Number,
  inJson: true,
};

export const bigint: Kind = {
  columnTypes: [
    'PgBigInt53',
    'PgBigInt64',
    'PgBigSerial53',
    'PgBigSerial64',
    'PgBigIntString',
    'bigint',
    'bigserial',
  ],
  scalar: 'BigInt',
  type: GraphQLBigInt,
  orderable: true,
  operators: comparisons,
  encode: (value, path) => within(ranges.bigint, value, path),
  toStored: (value, path) => within(ranges.bigint, value, path),
  isWritten: text => /^-?\d{1,19}$/.test(text) && isWithin(ranges.bigint, BigInt(text)),
  plainWidth: 20,
  // As a number while JavaScript holds it exactly, else as a text.
  json: expression =>
    fragment`case when ${expression} between -9007199254740991 and 9007199254740991 then ${expression}::text else ${quotedText(expression)} end`,
  read: asText,
};

/** A floating-point number that the column's type can hold. @throws BAD_USER_INPUT */
function floating(value: unknown, path: string, { sqlType }: Meaning): number {
  const number = Number(value);
  const held = baseType(sqlType) === 'real' ? Math.fround(number) : number;
  if (Number.isFinite(held) && (held !== 0 || number === 0)) return number;
  throw badUserInput(`${path} is outside of what single precision can hold: 1e-45 to 3.4e38.`);
}

export const float: Kind = {
  columnTypes: ['PgReal', 'PgDoublePrecision', 'real', 'double precision'],
  scalar: 'Float',
  orderable: true,
  operators: comparisons,
  encode: (value, path, meaning) => String(floating(value, path, meaning)),
  toStored: floating,
  isWritten: text => /^(-?\d+(\.\d+)?(e[+-]?\d{1,3})?|NaN|-?Infinity)$/.test(text),
  // Exponents and the negative zero are written otherwise by JavaScript; the rest is no JSON.
  json: expression =>
    writableIf(
      fragment`${expression}::text ~ '^-?\\d+(\\.\\d+)?$' and ${expression}::text <> '-0'`,
      fragment`${expression}::text`,
    ),
  read: readFloat,
};

/** GraphQL's Float has no word for what is no number. */
function readFloat(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw unreadable(`The value is ${text}, which GraphQL's Float cannot be.`);
}

/** A stored one may be longer. */
const isDecimal = (text: string) => /^(-?\d{1,1000}(\.\d{1,1000})?|NaN|-?Infinity)$/.test(text);

/** A decimal number that the column's precision can hold, digit for digit. @throws BAD_USER_INPUT */
function withinPrecision(value: unknown, path: string, { sqlType }: Meaning): string {
  const text = String(value);
  const [precision, scale = 0] = limitsOf(sqlType);
  if (precision === undefined || text === 'NaN') return text;
  const [, digits, decimals] = /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  if (digits === undefined) throw badUserInput(`${path} must be a finite number, or NaN.`);
  const whole = Math.max(precision - scale, 0);
  if (digits.length > whole || (decimals ?? '').length > Math.max(scale, 0))
    throw badUserInput(
      `${path} must have at most ${whole} digits before the point and ${Math.max(scale, 0)} after it.`,
    );
  return text;
}

export const decimal: Kind = {
  columnTypes: ['PgNumeric', 'PgNumericNumber', 'PgNumericBigInt', 'numeric', 'decimal'],
  scalar: 'Decimal',
  type: textScalar({
    name: 'Decimal',
    description:
      'A decimal number of any precision, written as text: "12.50". Also "NaN", "Infinity" and "-Infinity".',
    expected: 'a text such as "12.50"',
    isValue: isDecimal,
  }),
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: withinPrecision,
  isWritten: text => /^(-?\d+(\.\d+)?|NaN|-?Infinity)$/.test(text),
  json: quotedText,
  read: asText,
};
