/**
 * One row by what a client says of it: its id, or the values of a unique key.
 * What is said is read here, once, for the resolvers and the compiler alike.
 */
import { badUserInput } from '../../errors.ts';
import { type Blueprint, columnOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { kinds } from '../kinds/kinds.ts';
import { typed } from '../kinds/operators.ts';
import { hasKey } from '../list/row-key.ts';
import { type DeletedRows, visible } from '../list/visibility.ts';
import { and, type Fragment, fragment, rowColumn } from '../sql/fragment.ts';
import { parseIdOf } from '../types/global-id.ts';

export interface RowArguments {
  readonly id?: string | null;
  /** By the name of a unique key, its value or values. */
  readonly by?: Readonly<Record<string, unknown>> | null;
  readonly deleted?: DeletedRows | null;
}

/** The condition that a visible row is meant. @throws BAD_USER_INPUT */
export function soughtRow(blueprint: Blueprint, type: TypeBlueprint, args: RowArguments): Fragment {
  const { id, by, deleted } = args;
  if ((id == null) === (by == null) && type.uniqueKeys.length > 0)
    throw badUserInput(`${type.single} takes either id or by.`);
  const meant = id == null ? hasUniqueKey(type, args) : hasKey(type, [parseIdOf(blueprint, type, id, 'id')]);
  return and(meant, visible(blueprint, type, deleted ?? 'EXCLUDE'))!;
}

function hasUniqueKey(type: TypeBlueprint, { by, deleted }: RowArguments): Fragment {
  const [name, given] = Object.entries(by!)[0]!;
  const key = type.uniqueKeys.find(each => each.name === name)!;
  if (key.onlyPresent && deleted != null && deleted !== 'EXCLUDE')
    throw badUserInput(
      `by.${name} finds rows that are not deleted, as deleted ones may have the same. Leave deleted out, or ask by id.`,
    );
  return and(
    ...key.columns.map(each => {
      const column = columnOf(type, each);
      const path = key.columns.length === 1 ? `by.${name}` : `by.${name}.${column.field}`;
      const value = key.columns.length === 1 ? given : Object(given)[column.field];
      return fragment`${rowColumn(column.sqlName)} = ${typed(kinds[column.kind].encode(value, path, column), column)}`;
    }),
  )!;
}
