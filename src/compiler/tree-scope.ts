/**
 * What the tree of an operation is built with.
 */
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import type { HandWrittenFilters } from '../generator/list/parse-where.ts';
import type { SelectionScope } from '../generator/read/selection.ts';
import type { ArgumentScope } from './arguments.ts';
import type { GroupsNode, ListNode } from './operation-tree.ts';

export interface TreeScope extends SelectionScope, ArgumentScope {
  readonly blueprint: Blueprint;
  readonly filters: HandWrittenFilters;
  /** All lists met so far. */
  readonly lists: ListNode[];
  /** All groups met so far. */
  readonly groups: GroupsNode[];
}
