/**
 * From a relation of the registry to the columns by which its rows are found.
 * Knows Drizzle's relations, and what foreign keys of several columns say beyond them.
 */
import {
  Many,
  type Relation,
  relationsFilterToSQL,
  type Table,
  type TablesRelationalConfig,
} from 'drizzle-orm';
import { fromDrizzle } from '../sql/drizzle-sql.ts';
import type { RelationBlueprint, RowTies } from './blueprint.ts';
import { type AnyTable, columnKey, configOf, keyOfTable, registered } from './drizzle-tables.ts';
import { singleName, words } from './names.ts';
import type { ColumnPair } from './shared-parts.ts';
import type { TableWords } from './table-rules.ts';

type Named = { readonly name: string };

export function buildRelation(
  table: string,
  field: string,
  relation: Relation,
  registry: TablesRelationalConfig,
  described: TableWords | undefined,
): RelationBlueprint {
  const source = registered(registry, table);
  const target = registered(registry, relation.targetTableName);
  const many = relation instanceof Many || relation.relationType === 'many';
  const owner = words(singleName(table));
  const sourceColumns = relation.sourceColumns as readonly Named[];
  const targetColumns = relation.targetColumns as readonly Named[];
  const joinTable = relation.throughTable as Table | undefined;
  const { through } = relation;
  const joinColumns = (side: 'source' | 'target') =>
    through![side].map(column => column._.column as unknown as Named);
  return {
    field,
    target: relation.targetTableName,
    many,
    ...(joinTable
      ? equalColumns(joinTable, joinColumns('target'), target, targetColumns)
      : equalColumns(source, sourceColumns, target, targetColumns)),
    through: joinTable && {
      table: keyOfTable(registry, joinTable)!,
      ...equalColumns(source, sourceColumns, joinTable, joinColumns('source')),
    },
    condition: relation.where && {
      of: relation.isReversed ? 'source' : 'target',
      sql: fromDrizzle(
        relation.isReversed ? source : target,
        row => relationsFilterToSQL(row, relation.where!)!,
      ),
    },
    description:
      described?.columns?.[field] ??
      (many
        ? `The ${words(field)} of the ${owner}, page by page; only those the viewer may see.`
        : `The ${words(field)} of the ${owner}; null where there is none, or none that the viewer may see.`),
    deprecated: described?.deprecated?.[field],
  };
}

/** The columns by which rows of two tables belong together, and those that are equal with them. */
function equalColumns(
  own: AnyTable,
  ownColumns: readonly Named[],
  other: AnyTable,
  otherColumns: readonly Named[],
): RowTies {
  const pairs = ownColumns.map((column, i) => ({
    own: columnKey(own, column.name),
    target: columnKey(other, otherColumns[i]!.name),
  }));
  return { pairs, implied: impliedPairs(own, other, pairs) };
}

/** Columns that are equal as well, because the relation is part of a foreign key of several columns, on either side. */
function impliedPairs(source: AnyTable, target: AnyTable, pairs: readonly ColumnPair[]): ColumnPair[] {
  const own = foreignPairs(source, target);
  const back = foreignPairs(target, source).map(key =>
    key.map(pair => ({ own: pair.target, target: pair.own })),
  );
  const isSame = (a: ColumnPair) => (b: ColumnPair) => a.own === b.own && a.target === b.target;
  const holder = [...own, ...back].find(
    key => key.length > pairs.length && pairs.every(pair => key.some(isSame(pair))),
  );
  return (holder ?? []).filter(pair => !pairs.some(isSame(pair)));
}

/** The foreign keys from one table to another, as pairs of keys. */
export function foreignPairs(from: AnyTable, to: AnyTable): ColumnPair[][] {
  return configOf(from)
    .foreignKeys.map(key => key.reference())
    .filter(({ foreignTable }) => foreignTable === to)
    .map(({ columns, foreignColumns }) =>
      columns.map((column, i) => ({
        own: columnKey(from, column.name),
        target: columnKey(to, foreignColumns[i]!.name),
      })),
    );
}
