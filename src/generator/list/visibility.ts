/**
 * Which rows of a table exist for the viewer: the table's rule, and what is deleted.
 * Every door (root, hop, node, filter, ordering, count) asks here, so that none forgets the rule.
 */

import type { TablesRelationalConfig } from 'drizzle-orm';
import { aliasedTable, and, type Relation, relationToSQL, type SQL, sql, type Table } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Rules, TableRules } from '../blueprint/rules.ts';

/** Which rows to include with regard to deletion. */
export type DeletedRows = 'EXCLUDE' | 'INCLUDE' | 'ONLY';

/** A member of a `Where` type that is no column: its value compiled to a condition over a row. */
export interface CustomFilter {
  compile(row: Table, value: unknown, path: string): SQL | undefined;
}

/** What SQL is made from: the registry, the rules, the Blueprint, and filters that are written by hand. */
export interface SqlScope {
  readonly relations: TablesRelationalConfig;
  readonly rules: Rules;
  readonly blueprint: Blueprint;
  /** By table and name: `insights.eventNames`. */
  readonly customFilters: ReadonlyMap<string, CustomFilter>;
}

/** The column of a table under its alias. */
export function columnOf(row: Table, key: string): PgColumn {
  return (row as unknown as Record<string, PgColumn>)[key]!;
}

/** The table of a registry key under an alias. */
export function tableAs(scope: SqlScope, table: string, alias: string): Table {
  return aliasedTable(tableOf(scope, table), alias);
}

export function tableOf(scope: SqlScope, table: string): Table {
  const config = scope.relations[table];
  if (!config) throw new Error(`Table ${table} is not in the registry.`);
  return config.table as Table;
}

export function relationOf(scope: SqlScope, table: string, field: string): Relation {
  return scope.relations[table]!.relations[field] as Relation;
}

function rulesOf(scope: SqlScope, table: string): TableRules {
  const rules = scope.rules[table];
  if (!rules) throw new Error(`Table ${table} has no policy entry.`);
  return rules;
}

/** The condition under which a row of the table exists for the viewer. */
export function visible(scope: SqlScope, table: string, row: Table, deleted: DeletedRows = 'EXCLUDE'): SQL {
  const { read, softDelete } = rulesOf(scope, table);
  if (!softDelete) return read(row);
  const column = columnOf(row, softDelete.column);
  const present = sql`(${read(row)} and ${column} is null)`;
  if (deleted === 'EXCLUDE') return present;
  const restorable = sql`(${softDelete.restore(row)} and ${column} is not null)`;
  return deleted === 'ONLY' ? restorable : sql`(${present} or ${restorable})`;
}

/** How the rows of a relation are met from a row of its source: tables to read, and the conditions that tie them. */
export interface Join {
  readonly target: Table;
  readonly from: SQL;
  readonly on: SQL;
}

/** Joins a relation's target under an alias to a row of its source; a join table's own rule applies too. */
export function joinRelation(
  scope: SqlScope,
  table: string,
  field: string,
  source: Table,
  alias: string,
): Join {
  const relation = relationOf(scope, table, field);
  const target = tableAs(scope, relation.targetTableName, alias);
  const through = scope.blueprint.types[table]?.relations.find(r => r.field === field)?.through;
  const throughTable = through === undefined ? undefined : tableAs(scope, through, `${alias}t`);
  const { filter, joinCondition } = relationToSQL(relation, source, target, throughTable);
  if (throughTable === undefined || through === undefined) {
    return { target, from: fromTable(scope, relation.targetTableName, alias), on: filter! };
  }
  return {
    target,
    from: sql`${fromTable(scope, relation.targetTableName, alias)} inner join ${fromTable(scope, through, `${alias}t`)} on ${joinCondition}`,
    on: and(filter, visible(scope, through, throughTable))!,
  };
}

/** `"table" as "alias"`, for a FROM clause. */
export function fromTable(scope: SqlScope, table: string, alias: string): SQL {
  return sql`${tableOf(scope, table)} as ${sql.identifier(alias)}`;
}
