import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { cohortConditions } from './cohort-conditions.ts';
import { type CohortDefinition, cohortDefinition, findTreeExcess } from './cohort-definition.ts';

const cohortId = '7d3f6c1e-50a1-4b2c-9a53-0c3c1f0f9a11';
const window = { timeWindowDays: 30 };
const conditions = {
  person_property: { property: 'plan', operator: 'in', values: ['pro', 'enterprise'] },
  cohort: { cohortId, negated: true },
  event: { eventName: 'opened', countOperator: 'gte', count: 3, ...window },
  first_time_event: { eventName: 'opened', ...window },
  not_performed_event: { eventName: 'opened', ...window },
  event_sequence: { steps: [{ eventName: 'opened' }, { eventName: 'paid' }], ...window },
  performed_regularly: { eventName: 'opened', period: 'week', totalPeriods: 8, minPeriods: 6 },
  stopped_performing: { eventName: 'opened', recentWindowDays: 14, historicalWindowDays: 60 },
  restarted_performing: {
    eventName: 'opened',
    recentWindowDays: 7,
    gapWindowDays: 30,
    historicalWindowDays: 90,
  },
};
const isSet = { type: 'person_property', property: 'plan', operator: 'is_set' };
const and = (...values: object[]) => ({ type: 'AND', values });
const nested = (levels: number): object => (levels === 1 ? and(isSet) : and(nested(levels - 1)));

const faultsOf = (definition: unknown) => {
  const result = cohortDefinition.safeParse(definition);
  return result.success ? [] : result.error.issues.map(issue => issue.path.join('.'));
};

describe('cohort definition', () => {
  it('is typed as a tree, not as any', () => {
    expectTypeOf<z.infer<typeof cohortDefinition>>().toEqualTypeOf<CohortDefinition>();
  });

  it('has an example here of every kind of condition', () => {
    const kinds = cohortConditions.map(condition => condition.shape.type.value);
    expect(kinds.toSorted()).toEqual(Object.keys(conditions).toSorted());
  });

  it.each(Object.entries(conditions))('accepts %s as it is', (type, members) => {
    const definition = and({ type: 'OR', values: [{ type, ...members }] });
    expect(faultsOf(definition)).toEqual([]);
    expect(cohortDefinition.parse(definition)).toEqual(definition);
  });

  it.each([
    [{ type: 'cohort', cohortId: 'x', negated: false }, 'cohortId'],
    [{ type: 'cohort', cohortId }, 'negated'],
    [{ type: 'event', ...conditions.event, countOperator: 'gt' }, 'countOperator'],
    [{ type: 'event', ...conditions.event, count: -1 }, 'count'],
    [{ type: 'event', ...conditions.event, timeWindowDays: 0 }, 'timeWindowDays'],
    [
      { type: 'event', ...conditions.event, eventFilters: [{ property: 'p', operator: 'in' }] },
      'eventFilters.0.values',
    ],
    [{ type: 'person_property', property: 'p', operator: 'between', values: [3, 1] }, 'values'],
    [{ type: 'event_sequence', ...conditions.event_sequence, steps: [{ eventName: 'one' }] }, 'steps'],
    [{ type: 'performed_regularly', ...conditions.performed_regularly, minPeriods: 9 }, 'minPeriods'],
    [
      { type: 'stopped_performing', ...conditions.stopped_performing, historicalWindowDays: 14 },
      'historicalWindowDays',
    ],
    [
      { type: 'restarted_performing', ...conditions.restarted_performing, historicalWindowDays: 37 },
      'historicalWindowDays',
    ],
    [{ type: 'unheard_of' }, 'type'],
    [{ type: 'and', values: [isSet] }, 'type'],
    [and(), 'values'],
  ])('refuses %j deep in the tree, naming "%s"', (node, path) => {
    expect(faultsOf(and(isSet, { type: 'OR', values: [isSet, node] }))).toEqual([
      `values.1.values.1.${path}`,
    ]);
  });

  it('refuses a condition as the root', () => {
    expect(faultsOf(isSet)).toContain('type');
  });

  it('allows 8 levels of groups and refuses the ninth, naming it', () => {
    expect(faultsOf(nested(8))).toEqual([]);
    expect(faultsOf(nested(9))).toEqual([Array(8).fill('values.0').join('.')]);
  });

  it('allows 100 conditions and refuses the next, wherever it stands', () => {
    const half = and(...Array(50).fill(isSet));
    expect(faultsOf(and(half, half))).toEqual([]);
    expect(faultsOf(and(half, half, isSet))).toEqual(['values.1.values.49']);
  });

  it('measures a tree that is far too deep to be parsed', () => {
    expect(findTreeExcess(nested(5000))?.message).toContain('at most 8 levels');
  });
});
