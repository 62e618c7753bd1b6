/**
 * What rows are grouped by: columns, of the row or of rows that to-one relations lead to, points in time cut to a unit,
 * and values inside of JSON. Read once from an argument; which rows there are is asked elsewhere.
 */
import { badUserInput } from '../../errors.ts';
import {
  type Blueprint,
  type ColumnBlueprint,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../blueprint/blueprint.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { assertText } from '../kinds/client-values.ts';
import type { ValueKind } from '../kinds/kinds.ts';
import type { Meaning } from '../kinds/meaning.ts';
import { type Fragment, fragment, literal, value as parameter } from '../sql/fragment.ts';
import { compileKey } from './ordering.ts';

/** The units that points in time are cut to, with the step from one to the next. */
export const timeUnits = {
  MINUTE: '1 minute',
  HOUR: '1 hour',
  DAY: '1 day',
  WEEK: '7 days',
  MONTH: '1 month',
  QUARTER: '3 months',
  YEAR: '1 year',
} as const;
export type TimeUnit = keyof typeof timeUnits;
export const unitNames = [
  'MINUTE',
  'HOUR',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
] as const satisfies TimeUnit[];

export interface Bucket {
  readonly unit: TimeUnit;
  /** The name of a time zone; undefined where the column has none. */
  readonly timezone: string | undefined;
  /** Whether units without rows are told as well. */
  readonly empty: boolean;
}

export interface GroupKey {
  /** Where it is said, and its value is told: `creator.displayName`. */
  readonly name: string;
  /** The to-one relations that lead to the column's row. */
  readonly relations: readonly string[];
  readonly column: ColumnBlueprint;
  readonly bucket: Bucket | undefined;
  /** Of a value inside of JSON, the members and positions that lead to it, as an array literal. */
  readonly path: string | undefined;
  /** What its values are. */
  readonly kind: ValueKind;
  readonly meaning: Meaning;
}

/** How a column can be grouped by; undefined where it cannot. */
export function groupedBy({ kind, list, orderable }: ColumnBlueprint): 'time' | 'json' | 'value' | undefined {
  if (list) return undefined;
  if (kind === 'instant' || kind === 'date') return 'time';
  if (kind === 'json') return 'json';
  return orderable ? 'value' : undefined;
}

type Given = Readonly<Record<string, unknown>>;

/** How many keys rows can be told apart by. */
export const maxGroupKeys = 5;

/** @param argument the name of the list of keys @throws BAD_USER_INPUT naming the place in it */
export function parseGroupKeys(
  blueprint: Blueprint,
  type: TypeBlueprint,
  by: readonly Given[],
  argument: string,
): readonly GroupKey[] {
  if (by.length === 0 || by.length > maxGroupKeys)
    throw badUserInput(`${argument} takes 1 to ${maxGroupKeys} keys, not ${by.length}.`);
  const keys = by.map((given, i) => parseGroupKey(blueprint, type, given, `${argument}[${i}]`));
  for (const [i, key] of keys.entries())
    if (keys.findIndex(other => other.name === key.name) < i)
      throw badUserInput(`${argument}[${i}] groups by ${key.name} once more: each can be grouped by once.`);
  return keys;
}

/** @param given one item of `by`, which has one member @throws BAD_USER_INPUT naming the place */
function parseGroupKey(blueprint: Blueprint, type: TypeBlueprint, given: Given, path: string): GroupKey {
  const [name, value] = Object.entries(given)[0]!;
  const at = `${path}.${name}`;
  const column = type.columns.find(({ field }) => field === name);
  if (column) return columnKey(column, value, at);
  const target = typeOf(blueprint, relationOf(type, name).target);
  const inner = parseGroupKey(blueprint, target, Object(value), at);
  return { ...inner, name: `${name}.${inner.name}`, relations: [name, ...inner.relations] };
}

function columnKey(column: ColumnBlueprint, value: unknown, at: string): GroupKey {
  const plain = {
    name: column.field,
    relations: [],
    column,
    bucket: undefined,
    path: undefined,
    kind: column.kind,
    meaning: { list: false, sqlType: column.sqlType, labels: column.labels },
  };
  switch (groupedBy(column)) {
    case 'time':
      return { ...plain, bucket: parseBucket(column, Object(value), at) };
    case 'json': {
      const steps: readonly string[] = Object(value).path;
      if (steps.length === 0) throw badUserInput(`${at}.path must name at least one member.`);
      const path = arrayLiteral(steps.map((step, i) => assertText(step, `${at}.path[${i}]`)));
      return { ...plain, path, meaning: { list: false, sqlType: 'jsonb', labels: [] } };
    }
    default:
      if (value !== true) throw badUserInput(`${at} must be true. Leave it out not to group by it.`);
      return plain;
  }
}

function parseBucket({ sqlType }: ColumnBlueprint, { bucket, timezone, empty }: Given, at: string): Bucket {
  const unit = unitNames.find(name => name === bucket)!;
  if (sqlType === 'date' && (unit === 'MINUTE' || unit === 'HOUR'))
    throw badUserInput(`${at}.bucket must be DAY or longer: the column has days.`);
  if (isZoned(sqlType))
    return { unit, timezone: assertTimezone(timezone ?? 'UTC', `${at}.timezone`), empty: empty === true };
  if (timezone != null) throw badUserInput(`${at}.timezone must be left out: the column has no time zone.`);
  return { unit, timezone: undefined, empty: empty === true };
}

const isZoned = (sqlType: string) => / with time zone$/.test(sqlType);

/** PostgreSQL takes offsets for the opposite, and would take any abbreviation that it knows. */
function assertTimezone(timezone: unknown, at: string): string {
  const name = String(timezone);
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError('no name');
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw badUserInput(`${at} must be the name of a time zone, such as "Europe/Berlin".`);
  }
}

/** The value of a key for a row of the type. */
export function groupKeySql(blueprint: Blueprint, type: TypeBlueprint, key: GroupKey): Fragment {
  const { relations, column } = key;
  const value = compileKey(blueprint, type, { relations, by: { kind: 'column', column } });
  if (key.path !== undefined) {
    const json = column.sqlType === 'json' ? fragment`(${value})::jsonb` : value;
    // What is not there and what is null are one.
    return fragment`nullif(${json} #> ${parameter(key.path)}::text::text[], 'null')`;
  }
  if (!key.bucket) return value;
  const unit = literal(key.bucket.unit.toLowerCase());
  if (key.bucket.timezone !== undefined)
    return fragment`date_trunc(${unit}, ${value}, ${literal(key.bucket.timezone)})`;
  const cut = fragment`date_trunc(${unit}, ${value}::timestamp)`;
  return key.kind === 'date' ? fragment`(${cut})::date` : cut;
}
