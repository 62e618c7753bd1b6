/**
 * Numbers, each of a size and exactness of its own.
 * Those that JavaScript's number would not hold exactly travel as text.
 */
import { GraphQLError, GraphQLScalarType, Kind as NodeKind } from 'graphql';
import { GraphQLBigInt } from 'graphql-scalars';
import { fragment } from '../sql/fragment.ts';
import { quotedText, writableIf } from './json-text.ts';
import { eq, isNull, membership, ne, order } from './operators.ts';
import type { Kind } from './value-kind.ts';

const operators = [eq, ne, ...membership, ...order, isNull];
const asText = (value: unknown) => String(value);
const asItIs = (value: unknown) => value;

export const integer: Kind = {
  columnTypes: ['PgInteger', 'PgSmallInt', 'PgSerial', 'PgSmallSerial'],
  scalar: 'Int',
  orderable: true,
  operators,
  encode: asText,
  toStored: asItIs,
  isWritten: text => /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= 2_147_483_647,
  plainWidth: 11,
  json: expression => fragment`${expression}::text`,
  fromJson: asItIs,
};

export const bigint: Kind = {
  columnTypes: ['PgBigInt53', 'PgBigInt64', 'PgBigSerial53', 'PgBigSerial64', 'PgBigIntString'],
  scalar: 'BigInt',
  type: GraphQLBigInt,
  orderable: true,
  operators,
  encode: asText,
  toStored: asText,
  isWritten: text => /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  plainWidth: 20,
  // As a number while JavaScript holds it exactly, else as a text.
  json: expression =>
    fragment`case when ${expression} between -9007199254740991 and 9007199254740991 then ${expression}::text else ${quotedText(expression)} end`,
};

export const float: Kind = {
  columnTypes: ['PgReal', 'PgDoublePrecision'],
  scalar: 'Float',
  orderable: true,
  operators,
  encode: asText,
  toStored: asItIs,
  isWritten: text => /^(-?\d+(\.\d+)?(e[+-]?\d{1,3})?|NaN|-?Infinity)$/.test(text),
  // Exponents and the negative zero are written otherwise by JavaScript; the rest is no JSON.
  json: expression =>
    writableIf(
      fragment`${expression}::text ~ '^-?\\d+(\\.\\d+)?$' and ${expression}::text <> '-0'`,
      fragment`${expression}::text`,
    ),
};

function parseDecimal(value: unknown): string {
  if (typeof value === 'string' && /^-?\d{1,1000}(\.\d{1,1000})?$/.test(value)) return value;
  throw new GraphQLError(`Decimal expects a text such as "12.50", not ${JSON.stringify(value)}.`);
}

/** There is none in graphql-scalars. */
const GraphQLDecimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'A decimal number of any precision, written as text: "12.50".',
  serialize: value => String(value),
  parseValue: parseDecimal,
  parseLiteral: node => parseDecimal(node.kind === NodeKind.STRING ? node.value : undefined),
});

export const decimal: Kind = {
  columnTypes: ['PgNumeric'],
  scalar: 'Decimal',
  type: GraphQLDecimal,
  orderable: true,
  operators,
  encode: asText,
  toStored: asText,
  isWritten: text => /^(-?\d{1,1000}(\.\d{1,1000})?|NaN|-?Infinity)$/.test(text),
  json: quotedText,
};
