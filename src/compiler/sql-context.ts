/**
 * What a statement is compiled with: the lists as they are asked for, names for its rows, and the places to be filled later.
 */
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import type { ListSql } from '../generator/list/compile-list.ts';
import type { GroupsSql } from '../generator/list/group-rows.ts';
import type { ListSpec } from '../generator/list/list-spec.ts';
import type { Part } from './json-object.ts';
import type { ListNode, ObjectNode } from './operation-tree.ts';
import type { ShapeSelection } from './shape-selection.ts';

/** A list of the operation, read and compiled. */
export interface BoundList {
  readonly spec: ListSpec;
  readonly sql: ListSql;
}

export interface SqlContext {
  readonly blueprint: Blueprint;
  /** By the list's place in the operation. */
  readonly lists: readonly BoundList[];
  /** By the groups' place in the operation. */
  readonly groups: readonly GroupsSql[];
  /** An alias that no other row of the statement has. */
  alias(): string;
  /** The parts of an object's JSON for the row at hand. */
  object(node: ObjectNode, at: RowAt): Part[];
  /** The parts of a connection's JSON for the row that the list hangs on. */
  list(node: ListNode, at: RowAt): Part[];
  /** The number under which the answer finds a selection of typed JSON again. */
  slot(selection: ShapeSelection): number;
}

/** A row that is at hand: its alias, and whether it is known to be visible and not deleted. */
export interface RowAt {
  readonly alias: string;
  readonly present: boolean;
}
