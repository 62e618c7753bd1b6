/**
 * The change of a unit's rows, done unless there are faults; and of the row that a new one is not complete without.
 * Times move strictly forward, and only of rows that become different.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { tenantPart } from '../blueprint/tenant.ts';
import { fromTable, rowSql, tableSql } from '../list/join.ts';
import { and, type Fragment, fragment, join, literal, name, text } from '../sql/fragment.ts';
import { changedRows } from './compile-changed.ts';
import { afterWhole, type Whole } from './compile-whole.ts';
import {
  changedNow,
  column,
  part,
  partName,
  sameKey,
  sourceValue,
  storedOf,
  unlessFaults,
} from './write-parts.ts';
import type { WriteOperation, WriteUnit } from './write-units.ts';

/** Rows that a statement changed, under the part `done` of a name. */
export interface Change {
  readonly name: string;
  readonly table: string;
  readonly operation: WriteOperation;
}

export interface ChangeSql {
  readonly change: Change;
  readonly sql: Fragment;
}

/** The unit's part `done`: the rows as they are afterwards. */
export function compileChange(blueprint: Blueprint, unit: WriteUnit, whole: Whole | undefined): ChangeSql[] {
  const type = typeOf(blueprint, unit.table);
  const changed = unit.operation === 'create' ? insertRows(type, unit, whole) : changeRows(type, unit);
  return [
    { change: unit, sql: fragment`${part(unit, 'done')} as (${changed})` },
    ...(unit.operation === 'create' ? companionOf(blueprint, unit, type) : []),
  ];
}

function insertRows(type: TypeBlueprint, unit: WriteUnit, whole: Whole | undefined): Fragment {
  const columns = join(
    type.write!.insert.map(({ sqlName }) => name(sqlName)),
    ', ',
  );
  return fragment`insert into ${tableSql(type)} (${columns})${text(type.write!.overrides ? ' overriding system value' : '')} select ${columns} from ${part(unit, 'next')} where ${and(unlessFaults, whole && afterWhole(unit))!} order by "@i" returning ${returned(type)}`;
}

/** A new row as it was written. */
const returned = ({ readable }: TypeBlueprint): Fragment =>
  readable ? join(readable.map(name), ', ') : text('*');

function changeRows(type: TypeBlueprint, unit: WriteUnit): Fragment {
  const table = fromTable(type, 't');
  const next = fragment`${changedRows(unit)} "n"`;
  const where = and(sameKey(type, 't', 'n'), sameTenant(type, unit.operation, 't', 'n'), unlessFaults)!;
  if (unit.operation === 'delete' && !type.softDelete)
    return fragment`delete from ${table} using ${next} where ${where} returning ${rowSql(type, 't')}`;
  const set = settings(type, unit.operation).map(([key, content]) => {
    return fragment`${name(sqlNameOf(type, key))} = ${content}`;
  });
  if (unit.moment) set.push(fragment`${name(unit.moment.column)} = ${column('n', unit.moment.column)}`);
  // A statement sets something; a row of which nothing can be set stays as it is.
  if (set.length === 0) return fragment`select ${rowSql(type, 't')} from ${table} join ${next} on ${where}`;
  return fragment`update ${table} set ${join(set, ', ')} from ${next} where ${where} returning ${rowSql(type, 't')}`;
}

/**
 * The row's tenant beside its key, for a database that is spread by it. Undefined where the rule that shows the row tells none,
 * so that it may have no value, and where a change can move rows to another.
 */
function sameTenant(
  type: TypeBlueprint,
  operation: WriteOperation,
  one: string,
  other: string,
): Fragment | undefined {
  const { read, softDelete, write } = type;
  const tenant = tenantPart(operation === 'restore' ? softDelete!.restore : read)?.column;
  const moved = write!.rules.update ? settings(type, 'update').map(([key]) => key) : [];
  if (tenant === undefined || moved.includes(tenant)) return undefined;
  const sqlName = sqlNameOf(type, tenant);
  return fragment`${column(one, sqlName)} = ${column(other, sqlName)}`;
}

/** Whether a change does anything to the row: where only its children can be changed, it stays as it is. */
export const isChanged = (type: TypeBlueprint, operation: WriteOperation): boolean =>
  operation !== 'update' || settings(type, operation).length > 0;

/** What a change sets, by key. */
function settings(type: TypeBlueprint, operation: WriteOperation): (readonly [string, Fragment])[] {
  const { updated } = type.timestamps;
  const next = (key: string) => [key, column('n', sqlNameOf(type, key))] as const;
  const { onUpdate, columns } = type.write!;
  const isSet = (key: string) =>
    operation === 'update' && columns.some(column => column.key === key && !column.fixed);
  const moved: (readonly [string, Fragment])[] = [
    ...(updated === undefined ? [] : [[updated, changedNow(type)] as const]),
    ...Object.entries(onUpdate)
      .filter(([key]) => !isSet(key))
      .map(([key, filling]) => (filling === 'code' ? next(key) : ([key, filling] as const))),
  ];
  switch (operation) {
    case 'update':
      return [...columns.filter(({ fixed }) => !fixed).map(({ key }) => given(type, key)), ...moved];
    case 'delete':
      return [[type.softDelete!.column, changedNow(type)], ...moved];
    case 'restore':
      return [[type.softDelete!.column, text('null')], ...moved];
    case 'create':
      throw new Error('A new row is inserted, not changed.');
  }
}

/** What a change sets a column to: what was given, or else what fills it. */
function given(type: TypeBlueprint, key: string): readonly [string, Fragment] {
  const sqlName = sqlNameOf(type, key);
  const next = column('n', sqlName);
  const filling = type.write!.onUpdate[key];
  if (!filling || filling === 'code') return [key, next];
  return [key, fragment`case when "n"."@values" ? ${literal(sqlName)} then ${next} else ${filling} end`];
}

/** The row that a new one is not complete without. */
function companionOf(blueprint: Blueprint, unit: WriteUnit, type: TypeBlueprint): ChangeSql[] {
  const companion = type.write!.companion;
  if (!companion) return [];
  const made = typeOf(blueprint, companion.table);
  const change: Change = { name: partName(unit, 'companion'), table: made.table, operation: 'create' };
  const alias = partName(unit, 'done');
  const values = Object.entries(companion.values).map(([key, source]) => {
    const target = storedOf(made, key);
    return { column: name(target.sqlName), content: sourceValue(source, { blueprint, type, alias, target }) };
  });
  const columns = join(
    values.map(each => each.column),
    ', ',
  );
  const contents = join(
    values.map(each => each.content),
    ', ',
  );
  const inserted = fragment`insert into ${tableSql(made)} (${columns}) select ${contents} from ${name(alias)} returning ${returned(made)}`;
  return [{ change, sql: fragment`${part(change, 'done')} as (${inserted})` }];
}
