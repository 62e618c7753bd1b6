/**
 * The look at a write that is not made: what stands against it, and the rows as they are and would be.
 * Rows are told only where nothing stands against them, so that checks learn nothing that the viewer may not.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { type Fragment, fragment, join, literal, name } from '../sql/fragment.ts';
import { compileBroken } from './compile-broken.ts';
import { compileRows } from './compile-rows.ts';
import { compileFaults } from './compile-write-faults.ts';
import { column, part, sameKey } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** The columns that are asked for, by unit. */
export type AskedColumns = ReadonlyMap<string, readonly string[]>;

export interface InspectionOptions {
  readonly asked: AskedColumns;
  /** Whether rows are held to the constraints of their tables as well. */
  readonly constraints: boolean;
}

/** A scalar expression: an object of the faults, of the constraints that would be broken, and of the asked units' rows by unit. */
export function compileInspection(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  { asked, constraints }: InspectionOptions,
): Fragment {
  const expressions = [
    ...units.flatMap(unit => compileRows(blueprint, unit, { lock: false })),
    fragment`"faults" as materialized (${compileFaults(blueprint, units)})`,
  ];
  const rows = units.flatMap(unit => {
    const keys = asked.get(unit.name);
    return keys ? [fragment`${literal(unit.name)}::text, (${rowsOf(blueprint, unit, keys)})`] : [];
  });
  const broken = constraints ? fragment`(${compileBroken(blueprint, units)})` : noConstraints;
  return fragment`with ${join(expressions, ', ')} select json_build_object(
    'faults', (select coalesce(json_agg("f".*), '[]') from "faults" "f"),
    'broken', (select coalesce(json_agg("b".*), '[]') from ${broken} "b"),
    'rows', json_build_object(${join(rows, ', ')}))`;
}

const noConstraints = fragment`(select 1 where false)`;

/** The rows against which nothing stands, nor against the one that they are written with. */
function rowsOf(blueprint: Blueprint, unit: WriteUnit, keys: readonly string[]): Fragment {
  const type = typeOf(blueprint, unit.table);
  const isNew = unit.operation === 'create';
  const stored = isNew ? fragment`null::json` : valuesOf(type, 't', keys);
  const joined = isNew ? [] : fragment` join ${part(unit, 'target')} "t" on ${sameKey(type, 't', 'n')}`;
  const key = type.key.map(each => fragment`${column('n', sqlNameOf(type, each))}::text`);
  return fragment`select coalesce(json_agg(json_build_object('item', "n"."@i", 'key', json_build_array(${join(key, ', ')}),
      'stored', ${stored}, 'values', ${valuesOf(type, 'n', keys)}) order by "n"."@i"), '[]')
    from ${part(unit, 'next')} "n"${joined}
    where not exists (select 1 from "faults" "f" where "f"."unit" = 'u0' or ("f"."unit" = ${literal(unit.name)} and "f"."item" = "n"."@i"))`;
}

/** Columns of a row, by key. */
function valuesOf(type: TypeBlueprint, alias: string, keys: readonly string[]): Fragment {
  const members = keys.map(key => fragment`${column(alias, sqlNameOf(type, key))} as ${name(key)}`);
  return fragment`(select row_to_json("v".*) from (select ${join(members, ', ')}) "v")`;
}
