/**
 * From a table's constraints and its write rules to what can be written of it.
 * Knows Drizzle's columns and foreign keys; who may write is the rules'.
 */
import { getColumns, SQL, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { fromDrizzle } from '../sql/drizzle-sql.ts';
import { type Fragment, fragment, text, value } from '../sql/fragment.ts';
import type { ColumnBlueprint, TypeBlueprint } from './blueprint.ts';
import { columnKey, foreignPairs } from './build-relation.ts';
import type { ColumnPair } from './shared-parts.ts';
import type { TableRules } from './table-rules.ts';
import type { OwnedBlueprint, ReferenceBlueprint, WriteBlueprint, WriteColumn } from './write-blueprint.ts';

/** What can be written of a type; undefined where its rules grant no write. */
export function buildWriteBlueprint(
  type: TypeBlueprint,
  table: PgTable,
  { write }: TableRules,
  registry: TablesRelationalConfig,
  problems: string[],
): WriteBlueprint | undefined {
  if (!write) return undefined;
  const columns = getColumns(table as Table) as Record<string, PgColumn>;
  const { created, updated } = type.timestamps;
  const set = write.set ?? {};
  const serverSet = new Set([
    ...type.key,
    ...[created, updated, type.softDelete?.column].filter(key => key !== undefined),
    ...(write.readOnly ?? []),
    ...Object.keys(set),
  ]);
  for (const key of [...(write.readOnly ?? []), ...(write.fixed ?? []), ...Object.keys(set)]) {
    if (!columns[key])
      problems.push(
        `The write policy of table "${type.table}" names a column "${key}" that it does not have.`,
      );
  }
  const fixed = new Set(write.fixed);
  const references = referencesOf(table, registry);
  return {
    rules: { create: write.create, update: write.update, delete: write.delete },
    restore: type.softDelete !== undefined && write.delete !== undefined,
    columns: type.columns
      .filter(column => !serverSet.has(column.key))
      .map(column => writeColumn(column, columns[column.key]!, fixed, references)),
    insert: type.stored.map(({ key, sqlName }) => ({
      key,
      sqlName,
      fallback: defaultOf(table, columns[key]!),
    })),
    set: set as WriteBlueprint['set'],
    owns: (write.owns ?? []).flatMap(field => ownedOf(type, field, registry, problems)),
    companion: write.companion,
  };
}

function writeColumn(
  { key, field, sqlName }: ColumnBlueprint,
  column: PgColumn,
  fixed: ReadonlySet<string>,
  references: ReadonlyMap<string, ReferenceBlueprint>,
): WriteColumn {
  return {
    key,
    field,
    sqlName,
    required: column.notNull && !column.hasDefault,
    fixed: fixed.has(key),
    reference: references.get(key),
  };
}

/** What a column of a new row holds where nothing is said of it; undefined for null. */
function defaultOf(table: PgTable, column: PgColumn): Fragment | undefined {
  const fallback: unknown = column.default;
  if (fallback === undefined || fallback === null) return undefined;
  if (fallback instanceof SQL) return fromDrizzle(table as Table, () => fallback);
  const content = typeof fallback === 'object' ? JSON.stringify(fallback) : String(fallback);
  return fragment`${value(content)}::text::${text(column.getSQLType())}`;
}

/**
 * Foreign keys by the column that points: in a key of several columns, the one that meets the target's own key. The
 * others keep both rows in one tenant, in whatever order they are declared.
 */
function referencesOf(table: PgTable, registry: TablesRelationalConfig): Map<string, ReferenceBlueprint> {
  const references = new Map<string, ReferenceBlueprint>();
  for (const [target, { table: targetTable }] of Object.entries(registry)) {
    for (const pairs of foreignPairs(table as Table, targetTable as Table)) {
      const { own } = pointingPair(pairs, targetTable as PgTable);
      const known = references.get(own);
      // The stricter one, where a column points by several keys.
      if (!known || known.pairs.length < pairs.length) references.set(own, { target, pairs });
    }
  }
  return references;
}

function pointingPair(pairs: readonly ColumnPair[], target: PgTable): ColumnPair {
  const { columns, primaryKeys } = getTableConfig(target);
  const key = new Set([
    ...columns.filter(column => column.primary).map(column => column.name),
    ...primaryKeys.flatMap(primary => primary.columns.map(column => column.name)),
  ]);
  const keys = new Set([...key].map(name => columnKey(target as Table, name)));
  return pairs.find(pair => keys.has(pair.target)) ?? pairs.at(-1)!;
}

/** The children of a relation, tied by the foreign key that the relation is about, and no other between the two tables. */
function ownedOf(
  type: TypeBlueprint,
  field: string,
  registry: TablesRelationalConfig,
  problems: string[],
): OwnedBlueprint[] {
  const relation = type.relations.find(candidate => candidate.field === field);
  if (!relation?.many || relation.through !== undefined) {
    problems.push(
      `The write policy of table "${type.table}" owns "${field}", which is no to-many relation of its own.`,
    );
    return [];
  }
  const keys = foreignPairs(
    registry[relation.target]!.table as Table,
    registry[type.table]!.table as Table,
  ).filter(key =>
    relation.pairs.every(pair => key.some(other => other.own === pair.target && other.target === pair.own)),
  );
  if (keys.length === 0) {
    problems.push(
      `The write policy of table "${type.table}" owns "${field}", which no foreign key leads back from.`,
    );
    return [];
  }
  const longest = keys.reduce((a, b) => (b.length > a.length ? b : a));
  return [
    {
      field,
      target: relation.target,
      link: longest.map(pair => ({ child: pair.own, parent: pair.target })),
    },
  ];
}
