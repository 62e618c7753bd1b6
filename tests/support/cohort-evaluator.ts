/**
 * Who is in a cohort, decided by plain JavaScript: what the SQL of cohorts is held against.
 * Shares nothing with the compiler, not even the arithmetic of dates.
 */
import type { CohortDefinition, CohortNode } from '../../src/model/shapes/cohort-definition.ts';
import type { PropertyOperator } from '../../src/model/shapes/property-filter.ts';

export interface EvaluatedPerson {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface World {
  /** Members of static cohorts, definitions of the others. */
  readonly cohorts: ReadonlyMap<string, ReadonlySet<string> | CohortDefinition>;
  readonly now: Date;
}

export function isInCohort(node: CohortNode, person: EvaluatedPerson, world: World): boolean {
  if (node.type === 'AND') return node.values.every(value => isInCohort(value, person, world));
  if (node.type === 'OR') return node.values.some(value => isInCohort(value, person, world));
  if (node.type === 'cohort') {
    const cohort = world.cohorts.get(node.cohortId)!;
    const isIn = 'type' in cohort ? isInCohort(cohort, person, world) : cohort.has(person.id);
    return isIn !== node.negated;
  }
  if (node.type !== 'person_property') throw new Error(`No evaluation of ${node.type}.`);
  const actual = Object.hasOwn(person.properties, node.property) ? person.properties[node.property] : null;
  return meets(node.operator, actual, node.value, node.values, world.now);
}

function meets(
  operator: PropertyOperator,
  actual: unknown,
  value: unknown,
  values: readonly unknown[] = [],
  now: Date,
): boolean {
  const number = (test: (n: number, operand: number) => boolean) =>
    typeof actual === 'number' && test(actual, value as number);
  switch (operator) {
    case 'is_set':
      return actual !== null;
    case 'is_not_set':
      return actual === null;
    case 'eq':
      return actual === value;
    case 'neq':
      return actual !== value;
    case 'in':
      return values.some(candidate => candidate === actual);
    case 'not_in':
      return values.every(candidate => candidate !== actual);
    case 'contains':
      return typeof actual === 'string' && actual.includes(value as string);
    case 'not_contains':
      return typeof actual !== 'string' || !actual.includes(value as string);
    case 'regex':
      return typeof actual === 'string' && matches(actual, value as string);
    case 'not_regex':
      return typeof actual !== 'string' || !matches(actual, value as string);
    case 'gt':
      return number((n, operand) => n > operand);
    case 'gte':
      return number((n, operand) => n >= operand);
    case 'lt':
      return number((n, operand) => n < operand);
    case 'lte':
      return number((n, operand) => n <= operand);
    case 'between':
      return typeof actual === 'number' && actual >= (values[0] as number) && actual <= (values[1] as number);
    case 'not_between':
      return typeof actual !== 'number' || actual < (values[0] as number) || actual > (values[1] as number);
    default: {
      const time = typeof actual === 'string' ? microseconds(actual) : undefined;
      if (time === undefined) return false;
      const text = value as string;
      const day = /^\d{4}-\d\d-\d\d$/.test(text) ? text : relativeDay(text, now);
      const operand = microseconds(day ?? text)!;
      if (operator === 'is_date_before') return time < operand;
      if (operator === 'is_date_after') return time > operand;
      return day === undefined ? time === operand : time >= operand && time < operand + microsecondsOfDay;
    }
  }
}

/** `\s` is ASCII in conditions, and a dot takes line breaks, too. */
const matches = (text: string, pattern: string) =>
  new RegExp(pattern.replaceAll('\\s', '[ \\t\\n\\v\\f\\r]'), 'su').test(text);

const microsecondsOfDay = 86_400_000_000n;
const notation =
  /^(\d\d\d\d)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))?)?$/;

/** Microseconds since 1 March of year 0, or undefined for what is no date. */
export function microseconds(text: string): bigint | undefined {
  const match = notation.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetMinutes > 59 || offsetHours > 15) return undefined;
  const fraction = Math.round(Number(`0.${match[7] ?? '0'}`) * 1e6);
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -1 : 1);
  const minutes = dayNumber(year, month, day) * 1440 + hour * 60 + minute - offset;
  return (BigInt(minutes) * 60n + BigInt(second)) * 1_000_000n + BigInt(fraction);
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const monthLength = (year: number, month: number) =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

function dayNumber(year: number, month: number, day: number): number {
  // Years that begin in March end in the leap day.
  const y = month > 2 ? year : year - 1;
  const days = Math.floor((((month + 9) % 12) * 153 + 2) / 5);
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + days + day - 1;
}

function relativeDay(text: string, now: Date): string | undefined {
  const [year, month, day] = now.toISOString().slice(0, 10).split('-').map(Number) as [
    number,
    number,
    number,
  ];
  const written = (y: number, m: number, d: number) =>
    `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
  if (text === 'mStart') return written(year, month, 1);
  if (text === 'yStart') return written(year, 1, 1);
  const match = /^-(\d+)([dwm])$/.exec(text);
  if (!match) return undefined;
  let [y, m, d] = [year, month, day];
  const steps = Number(match[1]) * (match[2] === 'w' ? 7 : 1);
  // One step after the other: slow, and plain to see.
  for (let i = 0; i < steps; i++) {
    if (match[2] !== 'm' && d > 1) d -= 1;
    else {
      [y, m] = m > 1 ? [y, m - 1] : [y - 1, 12];
      if (match[2] !== 'm') d = monthLength(y, m);
    }
  }
  return written(y, m, Math.min(d, monthLength(y, m)));
}
