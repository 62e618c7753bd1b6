/**
 * What conditions on properties cost, wherever a client writes them: a regular expression is tried on every text.
 * Knows the names of operators; how they are compiled is told elsewhere.
 */
import { priceOfValue, type ValuePrice } from '../../generator/price/value-price.ts';
import type { CohortConditionNode } from '../../model/shapes/cohort-conditions.ts';
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

/** What it costs to look for the persons who meet conditions, those that refer to a static cohort among them. */
export const priceOfConditions = (conditions: readonly CohortConditionNode[]): number =>
  conditions.reduce(
    (sum, condition) => sum + Math.max(priceOfValue(propertyPrice, condition), propertyPrice.each),
    0,
  );
