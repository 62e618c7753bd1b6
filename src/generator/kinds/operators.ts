/**
 * The operators that kinds of values share: equality, order, texts, lists.
 * Each is one entry; a kind names those that it has.
 */
import { type Fragment, fragment, text, value } from '../sql/fragment.ts';
import { escapePattern } from './client-values.ts';
import type { Meaning, Typed } from './meaning.ts';
import { type IndexUse, operator } from './operator.ts';
import { comparedType } from './sql-types.ts';

/** Values travel as text: the driver would read a parameter of the type itself by its own rules. */
export const typed = (content: string, { sqlType }: Pick<Meaning, 'sqlType'>): Fragment =>
  fragment`${value(content)}::text::${text(comparedType(sqlType))}`;

/** One parameter for a whole list, so that statements do not multiply with its length. */
const typedList = (content: string, { list, sqlType }: Meaning): Fragment => {
  const type = comparedType(sqlType);
  return fragment`${value(content)}::text::${text(list ? type : `${type}[]`)}`;
};

/** A list whose elements PostgreSQL can compare: json it keeps as text. */
const comparedList = ({ expression, meaning }: Typed): Fragment =>
  meaning.sqlType === 'json[]' ? fragment`${expression}::jsonb[]` : expression;

const comparison = (name: string, sql: string, index: IndexUse, description: string) =>
  operator({
    name,
    description,
    operand: 'value',
    index,
    compile: ({ expression, meaning }, operand) =>
      fragment`${expression} ${text(sql)} ${typed(operand, meaning)}`,
  });

export const eq = comparison('eq', '=', 'equality', 'Equal to the value.');

/** Null is not the value, and is found: `ne` is the opposite of `eq`. */
export const ne = operator({
  name: 'ne',
  description: 'Not equal to the value; missing values are not equal to any.',
  operand: 'value',
  compile: ({ expression, meaning }, operand) =>
    fragment`${expression} is distinct from ${typed(operand, meaning)}`,
});

export const membership = [
  operator({
    name: 'in',
    description: 'Equal to one of the values.',
    operand: 'values',
    index: 'equality',
    compile: ({ expression, meaning }, operand) =>
      fragment`${expression} = any(${typedList(operand, meaning)})`,
  }),
  operator({
    name: 'notIn',
    description: 'Equal to none of the values; missing values are equal to none.',
    operand: 'values',
    compile: ({ expression, meaning }, operand) =>
      fragment`(${expression} = any(${typedList(operand, meaning)})) is not true`,
  }),
];

export const order = [
  comparison('lt', '<', 'range', 'Less than the value.'),
  comparison('lte', '<=', 'range', 'Less than the value, or equal to it.'),
  comparison('gt', '>', 'range', 'Greater than the value.'),
  comparison('gte', '>=', 'range', 'Greater than the value, or equal to it.'),
];

/** Of a text from a user, in which nothing stands for anything else; once as it is, once without regard to case. */
const match = (name: string, verb: string, pattern: (escaped: string) => string) =>
  (['like', 'ilike'] as const).map(comparison =>
    operator({
      name: comparison === 'like' ? name : `i${name}`,
      description: `${verb} the text, ${comparison === 'like' ? 'letter for letter' : 'without regard to case'}.`,
      operand: 'text',
      compile: ({ expression }, operand) =>
        fragment`${expression} ${text(comparison)} ${value(pattern(escapePattern(operand)))}`,
    }),
  );

export const texts = [
  ...match('contains', 'Contains', escaped => `%${escaped}%`),
  ...match('startsWith', 'Starts with', escaped => `${escaped}%`),
  ...match('endsWith', 'Ends with', escaped => `%${escaped}`),
  operator({
    name: 'like',
    description: 'Matches a pattern in which % stands for any text and _ for one character.',
    operand: 'pattern',
    compile: ({ expression }, operand) => fragment`${expression} like ${value(operand)}`,
  }),
  operator({
    name: 'ilike',
    description: 'Matches a pattern like `like`, without regard to case.',
    operand: 'pattern',
    compile: ({ expression }, operand) => fragment`${expression} ilike ${value(operand)}`,
  }),
];

export const isNull = operator({
  name: 'isNull',
  description: 'Whether the value is missing.',
  operand: 'flag',
  compile: ({ expression }, operand) =>
    operand ? fragment`${expression} is null` : fragment`${expression} is not null`,
});

/** What a filter can ask of a list of values, of which PostgreSQL cannot tell equal ones. */
export const emptiness = [
  operator({
    name: 'isEmpty',
    description: 'Whether the list holds nothing.',
    operand: 'flag',
    compile: ({ expression }, operand) =>
      operand ? fragment`cardinality(${expression}) = 0` : fragment`cardinality(${expression}) > 0`,
  }),
  isNull,
];

/** What a filter can ask of a list of values, whatever their kind. */
export const listOperators = [
  operator({
    name: 'has',
    description: 'Holds the value.',
    operand: 'element',
    index: 'inverted',
    compile: (list, operand) => fragment`${comparedList(list)} @> ${typedList(operand, list.meaning)}`,
  }),
  operator({
    name: 'hasEvery',
    description: 'Holds every one of the values.',
    operand: 'values',
    index: 'inverted',
    compile: (list, operand) => fragment`${comparedList(list)} @> ${typedList(operand, list.meaning)}`,
  }),
  operator({
    name: 'hasSome',
    description: 'Holds at least one of the values.',
    operand: 'values',
    index: 'inverted',
    compile: (list, operand) => fragment`${comparedList(list)} && ${typedList(operand, list.meaning)}`,
  }),
  ...emptiness,
];

/** Those of values that are equal or not, and have an order. */
export const comparisons = [eq, ne, ...membership, ...order, isNull];
