/**
 * What a document asks about all rows of a list where it asks for the list: read from its arguments once, before the operation runs.
 */
import { type FieldNode, getArgumentValues, isObjectType } from 'graphql';
import { type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { connectionName } from '../blueprint/names.ts';
import { chargeArgument } from '../list/argument-budget.ts';
import { type GroupsArguments, groupsKey, parseGroups } from '../list/groups.ts';
import type { AskedGroups, AskedOfAll } from '../list/totals-read.ts';
import type { ReadContext } from '../request.ts';
import { askedOfAll, type SelectionScope } from './selected-aggregates.ts';
import type { SelectedField } from './selection.ts';

/** @throws BAD_USER_INPUT, LIMIT_EXCEEDED */
export function askedAt(
  scope: SelectionScope,
  table: string,
  node: FieldNode,
  { budget }: Pick<ReadContext, 'budget'>,
): AskedOfAll {
  const type = typeOf(scope.blueprint, table);
  const { aggregates, groups } = askedOfAll(scope, type, node);
  return {
    aggregates: [...aggregates],
    groups: groups.map(({ field, values }): AskedGroups => {
      const args = groupsArgumentsOf(scope, type, field);
      // What the document says in several places is charged in each.
      for (const _ of field.nodes) chargeGroups(budget, args);
      return {
        arguments: groupsKey(args),
        spec: parseGroups(scope.blueprint, table, args),
        values: [...values],
      };
    }),
  };
}

/** The arguments of a `groups` field, coerced. @throws what GraphQL has against them */
export function groupsArgumentsOf(
  { schema, switches }: SelectionScope,
  type: TypeBlueprint,
  { nodes }: SelectedField,
): GroupsArguments {
  const connection = schema.getType(connectionName(type.name));
  const definition = isObjectType(connection) ? connection.getFields().groups! : undefined;
  return Object(getArgumentValues(definition!, nodes[0]!, { ...switches }));
}

export function chargeGroups(budget: ReadContext['budget'], args: GroupsArguments): void {
  chargeArgument(budget, args.by, 'by');
  chargeArgument(budget, args.having, 'having');
  chargeArgument(budget, args.orderBy, 'orderBy');
}
