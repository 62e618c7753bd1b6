/**
 * What a list costs: that it is looked into, its filter, its order, the rows of its page, its counts.
 * Knows Relay's shapes and specifications; what is selected of a row is walked by the caller.
 */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type Blueprint, relationOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { areSought } from '../list/candidates.ts';
import { countNames } from '../list/counts.ts';
import { groupLimits } from '../list/groups.ts';
import type { ListSpec } from '../list/list-spec.ts';
import { leadsToTenant, priceOfAggregate, priceOfCondition, whyDear } from '../list/price-condition.ts';
import { unserved } from '../list/served.ts';
import { groupsArgumentsOf } from '../read/asked-of-all.ts';
import { listExtension } from '../read/list-extension.ts';
import { aggregateMembers, groupMembers, valuesIn } from '../read/selected-aggregates.ts';
import {
  collectFields,
  innerSets,
  isStreamed,
  type SelectedField,
  type SelectionScope,
} from '../read/selection.ts';
import { rowMembers, totalsMembers } from '../types/connections.ts';
import { prices } from './points.ts';
import { below, type Place, type PriceTally } from './price-tally.ts';
import { answeredUnder, type RowPlace } from './price-text.ts';

export type SpecOf = (node: FieldNode) => ListSpec | undefined;

export interface ListScope {
  readonly blueprint: Blueprint;
  readonly scope: SelectionScope;
  readonly specOf: SpecOf;
  readonly tally: PriceTally;
  /** Adds what is selected of an object. */
  object(type: GraphQLObjectType, sets: readonly SelectionSetNode[], at: RowPlace): void;
  /** Adds what of an object is answered later. */
  parts(type: GraphQLObjectType, sets: readonly SelectionSetNode[], at: Place): void;
}

/**
 * Adds a list, if the field is one. One that is not read, as nobody is signed in, costs the look into it.
 * @param computed what it takes to find out which rows it has
 * @returns whether it is a list
 */
export function tallyList(
  lists: ListScope,
  definition: GraphQLField<unknown, unknown>,
  field: SelectedField,
  at: RowPlace,
  computed: number,
): boolean {
  if (!definition.extensions[listExtension]) return false;
  const place: Place = { times: at.times, path: below(at.path, field.key) };
  lists.tally.add(prices.list.points, place, 'looking into it');
  lists.tally.add(computed, place, 'finding out which rows it has');
  const spec = lists.specOf(field.nodes[0]!);
  const type = getNamedType(definition.type);
  if (!spec || !isObjectType(type)) return true;
  const members = collectFields(lists.scope, innerSets(field), type.name);
  lists.parts(type, innerSets(field), place);
  const counts = countNames.filter(count => members.some(({ name }) => name === count));
  const asksRows = members.some(({ name }) => rowMembers.includes(name));
  const totals = members.filter(({ name }) => totalsMembers.some(member => member === name));
  const reads = counts.length + totals.length + (asksRows ? 1 : 0);
  tallyFilter(lists, spec, reads, place);
  if (spec.search) lists.tally.add(prices.search.points * reads, place, 'what it looks for', 'search');
  const isAll = hasAll(lists.blueprint, spec);
  const factor = isAll ? prices.countOfAll.points : 1;
  for (const count of counts) lists.tally.add(prices[count].points * factor, place, 'the count', count);
  for (const field of totals) tallyTotals(lists, spec, { field, factor }, place);
  if (!asksRows) return true;
  if (isAll) tallyUnserved(lists, spec, place);
  tallyOrder(lists.tally, spec, isAll, place);
  const answered = at.answered && answeredUnder(at.answered, field.key);
  const rows: RowPlace = {
    times: rowsAnswered(members, answered) ?? at.times * spec.page.size,
    path: place.path,
    row: '',
    seen: new Set(),
    answered,
  };
  lists.tally.add(prices.row.points, rows, 'the number of its rows');
  tallyRows(lists, type, members, rows);
  return true;
}

/** What the keys of an order cost that are behind relations. */
function tallyOrder(
  tally: PriceTally,
  { order, distinctOn }: Pick<ListSpec, 'order' | 'distinctOn'>,
  isAll: boolean,
  at: Place,
): void {
  const hop = (isAll ? prices.orderedHopOfAll : prices.orderedHop).points;
  const rows = (isAll ? prices.orderedRowsOfAll : prices.orderedRows).points;
  const points = order.map(({ relations, by }) => {
    const told = by.kind === 'aggregate' ? rows + priceOfAggregate(by.aggregate) : 0;
    return relations.length * hop + told;
  });
  const all = points.reduce((sum, each) => sum + each, 0);
  tally.add(all, at, 'an order through relations', 'orderBy');
  const kinds = distinctOn.reduce((sum, { relations }) => sum + relations.length, 0);
  tally.add(kinds * hop, at, 'keys that relations lead to', 'distinctOn');
}

/** How many rows these connections have; undefined where none of their members tells. */
function rowsAnswered(
  members: readonly SelectedField[],
  connections: readonly unknown[] | undefined,
): number | undefined {
  const member = members.find(({ name }) => name === 'nodes' || name === 'edges');
  return member && connections && answeredUnder(connections, member.key).length;
}

/** What is read beyond the page, where no index leads to its rows or has them in their order. */
function tallyUnserved({ blueprint, tally }: ListScope, spec: ListSpec, at: Place): void {
  const type = typeOf(blueprint, spec.table);
  // An index finds what is searched for, and has its own price.
  if (spec.search || (spec.source.kind === 'table' && areSought(blueprint, type))) return;
  const reason = unserved(type, spec);
  if (reason === 'filter')
    tally.add(prices.scannedRows.points, at, 'a filter that no index finds rows by', 'where');
  if (reason === 'distinct')
    tally.add(
      prices.sortedRows.points,
      at,
      'the first row of each kind, for which all are sorted',
      'distinctOn',
    );
  if (reason === 'order') tally.add(prices.sortedRows.points, at, 'an order that no index has', 'orderBy');
}

/** Values about all rows, or about groups of them: that these are visited, sorted by each key, and what is made of each column. */
function tallyTotals(
  lists: ListScope,
  { table }: ListSpec,
  { field, factor }: { readonly field: SelectedField; readonly factor: number },
  at: Place,
): void {
  const { blueprint, tally } = lists;
  const scope = { ...lists.scope, blueprint };
  const type = typeOf(blueprint, table);
  const isAggregate = field.name === 'aggregate';
  const members = isAggregate ? aggregateMembers(scope, type, field) : groupMembers(scope, type, field);
  const points = valuesIn(members).map(priceOfAggregate);
  const { keys, first } = isAggregate ? { keys: 0, first: 0 } : sizesOf(scope, type, field);
  const base = isAggregate ? prices.aggregate.points : prices.groups.points * (1 + keys);
  const all = points.reduce((sum, each) => sum + each, base);
  tally.add(
    all * factor,
    at,
    isAggregate ? 'values about all of its rows' : 'groups of all of its rows',
    field.key,
  );
  tally.add(prices.row.points * first, at, 'the number of its groups', field.key);
}

/** How many keys groups have, and how many are wanted; what is wrong with the arguments is told by the field. */
function sizesOf(scope: Parameters<typeof groupsArgumentsOf>[0], type: TypeBlueprint, field: SelectedField) {
  try {
    const { by = [], first } = groupsArgumentsOf(scope, type, field);
    return { keys: by.length, first: Math.max(first ?? groupLimits.defaultSize, 0) };
  } catch {
    return { keys: 0, first: 0 };
  }
}

/** Whether a list has everything of its kind that a viewer sees, or that is in one tenant. */
function hasAll(blueprint: Blueprint, { source }: ListSpec): boolean {
  if (source.kind === 'table') return true;
  const relation = relationOf(typeOf(blueprint, source.table), source.field);
  return leadsToTenant(relation, typeOf(blueprint, relation.target));
}

function tallyFilter({ blueprint, tally }: ListScope, spec: ListSpec, reads: number, at: Place): void {
  if (!spec.filter || reads === 0) return;
  const type = typeOf(blueprint, spec.table);
  const points = priceOfCondition(blueprint, type, spec.filter) * reads;
  tally.add(points, at, whyDear(blueprint, type, spec.filter), 'where');
}

/** What is selected of each row, be it among `nodes` or `edges`. */
function tallyRows(
  lists: ListScope,
  connection: GraphQLObjectType,
  members: readonly SelectedField[],
  rows: RowPlace,
): void {
  const inside = (parent: GraphQLObjectType, field: SelectedField, of = rows.answered) => {
    const type = getNamedType(parent.getFields()[field.name]!.type);
    const answered = of && answeredUnder(of, field.key);
    if (isObjectType(type)) lists.object(type, innerSets(field), { ...rows, answered });
  };
  for (const member of members) {
    if (isStreamed(member)) lists.tally.add(prices.part.points, rows, 'its rows, one by one', member.key);
    if (member.name === 'nodes') inside(connection, member);
    if (member.name !== 'edges') continue;
    const edge = getNamedType(connection.getFields().edges!.type);
    if (!isObjectType(edge)) continue;
    lists.parts(edge, innerSets(member), rows);
    for (const inner of collectFields(lists.scope, innerSets(member), edge.name))
      if (inner.name === 'node')
        inside(edge, inner, rows.answered && answeredUnder(rows.answered, member.key));
  }
}
