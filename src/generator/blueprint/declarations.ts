/**
 * Members of types that are declared by hand, as the Blueprint holds them.
 * What they mean is data where it can be; what is code stands beside it, under the same names.
 */
import type { ComputedField, ComputedList, DeclaredFilter, ResolvedField } from './blueprint.ts';

export interface DeclaredMembers {
  readonly computed: readonly ComputedField[];
  readonly resolved: readonly ResolvedField[];
  readonly computedLists: readonly ComputedList[];
  readonly filters: readonly DeclaredFilter[];
}

/** By registry key. */
export type Declarations = Readonly<Record<string, DeclaredMembers>>;

export const noDeclarations: DeclaredMembers = {
  computed: [],
  resolved: [],
  computedLists: [],
  filters: [],
};
