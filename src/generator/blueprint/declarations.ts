/**
 * Members of types that are declared by hand, as the Blueprint holds them.
 * What they mean is data where it can be; what is code stands beside it, under the same names.
 */
import type { RootRow } from './blueprint.ts';
import type { ComputedField, ComputedList, DeclaredFilter, ResolvedField } from './declared-members.ts';
import type { HookBlueprint } from './hook-blueprint.ts';

export interface DeclaredMembers {
  readonly computed: readonly ComputedField[];
  readonly resolved: readonly ResolvedField[];
  readonly computedLists: readonly ComputedList[];
  readonly filters: readonly DeclaredFilter[];
}

export interface Declarations {
  /** By registry key. */
  readonly members: Readonly<Record<string, DeclaredMembers>>;
  readonly rootRows: readonly RootRow[];
  readonly hooks: readonly HookBlueprint[];
}

export const noDeclarations: DeclaredMembers = {
  computed: [],
  resolved: [],
  computedLists: [],
  filters: [],
};
