/**
 * The columns by which at most one row of a table can be found, beside its primary key: what rows are looked up by.
 * Knows declarations; how a row is looked up is compiled elsewhere.
 */
import { PgDialect } from 'drizzle-orm/pg-core';
import type { TypeBlueprint, UniqueKey } from './blueprint.ts';
import { type AnyTable, columnKey, configOf } from './drizzle-tables.ts';
import { upperFirst } from './names.ts';
import { isShownAsStored } from './shown-as-stored.ts';
import type { ReferredBlueprint } from './write-blueprint.ts';

const dialect = new PgDialect();

interface Declared {
  readonly columns: readonly string[];
  /** Whether two rows of which one is deleted may have the same values. */
  readonly onlyPresent: boolean;
}

type Described = Pick<TypeBlueprint, 'columns' | 'key' | 'softDelete'>;

/** Those of columns that every viewer of a row may know. */
export function readUniqueKeys(table: AnyTable, type: Described): readonly UniqueKey[] {
  const found = new Map<string, UniqueKey>();
  for (const { columns, onlyPresent } of declaredKeys(table, type)) {
    const shown = columns.map(key => type.columns.find(column => column.key === key));
    const isKnown = shown.every(column => column?.orderable && isShownAsStored(column));
    // With the primary key among them, the others find nothing that it does not.
    if (!isKnown || type.key.every(key => columns.includes(key))) continue;
    const name = shown.map(column => column!.field).reduce((all, field) => `${all}And${upperFirst(field)}`);
    found.set(name, { name, columns, onlyPresent: onlyPresent && found.get(name)?.onlyPresent !== false });
  }
  return [...found.values()];
}

/** Whether no two rows of a table, deleted or not, have the same values in the columns. */
export const isUniqueBy = (table: AnyTable, columns: readonly string[]): boolean =>
  declaredKeys(table, { softDelete: undefined }).some(
    key => !key.onlyPresent && key.columns.every(column => columns.includes(column)),
  );

function declaredKeys(table: AnyTable, { softDelete }: Pick<Described, 'softDelete'>): readonly Declared[] {
  const { columns, uniqueConstraints, indexes } = configOf(table);
  const keysOf = (named: readonly { readonly name: string }[]) =>
    named.map(({ name }) => columnKey(table, name));
  return [
    ...columns.filter(({ isUnique }) => isUnique).map(column => keysOf([column])),
    ...uniqueConstraints.map(unique => keysOf(unique.columns)),
  ]
    .map((each): Declared => ({ columns: each, onlyPresent: false }))
    .concat(
      indexes.flatMap(({ config }) => {
        const named = config.columns.flatMap(column =>
          'name' in column && column.name ? [column.name] : [],
        );
        const where = config.where && dialect.sqlToQuery(config.where).sql;
        const marked = /^(?:"[^"]+"\.)*"([^"]+)" is null$/i.exec(where ?? '')?.[1];
        const ofPresent = marked !== undefined && columnKey(table, marked) === softDelete?.column;
        const isWhole = named.length === config.columns.length && (where === undefined || ofPresent);
        return config.unique && isWhole
          ? [{ columns: named.map(name => columnKey(table, name)), onlyPresent: ofPresent }]
          : [];
      }),
    );
}

/** The unique keys by which a row can be told that is made with the one that points to it: those whose values its input has. */
export function connectKeys(
  { uniqueKeys, write }: Pick<TypeBlueprint, 'uniqueKeys' | 'write'>,
  { link }: Pick<ReferredBlueprint, 'link'>,
): readonly UniqueKey[] {
  const isGiven = (key: string) =>
    write!.columns.some(column => column.key === key) && !link.some(({ child }) => child === key);
  return uniqueKeys.filter(({ columns }) => columns.every(isGiven));
}

/**
 * The unique keys by which a row can be made or changed, whichever it takes: those whose values clients give to new rows.
 * None where rows may not be both made and changed.
 */
export function upsertKeys({
  uniqueKeys,
  write,
}: Pick<TypeBlueprint, 'uniqueKeys' | 'write'>): readonly UniqueKey[] {
  if (!write?.rules.create || !write.rules.update) return [];
  const isSettable = (key: string) => write.columns.some(column => column.key === key);
  return uniqueKeys.filter(({ columns }) => columns.every(isSettable));
}
