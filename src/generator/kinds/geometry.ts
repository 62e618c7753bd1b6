/**
 * Points, lines and vectors, as PostgreSQL writes them: every digit of their numbers stays.
 * They have no order, and no equality that a client could mean.
 */

import { assertText } from './client-values.ts';
import { escapedText } from './json-text.ts';
import { isNull } from './operators.ts';
import { textScalar } from './text-scalar.ts';
import type { Kind } from './value-kind.ts';

const number = String.raw`\s*(?:-?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[+-]?\d{1,3})?|-?Infinity|NaN)\s*`;
const finite = String.raw`\s*-?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[+-]?\d{1,3})?\s*`;

interface Shape {
  readonly columnTypes: readonly string[];
  readonly scalar: string;
  readonly description: string;
  readonly expected: string;
  isValue(text: string): boolean;
}

const shape = ({ columnTypes, scalar, description, expected, isValue }: Shape): Kind => ({
  columnTypes,
  scalar,
  type: textScalar({ name: scalar, description, expected, isValue }),
  orderable: false,
  operators: [isNull],
  incomparable: true,
  encode: value => String(value),
  toStored: (value, path) => assertText(String(value), path),
  isWritten: () => false,
  json: escapedText,
  read: text => text,
});

const matching = (pattern: string) => {
  const form = new RegExp(`^${pattern}$`, 'i');
  return (text: string) => form.test(text);
};

export const point = shape({
  columnTypes: ['PgPointTuple', 'PgPointObject', 'point'],
  scalar: 'Point',
  description: 'A point of a plane by its coordinates: (1.5,-2).',
  expected: 'a text such as "(1.5,-2)"',
  isValue: matching(String.raw`\(${number},${number}\)`),
});

const isLine = matching(String.raw`\{${finite},${finite},${finite}\}`);

export const line = shape({
  columnTypes: ['PgLine', 'PgLineABC', 'line'],
  scalar: 'Line',
  description: 'An infinite line Ax + By + C = 0 by A, B and C, of which A and B are not both 0: {1,-1,0}.',
  expected: 'a text such as "{1,-1,0}", of which the first two numbers are not both 0',
  isValue: text =>
    isLine(text) &&
    text
      .slice(1)
      .split(',')
      .slice(0, 2)
      .some(coefficient => Number(coefficient) !== 0),
});

export const vector = shape({
  columnTypes: ['PgVector', 'PgHalfVector', 'PgSparseVector', 'vector', 'halfvec', 'sparsevec'],
  scalar: 'Vector',
  description:
    'A vector of numbers: [1,2.5,3]; of a sparse one, those that are not 0, with their places and its length: {1:2.5}/3.',
  expected: 'a text such as "[1,2.5,3]" or "{1:2.5}/3"',
  isValue: matching(
    String.raw`(?:\[${finite}(?:,${finite})*\]|\{(?:\d{1,10}:${finite}(?:,\d{1,10}:${finite})*)?\}/\d{1,10})`,
  ),
});

export const geometry = shape({
  columnTypes: ['PgGeometry', 'PgGeometryObject', 'geometry', 'geography'],
  scalar: 'Geometry',
  description:
    'A shape of PostGIS: as well-known binary in hexadecimal digits; written as such, or as well-known text.',
  expected: 'a text such as "POINT(30 10)"',
  isValue: matching(String.raw`(?:[\da-f]+|(?:SRID=\d+;)?[a-z ]+\([-\d.e+, ()]*\))`),
});
