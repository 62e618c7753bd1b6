/**
 * Cursors: the values of a row's order keys as PostgreSQL writes them, with the ordering they belong to.
 * Nothing in a cursor is trusted: it is checked against its ordering and types before SQL sees it.
 */
import { type SQL, sql, type Table } from 'drizzle-orm';
import { badUserInput } from '../../errors.ts';
import type { ValueKind } from '../blueprint/blueprint.ts';
import { assertText } from './client-values.ts';
import type { OrderKey } from './compile-ordering.ts';

/** The values of a cursor, one for each order key; null where the key is null. */
export type CursorValues = readonly (string | null)[];

/** The row's order keys as a JSON array of texts: exact for every type, whatever JavaScript would make of it. */
export function cursorValuesSql(keys: readonly OrderKey[], row: Table): SQL {
  const values = keys.map(key => sql`(${key.value(row)})::text`);
  return sql`json_build_array(${sql.join(values, sql`, `)})`;
}

/** The name of an ordering, by which a cursor is recognised as its own. */
export function orderingName(table: string, keys: readonly OrderKey[]): string {
  return `${table}: ${keys.map(key => key.label).join(', ')}`;
}

/** An opaque cursor. */
export function encodeCursor(ordering: string, values: CursorValues): string {
  return Buffer.from(JSON.stringify([ordering, ...values])).toString('base64url');
}

/** The values of a cursor. @throws BAD_USER_INPUT where it is not a cursor of exactly this ordering. */
export function parseCursor(
  cursor: string,
  ordering: string,
  keys: readonly OrderKey[],
  argument: string,
): CursorValues {
  const invalid = () =>
    badUserInput(
      `${argument} is not a cursor of this list. Pass a cursor that a page with the same orderBy returned, unchanged.`,
    );
  const parsed = parseJson(cursor);
  if (!Array.isArray(parsed) || parsed.length !== keys.length + 1 || parsed[0] !== ordering) throw invalid();
  const values = parsed.slice(1) as unknown[];
  keys.forEach((key, i) => {
    const value = values[i];
    if (value === null ? !key.nullable : typeof value !== 'string' || !isValue(value, key)) throw invalid();
  });
  return values as CursorValues;
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const patterns: Readonly<Record<Exclude<ValueKind, 'text' | 'enum' | 'json'>, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  boolean: /^(true|false)$/,
  integer: /^-?\d{1,10}$/,
  bigint: /^-?\d{1,19}$/,
  float: /^(-?\d+(\.\d+)?(e[+-]?\d{1,3})?|NaN|-?Infinity)$/,
  decimal: /^(-?\d{1,1000}(\.\d{1,1000})?|NaN|-?Infinity)$/,
  instant: /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?(\+00)?|-?infinity)$/,
  date: /^(\d{4}-\d\d-\d\d|-?infinity)$/,
  time: /^\d\d:\d\d:\d\d(\.\d{1,6})?$/,
};

function isValue(value: string, key: OrderKey): boolean {
  const { kind } = key.column;
  if (kind === 'json') return false;
  if (kind === 'enum') return key.column.labels.includes(value);
  if (kind === 'text') return isStorable(value);
  if (!patterns[kind].test(value)) return false;
  if (kind === 'integer') return Math.abs(Number(value)) <= 2_147_483_647;
  if (kind === 'bigint') return BigInt.asIntN(64, BigInt(value)) === BigInt(value);
  if (kind === 'instant' || kind === 'date') return isCalendarDate(value);
  if (kind === 'time') return /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d/.test(value);
  return true;
}

/** Whether the day exists and, in an instant, the hour. */
function isCalendarDate(value: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d))?/.exec(value);
  if (!match) return value.endsWith('infinity');
  const [year, month, day, hour = 0, minute = 0, second = 0] = match.slice(1).map(part => Number(part ?? 0));
  const date = new Date(Date.UTC(year!, month! - 1, day!));
  return (
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day! &&
    year! > 0 &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

function isStorable(value: string): boolean {
  try {
    assertText(value, 'cursor');
    return true;
  } catch {
    return false;
  }
}
