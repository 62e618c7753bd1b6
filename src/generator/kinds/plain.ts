/**
 * Kinds whose values have no arithmetic: UUIDs, texts, booleans, enums.
 * Knows their scalars and notation.
 */
import { GraphQLUUID } from 'graphql-scalars';
import { type Fragment, fragment, join, literal } from '../sql/fragment.ts';
import { assertText, isStorable } from './client-values.ts';
import { enumValueName } from './enum-value-name.ts';
import { escapedText, quotedText, unwritable } from './json-text.ts';
import type { Meaning } from './meaning.ts';
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
  plainWidth: 36,
  json: quotedText,
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
  json: escapedText,
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
  plainWidth: 5,
  json: expression => fragment`${expression}::text`,
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
  json: enumJson,
  fromJson: asItIs,
};

/**
 * GraphQL names a value otherwise than PostgreSQL: in upper case, and without what no name may have.
 * A label that came into the database since is for the resolvers to tell of.
 */
function enumJson(expression: Fragment, { labels }: Meaning): Fragment {
  const cases = labels.map(
    label => fragment`when ${literal(label)} then ${literal(`"${enumValueName(label)}"`)}`,
  );
  return fragment`case ${expression} ${join(cases, ' ')} else case when ${expression} is not null then ${unwritable} end end`;
}
