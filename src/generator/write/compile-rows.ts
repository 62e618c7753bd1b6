/**
 * The rows of a unit as they are, and as they would be: what rules, references and checks are asked of.
 * Nothing is changed here.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { Followed } from '../blueprint/write-blueprint.ts';
import { compileCondition } from '../list/compile-condition.ts';
import { fromTable, rowSql, tableSql } from '../list/join.ts';
import { visible } from '../list/visibility.ts';
import { and, bind, type Fragment, fragment, join, literal, name, text, value } from '../sql/fragment.ts';
import { pointingMembers, pointingValues } from './compile-pointing.ts';
import { afterWhole, compileWhole, type Whole } from './compile-whole.ts';
import { column, integer, part, sourceValue, storedOf } from './write-parts.ts';
import type { WriteUnit } from './write-units.ts';

/** The alias of a row of the table itself; that of a column would hide the row. */
const target = '@t';

export interface RowsOptions {
  /** Whether the rows are about to be changed. */
  readonly lock: boolean;
  /** What they are parts of, and has to be locked first. */
  readonly whole?: Whole | undefined;
}

/** The unit's parts `items`, `target` (for rows that are there) and `next`, and `whole` where there is one. */
export function compileRows(blueprint: Blueprint, unit: WriteUnit, options: RowsOptions): Fragment[] {
  const type = typeOf(blueprint, unit.table);
  const next =
    unit.operation === 'create'
      ? newRows(blueprint, unit, type)
      : fragment`select "o"."@i", "o"."@values", "n".* from ${part(unit, 'target')} "o"
          cross join lateral jsonb_populate_record("o"."@row", "o"."@values"${momentOf(unit)}) "n"`;
  const { whole } = options;
  const isNew = unit.operation === 'create';
  return [
    fragment`${part(unit, 'items')} as materialized (${items(blueprint, unit, type)})`,
    ...(whole && !isNew ? seenWhole(blueprint, unit, whole) : []),
    ...(isNew
      ? []
      : [fragment`${part(unit, 'target')} as materialized (${storedRows(blueprint, unit, options)})`]),
    fragment`${part(unit, 'next')} as materialized (${next})`,
    ...(whole && isNew ? [compileWhole(whole, unit, [fragment`${part(unit, 'next')} "o"`])] : []),
  ];
}

/** The moment that is set, beside the values of the items. */
function momentOf({ moment }: WriteUnit): Fragment {
  if (!moment) return [];
  const after = fragment`${now} + make_interval(secs => ${integer(moment.seconds)})`;
  return fragment` || jsonb_build_object(${literal(moment.column)}::text, least(${column('o', moment.column)}, ${after}))`;
}

/** What the rows are parts of, and would be, by a look at them before they are locked. */
function seenWhole(blueprint: Blueprint, unit: WriteUnit, whole: Whole): Fragment[] {
  const seen = part(unit, 'seen');
  const next = fragment`${seen} "s" cross join lateral jsonb_populate_record("s"."@row", "s"."@values") "o"`;
  return [
    fragment`${seen} as materialized (${storedRows(blueprint, unit, { lock: false })})`,
    compileWhole(whole, unit, [fragment`${seen} "o"`, ...(whole.moves ? [next] : [])]),
  ];
}

/** The items of the input, in one parameter. */
function items(blueprint: Blueprint, unit: WriteUnit, type: TypeBlueprint): Fragment {
  const content = JSON.stringify(
    unit.items.map((item, i) => {
      const { key, values, ifUpdatedAt, parentItem: p } = item;
      return { i, p, key, values, if: ifUpdatedAt, ...(item.points ? { to: pointingMembers(item) } : {}) };
    }),
  );
  const key = type.key.map(
    (column, i) =>
      fragment`("e" -> 'key' ->> ${text(String(i))})::${text(storedOf(type, column).sqlType)} as ${keyColumn(i)}`,
  );
  const parent = unit.parent ? fragment`coalesce(("e" ->> 'p')::int, 0) as "@p", ` : [];
  return fragment`select ("e" ->> 'i')::int as "@i", ${parent}${join(key, ', ')}, ${replacedValues(unit, type, pointingValues(blueprint, unit))} as "@values", ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements(${value(content)}::text::jsonb) as "o" ("e")`;
}

/** The values of an item, beside what a new row has from the one that it takes the place of; nothing of one that is not there. */
function replacedValues({ replaces }: WriteUnit, type: TypeBlueprint, own: Fragment): Fragment {
  if (!replaces) return own;
  const { unit, columns, ends } = replaces;
  const { created } = type.timestamps;
  const lasting =
    created === undefined
      ? text('null')
      : fragment`${now} + (${column('o', ends)} - ${column('o', sqlNameOf(type, created))})`;
  const members = [
    ...columns.map(sqlName => fragment`${literal(sqlName)}::text, ${column('o', sqlName)}`),
    fragment`${literal(ends)}::text, ${lasting}`,
  ];
  return fragment`(select jsonb_build_object(${join(members, ', ')}) from ${part({ name: unit }, 'target')} "o") || (${own})`;
}

const keyColumn = (i: number): Fragment => name(`@key${i}`);

/** The row of an alias has the key that an item names. */
export const isNamed = (type: TypeBlueprint, alias: string, itemAlias: string): Fragment =>
  and(
    ...type.key.map(
      (key, i) => fragment`${column(alias, sqlNameOf(type, key))} = ${name(itemAlias)}.${keyColumn(i)}`,
    ),
  )!;

/** The row has the values that its item gives to columns; where none tell it, the row that it belongs to does. */
const isSought = (type: TypeBlueprint, sought: readonly string[]): Fragment =>
  and(
    ...sought.map(sqlName => {
      const { sqlType } = type.stored.find(stored => stored.sqlName === sqlName)!;
      return fragment`${column(target, sqlName)} = ("s"."@values" ->> ${literal(sqlName)})::${text(sqlType)}`;
    }),
  ) ?? text('true');

/** The rows that are there for the viewer. */
function storedRows(blueprint: Blueprint, unit: WriteUnit, { lock, whole }: RowsOptions): Fragment {
  const type = typeOf(blueprint, unit.table);
  const isVisible = bind(visible(blueprint, type, unit.operation === 'restore' ? 'ONLY' : 'EXCLUDE'), target);
  const exists = and(isVisible, whole && afterWhole(unit))!;
  const selected = fragment`select "s"."@i", "s"."@values", "s"."@if", ${storedRow(type)} as "@row", ${rowSql(type, target)}`;
  const rows = unit.bulk
    ? fragment`from ${fromTable(type, target)} cross join ${part(unit, 'items')} "s" where ${exists} and ${bind(bulkCondition(blueprint, unit, type), target)}`
    : fragment`from ${part(unit, 'items')} "s" join ${fromTable(type, target)} on ${unit.sought ? isSought(type, unit.sought) : isNamed(type, target, 's')}${parentJoin(unit)} where ${exists}`;
  // Locked in the order of their keys: writes of the same rows wait for each other instead of deadlocking. Where
  // the key stays, so that rows which point here can be written meanwhile.
  const isRemoved = unit.operation === 'delete' && !type.softDelete;
  const ending = [
    fragment`order by ${join(
      type.key.map(key => column(target, sqlNameOf(type, key))),
      ', ',
    )}`,
    ...(unit.bulk ? [fragment`limit ${integer(unit.bulk.atMost + 1)}`] : []),
    ...(lock ? [fragment`for ${text(isRemoved ? 'update' : 'no key update')} of ${name(target)}`] : []),
  ];
  return join([selected, rows, ...ending], ' ');
}

/** Which rows a filter means. @throws where it means all of them: nobody asked for that */
function bulkCondition(blueprint: Blueprint, { bulk }: WriteUnit, type: TypeBlueprint): Fragment {
  const asked = bulk?.condition && compileCondition(blueprint, type, bulk.condition);
  if (!asked) throw new Error('A write of all rows that a filter finds has no filter.');
  return asked;
}

function parentJoin(unit: WriteUnit): Fragment {
  if (!unit.parent) return [];
  const link = unit.parent.link.map(
    ({ child, parent }) => fragment`${column('p', parent)} = ${column(target, child)}`,
  );
  return fragment` join ${part({ name: unit.parent.unit }, 'next')} "p" on ${and(text('"p"."@i" = "s"."@p"'), ...link)!}`;
}

/** Whole milliseconds, as `ifUpdatedAt` can name them. */
const now = text(`date_trunc('milliseconds', now())`);

/** A missing row of the table, by the table itself: its name as a type's may be that of another, such as `line`. */
const noRow = (type: TypeBlueprint): Fragment =>
  type.readable
    ? fragment`null::${tableSql(type)}`
    : fragment`(select ${name(target)} from ${fromTable(type, target)} limit 0)`;

/** The row itself; what statements may not read of it is null in it. */
function storedRow(type: TypeBlueprint): Fragment {
  const { readable, stored } = type;
  if (!readable) return name(target);
  const values = stored.map(({ sqlName }) =>
    readable.includes(sqlName) ? column(target, sqlName) : text('null'),
  );
  return fragment`row(${join(values, ', ')})::${tableSql(type)}`;
}

/** What the row has that a reference leads to; nothing where the viewer does not see it. */
function followedValue(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { column: pointing, of }: Extract<Followed, { kind: 'reference' }>,
  by: Fragment,
): Fragment {
  const { reference } = type.write!.columns.find(({ key }) => key === pointing)!;
  const target = typeOf(blueprint, reference!.target);
  const pair = reference!.pairs.find(({ own }) => own === pointing)!;
  const isMeant = fragment`${column('r', sqlNameOf(target, pair.target))} = ${by}`;
  return fragment`(select ${column('r', sqlNameOf(target, of))} from ${fromTable(target, 'r')} where ${and(isMeant, bind(visible(blueprint, target), 'r'))!})`;
}

/** New rows with every column: what was given, what the server sets, and defaults for the rest. */
function newRows(blueprint: Blueprint, unit: WriteUnit, type: TypeBlueprint): Fragment {
  const { insert, set, columns } = type.write!;
  const link = new Map((unit.parent?.link ?? []).map(({ child, parent }) => [child, parent]));
  const given = new Set([...(type.write!.key === 'uuid' ? type.key : []), ...columns.map(({ key }) => key)]);
  const contentOf = ({ key, sqlName, fallback }: (typeof insert)[number]): Fragment => {
    const linked = link.get(sqlName);
    if (linked !== undefined) return column('p', linked);
    const source = set[key];
    if (source) {
      return sourceValue(source, { blueprint, type, alias: 'n', target: storedOf(type, key) });
    }
    if (key === type.timestamps.created || key === type.timestamps.updated) return now;
    const own = column('n', sqlName);
    const followed = type.write!.columns.find(each => each.key === key)?.follows;
    if (followed?.kind === 'reference') {
      const pointing = sqlNameOf(type, followed.column);
      const parentColumn = link.get(pointing);
      const by = parentColumn === undefined ? column('n', pointing) : column('p', parentColumn);
      const told = followedValue(blueprint, type, followed, by);
      return fragment`case when "s"."@values" ? ${literal(sqlName)} then ${own} else ${told} end`;
    }
    // What code gives is among the values already.
    if (!fallback || fallback === 'code') return own;
    // Null is a value where it was given.
    return given.has(key)
      ? fragment`case when "s"."@values" ? ${literal(sqlName)} then ${own} else ${fallback} end`
      : fallback;
  };
  const selected = insert.map(each => fragment`${contentOf(each)} as ${name(each.sqlName)}`);
  const parent = unit.parent && part({ name: unit.parent.unit }, 'next');
  const only = and(
    unit.unless === undefined
      ? undefined
      : fragment`not exists (select 1 from ${part({ name: unit.unless }, 'target')} "o" where "o"."@i" = "s"."@i")`,
    unit.replaces && fragment`exists (select 1 from ${part({ name: unit.replaces.unit }, 'target')})`,
    // A row that is pointed to, and is there, is not made.
    unit.parent?.pointing === undefined
      ? undefined
      : fragment`${column('p', unit.parent.pointing)} = "s".${keyColumn(0)}`,
  );
  return fragment`select "s"."@i", "s"."@values", ${join(selected, ', ')} from ${part(unit, 'items')} "s"
    ${parent ? fragment`join ${parent} "p" on "p"."@i" = "s"."@p"` : []} cross join lateral jsonb_populate_record(${noRow(type)}, "s"."@values") "n"${only ? fragment` where ${only}` : []}`;
}
