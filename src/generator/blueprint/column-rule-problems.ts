/**
 * Rules of single columns that could not be kept: what tells which rows there are, and which belong together, tells its value too.
 * Finds and words problems; deciding to stop is the builder's.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import { namesColumn } from '../sql/fragment.ts';
import { type Blueprint, type RelationBlueprint, sqlNameOf, type TypeBlueprint } from './blueprint.ts';
import { foreignPairs } from './build-relation.ts';
import { pointsElsewhere, registered } from './drizzle-tables.ts';
import type { Rules } from './table-rules.ts';

/** What is wrong with the rules of columns of all tables. */
export function findColumnRuleProblems(
  blueprint: Blueprint,
  registry: TablesRelationalConfig,
  rules: Rules,
): string[] {
  return Object.values(blueprint.types).flatMap(type => {
    const { columns = {}, hidden = [] } = rules[type.table]!;
    const ruled = Object.entries(columns).filter(([key]) => type.stored.some(column => column.key === key));
    return ruled.flatMap(([key, rule]) => {
      const whose = `Column "${type.table}.${key}"`;
      if (hidden.includes(key))
        return [
          `${whose} is hidden, and has rules in "columns" of the policy: nobody meets it. Leave one of the two out.`,
        ];
      const wrong = rule?.read ? refusal : rule?.shownAs ? unlikeStored : undefined;
      return wrong ? toldBy(blueprint, registry, type, key).map(reason => wrong(whose, reason)) : [];
    });
  });
}

const refusal = (whose: string, reason: string) =>
  `${whose} has a read rule of its own, ${reason}, which would tell it all the same. Leave the rule out of "columns", or let "read" of the table keep whole rows from who may not know it.`;

const unlikeStored = (whose: string, reason: string) =>
  `${whose} is shown as another value than is stored, ${reason}, which goes by the stored one. Leave "shownAs" out, or hide the column and add a computed field.`;

/** By what clients would learn the value of a column, whatever its rule says. */
function toldBy(
  blueprint: Blueprint,
  registry: TablesRelationalConfig,
  type: TypeBlueprint,
  key: string,
): readonly string[] {
  const table = registered(registry, type.table);
  const isReferred = Object.keys(registry).some(other =>
    foreignPairs(registered(registry, other), table)
      .flat()
      .some(({ target }) => target === key),
  );
  return [
    ...(type.key.includes(key) ? ['and rows are named by it'] : []),
    ...(type.softDelete?.column === key ? ['and marks deleted rows'] : []),
    ...(type.tenant === key ? ['and says whose rows are'] : []),
    ...(pointsElsewhere(table, key) || isReferred ? ['and is part of a foreign key'] : []),
    ...Object.values(blueprint.types).flatMap(source =>
      source.relations
        .filter(relation => leadsBy(blueprint, source, relation, { table: type.table, key }))
        .map(({ field }) => `and relation "${source.table}.${field}" leads by it`),
    ),
  ];
}

interface NamedColumn {
  readonly table: string;
  readonly key: string;
}

/** Whether the rows of a relation are found by a column, at either end or in between. */
function leadsBy(
  { types }: Blueprint,
  source: TypeBlueprint,
  { target, through, pairs, condition }: RelationBlueprint,
  { table, key }: NamedColumn,
): boolean {
  const inner = through?.table ?? source.table;
  const tied = [
    ...pairs.flatMap(pair => [
      { table: inner, key: pair.own },
      { table: target, key: pair.target },
    ]),
    ...(through?.pairs ?? []).flatMap(pair => [
      { table: source.table, key: pair.own },
      { table: inner, key: pair.target },
    ]),
  ];
  if (tied.some(each => each.table === table && each.key === key)) return true;
  const asked = condition?.of === 'source' ? source.table : target;
  return (
    condition !== undefined && asked === table && namesColumn(condition.sql, sqlNameOf(types[table]!, key))
  );
}
