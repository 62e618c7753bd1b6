/**
 * What rows of a table are searched by, as its index says: the words of which columns, in which language, with which weight.
 * Knows the text of such an index; others, of expressions of any kind, are none.
 */
import { is, SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { ColumnBlueprint } from './blueprint.ts';
import { type AnyTable, columnKey, configOf } from './drizzle-tables.ts';
import type { SearchBlueprint, SearchedColumn } from './shared-parts.ts';
import { isShownAsStored } from './shown-as-stored.ts';

const dialect = new PgDialect();
const part =
  /^setweight\(to_tsvector\('([a-z_]+)', left\(coalesce\((?:"[^"]+"\.)*"([^"]+)", ''\), (\d+)\)\), '([A-D])'\)$/;

/** Undefined where the table has no such index. */
export function readSearch(table: AnyTable): SearchBlueprint | undefined {
  for (const { config } of configOf(table).indexes) {
    const [expression] = config.columns;
    if (config.method !== 'gin' || config.where || !is(expression, SQL)) continue;
    const parts = partsOf(table, dialect.sqlToQuery(expression).sql);
    const language = parts?.find(each => each.language !== 'simple')?.language;
    if (parts) return { language: language ?? 'simple', parts };
  }
  return undefined;
}

function partsOf(table: AnyTable, text: string): SearchedColumn[] | undefined {
  const found = text
    .replace(/^\((.*)\)$/s, '$1')
    .split(' || ')
    .map(each => part.exec(each));
  if (found.some(each => each === null)) return undefined;
  return found.flatMap(each => {
    if (!each) return [];
    const [, language, column, longest, weight] = each;
    return [
      { column: columnKey(table, column!), language: language!, longest: Number(longest), weight: weight! },
    ];
  });
}

/** Columns that nobody may learn anything of by a search. */
export function findSearchProblems(
  table: string,
  search: SearchBlueprint | undefined,
  columns: readonly ColumnBlueprint[],
): string[] {
  const keys = new Set(search?.parts.map(({ column }) => column));
  return [...keys].flatMap(key => {
    const column = columns.find(each => each.key === key);
    const whose = `Column "${table}.${key}" is in the search index of its table`;
    if (!column)
      return [
        `${whose}, and hidden: whoever finds rows by it learns what it holds. Leave it out of one of the two.`,
      ];
    if (!isShownAsStored(column))
      return [
        `${whose}, and has a read rule or a value of its own, which no search asks. Leave it out of one of the two.`,
      ];
    return column.kind === 'text' && !column.list ? [] : [`${whose}, and is no text.`];
  });
}
