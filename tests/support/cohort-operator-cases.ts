/**
 * What every operator matches, written by hand: values of a property inside and outside of the condition.
 * Knows no person and no statement.
 */
import type { PropertyOperator } from '../../src/model/shapes/property-filter.ts';

export interface OperatorCase {
  readonly operator: PropertyOperator;
  readonly operand: object;
  readonly inside: readonly unknown[];
  readonly outside: readonly unknown[];
  /** Whether persons are inside who lack the property, or have it as null. */
  readonly notSet: boolean;
}

/** Relative dates are relative to 15 March 2026. */
export const operatorCases: readonly OperatorCase[] = [
  {
    operator: 'eq',
    operand: { value: 5 },
    inside: [5],
    outside: ['5', [5], { 5: 5 }, true, 5.1],
    notSet: false,
  },
  {
    operator: 'eq',
    operand: { value: 'x' },
    inside: ['x'],
    outside: ['X', 'x ', ['x'], ['x', 'y'], { x: 1 }, { p: 'x' }],
    notSet: false,
  },
  {
    operator: 'eq',
    operand: { value: true },
    inside: [true],
    outside: [1, 'true', false, [true]],
    notSet: false,
  },
  { operator: 'eq', operand: { value: '' }, inside: [''], outside: [' ', [], {}, 0, false], notSet: false },
  { operator: 'neq', operand: { value: 5 }, inside: ['5', [5], {}, 6, ''], outside: [5], notSet: true },
  {
    operator: 'in',
    operand: { values: ['x', 5, true] },
    inside: ['x', 5, true],
    outside: ['5', 'true', ['x'], ['x', 5], 1, {}],
    notSet: false,
  },
  {
    operator: 'not_in',
    operand: { values: ['x', 5] },
    inside: ['5', ['x'], {}, ''],
    outside: ['x', 5],
    notSet: true,
  },
  {
    operator: 'contains',
    operand: { value: '%' },
    inside: ['a%b', '%'],
    outside: ['ab', ['%'], 5],
    notSet: false,
  },
  {
    operator: 'contains',
    operand: { value: 'a' },
    inside: ['bab'],
    outside: ['BAB', ['a'], { a: 'a' }],
    notSet: false,
  },
  { operator: 'contains', operand: { value: '1' }, inside: ['1'], outside: [1, 11, [1]], notSet: false },
  {
    operator: 'not_contains',
    operand: { value: 'a' },
    inside: ['b', 5, ['a']],
    outside: ['a'],
    notSet: true,
  },
  { operator: 'is_set', operand: {}, inside: ['', 0, false, [], {}, [null]], outside: [], notSet: false },
  { operator: 'is_not_set', operand: {}, inside: [], outside: ['', 0, false, [], {}, 'null'], notSet: true },
  {
    operator: 'gt',
    operand: { value: 5 },
    inside: [5.1, 1e300],
    outside: [5, '6', true, [6]],
    notSet: false,
  },
  { operator: 'gte', operand: { value: 5 }, inside: [5, 6], outside: [4.9, '5'], notSet: false },
  {
    operator: 'lt',
    operand: { value: 5 },
    inside: [4.9, -1],
    outside: [5, '4', '', false, []],
    notSet: false,
  },
  { operator: 'lte', operand: { value: 5 }, inside: [5, 4], outside: [5.1, '5'], notSet: false },
  {
    operator: 'between',
    operand: { values: [1, 2] },
    inside: [1, 2, 1.5],
    outside: [0.9, 2.1, '1'],
    notSet: false,
  },
  {
    operator: 'not_between',
    operand: { values: [1, 2] },
    inside: [0.9, 2.1, '1', []],
    outside: [1, 2],
    notSet: true,
  },
  {
    operator: 'regex',
    operand: { value: '^a.c$' },
    inside: ['abc', 'a\nc', 'a😀c'],
    outside: ['ABC', 'abcd', ['abc']],
    notSet: false,
  },
  {
    operator: 'regex',
    operand: { value: '^\\d\\s\\w$' },
    inside: ['1 a', '1\t_'],
    outside: ['٣ a', '1\u00a0a', '1 ä'],
    notSet: false,
  },
  { operator: 'not_regex', operand: { value: 'b' }, inside: ['a', 5, ['b']], outside: ['b'], notSet: true },
  {
    operator: 'is_date_before',
    operand: { value: '2026-03-01' },
    inside: ['2026-02-28T23:59:59.999999Z', '2026-03-01T00:00+00:01', '0001-01-01'],
    outside: ['2026-03-01', '2026-02-30', 'today', 20260101, '2026-2-1', '0000-01-01', '2026-02-28 10:00'],
    notSet: false,
  },
  {
    operator: 'is_date_after',
    operand: { value: '2026-03-01T10:00:00+02:00' },
    inside: ['2026-03-01T08:00:00.000001', '2026-03-02'],
    outside: ['2026-03-01T08:00', '2026-03-01', 'infinity', '2026-03-01T24:00:01Z'],
    notSet: false,
  },
  {
    operator: 'is_date_exact',
    operand: { value: '2026-03-01' },
    inside: ['2026-03-01', '2026-03-01T23:59:59.999Z', '2026-03-02T01:00+02:00'],
    outside: ['2026-03-02', '2026-03-01T01:00+02:00'],
    notSet: false,
  },
  {
    operator: 'is_date_exact',
    operand: { value: '2026-03-01T10:00:00Z' },
    inside: ['2026-03-01T10:00', '2026-03-01T12:00:00.000+02:00'],
    outside: ['2026-03-01', '2026-03-01T10:00:00.000001'],
    notSet: false,
  },
  {
    operator: 'is_date_exact',
    operand: { value: '-0d' },
    inside: ['2026-03-15', '2026-03-15T23:59'],
    outside: ['2026-03-14', '2026-03-16'],
    notSet: false,
  },
  {
    operator: 'is_date_exact',
    operand: { value: '-1m' },
    inside: ['2026-02-15'],
    outside: ['2026-02-14', '2026-03-15'],
    notSet: false,
  },
  {
    operator: 'is_date_before',
    operand: { value: 'mStart' },
    inside: ['2026-02-28'],
    outside: ['2026-03-01'],
    notSet: false,
  },
  {
    operator: 'is_date_exact',
    operand: { value: '9999-12-31' },
    inside: ['9999-12-31T23:59:59Z'],
    outside: ['9999-12-30'],
    notSet: false,
  },
];
