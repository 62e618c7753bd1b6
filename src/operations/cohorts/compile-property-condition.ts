/**
 * From a condition on one property to SQL over `persons.properties`, TRUE or FALSE for every person, never NULL.
 * Knows what each operator means; refuses to know the tree that the condition stands in.
 *
 * A property is *set* when the person has it and its value is not JSON null. Types are never converted: the number 5 is
 * not the text "5". A value of another type than an operator is for does not match, and does match the negated operator.
 *
 * | operator                       | matches a person whose property …                       | not set | other type |
 * |--------------------------------|---------------------------------------------------------|---------|------------|
 * | eq                             | is the same text, number or truth value                 | no      | no         |
 * | in                             | is one of them                                          | no      | no         |
 * | contains                       | is a text with this text in it; case matters            | no      | no         |
 * | regex                          | is a text with a match in it; case matters              | no      | no         |
 * | gt, gte, lt, lte               | is a number above, at least, below, at most             | no      | no         |
 * | between                        | is a number from the first to the second, both included | no      | no         |
 * | is_date_before, is_date_after  | is a date before, after the instant; a day is its start | no      | no         |
 * | is_date_exact                  | is a date on the day, or at the instant                 | no      | no         |
 * | is_set                         | is set, be it to an empty text, list or object          | no      | yes        |
 * | is_not_set                     | is not set                                              | yes     | no         |
 * | neq, not_in, not_contains,     | is not matched by eq, in, contains,                     | yes     | yes        |
 * | not_regex, not_between         | regex, between                                          |         |            |
 *
 * A date is a text in ISO 8601: `2026-02-28`, or with a time `2026-02-28T10:00`, seconds and up to nine digits of
 * fraction if any, and `Z` or an offset; UTC where none is given. Any other text, 2026-02-30 too, is no date.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { assertSearch, assertText, jsonText } from '../../generator/kinds/client-values.ts';
import type { PropertyFilter, PropertyOperator, PropertyValue } from '../../model/shapes/property-filter.ts';
import { readDateOperand } from './date-operand.ts';
import { assertPortablePattern } from './portable-pattern.ts';

export interface PropertyOptions {
  /** `persons.properties` under the statement's alias. */
  readonly properties: PgColumn;
  /** What relative dates are relative to. */
  readonly now: Date;
}

/** Operators that are defined as the opposite of another, which holds for properties that are not set, too. */
const opposites = {
  neq: 'eq',
  not_in: 'in',
  not_contains: 'contains',
  not_regex: 'regex',
  not_between: 'between',
  is_not_set: 'is_set',
} as const satisfies Partial<Record<PropertyOperator, PropertyOperator>>;

type Opposite = keyof typeof opposites;
const isOpposite = (operator: PropertyOperator): operator is Opposite => operator in opposites;

/** @param filter that has passed its shape @throws BAD_USER_INPUT for patterns and dates that cannot be evaluated */
export function compilePropertyCondition(
  { property, operator, value, values }: PropertyFilter,
  { properties, now }: PropertyOptions,
  path: string,
): SQL {
  const name = assertText(property, `${path}.property`);
  const json = sql`${properties} -> ${name}::text`;
  const text = sql`${properties} ->> ${name}::text`;
  const isOf = (type: 'string' | 'number') => sql`jsonb_typeof(${json}) = ${sql.raw(`'${type}'`)}`;
  return isOpposite(operator) ? sql`(not ${compile(opposites[operator])})` : compile(operator);

  function compile(positive: Exclude<PropertyOperator, Opposite>): SQL {
    switch (positive) {
      case 'eq':
        return sql`(${properties} @> ${jsonText({ [name]: value }, `${path}.value`)}::text::jsonb)`;
      case 'in':
        return compileIn(values!);
      case 'contains':
        return never(
          sql`${isOf('string')} and strpos(${text}, ${assertSearch(value as string, `${path}.value`)}::text) > 0`,
        );
      case 'regex':
        return compileRegex(assertText(value as string, `${path}.value`));
      case 'gt':
        return compare(sql.raw('>'));
      case 'gte':
        return compare(sql.raw('>='));
      case 'lt':
        return compare(sql.raw('<'));
      case 'lte':
        return compare(sql.raw('<='));
      case 'between':
        return never(
          sql`${isOf('number')} and ${json} between ${parameter(values![0]!, 'values[0]')} and ${parameter(values![1]!, 'values[1]')}`,
        );
      case 'is_set':
        return sql`(coalesce(jsonb_typeof(${json}), 'null') <> 'null')`;
      case 'is_date_before':
      case 'is_date_after':
      case 'is_date_exact':
        return compileDate(positive);
    }
  }

  /** NULL, where the property is not set or of another type, is no match. */
  function never(condition: SQL): SQL {
    return sql`coalesce(${condition}, false)`;
  }

  function parameter(operand: PropertyValue, member: string): SQL {
    return sql`${jsonText(operand, `${path}.${member}`)}::text::jsonb`;
  }

  function compare(sign: SQL): SQL {
    return never(sql`${isOf('number')} and ${json} ${sign} ${parameter(value!, 'value')}`);
  }

  /**
   * Twice the same: the list is looked up by hash, however long it is, and containment finds the index, which the
   * opposite has no use for. Both lists are subqueries, to be read once for the statement: a prepared statement that is
   * planned without its values would read a list of 200 anew for every person, which took 20 seconds for 100,000.
   */
  function compileIn(list: readonly PropertyValue[]): SQL {
    const isListed = never(
      sql`${json} = any (select jsonb_array_elements(${jsonText(list, `${path}.values`)}::text::jsonb))`,
    );
    if (isOpposite(operator)) return isListed;
    // JSON text has no line break, so that one separates the items.
    const documents = list.map(item => jsonText({ [name]: item }, `${path}.values`)).join('\n');
    const contained = sql`(select string_to_array(${documents}::text, chr(10))::jsonb[])::jsonb[]`;
    return sql`(${isListed} and ${properties} @> any (${contained}))`;
  }

  /** In the collation "C", `\d`, `\w` and `\s` mean ASCII, whatever the database's own collation says. */
  function compileRegex(pattern: string): SQL {
    assertPortablePattern(pattern, `${path}.value`);
    return never(sql`${isOf('string')} and (${text}) collate "C" ~ ${pattern}::text`);
  }

  function compileDate(comparison: 'is_date_before' | 'is_date_after' | 'is_date_exact'): SQL {
    const { start, isDay } = readDateOperand(value as string, now, `${path}.value`);
    const operand = sql`${start}::text::timestamptz`;
    const date = instantOf(text);
    if (comparison === 'is_date_before') return never(sql`${date} < ${operand}`);
    if (comparison === 'is_date_after') return never(sql`${date} > ${operand}`);
    if (!isDay) return never(sql`${date} = ${operand}`);
    // Hours, because a day of the session's time zone may be longer or shorter.
    return never(sql`(${date} >= ${operand} and ${date} < ${operand} + interval '24 hours')`);
  }
}

const isoDate = sql.raw(
  `'^[0-9]{4}-[0-9]{2}-[0-9]{2}(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?$'`,
);

/**
 * The instant that a text stands for, or NULL. The notation is checked before the cast, as PostgreSQL would read
 * 'today' and 'Jan 8', and the calendar by pg_input_is_valid, as a cast of 2026-02-30 would fail the statement.
 */
function instantOf(text: SQL): SQL {
  const zoned = sql`((${text}) || case when length(${text}) = 10 then 'T00:00:00Z' when (${text}) like '%Z' or substr(right(${text}, 6), 1, 1) in ('+', '-') then '' else 'Z' end)`;
  return sql`case when (${text}) collate "C" ~ ${isoDate} then case when pg_input_is_valid(${zoned}, 'timestamptz') then ${zoned}::timestamptz end end`;
}
