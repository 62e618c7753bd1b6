/**
 * JSON: filtered by what it contains and by values at paths, without an order that a client could mean.
 */
import { GraphQLJSON } from 'graphql-scalars';
import { fragment, value as parameter } from '../sql/fragment.ts';
import { jsonText } from './client-values.ts';
import { compilePathConditions } from './json-path.ts';
import { operator } from './operator.ts';
import { isNull } from './operators.ts';
import type { Kind } from './value-kind.ts';

export const json: Kind = {
  columnTypes: ['PgJson', 'PgJsonb'],
  scalar: 'JSON',
  type: GraphQLJSON,
  orderable: false,
  operators: [
    operator({
      name: 'contains',
      description: 'Contains the JSON value, as PostgreSQL’s @> does.',
      operand: 'json',
      compile: ({ expression }, operand) => fragment`${expression} @> ${parameter(operand)}::text::jsonb`,
    }),
    operator({
      name: 'hasKey',
      description: 'Is an object with this member, or a list with this text.',
      operand: 'text',
      compile: ({ expression }, operand) => fragment`${expression} ? ${parameter(operand)}`,
    }),
    operator({
      name: 'path',
      description: 'Conditions on values inside, all of which must hold.',
      operand: 'paths',
      compile: ({ expression }, operand) => compilePathConditions(expression, operand),
    }),
    isNull,
  ],
  encode: jsonText,
  toStored: (value, path) => {
    jsonText(value, path);
    return value;
  },
  isWritten: () => false,
  json: expression => fragment`${expression}::text`,
  fromJson: value => value,
};
