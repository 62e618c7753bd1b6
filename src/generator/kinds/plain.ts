/**
 * Kinds whose values have no arithmetic: UUIDs, texts, booleans, enums.
 * Knows their scalars and notation.
 */
import { GraphQLUUID } from 'graphql-scalars';
import { assertText, isStorable } from './client-values.ts';
import { eq, isNull, membership, ne, order, texts } from './operators.ts';
import type { Kind } from './value-kind.ts';

const asText = (value: unknown) => String(value);
const asItIs = (value: unknown) => value;

export const uuid: Kind = {
  columnTypes: ['PgUUID'],
  scalar: 'UUID',
  type: GraphQLUUID,
  orderable: true,
  operators: [eq, ne, ...membership, ...order, isNull],
  encode: asText,
  toStored: asItIs,
  isWritten: text => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  fromJson: asItIs,
};

export const text: Kind = {
  columnTypes: ['PgText', 'PgVarchar', 'PgChar'],
  scalar: 'String',
  orderable: true,
  operators: [eq, ne, ...membership, ...order, ...texts, isNull],
  encode: (value, path) => assertText(value as string, path),
  toStored: (value, path) => assertText(value as string, path),
  isWritten: isStorable,
  fromJson: asItIs,
};

export const boolean: Kind = {
  columnTypes: ['PgBoolean'],
  scalar: 'Boolean',
  orderable: true,
  operators: [eq, ne, isNull],
  encode: asText,
  toStored: asItIs,
  isWritten: text => text === 'true' || text === 'false',
  fromJson: asItIs,
};

/** The values are labels; GraphQL has a type for each enum. */
export const enumeration: Kind = {
  columnTypes: ['PgEnumColumn', 'PgEnumObjectColumn'],
  scalar: undefined,
  orderable: true,
  operators: [eq, ne, ...membership, ...order, isNull],
  encode: asText,
  toStored: asItIs,
  isWritten: (label, { labels }) => labels.includes(label),
  fromJson: asItIs,
};
