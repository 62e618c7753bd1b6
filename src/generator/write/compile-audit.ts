/**
 * The trail of a write: one event per changed row, in the statement that changes it.
 * Knows how changes are told; the table they are written to comes from outside.
 */
import { getColumns, type SQL, sql, type Table } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { typeOf } from '../blueprint/blueprint.ts';
import { type SqlScope, tableOf } from '../list/visibility.ts';
import { part, rowIn, sqlNameOf } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** What happened to one row. */
export interface AuditEntry {
  readonly action: WriteUnit['operation'];
  /** The GraphQL name of the row's type. */
  readonly type: string;
  /** The row's primary key. */
  readonly id: SQL;
  /** Changed fields, each with its value before and after, as jsonb. */
  readonly changes: SQL;
  readonly requestId: string;
}

export interface AuditTrail {
  /** The registry key of the table that holds the trail. */
  readonly table: string;
  /** The columns of an event; undefined for rows that leave no trail. */
  values(table: string, row: Table, entry: AuditEntry): Readonly<Record<string, SQL>> | undefined;
}

export interface Audit {
  readonly trail: AuditTrail;
  readonly requestId: string;
}

/** Columns whose change says nothing by itself. */
const untold = new Set(['created_at', 'updated_at']);

/** The insert of a unit's events; none where its rows leave no trail. */
export function compileAudit(scope: SqlScope, unit: WriteUnit, { trail, requestId }: Audit): SQL[] {
  const type = typeOf(scope.blueprint, unit.table);
  const columns = getColumns(tableOf(scope, unit.table)) as Record<string, PgColumn>;
  const names = Object.fromEntries(
    type.columns.map(({ key, field }) => [columns[key]!.name, field]).filter(([name]) => !untold.has(name!)),
  );
  const done = part(unit, 'done');
  const key = sql.identifier(sqlNameOf(scope, unit.table, type.primaryKey));
  const isNew = unit.operation === 'create';
  const isGone = unit.operation === 'delete' && type.softDelete === undefined;
  const before = isNew ? sql`'{}'::jsonb` : sql`to_jsonb("o"."@row")`;
  const after = isGone ? sql`'{}'::jsonb` : sql`to_jsonb(${done}.*)`;
  const value = (side: SQL) => sql`coalesce(${side} -> "c"."key", 'null')`;
  const changes = sql`(select coalesce(jsonb_object_agg("c"."value", jsonb_build_object('before', ${value(sql`"v"."before"`)}, 'after', ${value(sql`"v"."after"`)})), '{}')
    from jsonb_each_text(${JSON.stringify(names)}::text::jsonb) "c"
    where ${value(sql`"v"."before"`)} <> ${value(sql`"v"."after"`)})`;
  const entry = trail.values(unit.table, rowIn(scope, unit, 'done'), {
    action: unit.operation,
    type: type.name,
    id: sql`${done}.${key}`,
    changes: sql`"e"."changes"`,
    requestId,
  });
  if (!entry) return [];
  const old = isNew ? sql`` : sql` join ${part(unit, 'target')} "o" on "o".${key} = ${done}.${key}`;
  const targets = Object.keys(entry).map(name => sql.identifier(sqlNameOf(scope, trail.table, name)));
  return [
    sql`${part(unit, 'audit')} as (insert into ${tableOf(scope, trail.table)} (${sql.join(targets, sql`, `)})
      select ${sql.join(Object.values(entry), sql`, `)} from ${done}${old}
      cross join lateral (select ${before} as "before", ${after} as "after") "v"
      cross join lateral (select ${changes} as "changes") "e" where "e"."changes" <> '{}')`,
  ];
}
