/**
 * What an operator of a filter is, and the kinds of operands there are.
 * An operator is one entry: its name, its words, how its operand is read from a client, and what it says in SQL.
 */
import { badUserInput } from '../../errors.ts';
import type { Fragment } from '../sql/fragment.ts';
import { arrayLiteral } from './array-literal.ts';
import { assertPattern, assertSearch, jsonText } from './client-values.ts';
import { type PathCondition, parsePathConditions } from './json-path.ts';
import type { Encoder, Meaning, Typed } from './meaning.ts';

/** Operands as plain data, by their kind. */
export interface Operands {
  /** A value of the column's own kind, as text. */
  value: string;
  /** A list of such, as an array literal. */
  values: string;
  /** One element of a list, as an array literal. */
  element: string;
  flag: boolean;
  text: string;
  pattern: string;
  /** JSON as text. */
  json: string;
  /** Conditions on values inside JSON. */
  paths: readonly PathCondition[];
}

export type OperandKind = keyof Operands;

/**
 * How an index can find the rows that an operator asks for; without one, all are looked at. `inverted` ones, of what is in JSON and
 * lists, are no plain indexes, and whether there is one is not known.
 */
export type IndexUse = 'equality' | 'range' | 'inverted';

export interface Operator {
  readonly name: string;
  readonly description: string;
  readonly operand: OperandKind;
  readonly index?: IndexUse;
  /** The condition; total, as the operand was read before. */
  compile(column: Typed, operand: never): Fragment | undefined;
}

/** An operator whose SQL is typed by its operand. */
export const operator = <K extends OperandKind>(definition: {
  readonly name: string;
  readonly description: string;
  readonly operand: K;
  readonly index?: IndexUse;
  compile(column: Typed, operand: Operands[K]): Fragment | undefined;
}): Operator => definition;

interface OperandKindOf<K extends OperandKind> {
  /** The GraphQL type of the operand: the column's own, or one of these. */
  readonly type: 'own' | 'String' | 'Boolean' | 'JSON' | 'JSONPathFilter';
  readonly list: boolean;
  /** @throws BAD_USER_INPUT naming the path */
  parse(value: unknown, path: string, kind: Encoder, meaning: Meaning): Operands[K];
}

/** How each kind of operand is asked for, and read. */
export const operands: { readonly [K in OperandKind]: OperandKindOf<K> } = {
  value: {
    type: 'own',
    list: false,
    parse: (value, path, kind, meaning) => encode(kind, value, path, meaning),
  },
  values: {
    type: 'own',
    list: true,
    parse: (values, path, kind, meaning) =>
      arrayLiteral(
        (values as readonly unknown[]).map((value, i) => encode(kind, value, `${path}[${i}]`, meaning)),
      ),
  },
  element: {
    type: 'own',
    list: false,
    parse: (value, path, kind, meaning) => arrayLiteral([encode(kind, value, `${path}[0]`, meaning)]),
  },
  flag: { type: 'Boolean', list: false, parse: value => value === true },
  text: { type: 'String', list: false, parse: (value, path) => assertSearch(value as string, path) },
  pattern: { type: 'String', list: false, parse: (value, path) => assertPattern(value as string, path) },
  json: { type: 'JSON', list: false, parse: (value, path) => jsonText(value, path) },
  paths: { type: 'JSONPathFilter', list: true, parse: (value, path) => parsePathConditions(value, path) },
};

function encode(kind: Encoder, value: unknown, path: string, meaning: Meaning): string {
  if (value === null) throw badUserInput(`${path} must not be null.`);
  return kind.encode(value, path, meaning);
}
