import { describe, expect, it } from 'vitest';
import { propertyFilter } from './property-filter.ts';

const faultsOf = (filter: object) => {
  const result = propertyFilter.safeParse(filter);
  return result.success ? [] : result.error.issues.map(issue => issue.path.join('.'));
};

describe('property filter', () => {
  it.each([
    { property: 'plan', operator: 'eq', value: 'pro' },
    { property: 'seats', operator: 'neq', value: 3 },
    { property: 'trial', operator: 'eq', value: false },
    { property: 'plan', operator: 'eq', value: '' },
    { property: 'email', operator: 'contains', value: '@example.com' },
    { property: 'email', operator: 'not_contains', value: '+' },
    { property: 'company', operator: 'is_set' },
    { property: 'company', operator: 'is_not_set' },
    { property: 'seats', operator: 'gt', value: 0 },
    { property: 'seats', operator: 'lte', value: -1.5 },
    { property: 'country', operator: 'in', values: ['DE', 'FR'] },
    { property: 'seats', operator: 'not_in', values: [1, true, 'x'] },
    { property: 'seats', operator: 'between', values: [2, 2] },
    { property: 'seats', operator: 'not_between', values: [2, 10] },
    { property: 'email', operator: 'regex', value: '^a.*z$' },
    { property: 'signup_date', operator: 'is_date_before', value: '-7d' },
    { property: 'signup_date', operator: 'is_date_after', value: '2026-02-28' },
    { property: 'signup_date', operator: 'is_date_exact', value: '2026-02-28T10:00:00Z' },
  ])('accepts $operator with its operand', filter => {
    expect(faultsOf(filter)).toEqual([]);
  });

  it.each([
    [{ property: 'p', operator: 'eq' }, 'value'],
    [{ property: 'p', operator: 'eq', values: ['x'] }, 'values'],
    [{ property: 'p', operator: 'eq', value: null }, 'value'],
    [{ property: 'p', operator: 'eq', value: { a: 1 } }, 'value'],
    [{ property: 'p', operator: 'contains', value: 3 }, 'value'],
    [{ property: 'p', operator: 'contains', value: '' }, 'value'],
    [{ property: 'p', operator: 'is_set', value: 'x' }, 'value'],
    [{ property: 'p', operator: 'is_not_set', values: ['x'] }, 'values'],
    [{ property: 'p', operator: 'gt', value: '5' }, 'value'],
    [{ property: 'p', operator: 'in', value: 'x' }, 'value'],
    [{ property: 'p', operator: 'in' }, 'values'],
    [{ property: 'p', operator: 'in', values: [] }, 'values'],
    [{ property: 'p', operator: 'between', values: [1] }, 'values'],
    [{ property: 'p', operator: 'between', values: [1, 2, 3] }, 'values'],
    [{ property: 'p', operator: 'between', values: [2, 1] }, 'values'],
    [{ property: 'p', operator: 'between', values: [1, '2'] }, 'values.1'],
    [{ property: 'p', operator: 'is_date_before', value: 'yesterday' }, 'value'],
    [{ property: 'p', operator: 'is_date_before', value: '2026-02-30' }, 'value'],
    [{ property: '', operator: 'is_set' }, 'property'],
    [{ property: 'p\u0000', operator: 'is_set' }, 'property'],
    [{ property: 'p', operator: 'eq', value: '\ud800' }, 'value'],
    [{ property: 'p', operator: 'like', value: 'x' }, 'operator'],
    [{ property: 'p', operator: 'is_set', extra: 1 }, ''],
  ])('refuses %j, naming "%s"', (filter, path) => {
    expect(faultsOf(filter)).toEqual([path]);
  });
});
