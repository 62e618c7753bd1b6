/**
 * The rows that written rows are parts of: locked before their parts, as a write of the whole locks them, and moved in time with every
 * part that becomes different. Knows what the policy declares to be edited as one; refuses to know what is written of a part.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { fromTable } from '../list/join.ts';
import { and, type Fragment, fragment, join, name } from '../sql/fragment.ts';
import { changedRows } from './compile-changed.ts';
import { changedNow, column, part, sameKey, unlessFaults } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** The rows that those of a unit are parts of. */
export interface Whole {
  readonly type: TypeBlueprint;
  /** SQL names: of the part's columns, and of the whole's that they equal. */
  readonly link: readonly { readonly own: string; readonly target: string }[];
  /** Whether a part may come to belong to another. */
  readonly moves: boolean;
}

/** Undefined where there is none, and where the whole is written with its parts: then it is a change of the whole itself. */
export function wholeOf(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  unit: WriteUnit,
): Whole | undefined {
  const part = typeOf(blueprint, unit.table);
  const { partOf, columns } = part.write!;
  if (!partOf) return undefined;
  const type = typeOf(blueprint, partOf.target);
  const link = partOf.pairs.map(({ own, target }) => ({
    own: sqlNameOf(part, own),
    target: sqlNameOf(type, target),
  }));
  const parent = units.find(({ name: each }) => each === unit.parent?.unit);
  const isOwned =
    parent?.table === type.table &&
    unit.parent!.link.some(({ child, parent: own }) =>
      link.some(pair => pair.own === child && pair.target === own),
    );
  const moves =
    unit.operation === 'update' &&
    columns.some(({ key, fixed }) => !fixed && partOf.pairs.some(({ own }) => own === key));
  return isOwned ? undefined : { type, link, moves };
}

/**
 * The part `whole`, which locks.
 * @param parts rows that are about to be written, each as `o`: as far as is known before they are locked
 */
export function compileWhole({ type, link }: Whole, unit: WriteUnit, parts: readonly Fragment[]): Fragment {
  const tied = link.map(({ own, target }) => fragment`${column('w', target)} = ${column('s', own)}`);
  const order = type.key.map(key => column('w', sqlNameOf(type, key)));
  return fragment`${part(unit, 'whole')} as materialized (select 1 from (${linksIn(link, parts)}) "s"
    join ${fromTable(type, 'w')} on ${and(...tied)!} order by ${join(order, ', ')} for no key update of "w")`;
}

/** Holds once the rows of the part `whole` are locked. */
export const afterWhole = (unit: WriteUnit): Fragment =>
  fragment`(select count(*) from ${part(unit, 'whole')}) is not null`;

/** The part `moved`: the time of change of rows of which parts became different. */
export function compileMoved(
  blueprint: Blueprint,
  units: readonly WriteUnit[],
  unit: WriteUnit,
  whole: Whole | undefined,
): Fragment[] {
  if (!whole) return [];
  const { type, link, moves } = whole;
  const isSame = sameKey(typeOf(blueprint, unit.table), 'o', 'n');
  const left = fragment`${part(unit, 'target')} "o" join ${changedRows(unit)} "n" on ${isSame}`;
  const parts = [fragment`${part(unit, 'done')} "o"`, ...(moves ? [left] : [])];
  const tied = link.map(({ own, target }) => fragment`${column('t', target)} = ${column('s', own)}`);
  const updated = name(sqlNameOf(type, type.timestamps.updated!));
  return [
    fragment`${part(unit, 'moved')} as (update ${fromTable(type, 't')} set ${updated} = ${changedNow(type)}
      from (${linksIn(link, parts)}) "s" where ${and(...tied, unlessFaults, ...writtenBeside(units, type))!})`,
  ];
}

/** The rows that parts belong to, each once; every part is seen as `o`. */
const linksIn = (link: Whole['link'], parts: readonly Fragment[]): Fragment =>
  join(
    parts.map(rows => {
      const columns = link.map(({ own }) => column('o', own));
      return fragment`select ${join(columns, ', ')} from ${rows}`;
    }),
    ' union ',
  );

/** Not of those that the statement writes by themselves: PostgreSQL changes a row once in a statement. */
const writtenBeside = (units: readonly WriteUnit[], type: TypeBlueprint): Fragment[] =>
  units
    .filter(({ table, operation }) => table === type.table && operation !== 'create')
    .map(
      unit => fragment`not exists (select 1 from ${changedRows(unit)} "n" where ${sameKey(type, 'n', 't')})`,
    );
