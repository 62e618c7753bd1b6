/**
 * JSON: filtered by what it contains and by values at paths, without an order that a client could mean.
 */
import { GraphQLJSON } from 'graphql-scalars';
import { badUserInput } from '../../errors.ts';
import { JsonText } from '../shapes/json-text.ts';
import { type Fragment, fragment, value as parameter } from '../sql/fragment.ts';
import { jsonText } from './client-values.ts';
import { compilePathConditions } from './json-path.ts';
import type { Typed } from './meaning.ts';
import { operator } from './operator.ts';
import { isNull } from './operators.ts';
import type { Kind } from './value-kind.ts';

/** PostgreSQL compares jsonb only, and indexes it; of json it keeps the text. */
const jsonbOf = ({ expression, meaning }: Typed): Fragment =>
  meaning.sqlType === 'json' ? fragment`${expression}::jsonb` : expression;

export const json: Kind = {
  columnTypes: ['PgJson', 'PgJsonb', 'json', 'jsonb'],
  scalar: 'JSON',
  type: GraphQLJSON,
  orderable: false,
  operators: [
    operator({
      name: 'contains',
      description: 'Contains the JSON value, as PostgreSQL’s @> does.',
      operand: 'json',
      index: 'inverted',
      compile: (typed, operand) => fragment`${jsonbOf(typed)} @> ${parameter(operand)}::text::jsonb`,
    }),
    operator({
      name: 'hasKey',
      description: 'Is an object with this member, or a list with this text.',
      operand: 'text',
      index: 'inverted',
      compile: (typed, operand) => fragment`${jsonbOf(typed)} ? ${parameter(operand)}`,
    }),
    operator({
      name: 'path',
      description: 'Conditions on values inside, all of which must hold.',
      operand: 'paths',
      index: 'inverted',
      compile: (typed, operand) => compilePathConditions(jsonbOf(typed), operand),
    }),
    isNull,
  ],
  encode: jsonText,
  toStored: (value, path, meaning) => {
    jsonText(value, path);
    // In a list, PostgreSQL would take it for a further dimension.
    if (meaning.list && Array.isArray(value)) throw badUserInput(`${path} must not be a list itself.`);
    return value;
  },
  isWritten: () => false,
  json: expression => fragment`${expression}::text`,
  read: text => new JsonText(text),
};
