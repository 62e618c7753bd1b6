/**
 * The JSON of computed fields: as the kind of values writes it that their GraphQL type shows.
 */
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import type { ComputedField } from '../generator/blueprint/declared-members.ts';
import { kinds } from '../generator/kinds/kinds.ts';
import type { Fragment } from '../generator/sql/fragment.ts';
import { Uncovered } from './operation-tree.ts';

/** @throws Uncovered for a type that no kind of values shows */
export function computedJson(
  blueprint: Blueprint,
  { typeName, field }: ComputedField,
): (value: Fragment) => Fragment {
  const labels = blueprint.enums.find(({ name }) => name === typeName)?.values;
  const kind = labels ? kinds.enum : Object.values(kinds).find(({ scalar }) => scalar === typeName);
  // Of an instant, only the column's own type says whether it has a time zone.
  if (!kind || kind === kinds.instant) throw new Uncovered(`the computed field ${field}`);
  return value => kind.json(value, { list: false, sqlType: 'text', labels: labels ?? [] });
}
