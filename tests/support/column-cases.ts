/**
 * Every type of columns of drizzle-orm/pg-core: how it is declared, and values at its ends as PostgreSQL reads them.
 * Knows what each can hold, and what it refuses; the tables that they stand in are elsewhere.
 */
import * as pg from 'drizzle-orm/pg-core';
import {
  bigints,
  bigNumber,
  dated,
  days,
  decimals,
  instants,
  int2,
  int4,
  isPlainJson,
  json,
  lines,
  local,
  plainNumber,
  points,
  type TypeCase,
  texts,
  tooBig,
} from './column-values.ts';

export const warehouse = pg.pgSchema('warehouse');
export const archive = pg.pgSchema('Old "Archive"');

export const labels = ['in progress', '1st', 'true', 'null', "it's", 'DONE'] as const;
const state = warehouse.enum('OrderState', labels);
const oldState = archive.enum('OrderState', ['gone', 'in progress']);
const sizes = warehouse.enum('size', { Small: 's', Large: 'l' } as const);
const email = pg.customType<{ data: string }>({ dataType: () => 'email_address' });
const nocase = pg.customType<{ data: string }>({ dataType: () => 'citext' });
const document = pg.customType<{ data: string }>({ dataType: () => 'tsvector' });

export const types = {
  anyText: { column: () => pg.text(), values: texts },
  anyVarchar: { column: () => pg.varchar(), values: texts },
  shortVarchar: {
    column: () => pg.varchar({ length: 3 }),
    values: ['', 'äbc', '𝒳𝒳𝒳'],
    refused: [['abcd', /must have at most 3 characters/]],
  },
  shortChar: {
    column: () => pg.char({ length: 4 }),
    values: ['abcd', 'ä  ', ''],
    shown: text => text.padEnd(4),
    refused: [['abcde', /must have at most 4 characters/]],
  },
  oneChar: {
    column: () => pg.char(),
    values: ['a', '€'],
    refused: [['ab', /must have at most 1 characters/]],
  },
  anyUuid: {
    column: () => pg.uuid(),
    values: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  },
  anyBoolean: { column: () => pg.boolean(), values: ['true', 'false'], shown: text => text === 'true' },
  anySmallint: { column: () => pg.smallint(), ...int2 },
  anyInteger: { column: () => pg.integer(), ...int4 },
  bigintNumber: {
    column: () => pg.bigint({ mode: 'number' }),
    values: bigints,
    shown: bigNumber,
    refused: tooBig,
  },
  bigintExact: {
    column: () => pg.bigint({ mode: 'bigint' }),
    values: bigints,
    shown: bigNumber,
    refused: tooBig,
  },
  bigintText: { column: () => pg.bigint({ mode: 'string' }), values: bigints, shown: bigNumber },
  anyReal: {
    column: () => pg.real(),
    values: ['0', '-0', '1.5', '0.1', '3.4028235e+38', '1e-45', '16777216'],
    ...plainNumber,
    refused: [
      [1e39, /single precision/],
      [1e-46, /single precision/],
    ],
  },
  anyDouble: {
    column: () => pg.doublePrecision(),
    values: ['0', '-0', '1.5', '0.1', '1.7976931348623157e+308', '5e-324', '123456789.12345678'],
    ...plainNumber,
  },
  anyNumeric: { column: () => pg.numeric(), values: decimals },
  numericNumber: { column: () => pg.numeric({ mode: 'number' }), values: decimals },
  numericBigint: {
    column: () => pg.numeric({ mode: 'bigint' }),
    values: ['0', '123456789012345678901234567890'],
  },
  money: {
    column: () => pg.numeric({ precision: 6, scale: 2 }),
    values: ['0.00', '-9999.99', '0.10', 'NaN'],
    refused: [
      ['10000', /at most 4 digits before the point and 2 after it/],
      ['1.234', /and 2 after it/],
      ['Infinity', /must be a finite number/],
    ],
  },
  counted: {
    column: () => pg.numeric({ precision: 3 }),
    values: ['0', '999'],
    refused: [['0.5', /at most 3 digits before the point and 0 after it/]],
  },
  zonedInstant: { column: () => pg.timestamp({ withTimezone: true }), values: instants, ...dated },
  zonedText: {
    column: () => pg.timestamp({ withTimezone: true, mode: 'string' }),
    values: instants,
    ...dated,
  },
  milliInstant: {
    column: () => pg.timestamp({ withTimezone: true, precision: 3 }),
    values: ['2026-03-01 12:00:00.12+00', 'infinity'],
    ...dated,
  },
  localInstant: { column: () => pg.timestamp(), values: local, ...dated },
  localText: { column: () => pg.timestamp({ mode: 'string', precision: 6 }), values: local, ...dated },
  dayText: { column: () => pg.date({ mode: 'string' }), values: days, ...dated },
  dayDate: { column: () => pg.date({ mode: 'date' }), values: days, ...dated },
  anyTime: {
    column: () => pg.time(),
    values: ['00:00:00', '23:59:59.999999', '12:30:00.5', '24:00:00'],
    refused: [['25:00', /LocalTime expects/]],
  },
  zonedTime: {
    column: () => pg.time({ withTimezone: true }),
    values: ['00:00:00+00', '23:59:59.999999-15:59', '12:30:00.5+05:30', '24:00:00+02'],
    refused: [['12:00:00', /OffsetTime expects/]],
  },
  anyInterval: {
    column: () => pg.interval(),
    values: [
      '00:00:00',
      '1 year 2 mons 3 days 04:05:06.5',
      '-1 years -2 mons +3 days -04:05:06',
      '2562047788:00:54.775807',
      '-1 days',
    ],
    refused: [
      ['soon', /Interval expects/],
      ['999999999 years', /./],
    ],
  },
  hours: { column: () => pg.interval({ fields: 'hour to minute' }), values: ['04:05:00', '100:00:00'] },
  anyBytes: {
    column: () => pg.bytea(),
    values: ['\\x', '\\x00ff10', `\\x${'ab'.repeat(200)}`],
    shown: text => Buffer.from(text.slice(2), 'hex').toString('base64'),
    refused: [['a', /Base64 expects/]],
  },
  anyInet: {
    column: () => pg.inet(),
    values: ['10.0.0.1', '10.0.0.1/8', '::1', '2001:db8::ff/64', '::ffff:1.2.3.4'],
    shown: text => text.replace(/^([^:]+)\/32$|^(.*:.*)\/128$/, '$1$2'),
    refused: [
      ['300.0.0.1', /IPAddress expects/],
      ['10.0.0.1/33', /IPAddress expects/],
    ],
  },
  anyCidr: {
    column: () => pg.cidr(),
    values: ['10.0.0.0/8', '2001:db8::/32', '10.1.2.3/32'],
    refused: [['10.0.0.1/8', /IPNetwork expects/]],
  },
  anyMac: {
    column: () => pg.macaddr(),
    values: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
    refused: [
      ['08:00:2b:01:02:03:04:05', /six bytes/],
      ['08:00', /MACAddress expects/],
    ],
  },
  anyMac8: { column: () => pg.macaddr8(), values: ['08:00:2b:01:02:03:04:05'] },
  anyPoint: {
    column: () => pg.point(),
    values: points,
    unordered: true,
    refused: [['1,2', /Point expects/]],
  },
  pointXy: { column: () => pg.point({ mode: 'xy' }), values: points, unordered: true },
  anyLine: {
    column: () => pg.line(),
    values: lines,
    unordered: true,
    refused: [['{0,0,1}', /Line expects/]],
  },
  lineAbc: { column: () => pg.line({ mode: 'abc' }), values: lines, unordered: true },
  fewBits: {
    column: () => pg.bit({ dimensions: 3 }),
    values: ['000', '101'],
    refused: [
      ['11', /must have 3 bits/],
      ['102', /BitString expects/],
    ],
  },
  vector: {
    column: () => pg.vector({ dimensions: 3 }),
    values: ['[1,2.5,-3]'],
    unordered: true,
    refused: [['(1,2)', /Vector expects/]],
  },
  halfVector: { column: () => pg.halfvec({ dimensions: 2 }), values: ['[1,0.5]'], unordered: true },
  sparseVector: { column: () => pg.sparsevec({ dimensions: 5 }), values: ['{1:1.5,4:2}/5'], unordered: true },
  place: {
    column: () => pg.geometry({ mode: 'xy' }),
    values: ['0101000000000000000000F03F0000000000000040'],
    unordered: true,
  },
  placePair: {
    column: () => pg.geometry(),
    values: ['0101000000000000000000F03F0000000000000040'],
    unordered: true,
  },
  anyJson: {
    column: () => pg.json(),
    values: json,
    shown: JSON.parse,
    isGiven: isPlainJson,
    unordered: true,
  },
  anyJsonb: {
    column: () => pg.jsonb(),
    values: json,
    shown: JSON.parse,
    isGiven: isPlainJson,
    unordered: true,
  },
  anyState: {
    column: () => state(),
    values: labels,
    shown: text =>
      ({
        'in progress': 'IN_PROGRESS',
        '1st': 'FIRST',
        true: 'TRUE',
        null: 'NULL',
        "it's": 'IT_S',
        DONE: 'DONE',
      })[text],
  },
  oldState: {
    column: () => oldState(),
    values: ['gone', 'in progress'],
    shown: text => text.toUpperCase().replace(' ', '_'),
  },
  size: { column: () => sizes(), values: ['s', 'l'], shown: text => text.toUpperCase() },
  email: { column: () => email(), values: ['a@b.c', ''] },
  nocase: { column: () => nocase(), values: ['Aa', ''] },
  words: { column: () => document(), values: ["'cat' 'dog':2"], unordered: true },
} satisfies Record<string, TypeCase>;

export type TypeName = keyof typeof types;
export const typeNames = Object.keys(types) as TypeName[];
export const caseOf = (name: TypeName): TypeCase => types[name];
