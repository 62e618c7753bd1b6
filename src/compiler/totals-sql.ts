/**
 * Values about all rows of a list, and about groups of them, as expressions for their JSON text.
 */
import { typeOf } from '../generator/blueprint/blueprint.ts';
import { kinds } from '../generator/kinds/kinds.ts';
import { type Aggregate, aggregateSql } from '../generator/list/aggregates.ts';
import { groupRows, keyColumn, valueColumn } from '../generator/list/group-rows.ts';
import { type AggregateMember, valuesIn } from '../generator/read/selected-aggregates.ts';
import { bind, type Fragment, fragment } from '../generator/sql/fragment.ts';
import { concatenated, objectParts, orNull, type Part } from './json-object.ts';
import type { GroupsNode, ListMember } from './operation-tree.ts';
import type { BoundList, RowAt, SqlContext } from './sql-context.ts';

type TotalsMember = Extract<ListMember, { readonly kind: 'aggregate' | 'groups' }>;

/** The JSON of an `aggregate` or of `groups`; of a relation, for the row at hand. */
export function totalsJson(
  context: SqlContext,
  list: BoundList,
  member: TotalsMember,
  at: RowAt | undefined,
): Fragment {
  const json =
    member.kind === 'aggregate'
      ? aggregateJson(context, list, member.members)
      : groupsJson(context, list, member.groups);
  return at ? bind(json, at.alias) : json;
}

function aggregateJson(
  { blueprint }: SqlContext,
  { spec, sql }: BoundList,
  members: readonly AggregateMember[],
): Fragment {
  const type = typeOf(blueprint, spec.table);
  const written = (aggregate: Aggregate) =>
    valueJson(aggregate, fragment`(${aggregateSql(blueprint, type, aggregate)})`);
  const json = concatenated(membersParts(members, { written, grouped: () => 'null' }));
  // Without a value there is nothing that would make one row of all.
  return valuesIn(members).length === 0 ? json : fragment`(${sql.ofAll(json)})`;
}

function groupsJson(
  { blueprint, groups }: SqlContext,
  { sql }: BoundList,
  { id, type, members }: GroupsNode,
): Fragment {
  const bound = groups[id]!;
  const values = [...new Map(valuesIn(members).map(each => [each.key, each])).values()];
  const rows = groupRows(blueprint, type, bound, sql.ofAll, values);
  const item = membersParts(members, {
    written: aggregate => {
      const place = values.findIndex(({ key }) => key === aggregate.key);
      return valueJson(aggregate, fragment`"g".${valueColumn(place)}`);
    },
    grouped: name => {
      const place = bound.spec.keys.findIndex(key => key.name === name);
      return place < 0 ? 'null' : valueJson(bound.spec.keys[place]!, fragment`"g".${keyColumn(place)}`);
    },
  });
  return fragment`(select '[' || coalesce(string_agg(${concatenated(item)}, ','), '') || ']' from (${rows}) as "g")`;
}

/** How a value about rows, and one that they were grouped by, is written. */
interface Written {
  written(aggregate: Aggregate): Part;
  grouped(name: string): Part;
}

const membersParts = (members: readonly AggregateMember[], json: Written): Part[] =>
  objectParts(members.map(member => ({ key: member.key, parts: memberParts(member, json) })));

function memberParts(member: AggregateMember, json: Written): readonly Part[] {
  switch (member.kind) {
    case 'typename':
      return [JSON.stringify(member.name)];
    case 'columns':
      return membersParts(member.members, json);
    case 'value':
      return [json.written(member.aggregate)];
    case 'key':
      return [json.grouped(member.name)];
  }
}

const valueJson = ({ kind, meaning }: Pick<Aggregate, 'kind' | 'meaning'>, value: Fragment): Fragment =>
  orNull(kinds[kind].json(value, meaning));
