/**
 * Points in time, days and times of day.
 * PostgreSQL writes them in ISO form and UTC, as every connection is told to.
 */
import { GraphQLDateTime, GraphQLLocalDate, GraphQLLocalTime } from 'graphql-scalars';
import { badUserInput } from '../../errors.ts';
import { fragment, text } from '../sql/fragment.ts';
import { quotedText, writableIf } from './json-text.ts';
import { eq, isNull, membership, ne, order } from './operators.ts';
import type { Kind } from './value-kind.ts';

const operators = [eq, ne, ...membership, ...order, isNull];
const asText = (value: unknown) => String(value);
const asItIs = (value: unknown) => value;

/** Years that PostgreSQL and JavaScript write alike. */
function isoText(value: unknown, path: string): string {
  if (!(value instanceof Date)) return String(value);
  const year = value.getUTCFullYear();
  if (year < 1 || year > 9999) throw badUserInput(`${path} must be in the years 1 to 9999.`);
  return value.toISOString();
}

export const instant: Kind = {
  columnTypes: ['PgTimestamp', 'PgTimestampString'],
  scalar: 'DateTime',
  type: GraphQLDateTime,
  orderable: true,
  operators,
  encode: isoText,
  toStored: isoText,
  isWritten: text =>
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?(\+00)?|-?infinity)$/.test(text) && isCalendarDate(text),
  plainWidth: 40,
  // Milliseconds in UTC, as JavaScript writes a date.
  json: (expression, { sqlType }) => {
    const isZoned = / with time zone$/.test(sqlType);
    const utc = isZoned ? fragment`(${expression} at time zone 'UTC')` : expression;
    const zone = text(isZoned ? ' 00:00+00' : '');
    return writableIf(
      fragment`${expression} >= '0001-01-01${zone}' and ${expression} < '10000-01-01${zone}'`,
      fragment`to_char(${utc}, '"\\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\\""')`,
    );
  },
  fromJson: value => (typeof value === 'string' ? new Date(value) : value),
};

export const date: Kind = {
  columnTypes: ['PgDateString'],
  scalar: 'LocalDate',
  type: GraphQLLocalDate,
  orderable: true,
  operators,
  encode: isoText,
  toStored: asItIs,
  isWritten: text => /^(\d{4}-\d\d-\d\d|-?infinity)$/.test(text) && isCalendarDate(text),
  plainWidth: 20,
  json: expression =>
    writableIf(
      fragment`${expression} >= '0001-01-01' and ${expression} < '10000-01-01'`,
      quotedText(expression),
    ),
  fromJson: asItIs,
};

export const time: Kind = {
  columnTypes: ['PgTime'],
  // A time of day with a zone is no local time.
  except: /with time zone/,
  scalar: 'LocalTime',
  type: GraphQLLocalTime,
  orderable: true,
  operators,
  encode: asText,
  toStored: asItIs,
  isWritten: text => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/.test(text),
  plainWidth: 20,
  json: expression =>
    writableIf(
      fragment`${expression}::text ~ '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{3})?)?$'`,
      quotedText(expression),
    ),
  fromJson: asItIs,
};

/** Whether the day exists and, in an instant, the hour. */
function isCalendarDate(value: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?/.exec(value);
  if (!match) return value.endsWith('infinity');
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1).map(part => Number(part ?? 0));
  const found = new Date(Date.UTC(year!, month! - 1, day!));
  return (
    found.getUTCMonth() === month! - 1 &&
    found.getUTCDate() === day! &&
    year! > 0 &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}
