/**
 * From a filter on one column to a SQL condition: every operator of every kind of value.
 * Knows operators and types; refuses to know which table the column is of.
 */
import { and, SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { makePgArray } from 'drizzle-orm/pg-core';
import { badUserInput } from '../../errors.ts';
import type { ColumnBlueprint } from '../blueprint/blueprint.ts';
import { assertPattern, assertText, escapePattern, jsonText } from './client-values.ts';
import { compileJsonPathFilter, type JsonPathFilter } from './compile-json-path-filter.ts';

type Filter = Readonly<Record<string, unknown>>;

const comparisons: Readonly<Record<string, SQL>> = {
  eq: sql.raw('='),
  lt: sql.raw('<'),
  lte: sql.raw('<='),
  gt: sql.raw('>'),
  gte: sql.raw('>='),
};

/** What a filter needs to know of the values it compares. */
export type FilterMeaning = Pick<ColumnBlueprint, 'kind' | 'list' | 'sqlType'>;

/**
 * A condition on a column, or on an expression of text; undefined for an empty filter.
 * @throws BAD_USER_INPUT naming the operator
 */
export function compileColumnFilter(
  column: PgColumn | SQL,
  meaning: FilterMeaning,
  filter: Filter,
  path: string,
): SQL | undefined {
  const compile = meaning.list
    ? compileListOperator
    : meaning.kind === 'json'
      ? compileJsonOperator
      : compileOperator;
  return and(
    ...Object.entries(filter).map(([operator, value]) => {
      const at = `${path}.${operator}`;
      if (value === null) {
        throw badUserInput(
          `${at} must not be null. Use { isNull: true } to find missing values, or leave the operator out.`,
        );
      }
      if (operator === 'isNull') return value ? sql`${column} is null` : sql`${column} is not null`;
      return compile(column, meaning, operator, value, at);
    }),
  );
}

function compileOperator(
  column: PgColumn | SQL,
  meaning: FilterMeaning,
  operator: string,
  value: unknown,
  path: string,
): SQL {
  switch (operator) {
    case 'ne':
      // Null is not the value, and is found: `ne` is the opposite of `eq`.
      return sql`${column} is distinct from ${parameter(column, meaning, value, path)}`;
    case 'in':
      return sql`${column} = any(${arrayParameter(column, meaning, value, path)})`;
    case 'notIn':
      return sql`(${column} = any(${arrayParameter(column, meaning, value, path)})) is not true`;
    case 'contains':
      return sql`${column} like ${`%${escapePattern(assertText(value as string, path))}%`}`;
    case 'startsWith':
      return sql`${column} like ${`${escapePattern(assertText(value as string, path))}%`}`;
    case 'endsWith':
      return sql`${column} like ${`%${escapePattern(assertText(value as string, path))}`}`;
    case 'like':
      return sql`${column} like ${assertPattern(value as string, path)}`;
    case 'ilike':
      return sql`${column} ilike ${assertPattern(value as string, path)}`;
    default:
      return sql`${column} ${comparisons[operator]!} ${parameter(column, meaning, value, path)}`;
  }
}

function compileListOperator(
  column: PgColumn | SQL,
  meaning: FilterMeaning,
  operator: string,
  value: unknown,
  path: string,
): SQL {
  switch (operator) {
    case 'has':
      return sql`${column} @> ${arrayParameter(column, meaning, [value], path)}`;
    case 'hasEvery':
      return sql`${column} @> ${arrayParameter(column, meaning, value, path)}`;
    case 'hasSome':
      return sql`${column} && ${arrayParameter(column, meaning, value, path)}`;
    default:
      return value ? sql`cardinality(${column}) = 0` : sql`cardinality(${column}) > 0`;
  }
}

function compileJsonOperator(
  column: PgColumn | SQL,
  _meaning: FilterMeaning,
  operator: string,
  value: unknown,
  path: string,
): SQL | undefined {
  switch (operator) {
    case 'contains':
      return sql`${column} @> ${jsonText(value, path)}::text::jsonb`;
    case 'hasKey':
      return sql`${column} ? ${assertText(value as string, path)}`;
    default:
      return and(
        ...(value as readonly JsonPathFilter[]).map((item, i) =>
          compileJsonPathFilter(column, item, `${path}[${i}]`),
        ),
      );
  }
}

/** Values travel as text: the driver would read a parameter of the type itself by its own rules. */
function parameter(column: PgColumn | SQL, meaning: FilterMeaning, value: unknown, path: string): SQL {
  return sql`${encode(column, meaning, value, path)}::text::${sql.raw(meaning.sqlType)}`;
}

/** One parameter for a whole list, so that statements do not multiply with its length. */
function arrayParameter(column: PgColumn | SQL, meaning: FilterMeaning, values: unknown, path: string): SQL {
  const encoded = (values as readonly unknown[]).map((value, i) =>
    encode(column, meaning, value, `${path}[${i}]`),
  );
  const arrayType = meaning.list ? meaning.sqlType : `${meaning.sqlType}[]`;
  return sql`${makePgArray(encoded)}::text::${sql.raw(arrayType)}`;
}

function encode(column: PgColumn | SQL, meaning: FilterMeaning, value: unknown, path: string): unknown {
  if (value === null) throw badUserInput(`${path} must not be null.`);
  if (meaning.kind === 'text') return assertText(value as string, path);
  if (value instanceof Date) {
    const year = value.getUTCFullYear();
    if (year < 1 || year > 9999) throw badUserInput(`${path} must be in the years 1 to 9999.`);
    return value.toISOString();
  }
  return String(meaning.list || column instanceof SQL ? value : column.mapToDriverValue(value));
}
