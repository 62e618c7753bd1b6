/**
 * The constraints of the tables by name: which columns each is about, so that a violation can be told to a client.
 * Knows names and columns; when a constraint is violated, PostgreSQL says.
 */
import { Column, getColumns, is, type SQL, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Descriptions } from './rules.ts';

export interface ConstraintMeaning {
  /** The registry key of the table. */
  readonly table: string;
  /** The keys of its columns, as the constraint names them. */
  readonly columns: readonly string[];
  /** What a value has to be, after the name of the field: "must have 1 to 200 characters". */
  readonly message: string | undefined;
}

/** Looked up by the name that PostgreSQL reports. */
export type Constraints = Pick<ReadonlyMap<string, ConstraintMeaning>, 'get'>;

export function readConstraints(registry: TablesRelationalConfig, descriptions: Descriptions): Constraints {
  const constraints = new Map<string, ConstraintMeaning>();
  for (const [table, { table: drizzleTable }] of Object.entries(registry)) {
    const columns = getColumns(drizzleTable as Table);
    const keyOf = (name: string) => Object.keys(columns).find(key => columns[key]!.name === name) ?? name;
    const add = (name: string | undefined, names: readonly string[]) => {
      if (name === undefined) return;
      constraints.set(name, { table, columns: names.map(keyOf), message: descriptions.constraint(name) });
    };
    const config = getTableConfig(drizzleTable as PgTable);
    for (const unique of config.uniqueConstraints)
      add(
        unique.getName(),
        unique.columns.map(column => column.name),
      );
    for (const index of config.indexes) add(index.config.name, index.config.columns.flatMap(columnNames));
    for (const foreignKey of config.foreignKeys) {
      add(
        foreignKey.getName(),
        foreignKey.reference().columns.map(column => column.name),
      );
    }
    for (const check of config.checks) add(check.name, columnNames(check.value));
    for (const column of config.columns) {
      if (column.isUnique) add(column.uniqueName ?? `${config.name}_${column.name}_unique`, [column.name]);
    }
  }
  // Those that triggers hold are in no table's configuration; their names begin with the table's, as all do.
  const held = (name: string): ConstraintMeaning | undefined => {
    const message = descriptions.constraint(name);
    const owner = Object.keys(registry)
      .map(table => ({ table, sqlName: getTableConfig(registry[table]!.table as PgTable).name }))
      .filter(({ sqlName }) => name.startsWith(`${sqlName}_`))
      .sort((a, b) => b.sqlName.length - a.sqlName.length)[0];
    return message && owner ? { table: owner.table, columns: [], message } : undefined;
  };
  return { get: name => constraints.get(name) ?? held(name) };
}

/** The columns that an expression names. */
function columnNames(expression: unknown): string[] {
  if (is(expression, Column)) return [expression.name];
  if (typeof expression === 'object' && expression !== null && 'name' in expression)
    return [String(expression.name)];
  const chunks = (expression as Partial<SQL> | null)?.queryChunks;
  return chunks ? chunks.flatMap(columnNames) : [];
}
