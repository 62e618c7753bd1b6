/**
 * The types whose rows are searched, and the names that a search over all of them needs.
 */
import type { Blueprint, TypeBlueprint } from './blueprint.ts';
import { constantName } from './names.ts';

export const searchableTypes = ({ types }: Pick<Blueprint, 'types'>): readonly TypeBlueprint[] =>
  Object.values(types).filter(({ search }) => search !== undefined);

/** `ProjectMember` → `PROJECT_MEMBER`. */
export const searchableName = ({ name }: Pick<TypeBlueprint, 'name'>): string => constantName(name);

export const searchTypeNames = {
  connection: 'SearchConnection',
  edge: 'SearchEdge',
  highlight: 'SearchHighlight',
  part: 'SearchHighlightPart',
  searchable: 'SearchableType',
} as const;
