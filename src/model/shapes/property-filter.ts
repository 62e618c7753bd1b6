/**
 * A condition on one property of an event or person: the property, an operator, and what the operator takes.
 * Knows which operator takes which operand; refuses to know how a filter is evaluated.
 */
import { z } from 'zod';
import { dateExpressionNotation, isDateExpression } from './date-expression.ts';
import { propertyName, storedText } from './stored-text.ts';

export const propertyOperator = z
  .enum([
    'eq',
    'neq',
    'contains',
    'not_contains',
    'is_set',
    'is_not_set',
    'gt',
    'gte',
    'lt',
    'lte',
    'in',
    'not_in',
    'between',
    'not_between',
    'regex',
    'not_regex',
    'is_date_before',
    'is_date_after',
    'is_date_exact',
  ])
  .meta({
    id: 'PropertyOperator',
    description: 'How the value of a property is compared.',
    valueDescriptions: {
      eq: 'Equal to value.',
      neq: 'Not matched by EQ, or missing.',
      contains: 'A text with value in it.',
      not_contains: 'Not matched by CONTAINS, or missing.',
      is_set: 'There at all.',
      is_not_set: 'Missing.',
      gt: 'Above value.',
      gte: 'At least value.',
      lt: 'Below value.',
      lte: 'At most value.',
      in: 'Equal to one of values.',
      not_in: 'Not matched by IN, or missing.',
      between: 'A number from the first of values to the second, both included.',
      not_between: 'Not matched by BETWEEN, or missing.',
      regex: 'A text that matches the pattern in value.',
      not_regex: 'Not matched by REGEX, or missing.',
      is_date_before: 'A point in time before value.',
      is_date_after: 'A point in time after value.',
      is_date_exact: 'On the day of value, or at its instant.',
    },
  });

export type PropertyOperator = z.infer<typeof propertyOperator>;

export const propertyValue = z
  .union([storedText(0, 1000), z.number(), z.boolean()], 'must be a text, a number or a truth value')
  .meta({ id: 'PropertyValue', description: 'A text, a number or a truth value.' });

export type PropertyValue = z.infer<typeof propertyValue>;

type Operand =
  | { readonly takes: 'nothing' }
  | { readonly takes: 'value'; readonly of: 'scalar' | 'text' | 'number' | 'date' }
  | ListOperand;

interface ListOperand {
  readonly takes: 'values';
  readonly of: 'scalar' | 'number';
  /** Exactly two, the lower first. */
  readonly pair: boolean;
}

/** What each operator takes. */
const operands: Readonly<Record<PropertyOperator, Operand>> = Object.freeze({
  eq: { takes: 'value', of: 'scalar' },
  neq: { takes: 'value', of: 'scalar' },
  contains: { takes: 'value', of: 'text' },
  not_contains: { takes: 'value', of: 'text' },
  is_set: { takes: 'nothing' },
  is_not_set: { takes: 'nothing' },
  gt: { takes: 'value', of: 'number' },
  gte: { takes: 'value', of: 'number' },
  lt: { takes: 'value', of: 'number' },
  lte: { takes: 'value', of: 'number' },
  in: { takes: 'values', of: 'scalar', pair: false },
  not_in: { takes: 'values', of: 'scalar', pair: false },
  between: { takes: 'values', of: 'number', pair: true },
  not_between: { takes: 'values', of: 'number', pair: true },
  regex: { takes: 'value', of: 'text' },
  not_regex: { takes: 'value', of: 'text' },
  is_date_before: { takes: 'value', of: 'date' },
  is_date_after: { takes: 'value', of: 'date' },
  is_date_exact: { takes: 'value', of: 'date' },
});

/** The members of a property filter, for shapes that contain one among others. */
export const propertyFilterMembers = () => ({
  property: propertyName().describe('The name of the property.'),
  operator: propertyOperator,
  value: propertyValue
    .optional()
    .describe(
      'What the property is compared with. Required by every operator that does not take values, except IS_SET and IS_NOT_SET: a number for GT, GTE, LT and LTE, a text for CONTAINS and REGEX, a date (-7d or ISO 8601) for IS_DATE_BEFORE, IS_DATE_AFTER and IS_DATE_EXACT.',
    ),
  values: z
    .array(propertyValue)
    .min(1)
    .max(200)
    .optional()
    .describe(
      'What the property is compared with, by operators that take several: one or more for IN and NOT_IN; two numbers, the lower first, for BETWEEN and NOT_BETWEEN.',
    ),
});

interface FilterMembers {
  readonly operator: PropertyOperator;
  readonly value?: PropertyValue | undefined;
  readonly values?: readonly PropertyValue[] | undefined;
}

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Holds an operator to the operand it takes; the issue names the offending member. */
export function checkOperand(filter: FilterMembers, context: z.core.$RefinementCtx<unknown>): void {
  const fault = operandFault(filter);
  if (fault === undefined) return;
  const { path, message } = fault;
  context.addIssue({
    code: 'custom',
    path,
    message: `the operator ${filter.operator.toUpperCase()} ${message}`,
  });
}

function operandFault({ operator, value, values }: FilterMembers): Fault | undefined {
  const operand = operands[operator];
  if (operand.takes !== 'value' && value !== undefined) {
    return { path: ['value'], message: `takes ${operand.takes}, not value` };
  }
  if (operand.takes !== 'values' && values !== undefined) {
    return { path: ['values'], message: `takes ${operand.takes}, not values` };
  }
  switch (operand.takes) {
    case 'nothing':
      return undefined;
    case 'value':
      return value !== undefined && isOf(operand.of, value)
        ? undefined
        : { path: ['value'], message: `requires value: ${nouns[operand.of]}` };
    case 'values':
      return listFault(operand, values);
  }
}

function listFault(operand: ListOperand, values: readonly PropertyValue[] | undefined): Fault | undefined {
  if (values === undefined) return { path: ['values'], message: 'requires values' };
  const wrong = values.findIndex(value => !isOf(operand.of, value));
  if (wrong >= 0) return { path: ['values', wrong], message: `requires ${nouns[operand.of]}` };
  if (!operand.pair) return undefined;
  const [lower, upper, ...more] = values;
  if (lower === undefined || upper === undefined || more.length > 0) {
    return { path: ['values'], message: 'requires exactly two values' };
  }
  return lower > upper ? { path: ['values'], message: 'requires the lower value first' } : undefined;
}

const nouns = Object.freeze({
  scalar: 'a text, a number or a truth value',
  text: 'a text that is not empty',
  number: 'a number',
  date: `a date: ${dateExpressionNotation}`,
});

function isOf(kind: keyof typeof nouns, value: PropertyValue): boolean {
  switch (kind) {
    case 'scalar':
      return true;
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'number':
      return typeof value === 'number';
    case 'date':
      return typeof value === 'string' && isDateExpression(value);
  }
}

export const propertyFilter = z
  .strictObject(propertyFilterMembers())
  .superRefine(checkOperand)
  .meta({ id: 'PropertyFilter', description: 'A condition on one property.' });

export type PropertyFilter = z.infer<typeof propertyFilter>;

/** A list of filters, all of which have to hold. */
export const propertyFilters = () => z.array(propertyFilter).max(20);
