/**
 * A whole write as one statement: rows locked, rules and references checked, rows written, the trail kept.
 * Nothing is written where anything is wrong; and as it is one statement, nothing can be left half done.
 */
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import type { RequestIds } from '../request.ts';
import { type Fragment, fragment, join, literal, text } from '../sql/fragment.ts';
import { compileAudit } from './compile-audit.ts';
import { compileChange } from './compile-change.ts';
import { compileRows } from './compile-rows.ts';
import { compileFaults } from './compile-write-faults.ts';
import { column, part } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

export interface WriteSql {
  /** Common table expressions, to be put behind that of the viewer. */
  readonly expressions: Fragment;
  /** The columns of the statement's one row. */
  readonly select: Fragment;
}

export function compileWrite(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  request: RequestIds,
): WriteSql {
  const changes = units.flatMap(unit => compileChange(blueprint, unit));
  const expressions = [
    ...units.flatMap(unit => compileRows(blueprint, unit, { lock: true })),
    fragment`"faults" as materialized (${compileFaults(blueprint, units)})`,
    ...changes.map(({ sql }) => sql),
    ...changes.flatMap(({ change }) => compileAudit(blueprint, change, request)),
  ];
  const rows = units.map(
    unit =>
      fragment`${literal(unit.name)}::text, (select coalesce(json_agg(${writtenRow(blueprint, unit)}), '[]') from ${part(unit, 'done')} "d")`,
  );
  return {
    expressions: join(expressions, ', '),
    select: fragment`(select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
      json_build_object(${join(rows, ', ')}) as "rows"`,
  };
}

/** A row as it was written; its JSON is text, as in reads. */
function writtenRow(blueprint: Blueprint, { table }: WriteUnit): Fragment {
  const json = typeOf(blueprint, table).columns.filter(({ kind }) => kind === 'json');
  if (json.length === 0) return fragment`to_json("d".*)`;
  const texts = json.map(
    ({ sqlName, list }) =>
      fragment`${literal(sqlName)}::text, ${column('d', sqlName)}::${text(list ? 'text[]' : 'text')}`,
  );
  return fragment`to_jsonb("d".*) || jsonb_build_object(${join(texts, ', ')})`;
}
