/**
 * What stands against a write: rows that are not there, not allowed, changed meanwhile, or point where they may not.
 * Every check is a select of faults; a write without faults is done.
 */
import { getColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { typeOf } from '../blueprint/blueprint.ts';
import type { RowRule } from '../blueprint/table-rules.ts';
import type { ReferenceBlueprint } from '../blueprint/write-blueprint.ts';
import { fromTable, type SqlScope, tableAs, tableOf, visible } from '../list/visibility.ts';
import { part, rowIn, sqlNameOf, writeRulesOf } from './write-parts.ts';
import type { WriteFault, WriteUnit } from './write-units.ts';

const id = sql.identifier;

/** A select of all faults of all units. */
export function compileFaults(scope: SqlScope, units: readonly WriteUnit[]): SQL {
  return sql.join(
    units.flatMap(unit => faultsOf(scope, unit)),
    sql` union all `,
  );
}

function faultsOf(scope: SqlScope, unit: WriteUnit): SQL[] {
  const rules = writeRulesOf(scope, unit.table);
  switch (unit.operation) {
    case 'create':
      return [...referenceFaults(scope, unit), forbidden(scope, unit, rules.create, 'next')];
    case 'update':
      return [
        ...targetFaults(scope, unit),
        forbidden(scope, unit, rules.update, 'target'),
        forbidden(scope, unit, rules.update, 'next'),
        ...referenceFaults(scope, unit),
      ];
    case 'delete':
      return [...targetFaults(scope, unit), forbidden(scope, unit, rules.delete, 'target')];
    case 'restore':
      // Who sees a deleted row may restore it: that is its rule of visibility.
      return targetFaults(scope, unit);
  }
}

function fault(unit: WriteUnit, item: SQL, code: WriteFault['code'], column: SQL, from: SQL): SQL {
  return sql`select ${unit.name}::text as "unit", ${item} as "item", ${code}::text as "code", ${column} as "column" from ${from}`;
}

const noColumn = sql`null::text`;

/** Rows that are not there for the viewer, or not as they were; and of a filter, too many of them. */
function targetFaults(scope: SqlScope, unit: WriteUnit): SQL[] {
  const target = part(unit, 'target');
  const key = id(sqlNameOf(scope, unit.table, typeOf(scope.blueprint, unit.table).primaryKey));
  if (unit.bulk) {
    const tooMany = sql`(select count(*) as "n" from ${target}) "c" where "c"."n" > ${unit.bulk.atMost}`;
    return [fault(unit, sql`null::int`, 'LIMIT_EXCEEDED', noColumn, tooMany)];
  }
  return [
    fault(
      unit,
      sql`"s"."@i"`,
      'NOT_FOUND',
      noColumn,
      sql`${part(unit, 'items')} "s" where not exists (select 1 from ${target} "t" where "t".${key} = "s"."@id")`,
    ),
    fault(
      unit,
      sql`"t"."@i"`,
      'CONFLICT',
      noColumn,
      sql`${target} "t" where "t"."@if" is not null and "t"."updated_at" is distinct from "t"."@if"`,
    ),
  ];
}

/** Rows for which the rule does not hold; without a rule, all. */
function forbidden(
  scope: SqlScope,
  unit: WriteUnit,
  rule: RowRule | undefined,
  name: 'target' | 'next',
): SQL {
  const row = part(unit, name);
  const holds = rule ? rule(rowIn(scope, unit, name)) : sql`false`;
  return fault(unit, sql`${row}."@i"`, 'FORBIDDEN', noColumn, sql`${row} where (${holds}) is not true`);
}

/** References that were set and lead to no row that is visible and of the same project. */
function referenceFaults(scope: SqlScope, unit: WriteUnit): SQL[] {
  const linked = new Set((unit.parent?.link ?? []).map(({ child }) => child));
  const columns = getColumns(tableOf(scope, unit.table)) as Record<string, PgColumn>;
  return typeOf(scope.blueprint, unit.table).write!.columns.flatMap(({ sqlName, reference }) => {
    if (!reference || linked.has(sqlName)) return [];
    const next = part(unit, 'next');
    const missing = sql`${next} where ${next}."@values" ? ${sqlName} and ${next}.${id(sqlName)} is not null
      and not exists (${pointedTo(scope, unit, reference, columns)})`;
    return [fault(unit, sql`${next}."@i"`, 'NOT_FOUND', sql`${sqlName}::text`, missing)];
  });
}

function pointedTo(
  scope: SqlScope,
  unit: WriteUnit,
  { target, pairs }: ReferenceBlueprint,
  columns: Record<string, PgColumn>,
): SQL {
  const row = tableAs(scope, target, 'r');
  const equal = pairs.map(
    pair =>
      sql`"r".${id(sqlNameOf(scope, target, pair.target))} = ${part(unit, 'next')}.${id(columns[pair.own]!.name)}`,
  );
  return sql`select 1 from ${fromTable(scope, target, 'r')} where ${sql.join(equal, sql` and `)} and ${visible(scope, target, row)}`;
}
