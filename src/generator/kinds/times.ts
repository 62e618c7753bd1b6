/**
 * Points in time, days and times of day.
 * PostgreSQL writes them in ISO form and UTC, as every connection is told to.
 */
import { fragment, text as sqlText } from '../sql/fragment.ts';
import { quotedText, writableIf } from './json-text.ts';
import { comparisons } from './operators.ts';
import { limitsOf } from './sql-types.ts';
import {
  GraphQLDay,
  GraphQLInstant,
  GraphQLOffsetTime,
  GraphQLTimeOfDay,
  isOffsetTime,
} from './time-scalars.ts';
import { assertCommonYear, isoDate, isoInstant, isWritten } from './time-texts.ts';
import { asText, type Kind } from './value-kind.ts';

const inCommonYear = (value: unknown, path: string) => assertCommonYear(String(value), path);

export const instant: Kind = {
  columnTypes: ['PgTimestamp', 'PgTimestampString', 'timestamp', 'timestamptz'],
  scalar: 'DateTime',
  type: GraphQLInstant,
  orderable: true,
  operators: comparisons,
  encode: inCommonYear,
  toStored: inCommonYear,
  isWritten: text => isWritten(text, 'instant'),
  plainWidth: 40,
  // In UTC, with three digits of the second or six.
  json: (expression, { sqlType }) => {
    const isZoned = / with time zone$/.test(sqlType);
    const utc = isZoned ? fragment`(${expression} at time zone 'UTC')` : expression;
    const zone = sqlText(isZoned ? ' 00:00+00' : '');
    const written = (digits: string) =>
      fragment`to_char(${utc}, '"\\""YYYY-MM-DD"T"HH24:MI:SS.${sqlText(digits)}"Z\\""')`;
    const [precision = 6] = limitsOf(sqlType);
    return writableIf(
      fragment`${expression} >= '0001-01-01${zone}' and ${expression} < '10000-01-01${zone}'`,
      precision <= 3
        ? written('MS')
        : fragment`case when date_trunc('milliseconds', ${utc}) = ${utc} then ${written('MS')} else ${written('US')} end`,
    );
  },
  read: isoInstant,
};

export const date: Kind = {
  columnTypes: ['PgDate', 'PgDateString', 'date'],
  scalar: 'LocalDate',
  type: GraphQLDay,
  orderable: true,
  operators: comparisons,
  encode: inCommonYear,
  toStored: inCommonYear,
  isWritten: text => isWritten(text, 'day'),
  plainWidth: 20,
  json: expression =>
    writableIf(
      fragment`${expression} >= '0001-01-01' and ${expression} < '10000-01-01'`,
      quotedText(expression),
    ),
  read: isoDate,
};

export const time: Kind = {
  columnTypes: ['PgTime', 'time'],
  scalar: 'LocalTime',
  type: GraphQLTimeOfDay,
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: asText,
  isWritten: text => /^(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?|24:00:00)$/.test(text),
  plainWidth: 20,
  json: quotedText,
  read: asText,
};

export const offsetTime: Kind = {
  // Drizzle has one column type for times with and without an offset.
  columnTypes: ['time with time zone', 'timetz'],
  scalar: 'OffsetTime',
  type: GraphQLOffsetTime,
  orderable: true,
  operators: comparisons,
  encode: asText,
  toStored: asText,
  isWritten: isOffsetTime,
  plainWidth: 30,
  json: quotedText,
  read: asText,
};
