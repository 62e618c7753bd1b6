/**
 * From a filter on a value inside a JSON column to a SQL condition.
 * Values compare within their JSON type: a number never equals, or sorts among, texts.
 */
import { and, type SQL, sql } from 'drizzle-orm';
import { makePgArray, type PgColumn } from 'drizzle-orm/pg-core';
import { badUserInput } from '../../errors.ts';
import { assertPattern, assertText, escapePattern, jsonText } from './client-values.ts';

export interface JsonPathFilter {
  /** The members and array positions that lead to the value. */
  readonly path: readonly string[];
  readonly [operator: string]: unknown;
}

const orderings: Readonly<Record<string, SQL>> = {
  lt: sql.raw('<'),
  lte: sql.raw('<='),
  gt: sql.raw('>'),
  gte: sql.raw('>='),
};

/** A condition on the value at the path, or undefined where nothing is asked of it. */
export function compileJsonPathFilter(
  column: PgColumn | SQL,
  filter: JsonPathFilter,
  at: string,
): SQL | undefined {
  const { path, ...operators } = filter;
  if (path.length === 0) throw badUserInput(`${at}.path must name at least one member.`);
  const pathArray = makePgArray(path.map((step, i) => assertText(step, `${at}.path[${i}]`)));
  const value = sql`(${column} #> ${pathArray}::text::text[])`;
  const text = sql`(case jsonb_typeof(${value}) when 'string' then ${column} #>> ${pathArray}::text::text[] end)`;
  return and(
    ...Object.entries(operators).map(([operator, operand]) =>
      compileOperator(value, text, operator, operand, `${at}.${operator}`),
    ),
  );
}

function compileOperator(value: SQL, text: SQL, operator: string, operand: unknown, at: string): SQL {
  if (operand === null && operator !== 'eq' && operator !== 'ne')
    throw badUserInput(`${at} must not be null.`);
  const json = (member: unknown) => sql`${jsonText(member, at)}::text::jsonb`;
  switch (operator) {
    case 'eq':
      return sql`${value} = ${json(operand)}`;
    case 'ne':
      return sql`${value} is distinct from ${json(operand)}`;
    case 'in':
      return sql`${value} = any(select jsonb_array_elements(${json(operand)}))`;
    case 'isNull':
      return operand
        ? sql`coalesce(jsonb_typeof(${value}), 'null') = 'null'`
        : sql`coalesce(jsonb_typeof(${value}), 'null') <> 'null'`;
    case 'contains':
      return sql`${text} like ${`%${escapePattern(assertText(operand as string, at))}%`}`;
    case 'startsWith':
      return sql`${text} like ${`${escapePattern(assertText(operand as string, at))}%`}`;
    case 'endsWith':
      return sql`${text} like ${`%${escapePattern(assertText(operand as string, at))}`}`;
    case 'ilike':
      return sql`${text} ilike ${assertPattern(operand as string, at)}`;
    default: {
      if (typeof operand !== 'number' && typeof operand !== 'string') {
        throw badUserInput(`${at} must be a number or a text: only these have an order.`);
      }
      const bound = json(operand);
      return sql`(jsonb_typeof(${value}) = jsonb_typeof(${bound}) and ${value} ${orderings[operator]!} ${bound})`;
    }
  }
}
