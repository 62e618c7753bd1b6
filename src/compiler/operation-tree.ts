/**
 * An operation as the compiler understood it: a tree of objects, lists and values, with the Blueprint's meaning at each.
 * Made once for a document; arguments that depend on variables are read for each request.
 */
import type { FieldNode } from 'graphql';
import type { Ability, RootAbility } from '../generator/blueprint/abilities-blueprint.ts';
import type { ColumnBlueprint, TypeBlueprint } from '../generator/blueprint/blueprint.ts';
import type { ComputedField } from '../generator/blueprint/declared-members.ts';
import type { RowKey } from '../generator/blueprint/row-key.ts';
import type { ArgumentBudget } from '../generator/list/argument-budget.ts';
import type { CountName } from '../generator/list/counts.ts';
import type { GroupsSpec } from '../generator/list/groups.ts';
import type { ListSource, ListSpec } from '../generator/list/list-spec.ts';
import type { AggregateMember } from '../generator/read/selected-aggregates.ts';
import type { Fragment } from '../generator/sql/fragment.ts';
import type { ShapeSelection } from './shape-selection.ts';

/** The variables of a request, and what its arguments may still take. */
export interface Variables {
  readonly values: Readonly<Record<string, unknown>>;
  readonly budget: ArgumentBudget;
}

/** What depends on the variables of a request, or on none. */
export type Bound<T> =
  | {
      readonly kind: 'fixed';
      readonly value: T;
      /** What reading it took of a request's budget. */
      readonly cost: number;
    }
  | {
      readonly kind: 'variable';
      read(variables: Variables): T;
      /** Whether what was read is the same for the same variables at any moment. */
      isLasting(value: T): boolean;
    };

export interface ObjectNode {
  readonly type: TypeBlueprint;
  readonly fields: readonly FieldPlan[];
}

export type FieldPlan = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'id' }
  | { readonly kind: 'column'; readonly column: ColumnBlueprint }
  | { readonly kind: 'shape'; readonly column: ColumnBlueprint; readonly selection: ShapeSelection }
  | { readonly kind: 'computed'; readonly field: ComputedField; readonly json: (value: Fragment) => Fragment }
  | { readonly kind: 'abilities'; readonly members: readonly AbilityMember[] }
  | { readonly kind: 'one'; readonly relation: string; readonly object: ObjectNode }
  | { readonly kind: 'many'; readonly list: ListNode }
);

export type AbilityMember<Told = Ability> = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'ability'; readonly ability: Told }
);

export interface ListNode {
  /** Its place among the lists of the operation. */
  readonly id: number;
  /** The first place in the document that asks for it. */
  readonly field: FieldNode;
  readonly source: ListSource;
  readonly spec: Bound<ListSpec>;
  readonly members: readonly ListMember[];
}

/** Groups of a list's rows, as they are asked for in one place. */
export interface GroupsNode {
  /** Its place among the groups of the operation. */
  readonly id: number;
  /** Of the list's rows. */
  readonly type: TypeBlueprint;
  readonly spec: Bound<GroupsSpec>;
  readonly members: readonly AggregateMember[];
}

export type ListMember = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'nodes'; readonly object: ObjectNode }
  | { readonly kind: 'edges'; readonly members: readonly EdgeMember[] }
  | { readonly kind: 'pageInfo'; readonly members: readonly PageInfoMember[] }
  | { readonly kind: 'count'; readonly name: CountName }
  | { readonly kind: 'aggregate'; readonly members: readonly AggregateMember[] }
  | { readonly kind: 'groups'; readonly groups: GroupsNode }
);

export type EdgeMember = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'cursor' }
  | { readonly kind: 'node'; readonly object: ObjectNode }
);

export interface PageInfoMember {
  readonly key: string;
  readonly name: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor' | '__typename';
}

/** One row of a table, by a condition. */
export interface RowCondition {
  readonly condition: Fragment;
  /** Whether the row is known not to be deleted, which what hangs on it may rely on. */
  readonly present: boolean;
}

/** A row by its global id. */
export interface NamedRow {
  /** The GraphQL name of its type. */
  readonly type: string;
  /** Its key as one text, by which the answer finds it. */
  readonly key: string;
  readonly values: RowKey;
}

export type RootField = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'row'; readonly object: ObjectNode; readonly row: Bound<RowCondition> }
  | { readonly kind: 'list'; readonly list: ListNode }
  | { readonly kind: 'abilities'; readonly members: readonly AbilityMember<RootAbility>[] }
  | {
      readonly kind: 'nodes';
      /** The answer is a list, one item for each id. */
      readonly many: boolean;
      readonly ids: Bound<readonly NamedRow[]>;
      /** What is selected of each type, by its GraphQL name. */
      readonly objects: ReadonlyMap<string, ObjectNode>;
    }
);

export interface OperationTree {
  readonly roots: readonly RootField[];
  /** All lists, by their place. */
  readonly lists: readonly ListNode[];
  /** All groups, by their place. */
  readonly groups: readonly GroupsNode[];
}

/** What the compiler does not cover is left to the resolvers, whole. */
export class Uncovered extends Error {}
