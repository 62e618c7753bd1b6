/**
 * The constraints of a table by name: which columns each is about, so that a violation can be told to a client.
 * Knows names and columns; when a constraint is violated, PostgreSQL says.
 */
import { Column, is, SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { fromDeclared } from '../sql/drizzle-sql.ts';
import { type AnyTable, columnKey, columnsOf, configOf } from './drizzle-tables.ts';
import type { Descriptions } from './table-rules.ts';
import type { ConstraintBlueprint, ConstraintTest } from './write-blueprint.ts';

const dialect = new PgDialect();

export function readConstraints(table: AnyTable, descriptions: Descriptions): ConstraintBlueprint[] {
  const config = configOf(table);
  const found: ConstraintBlueprint[] = [];
  const add = (name: string | undefined, columns: readonly string[], test?: ConstraintTest) => {
    if (name === undefined) return;
    found.push({
      name,
      columns: [...new Set(columns)].map(column => columnKey(table, column)),
      message: descriptions.constraints.get(name),
      test,
    });
  };
  const names = (columns: readonly { readonly name: string }[]) => columns.map(column => column.name);
  // As Drizzle names it, and as PostgreSQL does where nobody has.
  for (const key of config.primaryKeys)
    for (const name of new Set([key.getName(), `${config.name}_pkey`]))
      add(name, names(key.columns), uniqueTest(key.columns));
  for (const unique of config.uniqueConstraints)
    add(unique.getName(), names(unique.columns), uniqueTest(unique.columns, unique));
  for (const { config: index } of config.indexes)
    add(index.name, index.columns.flatMap(columnNames), indexTest(index, table));
  for (const key of config.foreignKeys) add(key.getName(), names(key.reference().columns));
  for (const check of config.checks)
    add(check.name, columnNames(check.value), { kind: 'check', condition: fromDeclared(check.value) });
  for (const column of config.columns) {
    if (column.primary) add(`${config.name}_pkey`, [column.name], uniqueTest([column]));
    if (column.isUnique)
      add(
        column.uniqueName ?? `${config.name}_${column.name}_unique`,
        [column.name],
        uniqueTest([column], { nullsNotDistinct: column.uniqueType === 'not distinct' }),
      );
  }
  // Those that triggers hold are in no table's configuration; their names begin with the table's, as all do, and go on
  // with the column's where they are about one.
  for (const name of descriptions.constraints.keys()) {
    if (name.startsWith(`${config.name}_`) && !found.some(constraint => constraint.name === name))
      add(name, namedFirst(config.columns, name.slice(config.name.length + 1)));
  }
  return found;
}

const uniqueTest = (
  columns: readonly (Column | SQL)[],
  {
    where,
    nullsNotDistinct = false,
  }: { readonly where?: SQL | undefined; readonly nullsNotDistinct?: boolean } = {},
): ConstraintTest => ({
  kind: 'unique',
  parts: columns.map(fromDeclared),
  where: where && fromDeclared(where),
  nullsAreEqual: nullsNotDistinct,
});

type DeclaredIndex = ReturnType<typeof configOf>['indexes'][number]['config'];

/** What a unique index asks of rows; undefined for an index that asks nothing. */
function indexTest({ columns, unique, where }: DeclaredIndex, table: AnyTable): ConstraintTest | undefined {
  if (!unique) return undefined;
  const own = Object.values(columnsOf(table));
  const parts = columns.map(part =>
    is(part, SQL) ? part : own.find(({ name }) => 'name' in part && part.name === name),
  );
  return parts.every(part => part !== undefined) ? uniqueTest(parts, { where }) : undefined;
}

/** A check of which a part may be untrue. */
const alternative = /\b(?:or|not|case|coalesce|is)\b/i;

/** The names of columns that a check holds to a length, as `length("content") <= 20000` does; of JSON, its text's. */
export function readBounds(table: AnyTable): ReadonlyMap<string, number> {
  const bound = /\b(?:char_|octet_)?length\((?:"[^"]+"\.)*"([^"]+)"(?:::text)?\) <= (\d+)/g;
  return new Map(
    configOf(table)
      .checks.map(({ value }) => dialect.sqlToQuery(value).sql)
      .flatMap(text => (alternative.test(text) ? [] : [...text.matchAll(bound)]))
      .map(([, column, length]) => [column!, Number(length)]),
  );
}

/** The plain indexes of a table: those of all its rows, by columns in ascending order. */
export function readIndexes(table: AnyTable): string[][] {
  const { uniqueConstraints, primaryKeys, columns } = configOf(table);
  return [
    ...columns.filter(column => column.primary).map(column => keysOf(table, [column])),
    ...primaryKeys.map(primary => keysOf(table, primary.columns)),
    ...uniqueConstraints.map(unique => keysOf(table, unique.columns)),
    ...ordered(table, where => where === undefined),
  ];
}

/**
 * The same, of indexes that PostgreSQL uses only for statements that ask for them, as these repeat a condition that is true of every
 * row and that it does not see through: `num_nonnulls("id") = 1`.
 */
export function readReservedIndexes(table: AnyTable): { condition: string; columns: string[] }[] {
  const asked = /^num_nonnulls\((?:"[^"]+"\.)*"([^"]+)"\) = 1$/;
  return configOf(table)
    .columns.filter(column => column.notNull)
    .flatMap(({ name }) =>
      ordered(
        table,
        where => where !== undefined && asked.exec(dialect.sqlToQuery(where).sql)?.[1] === name,
      ).map(columns => ({ condition: columnKey(table, name), columns })),
    );
}

/** The columns of trees by plain columns in ascending order. @param holds of the condition that a row is in the index */
function ordered(table: AnyTable, holds: (where: SQL | undefined) => boolean): string[][] {
  const isPlain = (column: unknown): column is { readonly name: string } =>
    typeof column === 'object' && column !== null && 'name' in column && !isDescending(column);
  return configOf(table)
    .indexes.filter(({ config }) => holds(config.where) && (config.method ?? 'btree') === 'btree')
    .filter(({ config }) => config.columns.every(isPlain))
    .map(({ config }) => keysOf(table, config.columns.filter(isPlain)));
}

const keysOf = (table: AnyTable, named: readonly { readonly name: string }[]): string[] =>
  named.map(({ name }) => columnKey(table, name));

const isDescending = (column: object): boolean =>
  (column as { readonly indexConfig?: { readonly order?: string } }).indexConfig?.order === 'desc';

/** The column with whose name a text begins. */
function namedFirst(columns: readonly { readonly name: string }[], text: string): string[] {
  const found = columns.map(({ name }) => name).filter(name => text.startsWith(`${name}_`));
  return found.sort((a, b) => b.length - a.length).slice(0, 1);
}

/** The columns that an expression names. */
function columnNames(expression: unknown): string[] {
  if (is(expression, Column)) return [expression.name];
  if (typeof expression === 'object' && expression !== null && 'name' in expression)
    return [String(expression.name)];
  const chunks = (expression as Partial<SQL> | null)?.queryChunks;
  return chunks ? chunks.flatMap(columnNames) : [];
}
