/**
 * A whole write as one statement: rows locked, rules and references checked, rows written, the trail kept.
 * Nothing is written where anything is wrong; and as it is one statement, nothing can be left half done.
 */
import { aliasedTable, getColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { typeOf } from '../blueprint/blueprint.ts';
import { fromTable, type SqlScope, tableOf, visible } from '../list/visibility.ts';
import { type Audit, compileAudit } from './compile-audit.ts';
import { compileFaults } from './compile-write-faults.ts';
import { part, rowIn, sqlNameOf, writeRulesOf } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

const id = sql.identifier;

/** The statement from its common table expressions on, to be put behind that of the viewer. */
export function compileWrite(
  scope: SqlScope,
  units: readonly WriteUnit[],
  audit: Audit,
): { readonly expressions: SQL; readonly select: SQL } {
  const expressions = [
    ...units.flatMap(unit => compileRows(scope, unit)),
    sql`${id('faults')} as materialized (${compileFaults(scope, units)})`,
    ...units.flatMap(unit => compileChange(scope, unit)),
    ...units.flatMap(unit => compileAudit(scope, unit, audit)),
  ];
  const rows = units.map(
    unit =>
      sql`${unit.name}::text, (select coalesce(json_agg(${writtenRow(scope, unit)}), '[]') from ${part(unit, 'done')} "d")`,
  );
  return {
    expressions: sql.join(expressions, sql`, `),
    select: sql`(select coalesce(json_agg("f".*), '[]') from ${id('faults')} "f") as "faults",
      json_build_object(${sql.join(rows, sql`, `)}) as "rows"`,
  };
}

/** A row as it was written; its JSON is text, as in reads. */
function writtenRow(scope: SqlScope, { table }: WriteUnit): SQL {
  const json = typeOf(scope.blueprint, table).columns.filter(({ kind }) => kind === 'json');
  if (json.length === 0) return sql`to_json("d".*)`;
  const texts = json.map(({ key, list }) => {
    const name = sqlNameOf(scope, table, key);
    return sql`${name}::text, "d".${id(name)}::${sql.raw(list ? 'text[]' : 'text')}`;
  });
  return sql`to_jsonb("d".*) || jsonb_build_object(${sql.join(texts, sql`, `)})`;
}

/** The rows of a unit as they are, locked, and as they would be. */
function compileRows(scope: SqlScope, unit: WriteUnit): SQL[] {
  const table = fromTable(scope, unit.table, 't');
  const items = JSON.stringify(
    unit.items.map((item, i) => ({ i, id: item.id, values: item.values, if: item.ifUpdatedAt })),
  );
  const input = sql`${part(unit, 'items')} as materialized (
    select ("e" ->> 'i')::int as "@i", ("e" ->> 'id')::uuid as "@id", "e" -> 'values' as "@values", ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements(${items}::text::jsonb) as "o" ("e"))`;
  if (unit.operation === 'create') {
    const base = sql`null::${tableOf(scope, unit.table)}`;
    const values = sql`"s"."@values"${serverValues(scope, unit)}`;
    return [
      input,
      sql`${part(unit, 'next')} as materialized (
        select "s"."@i", "s"."@values", "n".* from ${part(unit, 'items')} "s"${parentFrom(unit)}
        cross join lateral jsonb_populate_record(${base}, ${values}) "n")`,
    ];
  }
  const key = id(sqlNameOf(scope, unit.table, typeOf(scope.blueprint, unit.table).primaryKey));
  const row = aliasedTable(tableOf(scope, unit.table), 't');
  const exists = visible(scope, unit.table, row, unit.operation === 'restore' ? 'ONLY' : 'EXCLUDE');
  // Locked in the order of their keys: writes of the same rows wait for each other instead of deadlocking. Where
  // the key stays, so that rows which point here can be written meanwhile.
  const lock =
    unit.operation === 'delete' && !scope.rules[unit.table]?.softDelete ? sql`update` : sql`no key update`;
  const target = unit.bulk
    ? sql`select "s"."@i", "s"."@values", "s"."@if", "t" as "@row", "t".* from ${table} cross join ${part(unit, 'items')} "s"
        where ${exists} and ${unit.bulk.where(row)} order by "t".${key} limit ${unit.bulk.atMost + 1} for ${lock} of "t"`
    : sql`select "s"."@i", "s"."@values", "s"."@if", "t" as "@row", "t".* from ${part(unit, 'items')} "s"
        join ${table} on "t".${key} = "s"."@id"${parentJoin(unit)} where ${exists} order by "t".${key} for ${lock} of "t"`;
  return [
    input,
    sql`${part(unit, 'target')} as materialized (${target})`,
    sql`${part(unit, 'next')} as materialized (
      select "o"."@i", "o"."@values", "n".* from ${part(unit, 'target')} "o"
      cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n")`,
  ];
}

/** Values that the server adds to a new row: what the rules set, and the link to the parent. */
function serverValues(scope: SqlScope, unit: WriteUnit): SQL {
  const set = Object.entries(writeRulesOf(scope, unit.table).set ?? {}).map(
    ([key, value]) => sql`${sqlNameOf(scope, unit.table, key)}::text, ${value}`,
  );
  const link = (unit.parent?.link ?? []).map(({ child, parent }) => sql`${child}::text, "p".${id(parent)}`);
  const pairs = [...set, ...link];
  return pairs.length === 0 ? sql`` : sql` || jsonb_build_object(${sql.join(pairs, sql`, `)})`;
}

const parentFrom = (unit: WriteUnit) =>
  unit.parent ? sql` cross join ${part({ name: unit.parent.unit }, 'next')} "p"` : sql``;

function parentJoin(unit: WriteUnit): SQL {
  if (!unit.parent) return sql``;
  const link = unit.parent.link.map(({ child, parent }) => sql`"p".${id(parent)} = "t".${id(child)}`);
  return sql` join ${part({ name: unit.parent.unit }, 'next')} "p" on ${sql.join(link, sql` and `)}`;
}

const unlessFaults = sql`not exists (select 1 from "faults")`;

/** Strictly later than before, so that two changes never carry the same time. */
const changedNow = sql`greatest(date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond')`;

/** The change itself. */
function compileChange(scope: SqlScope, unit: WriteUnit): SQL[] {
  const type = typeOf(scope.blueprint, unit.table);
  const table = fromTable(scope, unit.table, 't');
  const key = id(sqlNameOf(scope, unit.table, type.primaryKey));
  const matches = sql`"t".${key} = "n".${key} and ${unlessFaults}`;
  const next = sql`${part(unit, 'next')} "n"`;
  const done = (change: SQL) => sql`${part(unit, 'done')} as (${change})`;
  const softDelete = type.softDelete && id(sqlNameOf(scope, unit.table, type.softDelete));
  switch (unit.operation) {
    case 'create':
      return [done(insertFrom(scope, unit)), ...companionOf(scope, unit)];
    case 'update': {
      const set = type
        .write!.columns.filter(column => !column.fixed)
        .map(({ sqlName }) => sql`${id(sqlName)} = "n".${id(sqlName)}`);
      return [
        done(
          sql`update ${table} set ${sql.join([...set, sql`"updated_at" = ${changedNow}`], sql`, `)} from ${next} where ${matches} returning "t".*`,
        ),
      ];
    }
    case 'delete':
      return [
        done(
          softDelete
            ? sql`update ${table} set ${softDelete} = ${changedNow}, "updated_at" = ${changedNow} from ${next} where ${matches} returning "t".*`
            : sql`delete from ${table} using ${next} where ${matches} returning "t".*`,
        ),
      ];
    case 'restore':
      return [
        done(
          sql`update ${table} set ${softDelete!} = null, "updated_at" = ${changedNow} from ${next} where ${matches} returning "t".*`,
        ),
      ];
  }
}

/** Inserts the unit's new rows; what no value was given for gets the column's default. */
function insertFrom(scope: SqlScope, unit: WriteUnit): SQL {
  const columns = Object.values(getColumns(tableOf(scope, unit.table)) as Record<string, PgColumn>);
  const key = typeOf(scope.blueprint, unit.table).primaryKey;
  const keyName = sqlNameOf(scope, unit.table, key);
  const now = sql`date_trunc('milliseconds', now())`;
  const values = columns.map(column => {
    const value = sql`"n".${id(column.name)}`;
    if (column.name === keyName) return sql`"s"."@id"`;
    if (column.name === 'created_at' || column.name === 'updated_at') return now;
    const fallback = column.default;
    if (fallback === undefined || fallback === null) return value;
    return sql`coalesce(${value}, ${defaultOf(column, fallback)})`;
  });
  return sql`insert into ${tableOf(scope, unit.table)} (${sql.join(
    columns.map(column => id(column.name)),
    sql`, `,
  )}) select ${sql.join(values, sql`, `)} from ${part(unit, 'next')} "n" join ${part(unit, 'items')} "s" on "s"."@i" = "n"."@i"
    where ${unlessFaults} returning *`;
}

function defaultOf(column: PgColumn, value: unknown): SQL {
  if (typeof value === 'object' && value !== null && 'getSQL' in value) return value as SQL;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return sql`${text}::text::${sql.raw(column.getSQLType())}`;
}

/** The row that a new one is not complete without. */
function companionOf(scope: SqlScope, unit: WriteUnit): SQL[] {
  const { companion } = writeRulesOf(scope, unit.table);
  if (!companion) return [];
  const values = Object.entries(companion.values(rowIn(scope, unit, 'done')));
  const names = values.map(([key]) => id(sqlNameOf(scope, companion.table, key)));
  return [
    sql`${part(unit, 'companion')} as (insert into ${tableOf(scope, companion.table)} (${sql.join(names, sql`, `)})
      select ${sql.join(
        values.map(([, value]) => value),
        sql`, `,
      )} from ${part(unit, 'done')})`,
  ];
}
