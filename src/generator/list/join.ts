/**
 * Tables, columns and relations as SQL names them.
 * Knows where things lie; which rows a viewer may see is asked elsewhere.
 */
import {
  type Blueprint,
  type RelationBlueprint,
  type RowTies,
  relationOf,
  sqlNameOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import type { ColumnPair } from '../blueprint/shared-parts.ts';
import { tenantPairs } from '../blueprint/tenant.ts';
import { and, bind, type Fragment, fragment, join, name, rowColumn } from '../sql/fragment.ts';

/** A column of the row, by key. */
export const columnSql = (type: TypeBlueprint, key: string): Fragment => rowColumn(sqlNameOf(type, key));

/** `"schema"."table"` */
export const tableSql = ({ sql }: TypeBlueprint): Fragment =>
  sql.schema === undefined ? name(sql.name) : fragment`${name(sql.schema)}.${name(sql.name)}`;

/** `"table" as "alias"`, for a FROM clause. */
export const fromTable = (type: TypeBlueprint, alias: string): Fragment =>
  fragment`${tableSql(type)} as ${name(alias)}`;

/** Of a row of the table under an alias, all that statements may read. */
export const rowSql = ({ readable }: TypeBlueprint, alias: string): Fragment =>
  readable
    ? join(
        readable.map(sqlName => bind(rowColumn(sqlName), alias)),
        ', ',
      )
    : fragment`${name(alias)}.*`;

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
    const on = and(tied(source, target, relation, alias), asked)!;
    return { target, from: fromTable(target, alias), joined: [], on, through: undefined };
  }
  const joinType = typeOf(blueprint, relation.through.table);
  const joinAlias = `${alias}t`;
  const between = bind(tied(joinType, target, relation, alias), joinAlias);
  const joined = fragment` inner join ${fromTable(joinType, joinAlias)} on ${between}`;
  return {
    target,
    from: fragment`${fromTable(target, alias)}${joined}`,
    joined,
    on: and(tied(source, joinType, relation.through, joinAlias), asked)!,
    through: { type: joinType, alias: joinAlias },
  };
}

/**
 * The columns by which a row and those that a relation leads to belong together. The tenant's is named as well, though it
 * asks nothing more: where a database is spread by tenant, it is by this that both are known to lie on one node.
 */
export const tiedPairs = (
  source: TypeBlueprint,
  target: TypeBlueprint,
  { pairs, implied }: RowTies,
): readonly ColumnPair[] => [...pairs, ...tenantPairs(source, target, implied)];

/** Columns of a row and of those that a relation leads to that are equal, through a join table too. */
export function equalColumns(
  blueprint: Blueprint,
  source: TypeBlueprint,
  relation: RelationBlueprint,
): readonly ColumnPair[] {
  const target = typeOf(blueprint, relation.target);
  const { through } = relation;
  if (!through) return tiedPairs(source, target, relation);
  const join = typeOf(blueprint, through.table);
  const first = tiedPairs(source, join, through);
  return tiedPairs(join, target, relation).flatMap(pair =>
    first.filter(each => each.target === pair.own).map(({ own }) => ({ own, target: pair.target })),
  );
}

/** They are equal. */
const tied = (source: TypeBlueprint, target: TypeBlueprint, relation: RowTies, alias: string): Fragment =>
  equal(source, target, tiedPairs(source, target, relation), alias)!;

/** Columns of the row equal those of the target under its alias; undefined for none. */
export const equal = (
  source: TypeBlueprint,
  target: TypeBlueprint,
  pairs: readonly ColumnPair[],
  alias: string,
): Fragment | undefined =>
  and(
    ...pairs.map(
      pair => fragment`${columnSql(source, pair.own)} = ${bind(columnSql(target, pair.target), alias)}`,
    ),
  );
