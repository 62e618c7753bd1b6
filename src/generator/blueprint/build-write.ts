/**
 * From a table's constraints and its write rules to what can be written of it.
 * Knows Drizzle's columns and foreign keys; who may write is the rules'.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import type { TypeBlueprint } from './blueprint.ts';
import { foreignPairs } from './build-relation.ts';
import { defaultOf, fillingOf, isComputed } from './column-default.ts';
import { type AnyTable, columnKey, columnsOf, configOf, registered } from './drizzle-tables.ts';
import type { ColumnPair } from './shared-parts.ts';
import type { TableRules } from './table-rules.ts';
import type {
  InsertColumn,
  OwnedBlueprint,
  ReferenceBlueprint,
  WriteBlueprint,
  WriteColumn,
} from './write-blueprint.ts';
import { findUnfilled } from './write-problems.ts';

/** What can be written of a type; undefined where its rules grant no write. */
export function buildWriteBlueprint(
  type: TypeBlueprint,
  table: AnyTable,
  { write }: TableRules,
  registry: TablesRelationalConfig,
  problems: string[],
): WriteBlueprint | undefined {
  if (!write) return undefined;
  const columns = columnsOf(table);
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
  const insert = type.stored
    .filter(({ key }) => !isComputed(columns[key]!))
    .map((stored): InsertColumn => {
      const { key, sqlName } = stored;
      const column = columns[key]!;
      return {
        key,
        sqlName,
        fallback: defaultOf(table, column, stored) ?? fillingOf(table, column, 'create'),
      };
    });
  const onUpdate = Object.entries(columns).flatMap(([key, column]) => {
    const filling = key === updated || isComputed(column) ? undefined : fillingOf(table, column, 'update');
    return filling ? [[key, filling] as const] : [];
  });
  const isRequired = ({ key, fallback }: InsertColumn) => columns[key]!.notNull && fallback === undefined;
  const required = new Set(insert.filter(isRequired).map(({ key }) => key));
  const settable = type.columns.filter(({ key }) => !serverSet.has(key) && !isComputed(columns[key]!));
  const built: WriteBlueprint = {
    rules: { create: write.create, update: write.update, delete: write.delete },
    restore: type.softDelete !== undefined && write.delete !== undefined,
    columns: settable.map(
      ({ key, field, sqlName }): WriteColumn => ({
        key,
        field,
        sqlName,
        required: required.has(key),
        fixed: fixed.has(key),
        reference: references.get(key),
      }),
    ),
    insert,
    onUpdate: Object.fromEntries(onUpdate),
    set: set as WriteBlueprint['set'],
    owns: (write.owns ?? []).flatMap(field => ownedOf(type, field, registry, problems)),
    companion: write.companion,
  };
  if (write.create) problems.push(...findUnfilled({ ...type, write: built }, required));
  return built;
}

/**
 * Foreign keys by the column that points: in a key of several columns, the one that meets the target's own key. The
 * others keep both rows in one tenant, in whatever order they are declared.
 */
function referencesOf(table: AnyTable, registry: TablesRelationalConfig): Map<string, ReferenceBlueprint> {
  const references = new Map<string, ReferenceBlueprint>();
  for (const target of Object.keys(registry)) {
    for (const pairs of foreignPairs(table, registered(registry, target))) {
      const { own } = pointingPair(pairs, registered(registry, target));
      const known = references.get(own);
      // The stricter one, where a column points by several keys.
      if (!known || known.pairs.length < pairs.length) references.set(own, { target, pairs });
    }
  }
  return references;
}

function pointingPair(pairs: readonly ColumnPair[], target: AnyTable): ColumnPair {
  const { columns, primaryKeys } = configOf(target);
  const key = new Set([
    ...columns.filter(column => column.primary).map(column => column.name),
    ...primaryKeys.flatMap(primary => primary.columns.map(column => column.name)),
  ]);
  const keys = new Set([...key].map(name => columnKey(target, name)));
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
  const keys = foreignPairs(registered(registry, relation.target), registered(registry, type.table)).filter(
    key =>
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
