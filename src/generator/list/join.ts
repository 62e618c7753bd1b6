/**
 * Tables, columns and relations as SQL names them.
 * Knows where things lie; which rows a viewer may see is asked elsewhere.
 */
import { type Blueprint, relationOf, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { ColumnPair } from '../blueprint/shared-parts.ts';
import { and, bind, type Fragment, fragment, name, rowColumn } from '../sql/fragment.ts';

/** A column of the row, by key. */
export const columnSql = (type: TypeBlueprint, key: string): Fragment => rowColumn(sqlNameOf(type, key));

/** `"schema"."table"` */
export const tableSql = ({ sql }: TypeBlueprint): Fragment =>
  sql.schema === undefined ? name(sql.name) : fragment`${name(sql.schema)}.${name(sql.name)}`;

/** `"table" as "alias"`, for a FROM clause. */
export const fromTable = (type: TypeBlueprint, alias: string): Fragment =>
  fragment`${tableSql(type)} as ${name(alias)}`;

/** How the rows of a relation are met from a row of its source. */
export interface Join {
  readonly target: TypeBlueprint;
  /** Tables to read. */
  readonly from: Fragment;
  /** What of it is joined to the target; nothing without a join table. */
  readonly joined: Fragment;
  /** The conditions that tie them to the row. */
  readonly on: Fragment;
  /** The join table of a many-to-many relation, whose own rule applies as well. */
  readonly through: { readonly type: TypeBlueprint; readonly alias: string } | undefined;
}

/** Joins a relation's target under an alias to the row. */
export function joinRelation(
  blueprint: Blueprint,
  source: TypeBlueprint,
  field: string,
  alias: string,
): Join {
  const relation = relationOf(source, field);
  const target = typeOf(blueprint, relation.target);
  const { condition } = relation;
  const asked = condition && (condition.of === 'source' ? condition.sql : bind(condition.sql, alias));
  if (!relation.through) {
    const on = and(...relation.pairs.map(pair => equal(source, target, pair, alias)), asked)!;
    return { target, from: fromTable(target, alias), joined: [], on, through: undefined };
  }
  const joinType = typeOf(blueprint, relation.through.table);
  const joinAlias = `${alias}t`;
  const between = and(...relation.pairs.map(pair => bind(equal(joinType, target, pair, alias), joinAlias)))!;
  const joined = fragment` inner join ${fromTable(joinType, joinAlias)} on ${between}`;
  return {
    target,
    from: fragment`${fromTable(target, alias)}${joined}`,
    joined,
    on: and(...relation.through.pairs.map(pair => equal(source, joinType, pair, joinAlias)), asked)!,
    through: { type: joinType, alias: joinAlias },
  };
}

/** A column of the row equals one of the target under its alias. */
const equal = (source: TypeBlueprint, target: TypeBlueprint, pair: ColumnPair, alias: string): Fragment =>
  fragment`${columnSql(source, pair.own)} = ${bind(columnSql(target, pair.target), alias)}`;
