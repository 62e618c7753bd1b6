/**
 * What is told of all rows that a relation leads to, as a value of the row it hangs on: of filters and orders.
 * Rows that the viewer may not see change nothing.
 */
import type { Blueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { bind, type Fragment, fragment } from '../sql/fragment.ts';
import { type Aggregate, aggregateSql } from './aggregates.ts';
import { joinVisible } from './related-rows.ts';

export interface RelatedAggregate {
  readonly relation: string;
  readonly aggregate: Aggregate;
}

export function aggregateOfRelation(
  blueprint: Blueprint,
  { table }: TypeBlueprint,
  { relation, aggregate, alias }: RelatedAggregate & { readonly alias: string },
): Fragment {
  const { target, from, on } = joinVisible(blueprint, table, relation, alias);
  const value = bind(aggregateSql(blueprint, target, aggregate, 'repeatable'), alias);
  return fragment`(select ${value} from ${from} where ${on})`;
}
