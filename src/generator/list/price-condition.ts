/**
 * What a filter costs each time that its list is read, and for what above all.
 * Knows conditions and the table of prices; how often the list is read is asked elsewhere.
 */
import {
  type Blueprint,
  columnOf,
  type RelationBlueprint,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { operatorNamed, type ValueKind } from '../kinds/kinds.ts';
import type { OperandKind, Operands } from '../kinds/operator.ts';
import { maxPrice, prices } from '../price/points.ts';
import type { Aggregate } from './aggregates.ts';
import type { Condition } from './condition.ts';

/** Characters of a list of values that cost a point. */
const charactersPerPoint = 100;

/** What a condition on a row of the type costs. */
export function priceOfCondition(blueprint: Blueprint, type: TypeBlueprint, condition: Condition): number {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.reduce((sum, part) => sum + priceOfCondition(blueprint, type, part), 0);
    case 'not':
      return priceOfCondition(blueprint, type, condition.of);
    case 'column': {
      const { kind, list } = columnOf(type, condition.column);
      return priceOfOperator(kind, list, condition);
    }
    case 'values': {
      const { values, price } = type.filters.find(({ name }) => name === condition.filter)!;
      return price.each + priceOfOperator(values!.kind, true, condition);
    }
    case 'sql':
      return condition.price;
    case 'aggregate': {
      const { aggregate, relation } = condition;
      const operator = priceOfOperator(aggregate.kind, false, condition);
      return relatedRows(blueprint, type, relation).points + priceOfAggregate(aggregate) + operator;
    }
    case 'related': {
      const relation = relationOf(type, condition.relation);
      const target = typeOf(blueprint, relation.target);
      const inner = condition.of ? priceOfCondition(blueprint, target, condition.of) : 0;
      if (condition.quantifier === 'one') return prices.relatedRow.points + inner;
      return Math.min(relatedRows(blueprint, type, condition.relation).points * (1 + inner), maxPrice);
    }
  }
}

/** What it costs to look at the rows that a relation leads to. */
function relatedRows(blueprint: Blueprint, type: TypeBlueprint, field: string) {
  const relation = relationOf(type, field);
  return leadsToTenant(relation, typeOf(blueprint, relation.target)) ? prices.tenantRows : prices.relatedRows;
}

/** What it costs to make one value of rows, beside looking at them. */
export function priceOfAggregate({ function: name }: Aggregate): number {
  if (name === 'count') return 0;
  return (name === 'countDistinct' ? prices.distinctColumn : prices.aggregatedColumn).points;
}

/** Whether the relation leads to all rows that a tenant has. */
export const leadsToTenant = ({ pairs, through }: RelationBlueprint, { tenant }: TypeBlueprint): boolean =>
  !through && pairs.every(({ target }) => target === tenant);

type OperandPrices = { readonly [K in OperandKind]: (operand: Operands[K]) => number };

const comparison = () => prices.comparison.points;
const pattern = () => prices.pattern.points;

const operandPrices: OperandPrices = {
  value: comparison,
  values: ({ length }) =>
    prices.comparison.points + prices.listedValues.points * Math.floor(length / charactersPerPoint),
  element: comparison,
  flag: comparison,
  text: pattern,
  pattern,
  json: () => prices.json.points,
  paths: conditions => conditions.reduce((sum, { asked }) => sum + asked.length * prices.pattern.points, 0),
};

function priceOfOperator(
  kind: ValueKind,
  list: boolean,
  { operator, operand }: { readonly operator: string; readonly operand: unknown },
): number {
  const price = operandPrices[operatorNamed(kind, list, operator).operand];
  // The operand was read by the operator's own kind of operand.
  return price(operand as never);
}

/** What a filter is dear for, in words that follow "for". */
export function whyDear(blueprint: Blueprint, type: TypeBlueprint, condition: Condition): string {
  const depth = depthOf(condition);
  if (depth > 1) return 'relations inside of relations';
  if (depth === 1) return 'what it asks of the rows of a relation';
  const name = handWritten(condition);
  if (name !== undefined) return `what it asks by ${name}`;
  return priceOfCondition(blueprint, type, condition) >= prices.pattern.points
    ? 'what it looks for in texts and JSON'
    : 'all that it compares';
}

/** How many quantifiers stand inside of each other. */
function depthOf(condition: Condition): number {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return Math.max(0, ...condition.of.map(depthOf));
    case 'not':
      return depthOf(condition.of);
    case 'aggregate':
      return 1;
    case 'related':
      return (
        (condition.quantifier === 'one' ? 0 : 1) + (condition.of === undefined ? 0 : depthOf(condition.of))
      );
    default:
      return 0;
  }
}

/** The first filter in it that is written by hand. */
function handWritten(condition: Condition): string | undefined {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.map(handWritten).find(name => name !== undefined);
    case 'not':
      return handWritten(condition.of);
    case 'related':
      return condition.of && handWritten(condition.of);
    case 'sql':
    case 'values':
      return condition.filter;
    default:
      return undefined;
  }
}
