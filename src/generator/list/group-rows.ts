/**
 * Groups of the rows of a list as a select: one row for each, with its keys and the values that are asked for.
 * Knows grouping; which rows the list has is told to it.
 */
import type { Blueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { and, type Fragment, fragment, join, literal, name, text } from '../sql/fragment.ts';
import { type Aggregate, aggregateSql } from './aggregates.ts';
import { operate } from './compile-condition.ts';
import type { SelectOfAll } from './counts.ts';
import { type GroupKey, groupKeySql, timeUnits } from './group-keys.ts';
import type { GroupsSpec } from './groups.ts';

/** `DESC_NULLS_LAST` → `desc nulls last`. */
const directionSql = (direction: string): Fragment => text(direction.toLowerCase().replaceAll('_', ' '));

/** Groups, and what of them is the same whatever is asked about each. */
export interface GroupsSql {
  readonly spec: GroupsSpec;
  readonly keys: readonly Fragment[];
  /** What follows the rows' condition. */
  readonly grouping: Fragment;
}

export function compileGroups(blueprint: Blueprint, type: TypeBlueprint, spec: GroupsSpec): GroupsSql {
  const having = and(
    ...spec.having.map(({ aggregate, ...asked }) =>
      operate(
        fragment`(${aggregateSql(blueprint, type, aggregate)})`,
        aggregate.kind,
        aggregate.meaning,
        asked,
      ),
    ),
  );
  const places = spec.keys.map((_, i) => text(String(i + 1)));
  const order = [
    ...spec.order.map(({ by, direction }) => {
      const ordered = typeof by === 'number' ? places[by]! : aggregateSql(blueprint, type, by);
      return fragment`${ordered} ${directionSql(direction)}`;
    }),
    // So that no two groups tie.
    ...places.filter((_, i) => !spec.order.some(({ by }) => by === i)),
  ];
  return {
    spec,
    keys: spec.keys.map(key => groupKeySql(blueprint, type, key)),
    grouping: fragment` group by ${join(places, ', ')}${having ? fragment` having ${having}` : []} order by ${join(order, ', ')} limit ${text(String(spec.first))}`,
  };
}

/** The column of a key's value, and that of a value about the group, by their places. */
export const keyColumn = (place: number): Fragment => name(`k${place}`);
export const valueColumn = (place: number): Fragment => name(`v${place}`);

/** The groups, in their order. */
export function groupRows(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { spec, keys, grouping }: GroupsSql,
  ofAll: SelectOfAll,
  aggregates: readonly Aggregate[],
): Fragment {
  const columns = [
    ...keys.map((key, i) => fragment`${key} as ${keyColumn(i)}`),
    ...aggregates.map((each, i) => fragment`${aggregateSql(blueprint, type, each)} as ${valueColumn(i)}`),
  ];
  const groups = ofAll(join(columns, ', '), grouping);
  return spec.keys[0]!.bucket?.empty ? filled(spec, groups, aggregates) : groups;
}

/**
 * The groups of one key of time, with the units between them of which there are no rows. Of the real ones, no more are
 * needed than are wanted altogether.
 */
function filled(
  { keys, order, first }: GroupsSpec,
  groups: Fragment,
  aggregates: readonly Aggregate[],
): Fragment {
  const direction = order[0]?.direction ?? 'ASC';
  const key = keys[0]!;
  const step = fragment`interval ${literal(timeUnits[key.bucket!.unit])}`;
  const span = fragment`${text(String(first))} * ${step}`;
  const [from, to] = direction.startsWith('DESC')
    ? [fragment`greatest("least", "greatest" - ${span})`, text('"greatest"')]
    : [text('"least"'), fragment`least("greatest", "least" + ${span})`];
  const values = (isThere: boolean) =>
    aggregates.map(({ function: told }, i) => {
      const column = fragment`"g".${valueColumn(i)}`;
      // Of no rows there are no values but their numbers.
      const value = isThere && told.startsWith('count') ? fragment`coalesce(${column}, 0)` : column;
      return fragment`${value} as ${valueColumn(i)}`;
    });
  const units = fragment`select ${stored(key, text('"unit"'))} as "k0" from (
      select min(${counted(key)}) as "least", max(${counted(key)}) as "greatest" from "g" where isfinite("k0")) as "ends",
    generate_series(${from}, ${to}, ${step}) as "unit"`;
  return fragment`with "g" as materialized (${groups})
    select ${join([text('"all"."k0"'), ...values(true)], ', ')} from (${units} union select "k0" from "g" where "k0" is not null) as "all"
      left join "g" on "g"."k0" = "all"."k0"
    union all select ${join([text('"g"."k0"'), ...values(false)], ', ')} from "g" where "k0" is null
    order by 1 ${directionSql(direction)} limit ${text(String(first))}`;
}

/** Days and longer are counted by the clock of their time zone, of which some have other numbers of hours. */
const byClock = ({ bucket }: GroupKey) =>
  bucket!.timezone !== undefined && !['MINUTE', 'HOUR'].includes(bucket!.unit);

/** A unit as units are counted. */
function counted(key: GroupKey): Fragment {
  if (byClock(key)) return fragment`"k0" at time zone ${literal(key.bucket!.timezone!)}`;
  return key.kind === 'date' ? text('"k0"::timestamp') : text('"k0"');
}

/** A counted unit as the key has it. */
function stored(key: GroupKey, unit: Fragment): Fragment {
  if (byClock(key)) return fragment`${unit} at time zone ${literal(key.bucket!.timezone!)}`;
  return key.kind === 'date' ? fragment`${unit}::date` : unit;
}
