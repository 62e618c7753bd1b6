/**
 * The scalars of days and times: as in graphql-scalars where values come in, and exact to PostgreSQL's microsecond.
 * A value travels as text; a JavaScript Date would end at the millisecond, and know neither `infinity` nor `24:00`.
 */
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { textScalar } from './text-scalar.ts';

/** In UTC, with all digits of the second that came. */
function exact(parsed: unknown, given: unknown): unknown {
  if (!(parsed instanceof Date) || Number.isNaN(parsed.getTime())) return parsed;
  const [, fraction = ''] = /\.(\d+)/.exec(typeof given === 'string' ? given : '') ?? [];
  return parsed.toISOString().replace(/\d{3}Z$/, `${fraction.slice(0, 9).padEnd(3, '0')}Z`);
}

const dateTime = GraphQLDateTime.toConfig();

/** What graphql-scalars refuses says what would do. */
function expecting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new GraphQLError(
      `${error.message} Expected a day, a time and a time zone, such as "2026-01-31T00:00:00Z".`,
    );
  }
}

export const GraphQLInstant = new GraphQLScalarType({
  ...dateTime,
  description:
    'A point in time in UTC, such as 2007-12-03T10:15:30.000Z: RFC 3339, with milliseconds, or microseconds where they are stored. ' +
    'Years before 1 and after 9999 are shown as ISO 8601 has them, with a sign and six digits; `infinity` and `-infinity` by these words.',
  // What kinds of values read is written already.
  serialize: value => (typeof value === 'string' ? value : dateTime.serialize(value)),
  parseValue: value =>
    exact(
      expecting(() => dateTime.parseValue(value)),
      value,
    ),
  parseLiteral: (node, variables) =>
    exact(
      expecting(() => dateTime.parseLiteral(node, variables)),
      'value' in node ? node.value : undefined,
    ),
});

export const GraphQLDay = new GraphQLScalarType({
  ...GraphQLLocalDate.toConfig(),
  description:
    'A day without a time zone, such as 2020-01-01. Years before 1 and after 9999 are shown as ISO 8601 has them, ' +
    'with a sign and six digits; `infinity` and `-infinity` by these words.',
  serialize: String,
});

const timeOfDay = /^(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?|24:00(:00(\.0{1,6})?)?)$/;

export const GraphQLTimeOfDay = textScalar({
  name: 'LocalTime',
  description: 'A time of day without a time zone, to the microsecond: 10:15:30.5. A day ends at 24:00:00.',
  expected: 'a text such as "10:15:30.5"',
  isValue: text => timeOfDay.test(text),
});

/** Whether a text is a time of day with an offset. */
export function isOffsetTime(text: string): boolean {
  const [, time, hours = '0', minutes = '0', seconds = '0'] =
    /^([\d:.]{5,15})(?:Z|[+-](\d\d)(?::?(\d\d)(?::(\d\d))?)?)$/.exec(text) ?? [];
  const isOffset = Number(hours) < 16 && Number(minutes) < 60 && Number(seconds) < 60;
  return time !== undefined && timeOfDay.test(time) && isOffset;
}

export const GraphQLOffsetTime = textScalar({
  name: 'OffsetTime',
  description: 'A time of day with its offset from UTC, to the microsecond: 10:15:30.5+02.',
  expected: 'a text such as "10:15:30.5+02" or "10:15:30Z"',
  isValue: isOffsetTime,
});
