/**
 * What can be written of a table, as plain data: columns of inputs, references, owned children.
 * Read from the table's constraints and the write rules; who may write is not in it.
 */
import { getColumns, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { ColumnBlueprint, TypeBlueprint } from './blueprint.ts';
import type { TableRules } from './rules.ts';

/** Where a column of an input points. */
export interface ReferenceBlueprint {
  /** The registry key of the table pointed to. */
  readonly target: string;
  /** Keys that have to be equal: of the row, and of the row pointed to. More than one keeps both in one project. */
  readonly pairs: readonly { readonly own: string; readonly target: string }[];
}

export interface WriteColumn {
  readonly key: string;
  readonly field: string;
  readonly sqlName: string;
  /** Whether creating a row needs a value. */
  readonly required: boolean;
  /** Whether it can be set at creation only. */
  readonly fixed: boolean;
  readonly reference: ReferenceBlueprint | undefined;
}

/** Rows that are written together with the row they belong to. */
export interface OwnedBlueprint {
  /** The relation's field. */
  readonly field: string;
  readonly target: string;
  /** Keys of the child that are taken from the parent's. */
  readonly link: readonly { readonly child: string; readonly parent: string }[];
}

export interface WriteBlueprint {
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  readonly restore: boolean;
  readonly columns: readonly WriteColumn[];
  readonly owns: readonly OwnedBlueprint[];
}

/** Columns that the server keeps. */
const kept = new Set(['createdAt', 'updatedAt']);

/** What can be written of a type; undefined where its rules grant no write. */
export function buildWriteBlueprint(
  type: TypeBlueprint,
  table: PgTable,
  rules: TableRules,
  registry: TablesRelationalConfig,
  problems: string[],
): WriteBlueprint | undefined {
  const { write } = rules;
  if (!write) return undefined;
  const columns = getColumns(table as Table) as Record<string, PgColumn>;
  const serverSet = new Set([
    ...kept,
    type.primaryKey,
    ...(type.softDelete ? [type.softDelete] : []),
    ...(write.readOnly ?? []),
    ...Object.keys(write.set ?? {}),
  ]);
  for (const key of [...(write.readOnly ?? []), ...(write.fixed ?? []), ...Object.keys(write.set ?? {})]) {
    if (!columns[key])
      problems.push(
        `The write policy of table "${type.table}" names a column "${key}" that it does not have.`,
      );
  }
  const fixed = new Set(write.fixed);
  const references = referencesOf(table, columns, registry);
  return {
    create: write.create !== undefined,
    update: write.update !== undefined,
    delete: write.delete !== undefined,
    restore: type.softDelete !== undefined && write.delete !== undefined,
    columns: type.columns
      .filter(column => !serverSet.has(column.key))
      .map(column => writeColumn(column, columns[column.key]!, fixed, references)),
    owns: (write.owns ?? []).flatMap(field => ownedOf(type, field, registry, problems)),
  };
}

function writeColumn(
  { key, field }: ColumnBlueprint,
  column: PgColumn,
  fixed: ReadonlySet<string>,
  references: ReadonlyMap<string, ReferenceBlueprint>,
): WriteColumn {
  return {
    key,
    field,
    sqlName: column.name,
    required: column.notNull && !column.hasDefault,
    fixed: fixed.has(key),
    reference: references.get(key),
  };
}

/** Foreign keys by the column that is theirs alone: in a composite key the one that no other key leads with. */
function referencesOf(
  table: PgTable,
  columns: Record<string, PgColumn>,
  registry: TablesRelationalConfig,
): Map<string, ReferenceBlueprint> {
  const keyIn = (all: Record<string, PgColumn>, name: string) =>
    Object.keys(all).find(key => all[key]!.name === name)!;
  const references = new Map<string, ReferenceBlueprint>();
  for (const foreignKey of getTableConfig(table).foreignKeys) {
    const { columns: own, foreignColumns, foreignTable } = foreignKey.reference();
    const target = Object.keys(registry).find(key => registry[key]?.table === foreignTable);
    if (target === undefined) continue;
    const targetColumns = getColumns(foreignTable as Table) as Record<string, PgColumn>;
    const pairs = own.map((column, i) => ({
      own: keyIn(columns, column.name),
      target: keyIn(targetColumns, foreignColumns[i]!.name),
    }));
    references.set(pairs.at(-1)!.own, { target, pairs });
  }
  return references;
}

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
  const child = registry[relation.target]!.table as PgTable;
  const columns = getColumns(child as Table) as Record<string, PgColumn>;
  const reference = [...referencesOf(child, columns, registry).values()].find(
    ({ target, pairs }) => target === type.table && pairs.some(pair => pair.target === type.primaryKey),
  );
  if (!reference) {
    problems.push(
      `The write policy of table "${type.table}" owns "${field}", which no foreign key leads back from.`,
    );
    return [];
  }
  return [
    {
      field,
      target: relation.target,
      link: reference.pairs.map(pair => ({ child: pair.own, parent: pair.target })),
    },
  ];
}
