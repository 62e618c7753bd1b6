/**
 * From a connection field to its list: the specification of its rows, and what is selected of the page.
 * Knows Relay's shapes.
 */

import { type TypeBlueprint, typeOf } from '../generator/blueprint/blueprint.ts';
import { connectionName, edgeName } from '../generator/blueprint/names.ts';
import { type ArgumentBudget, chargeList } from '../generator/list/argument-budget.ts';
import type { Condition } from '../generator/list/condition.ts';
import { type GroupsArguments, type GroupsSpec, parseGroups } from '../generator/list/groups.ts';
import {
  type ListArguments,
  type ListSource,
  type ListSpec,
  parseList,
  targetOf,
} from '../generator/list/list-spec.ts';
import { chargeGroups } from '../generator/read/asked-of-all.ts';
import { aggregateMembers, groupMembers } from '../generator/read/selected-aggregates.ts';
import { collectFields, innerSets, type SelectedField } from '../generator/read/selection.ts';
import { argumentsOf } from './arguments.ts';
import type {
  EdgeMember,
  GroupsNode,
  ListMember,
  ListNode,
  ObjectNode,
  PageInfoMember,
} from './operation-tree.ts';
import type { TreeScope } from './tree-scope.ts';

type BuildObject = (scope: TreeScope, type: TypeBlueprint, field: SelectedField) => ObjectNode;

export function buildList(
  scope: TreeScope,
  field: SelectedField,
  parent: string,
  source: ListSource,
  buildObject: BuildObject,
): ListNode {
  const target = typeOf(scope.blueprint, targetOf(scope.blueprint, source));
  const read = (args: ListArguments, budget: ArgumentBudget) => {
    chargeList(budget, args);
    return parseList(scope, source, args);
  };
  const spec = argumentsOf<ListArguments, ListSpec>(scope, parent, field, read, isLasting);
  const id = scope.lists.length;
  // Its place is taken before those of the lists inside.
  const node: { id: number } & Record<string, unknown> = { id };
  scope.lists.push(node as unknown as ListNode);
  return Object.assign(node, {
    field: field.nodes[0]!,
    source,
    spec,
    members: collectFields(scope, innerSets(field), connectionName(target.name)).map(member =>
      buildMember(scope, target, member, buildObject),
    ),
  });
}

/** What hand-written filters say may depend on the moment. */
const isLasting = ({ filter }: ListSpec): boolean => !filter || !hasHandWritten(filter);

function hasHandWritten(condition: Condition): boolean {
  switch (condition.kind) {
    case 'sql':
      return true;
    case 'all':
    case 'any':
      return condition.of.some(hasHandWritten);
    case 'not':
      return hasHandWritten(condition.of);
    case 'related':
      return condition.of !== undefined && hasHandWritten(condition.of);
    default:
      return false;
  }
}

function buildMember(
  scope: TreeScope,
  target: TypeBlueprint,
  field: SelectedField,
  buildObject: BuildObject,
): ListMember {
  const { key, name } = field;
  switch (name) {
    case 'nodes':
      return { key, kind: 'nodes', object: buildObject(scope, target, field) };
    case 'edges':
      return { key, kind: 'edges', members: edgeMembers(scope, target, field, buildObject) };
    case 'pageInfo':
      return { key, kind: 'pageInfo', members: pageInfoMembers(scope, field) };
    case 'totalCount':
    case 'totalCountEstimate':
      return { key, kind: 'count', name };
    case 'aggregate':
      return { key, kind: 'aggregate', members: aggregateMembers(scope, target, field) };
    case 'groups':
      return { key, kind: 'groups', groups: buildGroups(scope, target, field) };
    default:
      return { key, kind: 'typename', name: connectionName(target.name) };
  }
}

function buildGroups(scope: TreeScope, type: TypeBlueprint, field: SelectedField): GroupsNode {
  const read = (args: GroupsArguments, budget: ArgumentBudget) => {
    chargeGroups(budget, args);
    return parseGroups(scope.blueprint, type.table, args);
  };
  const node = {
    id: scope.groups.length,
    type,
    spec: argumentsOf<GroupsArguments, GroupsSpec>(scope, connectionName(type.name), field, read),
    members: groupMembers(scope, type, field),
  };
  scope.groups.push(node);
  return node;
}

const edgeMembers = (
  scope: TreeScope,
  target: TypeBlueprint,
  field: SelectedField,
  buildObject: BuildObject,
): EdgeMember[] =>
  collectFields(scope, innerSets(field), edgeName(target.name)).map((member): EdgeMember => {
    const { key, name } = member;
    if (name === 'cursor') return { key, kind: 'cursor' };
    if (name === 'node') return { key, kind: 'node', object: buildObject(scope, target, member) };
    return { key, kind: 'typename', name: edgeName(target.name) };
  });

const pageInfoMembers = (scope: TreeScope, field: SelectedField): PageInfoMember[] =>
  collectFields(scope, innerSets(field), 'PageInfo').map(({ key, name }) => ({
    key,
    name: name as PageInfoMember['name'],
  }));
