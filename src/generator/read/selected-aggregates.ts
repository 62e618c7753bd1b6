/**
 * What a document selects of `aggregate` and of `groups`: values, and objects with one for each column, in the order of the answer.
 */
import type { FieldNode } from 'graphql';
import { type Blueprint, relationOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import {
  aggregatedName,
  aggregateName,
  connectionName,
  groupKeyName,
  groupName,
} from '../blueprint/names.ts';
import { type Aggregate, aggregatesOf, columnFunctions, rowCount } from '../list/aggregates.ts';
import {
  collectFields,
  type SelectionScope as DocumentScope,
  innerSets,
  type SelectedField,
} from './selection.ts';

/** What selections are collected with, and what their fields mean. */
export interface SelectionScope extends DocumentScope {
  readonly blueprint: Blueprint;
}

export type AggregateMember = { readonly key: string } & (
  | { readonly kind: 'typename'; readonly name: string }
  | { readonly kind: 'value'; readonly aggregate: Aggregate }
  /** A value that rows were grouped by, if they were. */
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'columns'; readonly members: readonly AggregateMember[] }
);

/** The members of an `aggregate` field of the type. */
export function aggregateMembers(
  scope: SelectionScope,
  type: TypeBlueprint,
  field: SelectedField,
): readonly AggregateMember[] {
  return valueMembers(scope, type, field, aggregateName(type.name));
}

/** The members of an item of a `groups` field of the type. */
export const groupMembers = (
  scope: SelectionScope,
  type: TypeBlueprint,
  field: SelectedField,
): readonly AggregateMember[] => valueMembers(scope, type, field, groupName(type.name));

function valueMembers(
  scope: SelectionScope,
  type: TypeBlueprint,
  field: SelectedField,
  name: string,
): readonly AggregateMember[] {
  return collectFields(scope, innerSets(field), name).map((member): AggregateMember => {
    const { key } = member;
    if (member.name === '__typename') return { key, kind: 'typename', name };
    if (member.name === 'count') return { key, kind: 'value', aggregate: rowCount };
    if (member.name === 'key') return { key, kind: 'columns', members: keyMembers(scope, type, member, '') };
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

function keyMembers(
  scope: SelectionScope,
  type: TypeBlueprint,
  field: SelectedField,
  path: string,
): readonly AggregateMember[] {
  const typeName = groupKeyName(type.name);
  return collectFields(scope, innerSets(field), typeName).map((member): AggregateMember => {
    const { key } = member;
    if (member.name === '__typename') return { key, kind: 'typename', name: typeName };
    const name = `${path}${member.name}`;
    if (type.columns.some(column => column.field === member.name)) return { key, kind: 'key', name };
    const target = typeOf(scope.blueprint, relationOf(type, member.name).target);
    return { key, kind: 'columns', members: keyMembers(scope, target, member, `${name}.`) };
  });
}

/** The values among members, some maybe twice. */
export const valuesIn = (members: readonly AggregateMember[]): readonly Aggregate[] =>
  members.flatMap(member => {
    if (member.kind === 'columns') return valuesIn(member.members);
    return member.kind === 'value' ? [member.aggregate] : [];
  });

/** A `groups` field, and what is asked about each of its groups. */
export interface SelectedGroups {
  readonly field: SelectedField;
  readonly values: readonly Aggregate[];
}

/** What a list's field asks about all its rows, and about groups of them. */
export function askedOfAll(scope: SelectionScope, type: TypeBlueprint, { selectionSet }: FieldNode) {
  const members = collectFields(scope, selectionSet ? [selectionSet] : [], connectionName(type.name));
  const named = (name: string) => members.filter(member => member.name === name);
  return {
    aggregates: named('aggregate').flatMap(field => valuesIn(aggregateMembers(scope, type, field))),
    groups: named('groups').map(
      (field): SelectedGroups => ({ field, values: valuesIn(groupMembers(scope, type, field)) }),
    ),
  };
}
