/**
 * How many rows a list has, to the row or about: selects of one number.
 * Knows what counting costs; which rows count is asked elsewhere.
 */
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import { and, bind, type Fragment, fragment, literal, name, text } from '../sql/fragment.ts';
import { listed } from './candidates.ts';
import { type DistinctSql, distinctKeys, distinctRows } from './distinct-rows.ts';
import { fromTable, tableSql } from './join.ts';
import type { ListSpec } from './list-spec.ts';
import { joinVisible } from './related-rows.ts';

/** The members of a connection that tell how many rows there are. */
export const countNames = ['totalCount', 'totalCountEstimate'] as const;
export type CountName = (typeof countNames)[number];
export type Counts = Readonly<Record<CountName, Fragment>>;

/** Up to so many rows an estimate is exact. */
export const countedRows = 10_000;
/** Pages of 8 KB of a table that an estimate reads, spread over all of it. */
const sampledPages = 2_000;

const alias = 'c';

/** A statement that reads all of what it would take samples of: where a table's name stands for a few rows of it, there is nothing to sample. */
export const withoutSamples = (statement: string): string =>
  statement.replaceAll(/ tablesample system \(.*?\) repeatable \(0\)/gs, '');

/** A select of values about all rows of a list, whatever its page, and what follows its condition; over a row. */
export type SelectOfAll = (values: Fragment, rest?: Fragment) => Fragment;

/** Which of the visible rows a list has. */
export interface ListedRows {
  /** What the filter asks, without the rule. */
  readonly asked: Fragment | undefined;
  readonly distinct: DistinctSql | undefined;
}

export function selectOfAll(
  blueprint: Blueprint,
  spec: ListSpec,
  { asked, distinct }: ListedRows,
): SelectOfAll {
  const { from, where } = rowsOf(blueprint, spec, asked);
  const type = typeOf(blueprint, spec.table);
  const rows = from(fromTable(type, alias));
  if (distinct) {
    const first = distinctRows(type, distinct, { alias, from: rows, where });
    return (values, rest = []) =>
      fragment`select ${bind(values, alias)} from (${first}) as ${name(alias)} where true${bind(rest, alias)}`;
  }
  return (values, rest = []) =>
    fragment`select ${bind(values, alias)} from ${rows} where ${where}${bind(rest, alias)}`;
}

export function compileCounts(blueprint: Blueprint, spec: ListSpec, { asked, distinct }: ListedRows): Counts {
  const { from, where } = rowsOf(blueprint, spec, asked);
  const type = typeOf(blueprint, spec.table);
  if (distinct) {
    const keys = distinctKeys(distinct, { alias, from: from(fromTable(type, alias)), where });
    const count = fragment`select count(*)::int from (${keys}) as ${name(alias)}`;
    return { totalCount: count, totalCountEstimate: count };
  }
  const share = fragment`(select least(100, 100.0 * ${text(String(sampledPages))} / greatest("relpages", 1)) from "pg_catalog"."pg_class"
    where "oid" = ${literal(tableSql(type).join(''))}::regclass)`;
  // The same part of the table each time: two requests tell the same while nothing changes.
  const sampled = fragment`${fromTable(type, alias)} tablesample system (${share}) repeatable (0)`;
  const sample = fragment`select count(*) * 100 / ${share} from ${from(sampled)} where ${where}`;
  const totalCount = fragment`select count(*)::int from ${from(fromTable(type, alias))} where ${where}`;
  // A view has no pages of its own that could be looked at.
  if (type.sql.kind === 'view') return { totalCount, totalCountEstimate: totalCount };
  return {
    totalCount,
    totalCountEstimate: fragment`select case when "few"."n" <= ${text(String(countedRows))} then "few"."n" else greatest("few"."n", (${sample})::int) end
      from (select count(*)::int as "n" from (select 1 from ${from(fromTable(type, alias))} where ${where} limit ${text(String(countedRows + 1))}) as "any") as "few"`,
  };
}

interface CountedRows {
  /** What to read, with the list's table as it is given. */
  from(table: Fragment): Fragment;
  readonly where: Fragment;
}

function rowsOf(
  blueprint: Blueprint,
  { source, table, deleted }: ListSpec,
  asked: Fragment | undefined,
): CountedRows {
  const bound = asked && bind(asked, alias);
  if (source.kind === 'table') {
    const rows = bind(listed(blueprint, typeOf(blueprint, table), deleted), alias);
    return { from: read => read, where: and(rows, bound)! };
  }
  const { joined, on } = joinVisible(blueprint, source.table, source.field, alias, deleted);
  return { from: read => fragment`${read}${joined}`, where: and(on, bound)! };
}
