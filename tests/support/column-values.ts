/**
 * Values at the ends of PostgreSQL's types, as it reads them, and what clients are shown of them, by hand.
 * Knows values only; which column types hold them is told elsewhere.
 */
import type * as pg from 'drizzle-orm/pg-core';
import type { Any } from './api.ts';

/** A type: how it is declared, and values at its ends as PostgreSQL reads them. */
export interface TypeCase {
  column(): pg.PgColumnBuilder<Any>;
  readonly values: readonly string[];
  /** A value as clients are shown it, from its text in PostgreSQL; the text itself unless told. */
  shown?(text: string): unknown;
  /** Whether a value that clients are shown can be given by them, too; each can unless told. */
  isGiven?(text: string): boolean;
  /** Values that a client may not give, and what it is told. */
  readonly refused?: readonly (readonly [value: unknown, message: RegExp])[];
  /** Has no order and no equality. */
  readonly unordered?: true;
}

const isCommonYear = (text: string) => /^(?!0000)\d{4}-/.test(text) && !text.endsWith('BC');

/** ISO 8601 from what PostgreSQL writes, by hand: no Date of JavaScript has microseconds. */
function iso(text: string): string {
  const [, year = '', rest = '', fraction = '', bc] =
    /^(\d+)(-\d\d-\d\d(?: \d\d:\d\d:\d\d)?)(?:\.(\d+))?(?:\+00)?( BC)?$/.exec(text) ?? [];
  if (year === '') return text;
  const number = bc ? 1 - Number(year) : Number(year);
  const written =
    number < 0
      ? `-${String(-number).padStart(6, '0')}`
      : number > 9999
        ? `+${String(number).padStart(6, '0')}`
        : String(number).padStart(4, '0');
  if (!rest.includes(' ')) return written + rest;
  return `${written}${rest.replace(' ', 'T')}.${fraction.length > 3 ? fraction.padEnd(6, '0') : fraction.padEnd(3, '0')}Z`;
}

export const bigNumber = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
export const bigints = [
  '0',
  '-1',
  '9007199254740991',
  '9007199254740992',
  '9223372036854775807',
  '-9223372036854775808',
];
export const tooBig = [
  ['9223372036854775808', /must be from -9223372036854775808 to 9223372036854775807/],
] as const;
export const decimals = [
  '0',
  '-0.000',
  '12.50',
  '1234567890.12345678901234567890',
  'NaN',
  'Infinity',
  '-Infinity',
  `${'9'.repeat(400)}.${'1'.repeat(300)}`,
];
export const instants = [
  '2026-03-01 12:00:00.123456+00',
  '2026-03-01 12:00:00+00',
  '2026-03-01 12:00:00.1204+00',
  '0001-01-01 00:00:00+00',
  '9999-12-31 23:59:59.999999+00',
  '4713-01-01 00:00:00+00 BC',
  '294276-12-31 23:59:59.999999+00',
  'infinity',
  '-infinity',
];
export const local = instants.map(text => text.replace('+00', ''));
export const days = [
  '2026-02-28',
  '2024-02-29',
  '0001-01-01',
  '9999-12-31',
  '0044-03-15 BC',
  '5874897-12-31',
  'infinity',
  '-infinity',
];
export const dated = { shown: iso, isGiven: isCommonYear };
export const texts = ['', ' ', 'ä€𝒳 \u2028 "\\ \n\t', "it's", 'x'.repeat(5000), '{a,"b"}', 'NULL'];
/** JSON has no negative zero that a client could tell. */
export const plainNumber = {
  shown: (text: string) => Number(text) + 0,
  isGiven: (text: string) => text !== '-0',
};
const whole = (least: number, most: number): Pick<TypeCase, 'values' | 'shown' | 'refused'> => ({
  values: ['0', '-1', String(least), String(most)],
  shown: Number,
  ...(most < 2 ** 31 - 1 ? { refused: [[most + 1, new RegExp(`must be from ${least} to ${most}`)]] } : {}),
});
export const int2 = whole(-32768, 32767);
export const int4 = whole(-2147483648, 2147483647);
export const points = ['(0,0)', '(-1.5,1e+300)', '(Infinity,NaN)', '(0.1,3)'];
export const lines = ['{1,-1,0}', '{0,1,1e-300}', '{0.5,2,3}'];
/** Digits and spellings that are gone when a client's JSON was parsed. */
export const isPlainJson = (text: string) => !/^null$|1\.50|u2028|[0-9]{20}/.test(text);
export const json = [
  'null',
  '1.50',
  '"\\u2028"',
  '[]',
  '{}',
  '{"a": [1, {"b": null}]}',
  '123456789012345678901234567890',
];
