/**
 * A whole write as one statement: rows locked, rules and references checked, rows written, the trail kept, accounts notified, events left.
 * Nothing is written where anything is wrong; and as it is one statement, nothing can be left half done.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { compileEvents } from '../hooks/compile-events.ts';
import { columnText, isText } from '../read/column-texts.ts';
import type { RequestIds } from '../request.ts';
import { type Fragment, fragment, join, literal, name, text } from '../sql/fragment.ts';
import { compileAudit } from './compile-audit.ts';
import { compileChange } from './compile-change.ts';
import { compileChanged, unchangedRows } from './compile-changed.ts';
import { leftBehindSql } from './compile-left-behind.ts';
import { compileNotices } from './compile-notices.ts';
import { compileOnce } from './compile-once.ts';
import { compileRows } from './compile-rows.ts';
import { compileMoved, wholeOf } from './compile-whole.ts';
import { compileFaults } from './compile-write-faults.ts';
import { column, part, sameKey } from './write-parts.ts';
import { keyMember, type Once, type WriteUnit } from './write-units.ts';

export interface WriteSql {
  /** Common table expressions, to be put behind that of the viewer. */
  readonly expressions: Fragment;
  /** The columns of the statement's one row. */
  readonly select: Fragment;
  /** Whether what is written leaves events for hooks. */
  readonly leavesEvents: boolean;
}

export function compileWrite(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  request: RequestIds,
  once?: Once,
): WriteSql {
  const kept = once && compileOnce(blueprint, units, once);
  const wholes = new Map(units.map(unit => [unit, wholeOf(blueprint, units, unit)]));
  const changes = units.flatMap(unit => compileChange(blueprint, unit, wholes.get(unit)));
  const events = changes.flatMap(({ change }) => compileEvents(blueprint, change, request));
  const faults = [compileFaults(blueprint, units), ...(kept ? [kept.fault] : [])];
  const expressions = [
    ...(kept ? [kept.before] : []),
    ...units.flatMap(unit => compileRows(blueprint, unit, { lock: true, whole: wholes.get(unit) })),
    fragment`"faults" as materialized (${join(faults, ' union all ')})`,
    // Whether a row's children change, theirs has to be known for.
    ...units.toReversed().flatMap(unit => compileChanged(blueprint, units, unit)),
    ...changes.map(({ sql }) => sql),
    ...units.flatMap(unit => compileMoved(blueprint, units, unit, wholes.get(unit))),
    ...changes.flatMap(({ change }) => compileAudit(blueprint, change, request)),
    ...changes.flatMap(({ change }) => compileNotices(blueprint, change)),
    ...events,
    ...(kept ? [kept.after] : []),
  ];
  const left = leftBehindSql(blueprint, units[0]!);
  const rows = units.map(unit => fragment`${literal(unit.name)}::text, (${writtenRows(blueprint, unit)})`);
  return {
    expressions: join(expressions, ', '),
    select: fragment`(select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
      json_build_object(${join(rows, ', ')}) as "rows", (${unchangedRow(blueprint, units[0]!)}) as "unchanged"${left ? fragment`, (${left}) as "leftBehind"` : []}${kept ? fragment`, ${kept.select}` : []}`,
    leavesEvents: events.length > 0,
  };
}

/** The rows of a unit; new ones whose keys were not known before tell them, in the order of the input; and many rows only their keys. */
function writtenRows(blueprint: Blueprint, unit: WriteUnit): Fragment {
  const type = typeOf(blueprint, unit.table);
  const row = writtenRow(blueprint, unit);
  const done = fragment`${part(unit, 'done')} "d"`;
  const key = toldKey(type, 'd');
  if (unit.bulk) return fragment`select coalesce(json_agg(${key}), '[]') from ${done}`;
  if (unit.sought) return fragment`select coalesce(json_agg((${row})::jsonb || ${key}), '[]') from ${done}`;
  if (unit.operation !== 'create' || (type.write!.key === 'uuid' && !unit.many))
    return fragment`select coalesce(json_agg(${row}), '[]') from ${done}`;
  const told = unit.many ? key : fragment`(${row})::jsonb || ${key}`;
  return fragment`select coalesce(json_agg(${told} order by "n"."@i"), '[]') from ${done} left join ${part(unit, 'next')} "n" on ${sameKey(type, 'd', 'n')}`;
}

/** The one row that an update found to be so already; null where there is none, or where many may be. */
function unchangedRow(blueprint: Blueprint, unit: WriteUnit): Fragment {
  if (unit.operation !== 'update' || unit.bulk) return text('null::jsonb');
  const type = typeOf(blueprint, unit.table);
  return fragment`select (${writtenRow(blueprint, unit, 'o')})::jsonb || ${toldKey(type, 'o')} from ${unchangedRows(type, unit)}`;
}

/** A member with the key of a row. */
function toldKey(type: TypeBlueprint, alias: string): Fragment {
  const texts = type.key.map(each => fragment`${column(alias, sqlNameOf(type, each))}::text`);
  return fragment`jsonb_build_object(${literal(keyMember)}::text, jsonb_build_array(${join(texts, ', ')}))`;
}

/** A row as it is afterwards; what travels as text in reads does so here. */
function writtenRow(blueprint: Blueprint, { table }: WriteUnit, alias = 'd'): Fragment {
  const members = typeOf(blueprint, table).columns.map(each => {
    const value = column(alias, each.sqlName);
    return fragment`${isText(each) ? columnText(each, value) : value} as ${name(each.sqlName)}`;
  });
  return fragment`(select row_to_json("w".*) from (select ${join(members, ', ')}) "w")`;
}
