/**
 * From a condition to SQL over a row: total, whatever the condition says.
 * The same condition gives the same text, with its operands as parameters.
 */
import { type Blueprint, columnOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { operatorNamed, type ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { and, bind, type Fragment, fragment, or } from '../sql/fragment.ts';
import type { Condition } from './condition.ts';
import { knownValue } from './known-value.ts';
import { aggregateOfRelation } from './related-aggregate.ts';
import { joinVisible } from './related-rows.ts';
import { probing } from './visibility.ts';

/**
 * The condition on a row of the type; undefined where it asks for nothing.
 * @param depth of relations, whose aliases must differ: no level may hide the one that it is compared with
 * @param isOptional whether a row may do without it, so that PostgreSQL cannot join what it asks for
 */
export function compileCondition(
  blueprint: Blueprint,
  type: TypeBlueprint,
  condition: Condition,
  depth = 0,
  isOptional = false,
): Fragment | undefined {
  switch (condition.kind) {
    case 'all':
      return and(...condition.of.map(part => compileCondition(blueprint, type, part, depth, isOptional)));
    case 'any':
      return or(...condition.of.map(part => compileCondition(blueprint, type, part, depth, true)));
    case 'not': {
      const of = compileCondition(blueprint, type, condition.of, depth, true);
      // SQL's NOT leaves an unknown condition unknown; a filter that is not met is one whose negation is.
      return of && fragment`(${of}) is not true`;
    }
    case 'column': {
      const column = columnOf(type, condition.column);
      return operate(knownValue(blueprint, type, column), column.kind, column, condition);
    }
    case 'values': {
      const { values } = type.filters.find(({ name }) => name === condition.filter)!;
      const meaning = { list: true, sqlType: values!.sqlType, labels: [] };
      return operate(values!.sql, values!.kind, meaning, condition);
    }
    case 'sql':
      return condition.sql;
    case 'aggregate': {
      const { relation, aggregate } = condition;
      const value = aggregateOfRelation(blueprint, type, { relation, aggregate, alias: `w${depth}` });
      return operate(value, aggregate.kind, aggregate.meaning, condition);
    }
    case 'related':
      return compileRelated(blueprint, type, condition, depth, isOptional);
  }
}

/** What an operator says of a value. */
export function operate(
  expression: Fragment,
  kind: ValueKind,
  meaning: Meaning,
  { operator, operand }: { readonly operator: string; readonly operand: unknown },
): Fragment | undefined {
  // The operand was read by the operator's own kind of operand.
  return operatorNamed(kind, meaning.list, operator).compile({ expression, meaning }, operand as never);
}

function compileRelated(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { relation, quantifier, of }: Extract<Condition, { kind: 'related' }>,
  depth: number,
  isOptional: boolean,
): Fragment {
  const alias = `w${depth}`;
  const { target, from, on } = joinVisible(blueprint, type.table, relation, alias);
  const asked = of && compileCondition(blueprint, target, of, depth + 1);
  const bound = asked && bind(asked, alias);
  const exists = (condition: Fragment | undefined) =>
    fragment`exists (select 1 from ${from} where ${and(on, condition)!})`;
  switch (quantifier) {
    case 'one':
      return isOptional
        ? fragment`exists (select 1 from ${from} where ${and(on, bound)!}${probing})`
        : exists(bound);
    case 'some':
      return exists(bound);
    case 'none':
      return fragment`not ${exists(bound)}`;
    case 'every':
      // A row for which the condition is unknown does not meet it.
      return fragment`not ${exists(bound && fragment`(${bound}) is not true`)}`;
  }
}
