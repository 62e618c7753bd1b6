/**
 * Values about all rows of a list as an expression for their JSON text.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../generator/blueprint/blueprint.ts';
import { kinds } from '../generator/kinds/kinds.ts';
import { aggregateSql } from '../generator/list/aggregates.ts';
import { type AggregateMember, valuesIn } from '../generator/read/selected-aggregates.ts';
import { bind, type Fragment, fragment } from '../generator/sql/fragment.ts';
import { concatenated, objectParts, orNull, type Part } from './json-object.ts';
import type { BoundList, RowAt } from './sql-context.ts';

/** The object of an `aggregate`; of a relation, for the row at hand. */
export function aggregateJson(
  blueprint: Blueprint,
  { spec, sql }: BoundList,
  members: readonly AggregateMember[],
  at: RowAt | undefined,
): Fragment {
  const json = concatenated(membersParts(blueprint, typeOf(blueprint, spec.table), members));
  // Without a value there is nothing that would make one row of all.
  if (valuesIn(members).length === 0) return json;
  const select = fragment`(${sql.ofAll(json)})`;
  return at ? bind(select, at.alias) : select;
}

const membersParts = (
  blueprint: Blueprint,
  type: TypeBlueprint,
  members: readonly AggregateMember[],
): readonly Part[] =>
  objectParts(members.map(member => ({ key: member.key, parts: memberParts(blueprint, type, member) })));

function memberParts(blueprint: Blueprint, type: TypeBlueprint, member: AggregateMember): readonly Part[] {
  switch (member.kind) {
    case 'typename':
      return [JSON.stringify(member.name)];
    case 'columns':
      return membersParts(blueprint, type, member.members);
    case 'value': {
      const { kind, meaning } = member.aggregate;
      return [
        orNull(kinds[kind].json(fragment`(${aggregateSql(blueprint, type, member.aggregate)})`, meaning)),
      ];
    }
  }
}
