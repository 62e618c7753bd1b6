/**
 * What a document selects of `aggregate`: values, and objects with one for each column, in the order of the answer.
 */
import type { FieldNode } from 'graphql';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { aggregatedName, aggregateName, connectionName } from '../blueprint/names.ts';
import { type Aggregate, aggregatesOf, columnFunctions, rowCount } from '../list/aggregates.ts';
import { collectFields, innerSets, type SelectedField, type SelectionScope } from './selection.ts';

export type AggregateMember = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'value'; readonly aggregate: Aggregate }
  | { readonly kind: 'columns'; readonly members: readonly AggregateMember[] }
);

/** The members of an `aggregate` field of the type. */
export function aggregateMembers(
  scope: SelectionScope,
  type: TypeBlueprint,
  field: SelectedField,
): readonly AggregateMember[] {
  const name = aggregateName(type.name);
  return collectFields(scope, innerSets(field), name).map((member): AggregateMember => {
    const { key } = member;
    if (member.name === '__typename') return { key, kind: 'typename', name };
    if (member.name === 'count') return { key, kind: 'value', aggregate: rowCount };
    return { key, kind: 'columns', members: columnMembers(scope, type, member) };
  });
}

function columnMembers(
  scope: SelectionScope,
  type: TypeBlueprint,
  field: SelectedField,
): readonly AggregateMember[] {
  const told = columnFunctions.find(name => name === field.name)!;
  const typeName = aggregatedName(type.name, told);
  return collectFields(scope, innerSets(field), typeName).map(({ key, name }): AggregateMember => {
    if (name === '__typename') return { key, kind: 'typename', name: typeName };
    const aggregate = aggregatesOf(type)
      .get(told)!
      .find(({ column }) => column!.field === name)!;
    return { key, kind: 'value', aggregate };
  });
}

/** The values among members, some maybe twice. */
export const valuesIn = (members: readonly AggregateMember[]): readonly Aggregate[] =>
  members.flatMap(member => {
    if (member.kind === 'columns') return valuesIn(member.members);
    return member.kind === 'value' ? [member.aggregate] : [];
  });

/** The values that a list's field asks about all its rows. */
export const aggregatesAsked = (
  scope: SelectionScope,
  type: TypeBlueprint,
  { selectionSet }: FieldNode,
): readonly Aggregate[] =>
  collectFields(scope, selectionSet ? [selectionSet] : [], connectionName(type.name))
    .filter(({ name }) => name === 'aggregate')
    .flatMap(field => valuesIn(aggregateMembers(scope, type, field)));
