/**
 * Values that are texts of PostgreSQL's own form: spans of time, bytes, bits, and types that the API knows nothing of.
 */
import { badUserInput } from '../../errors.ts';
import { fragment } from '../sql/fragment.ts';
import { assertText, isStorable } from './client-values.ts';
import { escapedText } from './json-text.ts';
import type { Meaning } from './meaning.ts';
import { comparisons, isNull } from './operators.ts';
import { baseType, limitsOf } from './sql-types.ts';
import { textScalar } from './text-scalar.ts';
import { asText, type Kind } from './value-kind.ts';

const amount = String.raw`[+-]?\d{1,9}`;
const seconds = String.raw`[+-]?\d{1,9}(?:\.\d{1,6})?`;
const clock = String.raw`[+-]?\d{1,10}:[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?`;
const spans = [
  // PostgreSQL's own form, and ISO 8601.
  `(?=.)(?:${amount} years? ?)?(?:${amount} mons? ?)?(?:${amount} days? ?)?(?:${clock})?`,
  '-?infinity',
  `P(?=.)(?:${amount}Y)?(?:${amount}M)?(?:${amount}W)?(?:${amount}D)?(?:T(?=.)(?:${amount}H)?(?:${amount}M)?(?:${seconds}S)?)?`,
];
const span = new RegExp(`^(?:${spans.join('|')})$`);
const isSpan = (text: string) => span.test(text);

export const interval: Kind = {
  columnTypes: ['PgInterval', 'interval'],
  scalar: 'Interval',
  type: textScalar({
    name: 'Interval',
    description:
      'A span of time as PostgreSQL writes it: "1 year 2 mons 3 days 04:05:06.5". Written so, or as in ISO 8601: "P1Y2M3DT4H5M6.5S".',
    expected: 'a text such as "3 days 04:05:06" or "P3DT4H5M6S"',
    isValue: isSpan,
  }),
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: asText,
  isWritten: isSpan,
  json: escapedText,
  read: asText,
};

const isBase64 = (text: string) =>
  text.length % 4 === 0 &&
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) &&
  Buffer.from(text, 'base64').toString('base64') === text;

const hex = (value: unknown) => `\\x${Buffer.from(String(value), 'base64').toString('hex')}`;

export const bytes: Kind = {
  columnTypes: ['PgBytea', 'bytea'],
  scalar: 'Base64',
  type: textScalar({
    name: 'Base64',
    description: 'Bytes in base64 with padding: "aGk=".',
    expected: 'bytes in base64 with padding, such as "aGk="',
    isValue: isBase64,
  }),
  orderable: true,
  operators: comparisons,
  encode: hex,
  toStored: hex,
  isWritten: text => /^\\x(?:[\da-f]{2})*$/.test(text),
  json: expression => fragment`'"' || translate(encode(${expression}, 'base64'), E'\\n', '') || '"'`,
  read: text => Buffer.from(text.slice(2), 'hex').toString('base64'),
};

/** Bits, as many as the column's type has, or at most so many. @throws BAD_USER_INPUT */
function bitsOf(value: unknown, path: string, { sqlType }: Meaning): string {
  const text = String(value);
  const [length] = limitsOf(sqlType);
  const isFixed = baseType(sqlType) === 'bit';
  if (length === undefined || (isFixed ? text.length === length : text.length <= length)) return text;
  throw badUserInput(`${path} must have ${isFixed ? '' : 'at most '}${length} bits.`);
}

const isBits = (text: string) => /^[01]*$/.test(text);

export const bits: Kind = {
  columnTypes: ['PgBinaryVector', 'bit', 'varbit', 'bit varying'],
  scalar: 'BitString',
  type: textScalar({
    name: 'BitString',
    description: 'Bits, as a text of zeros and ones: "0101".',
    expected: 'a text such as "0101"',
    isValue: isBits,
  }),
  orderable: true,
  operators: comparisons,
  encode: bitsOf,
  toStored: bitsOf,
  isWritten: isBits,
  json: escapedText,
  read: asText,
};

/** Types that are named to the API, and of which it knows nothing else. */
export const opaque: Kind = {
  columnTypes: [],
  scalar: 'PostgresText',
  type: textScalar({
    name: 'PostgresText',
    description: 'A value of a type of PostgreSQL, as PostgreSQL writes it.',
    expected: 'a text',
    isValue: () => true,
  }),
  orderable: false,
  operators: [isNull],
  incomparable: true,
  encode: (value, path) => assertText(String(value), path),
  toStored: (value, path) => assertText(String(value), path),
  isWritten: isStorable,
  json: expression => escapedText(fragment`${expression}::text`),
  read: asText,
};
