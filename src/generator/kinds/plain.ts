/**
 * Kinds whose values have no arithmetic: texts, booleans, enums.
 * Knows their scalars and notation.
 */
import { badUserInput } from '../../errors.ts';
import { type Fragment, fragment, join, literal } from '../sql/fragment.ts';
import { assertText, isStorable } from './client-values.ts';
import { escapedText, unwritable } from './json-text.ts';
import type { Meaning } from './meaning.ts';
import { comparisons, eq, isNull, membership, ne, order, texts } from './operators.ts';
import { baseType, limitsOf } from './sql-types.ts';
import { asText, type Kind } from './value-kind.ts';

const asItIs = (value: unknown) => value;

export const text: Kind = {
  columnTypes: ['PgText', 'PgVarchar', 'PgChar', 'text', 'varchar', 'char', 'citext'],
  scalar: 'String',
  orderable: true,
  operators: [eq, ne, ...membership, ...order, ...texts, isNull],
  encode: (value, path) => assertText(value as string, path),
  toStored: textWithin,
  isWritten: isStorable,
  json: escapedText,
  read: asText,
  inJson: true,
};

export const boolean: Kind = {
  columnTypes: ['PgBoolean', 'boolean'],
  scalar: 'Boolean',
  orderable: true,
  operators: [eq, ne, isNull],
  encode: asText,
  toStored: asItIs,
  isWritten: text => text === 'true' || text === 'false',
  plainWidth: 5,
  json: expression => fragment`${expression}::text`,
  read: text => text === 'true',
  inJson: true,
};

/** A text that is not longer than the column's type allows, in characters as PostgreSQL counts them. @throws BAD_USER_INPUT */
function textWithin(value: unknown, path: string, { sqlType }: Meaning): string {
  const content = assertText(value as string, path);
  const [longest = baseType(sqlType) === 'char' ? 1 : Infinity] = limitsOf(sqlType);
  // What is too long by blanks alone PostgreSQL cuts.
  if (content.length <= longest || [...content.replace(/ +$/, '')].length <= longest) return content;
  throw badUserInput(`${path} must have at most ${longest} characters.`);
}

/** The values are labels; GraphQL has a type for each enum. */
export const enumeration: Kind = {
  columnTypes: ['PgEnumColumn', 'PgEnumObjectColumn'],
  scalar: undefined,
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: asItIs,
  isWritten: (label, { labels }) => labels.some(({ value }) => value === label),
  json: enumJson,
  read: asText,
  inJson: true,
};

/**
 * GraphQL names a value otherwise than PostgreSQL.
 * A label that came into the database since is for the resolvers to tell of.
 */
function enumJson(expression: Fragment, { labels }: Meaning): Fragment {
  const cases = labels.map(
    ({ name, value }) => fragment`when ${literal(value)} then ${literal(`"${name}"`)}`,
  );
  return fragment`case ${expression} ${join(cases, ' ')} else case when ${expression} is not null then ${unwritable} end end`;
}
