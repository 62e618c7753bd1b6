/**
 * A filter as it was understood: what it asks of a row, as plain data with its operands read and checked.
 * Read once from an argument; whatever is made of it afterwards cannot fail.
 */
import type { Fragment } from '../sql/fragment.ts';
import type { Aggregate } from './aggregates.ts';

/** The parts of a filter that hold for each of its rows. */
export const necessaryConditions = (condition: Condition): readonly Condition[] =>
  condition.kind === 'all' ? condition.of.flatMap(necessaryConditions) : [condition];

/** How many rows of a relation to many have to meet a condition. */
export const quantifiers = ['some', 'every', 'none'] as const;

/** How the rows of a relation have to be. A to-one relation has to lead to one that meets the condition. */
export type Quantifier = 'one' | (typeof quantifiers)[number];

export const isQuantifier = (member: string): member is Quantifier =>
  quantifiers.some(quantifier => quantifier === member);

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'column'; readonly column: string; readonly operator: string; readonly operand: unknown }
  | {
      readonly kind: 'related';
      readonly relation: string;
      readonly quantifier: Quantifier;
      /** What is asked of the related row; undefined for its being there. */
      readonly of: Condition | undefined;
    }
  /** An operator on what is told of all rows that a relation leads to. */
  | {
      readonly kind: 'aggregate';
      readonly relation: string;
      readonly aggregate: Aggregate;
      readonly operator: string;
      readonly operand: unknown;
    }
  /** An operator on a list of values that is declared for the type. */
  | { readonly kind: 'values'; readonly filter: string; readonly operator: string; readonly operand: unknown }
  /** A filter written by hand. */
  | {
      readonly kind: 'sql';
      readonly filter: string;
      readonly sql: Fragment;
      /** What it costs to ask, in points. */
      readonly price: number;
    };
