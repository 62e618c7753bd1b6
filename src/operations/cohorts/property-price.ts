/**
 * What conditions on properties cost, wherever a client writes them: a regular expression is tried on every text.
 * Knows the names of operators; how they are compiled is told elsewhere.
 */
import type { ValuePrice } from '../../generator/price/value-price.ts';
import type { PropertyOperator } from '../../model/shapes/property-filter.ts';

const regularExpression = 5_000;
const searchedText = 100;

const dear: Partial<Record<PropertyOperator, number>> = {
  regex: regularExpression,
  not_regex: regularExpression,
  contains: searchedText,
  not_contains: searchedText,
  is_date_before: searchedText,
  is_date_after: searchedText,
  is_date_exact: searchedText,
};

/** For each condition, by its operator. */
export const propertyPrice: ValuePrice = { each: 10, by: { member: 'operator', values: dear } };
