/**
 * Persons and cohort definitions made from a seed: few property names and values of every type, so that they meet.
 * Knows the awkward values; refuses to know who is in which cohort.
 */
import type { CohortDefinition, CohortNode } from '../../src/model/shapes/cohort-definition.ts';
import { type PropertyOperator, propertyOperator } from '../../src/model/shapes/property-filter.ts';

/** Numbers below one, the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export type Random = () => number;
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

const names = ['plan', 'seats', 'joined', 'größe', `we"ird\\'s`, '__proto__', 'a.b', '$.*', '😀'];
const texts = [
  '',
  'pro',
  'Pro',
  'pro ',
  'free',
  'prob',
  '5',
  '5.0',
  '-1',
  'true',
  'null',
  '[]',
  '{}',
  'ä',
  'a\u0308',
  'Ä',
  '😀',
  'x😀y',
  '%',
  '_',
  'a\\b',
  '"',
  "'",
  'x\ny',
  '\u2028',
  '\u001f',
  'a,b',
  '{"plan":"pro"}',
  'anna@example.com',
  'bob@example.org',
  '２０２６',
  '\u00a0',
  ' \t ',
  '日本語',
  'x'.repeat(300),
];
const numbers = [
  0, -0, 1, -1, 5, 5.5, 5.000001, 0.1, 0.30000000000000004, 0.3, 42, 1e21, 1e-7, -1e-7, 9007199254740991,
  9007199254740992, 1.7976931348623157e308, 5e-324, 20260301, 1772323200000,
];
const days = [
  '2026-03-15',
  '2026-03-14',
  '2026-03-16',
  '2026-03-08',
  '2026-03-01',
  '2026-02-28',
  '2026-01-01',
  '2025-12-31',
  '2025-03-15',
  '2024-02-29',
  '2000-02-29',
  '1999-12-31',
  '0001-01-01',
  '9999-12-31',
];
const clocks = [
  'T00:00',
  'T23:59',
  'T00:00:00',
  'T12:34:56',
  'T23:59:59.999999',
  'T12:34:56.789',
  'T23:59:59.9999999',
  'T00:00:00.000001',
];
const zones = ['', 'Z', '+00:00', '-00:00', '+02:00', '-11:30', '+14:00'];
const brokenDates = [
  '2026-02-30',
  '2026-02-29',
  '1900-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-04-31',
  '0000-01-01',
  '2026-3-1',
  '20260301',
  '2026-03-01 10:00:00',
  '2026-03-01T10',
  '2026-03-01T24:00:00Z',
  '2026-03-01T23:59:60Z',
  '2026-03-01T10:60Z',
  '2026-03-01T10:00:00+15:59',
  '2026-03-01T10:00:00+16:00',
  '2026-03-01T10:00:00-23:59',
  '2026-03-01T10:00:00+0100',
  '2026-03-01T10:00:00+01',
  '2026-03-01t10:00:00z',
  '2026-03-01T10:00:00.1234567891Z',
  '2026-03-01T10:00:00.Z',
  ' 2026-03-01',
  '2026-03-01\n',
  '2026-03-01 BC',
  '２０２６-03-01',
  'today',
  'now',
  'infinity',
  '-infinity',
  'epoch',
  'J2451187',
  'Jan 8, 1999',
  '2026-03-01T10:00:00 Europe/Berlin',
  '12026-03-01',
  '-2026-03-01',
];
const patterns = [
  'pro',
  '^pro$',
  '^(pro|free)$',
  '^[a-z]+@example\\.(com|org)$',
  '^.$',
  '^.{2,3}$',
  '\\d',
  '^\\d+$',
  '\\w',
  '\\s',
  '^\\s*$',
  '[^a-z]',
  'x.y',
  'ä',
  '^[ä-ü]$',
  '(?:ab|o)b?@',
  'a\\\\b',
  '^(x{10}){30}$',
  '[\\w.-]+@',
  '^$',
  '%',
  '\\$|\\{',
];

const dateText = (random: Random): string => {
  const kind = random();
  if (kind < 0.3) return pick(random, brokenDates);
  const day = pick(random, days);
  return kind < 0.55 ? day : day + pick(random, clocks) + pick(random, zones);
};

function anyValue(random: Random, depth = 0): unknown {
  const kind = random();
  if (kind < 0.3) return pick(random, texts);
  if (kind < 0.5) return pick(random, numbers);
  if (kind < 0.57) return random() < 0.5;
  if (kind < 0.63) return null;
  if (kind < 0.85 || depth > 2) return dateText(random);
  const members = times(Math.floor(random() * 3), () => anyValue(random, depth + 1));
  return random() < 0.6 ? members : Object.fromEntries(members.map(member => [pick(random, names), member]));
}

/** Properties of a person; about a third of the names are missing. */
export function personProperties(random: Random): Record<string, unknown> {
  return Object.fromEntries(
    names
      .filter(() => random() < 0.65)
      .map(name => {
        // Half of the values are of the type that the name suggests, or most conditions would meet nobody.
        if (name === 'joined' && random() < 0.6) return [name, dateText(random)];
        if (name === 'seats' && random() < 0.6) return [name, pick(random, numbers)];
        return [name, anyValue(random)];
      }),
  );
}

const operators = propertyOperator.options;

const scalar = (random: Random) =>
  pick<string | number | boolean>(random, pick(random, [texts, numbers, [true, false], days]));

function dateOperand(random: Random): string {
  if (random() < 0.3)
    return pick(random, ['-0d', '-1d', '-7d', '-2w', '-1m', '-13m', '-9999m', 'mStart', 'yStart']);
  const day = pick(random, days.slice(0, -1));
  if (random() < 0.5) return day;
  const clock = pick(random, clocks);
  // The notation of definitions has no minutes with a zone, and no year 0, which an offset could lead to.
  const zone = clock.length > 6 && day !== '0001-01-01' ? pick(random, zones) : '';
  return day + clock + zone;
}

function operandOf(operator: PropertyOperator, random: Random): object {
  switch (operator) {
    case 'is_set':
    case 'is_not_set':
      return {};
    case 'eq':
    case 'neq':
      return { value: scalar(random) };
    case 'in':
    case 'not_in':
      return { values: times(1 + Math.floor(random() * 12), () => scalar(random)) };
    case 'between':
    case 'not_between':
      return { values: [pick(random, numbers), pick(random, numbers)].sort((a, b) => a - b) };
    case 'contains':
    case 'not_contains':
      return {
        value: pick(
          random,
          texts.filter(text => text !== ''),
        ),
      };
    case 'regex':
    case 'not_regex':
      return { value: pick(random, patterns) };
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { value: pick(random, numbers) };
    default:
      return { value: dateOperand(random) };
  }
}

function propertyCondition(random: Random): CohortNode {
  const operator = pick(random, operators);
  const usual = operator.startsWith('is_date')
    ? 'joined'
    : /^(gt|lt|between|not_b)/.test(operator)
      ? 'seats'
      : 'plan';
  const property = random() < 0.5 ? usual : pick(random, names);
  return { type: 'person_property', property, operator, ...operandOf(operator, random) };
}

/** A definition of at most 8 conditions in groups of up to 4 levels. @param cohortIds that it may refer to */
export function cohortTree(random: Random, cohortIds: readonly string[]): CohortDefinition {
  let budget = 1 + Math.floor(random() * 8);
  const group = (level: number): CohortDefinition => {
    const values: CohortNode[] = [];
    do {
      budget -= 1;
      const kind = random();
      if (kind < 0.25 && level < 4) values.push(group(level + 1));
      else if (kind < 0.4 && cohortIds.length > 0) {
        values.push({ type: 'cohort', cohortId: pick(random, cohortIds), negated: random() < 0.5 });
      } else values.push(propertyCondition(random));
    } while (budget > 0 && random() < 0.7);
    return { type: random() < 0.5 ? 'AND' : 'OR', values };
  };
  return group(1);
}
