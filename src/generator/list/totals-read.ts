/**
 * Values about all rows of a list, and about groups of them, as the resolvers take them: one JSON value, and what it says.
 * Knows texts as PostgreSQL writes them; what a scalar makes of them is elsewhere.
 */
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import { type Fragment, fragment, join, text } from '../sql/fragment.ts';
import { type Aggregate, aggregateSql, valueText } from './aggregates.ts';
import type { ListSql } from './compile-list.ts';
import { compileGroups, groupRows, keyColumn, valueColumn } from './group-rows.ts';
import type { GroupsSpec } from './groups.ts';

/** Groups that are asked for anywhere, by their arguments, with what is asked about each. */
export interface AskedGroups {
  readonly arguments: string;
  readonly spec: GroupsSpec;
  readonly values: Aggregate[];
}

/** What is asked of a list beside its page; more may be added until it is read. */
export interface AskedOfAll {
  readonly aggregates: Aggregate[];
  readonly groups: AskedGroups[];
}

/** Values as PostgreSQL writes them, by the keys of what was asked. */
export type ToldValues = ReadonlyMap<string, string | null>;

/** A group: the values that it was grouped by, by their names, and those about its rows. */
export interface ToldGroup {
  readonly keys: ToldValues;
  readonly values: ToldValues;
}

export interface Totals {
  readonly aggregate: ToldValues;
  /** By their arguments. */
  readonly groups: ReadonlyMap<string, readonly ToldGroup[]>;
}

/** Notes what is asked in one place, beside what is asked in others. */
export function addAsked(known: AskedOfAll, asked: AskedOfAll): void {
  addValues(known.aggregates, asked.aggregates);
  for (const groups of asked.groups) {
    const same = known.groups.find(each => each.arguments === groups.arguments);
    if (same) addValues(same.values, groups.values);
    else known.groups.push({ ...groups, values: addValues([], groups.values) });
  }
}

function addValues(known: Aggregate[], asked: readonly Aggregate[]): Aggregate[] {
  for (const each of asked) if (!known.some(({ key }) => key === each.key)) known.push(each);
  return known;
}

/** All of it as one JSON value. */
export function totalsSql(blueprint: Blueprint, table: string, list: ListSql, asked: AskedOfAll): Fragment {
  const type = typeOf(blueprint, table);
  const texts = asked.aggregates.map(each => valueText(each.kind, aggregateSql(blueprint, type, each)));
  const aggregate = texts.length > 0 ? fragment`(${list.ofAll(jsonArray(texts))})` : text('null');
  const groups = asked.groups.map(({ spec, values }) => {
    const rows = groupRows(blueprint, type, compileGroups(blueprint, type, spec), list.ofAll, values);
    const columns = [
      ...spec.keys.map(({ kind }, i) => valueText(kind, fragment`"g".${keyColumn(i)}`)),
      ...values.map(({ kind }, i) => valueText(kind, fragment`"g".${valueColumn(i)}`)),
    ];
    return fragment`(select coalesce(json_agg(${jsonArray(columns)}), '[]') from (${rows}) as "g")`;
  });
  return fragment`array_to_json(array[${join([aggregate, ...groups], ', ')}]::json[])`;
}

const jsonArray = (texts: readonly Fragment[]): Fragment =>
  fragment`array_to_json(array[${join(texts, ', ')}]::text[])`;

/** What such a value says. */
export function readTotals({ aggregates, groups }: AskedOfAll, read: readonly unknown[]): Totals {
  const [told, ...lists] = read;
  return {
    aggregate: new Map(aggregates.map(({ key }, i) => [key, textAt(told, i)])),
    groups: new Map(
      groups.map(({ arguments: given, spec, values }, i) => [
        given,
        listOf(lists[i]).map(texts => ({
          keys: new Map(spec.keys.map(({ name }, k) => [name, textAt(texts, k)])),
          values: new Map(values.map(({ key }, v) => [key, textAt(texts, spec.keys.length + v)])),
        })),
      ]),
    ),
  };
}

const listOf = (read: unknown): readonly unknown[] => (Array.isArray(read) ? read : []);

function textAt(read: unknown, place: number): string | null {
  const text = listOf(read)[place];
  return typeof text === 'string' ? text : null;
}
