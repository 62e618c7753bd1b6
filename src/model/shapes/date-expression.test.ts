import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkDateRange, dateRangeMembers, isDateExpression } from './date-expression.ts';

const range = z.strictObject(dateRangeMembers()).superRefine(checkDateRange);
const faultsOf = (dateFrom: string, dateTo: string) => {
  const result = range.safeParse({ dateFrom, dateTo });
  return result.success ? [] : result.error.issues.map(issue => issue.path.join('.'));
};

describe('date expression', () => {
  it.each([
    '-7d',
    '-4w',
    '-12m',
    '-0d',
    'mStart',
    'yStart',
    '2026-01-31',
    '2024-02-29',
    '2026-01-31T23:59:59',
    '2026-01-31T23:59:59.123Z',
    '2026-01-31T23:59:59+02:00',
  ])('reads %s', text => {
    expect(isDateExpression(text)).toBe(true);
  });

  it.each([
    '',
    '7d',
    '-7',
    '-7y',
    '-d',
    '-10000d',
    'wStart',
    'now',
    '2026-02-29',
    '2026-13-01',
    '31.01.2026',
    '-7d ',
    '2026-01-31 10:00',
  ])('refuses "%s"', text => {
    expect(isDateExpression(text)).toBe(false);
  });
});

describe('date range', () => {
  it.each([
    ['-30d', '-0d'],
    ['2026-01-01', '2026-01-01'],
    ['2026-01-01', '2026-01-02'],
    ['2026-01-01T10:00:00+10:00', '2026-01-01T01:00:00Z'],
    ['2026-01-01T10:00:00', '2026-01-01T10:00:00.5'],
    ['mStart', '2001-01-01'],
  ])('accepts %s to %s', (from, to) => {
    expect(faultsOf(from, to)).toEqual([]);
  });

  it.each([
    ['2026-01-02', '2026-01-01', 'dateTo'],
    ['2026-01-01T01:00:00Z', '2026-01-01T10:00:00+10:00', 'dateTo'],
    ['2026-01-01T10:00:01', '2026-01-01T10:00:00', 'dateTo'],
    ['soon', '-0d', 'dateFrom'],
  ])('refuses %s to %s, naming %s', (from, to, path) => {
    expect(faultsOf(from, to)).toEqual([path]);
  });
});
