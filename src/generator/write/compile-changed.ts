/**
 * Which rows an update makes different: where all that is said is so already, nothing of a row is written.
 * Told by the bytes that values are stored as, whatever their type takes for equal; JSON by what it says.
 */
import {
  type Blueprint,
  type ColumnBlueprint,
  columnOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import type { WriteColumn } from '../blueprint/write-blueprint.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { compileRule } from '../list/visibility.ts';
import { and, bind, type Fragment, fragment, join, literal, or, text, value } from '../sql/fragment.ts';
import { column, part, sameKey } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** The part with the rows of a unit that a change is made of. */
export const changedRows = (unit: WriteUnit): Fragment =>
  part(unit, unit.operation === 'update' ? 'changed' : 'next');

/** The part `changed` of a unit that updates: of `next`, the rows that become different, or whose children do. */
export function compileChanged(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  unit: WriteUnit,
): Fragment[] {
  if (unit.operation !== 'update') return [];
  const type = typeOf(blueprint, unit.table);
  const children = units.filter(({ parent }) => parent?.unit === unit.name && !parent.isReferred);
  const isDifferent =
    or(...ownChanges(blueprint, type, unit), ...children.map(changesChild)) ?? text('false');
  const rows = fragment`select "n".* from ${part(unit, 'next')} "n" join ${part(unit, 'target')} "o" on ${sameKey(type, 'n', 'o')} where ${isDifferent}`;
  return [fragment`${part(unit, 'changed')} as materialized (${rows})`];
}

/** The rows of a unit that stay as they are although the update names them. */
export function unchangedRows(type: TypeBlueprint, unit: WriteUnit): Fragment {
  const changed = fragment`select 1 from ${part(unit, 'changed')} "n" where ${sameKey(type, 'n', 'o')}`;
  return fragment`${part(unit, 'target')} "o" where not exists (${changed})`;
}

/** Conditions under which values of the row itself become others. */
function ownChanges(blueprint: Blueprint, type: TypeBlueprint, unit: WriteUnit): Fragment[] {
  const set = type.write!.columns.filter(({ fixed }) => !fixed);
  const plain = set.filter(({ key }) => isPlain(type, columnOf(type, key)));
  const names = [...plain.map(({ sqlName }) => sqlName), ...(unit.moment ? [unit.moment.column] : [])];
  const valuesOf = (alias: string) =>
    join(
      names.map(sqlName => column(alias, sqlName)),
      ', ',
    );
  return [
    ...(names.length > 0 ? [fragment`record_image_ne(row(${valuesOf('n')}), row(${valuesOf('o')}))`] : []),
    ...set.filter(each => !plain.includes(each)).map(each => changesColumn(blueprint, type, unit, each)),
  ];
}

/** Values that are compared by their bytes, with all others. */
const isPlain = ({ write }: TypeBlueprint, { key, kind, restricted }: ColumnBlueprint): boolean =>
  kind !== 'json' && !restricted && write!.onUpdate[key] !== 'code';

function changesColumn(
  blueprint: Blueprint,
  type: TypeBlueprint,
  unit: WriteUnit,
  set: WriteColumn,
): Fragment {
  const { kind, list, restricted } = columnOf(type, set.key);
  const [next, old] = [column('n', set.sqlName), column('o', set.sqlName)];
  const cast = text(list ? '::jsonb[]' : '::jsonb');
  const differs =
    kind === 'json'
      ? fragment`${next}${cast} is distinct from ${old}${cast}`
      : fragment`record_image_ne(row(${next}), row(${old}))`;
  // Who may not know a value shall not learn it by trying which one changes nothing.
  const rule = restricted && compileRule(blueprint, type, restricted.read, 'joined');
  const unknown = rule && fragment`(${bind(rule, 'o')}) is not true`;
  return and(isGiven(type, unit, set), or(differs, unknown))!;
}

/** Whether the client gives a column in the row's item; code of the application may fill it where nobody does. */
function isGiven(type: TypeBlueprint, { items }: WriteUnit, { key, sqlName }: WriteColumn): Fragment {
  if (type.write!.onUpdate[key] !== 'code') return fragment`"n"."@values" ? ${literal(sqlName)}`;
  const given = items.flatMap((item, i) => (item.given.includes(sqlName) ? [String(i)] : []));
  return fragment`"n"."@i" = any(${value(arrayLiteral(given))}::text::int[])`;
}

/** Whether rows that belong to the row are written. */
function changesChild(unit: WriteUnit): Fragment {
  const link = unit.parent!.link.map(
    ({ child, parent }) => fragment`${column('c', child)} = ${column('n', parent)}`,
  );
  return fragment`exists (select 1 from ${changedRows(unit)} "c" where ${and(...link)!})`;
}
