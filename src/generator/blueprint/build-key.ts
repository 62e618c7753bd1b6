/**
 * From a table to the columns that its rows are named by: its primary key, or the key that the policy declares.
 * Refuses keys whose values have no notation of their own; what is written of a key is for others.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { kindOf, type ValueKind } from '../kinds/kinds.ts';
import { type AnyTable, columnKey, columnsOf, configOf, dimensionsOf, tableKind } from './drizzle-tables.ts';
import type { TableRules } from './table-rules.ts';

/** Kinds whose values PostgreSQL and JavaScript write alike, without losing anything. */
const keyKinds: readonly (ValueKind | undefined)[] = [
  'uuid',
  'text',
  'integer',
  'bigint',
  'enum',
  'date',
  'instant',
  'boolean',
];

/** Column types whose values reach the application as something else: as a Date, or whatever code makes of them. */
const converted: readonly string[] = ['PgDate', 'PgCustomColumn'];

/** The keys of a table's key columns, in the key's order; undefined where it has none that can be served. */
export function buildKey(
  table: string,
  source: AnyTable,
  rules: TableRules,
  problems: string[],
): readonly string[] | undefined {
  const columns = columnsOf(source);
  const { key, wrong } = chooseKey(table, source, rules);
  const unfit = key.flatMap(column => {
    if (rules.hidden?.includes(column))
      return [`The policy of table "${table}" hides its key column "${column}", which ids are made of.`];
    return isNameable(columns[column]!)
      ? []
      : [
          `Table "${table}" has a key column "${column}" of the type ${typeOf(columns[column]!)}; ids are made of uuids, texts, whole numbers, enums, days, points in time and booleans.`,
        ];
  });
  problems.push(...wrong, ...unfit);
  return wrong.length + unfit.length > 0 ? undefined : key;
}

interface Choice {
  readonly key: readonly string[];
  readonly wrong: readonly string[];
}

/** The primary key; of a view, or a table without one, the key that the policy declares. */
function chooseKey(table: string, source: AnyTable, { key: declared }: TableRules): Choice {
  const none = (problem: string): Choice => ({ key: [], wrong: [problem] });
  const isView = tableKind(source) !== 'table';
  const primary = isView ? [] : primaryKeyOf(source);
  if (!declared) {
    if (primary.length > 0) return { key: primary, wrong: [] };
    return none(
      isView
        ? `View "${table}" has no key: say in the policy by "key" which columns tell its rows apart.`
        : `Table "${table}" has no primary key: its rows could be neither named nor paged through. Where other columns are unique, and never null, name them by "key" in the policy.`,
    );
  }
  const columns = columnsOf(source);
  const unknown = declared.find(column => !columns[column]);
  if (unknown !== undefined || declared.length === 0)
    return none(
      `The key in the policy of table "${table}" names ${unknown === undefined ? 'no column' : `a column "${unknown}" that the table does not have`}.`,
    );
  if (primary.length > 0)
    return none(`Table "${table}" has a primary key, which names its rows: leave "key" out of its policy.`);
  if (!isView && !isUnique(source, declared))
    return none(
      `The key in the policy of table "${table}" (${declared.join(', ')}) is not one of its unique constraints on columns that are never null.`,
    );
  return { key: declared, wrong: [] };
}

function isUnique(table: AnyTable, key: readonly string[]): boolean {
  const columns = columnsOf(table);
  const unique = [
    ...Object.keys(columns).flatMap(column => (columns[column]!.isUnique ? [[column]] : [])),
    ...configOf(table).uniqueConstraints.map(each => each.columns.map(({ name }) => columnKey(table, name))),
  ];
  return (
    key.every(column => columns[column]!.notNull) &&
    unique.some(each => each.length === key.length && each.every(column => key.includes(column)))
  );
}

/** The primary key in its own order, which is that of its index. */
export function primaryKeyOf(table: AnyTable): readonly string[] {
  const columns = columnsOf(table);
  const [composite] = configOf(table).primaryKeys;
  if (composite) return composite.columns.map(({ name }) => columnKey(table, name));
  return Object.keys(columns).filter(key => columns[key]!.primary);
}

const typeOf = (column: PgColumn): string => column.columnType + '[]'.repeat(dimensionsOf(column));

function isNameable(column: PgColumn): boolean {
  const { columnType } = column;
  if (dimensionsOf(column) > 0 || converted.includes(columnType)) return false;
  return keyKinds.includes(kindOf(columnType, column.getSQLType()));
}
