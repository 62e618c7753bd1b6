import { describe, expect, it } from 'vitest';
import { type InsightConfig, insightConfig } from './insight-config.ts';

const dates = { dateFrom: '-30d', dateTo: '-0d' };
const cohortId = '7d3f6c1e-50a1-4b2c-9a53-0c3c1f0f9a11';
const series = { eventName: 'page_viewed', label: 'Views', metric: 'total_events' };
const trend = {
  type: 'trend',
  series: [series],
  granularity: 'day',
  chartType: 'line',
  ...dates,
  compare: false,
};
const steps = ['signed_up', 'project_created', 'invited'].map(eventName => ({ eventName, label: eventName }));
const funnel = {
  type: 'funnel',
  steps,
  conversionWindow: { value: 14, unit: 'day' },
  order: 'ordered',
  visualization: 'steps',
  ...dates,
};
const target = { targetEvent: 'opened', granularity: 'week', ...dates };
const retention = { type: 'retention', ...target, retentionType: 'first_time', periods: 8 };
const lifecycle = { type: 'lifecycle', ...target };
const stickiness = { type: 'stickiness', ...target, cohortIds: [cohortId] };
const paths = { type: 'paths', ...dates, stepLimit: 5 };

const faultsOf = (config: object) => {
  const result = insightConfig.safeParse(config);
  return result.success ? [] : result.error.issues.map(issue => issue.path.join('.'));
};

describe('insight configuration', () => {
  it.each([
    trend,
    { ...trend, series: [{ ...series, metric: 'property_sum', metricProperty: 'amount', hidden: true }] },
    { ...trend, breakdownProperty: 'country', cohortIds: [cohortId] },
    { ...trend, breakdownCohortIds: [cohortId] },
    {
      ...trend,
      series: [series, series],
      formulas: [{ key: 'f1', label: 'Share', expression: '-(A + 1.5) / B * 100' }],
    },
    funnel,
    {
      ...funnel,
      exclusions: [{ eventName: 'cancelled', fromStep: 0, toStep: 2 }],
      breakdownProperty: 'plan',
    },
    retention,
    lifecycle,
    stickiness,
    // PostgreSQL takes every one: no version, no variant, any case.
    {
      ...stickiness,
      cohortIds: ['00000000-0000-0000-0000-00000000000A', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    },
    paths,
    { ...paths, startEvent: 'opened', endEvent: 'paid', exclusions: ['pinged'], minPersons: 5 },
  ])('accepts a valid $type as it is', config => {
    expect(faultsOf(config)).toEqual([]);
    expect(insightConfig.parse(config)).toEqual(config);
  });

  it.each([
    [{ ...trend, type: 'pie' }, 'type'],
    [{ ...trend, type: undefined }, 'type'],
    [{ ...trend, type: 'Trend' }, 'type'],
    [{ ...trend, series: [] }, 'series'],
    [{ ...trend, series: Array.from({ length: 11 }, () => series) }, 'series'],
    [{ ...trend, series: [{ ...series, eventName: '' }] }, 'series.0.eventName'],
    [{ ...trend, series: [series, { ...series, metric: 'property_avg' }] }, 'series.1.metricProperty'],
    [{ ...trend, series: [{ ...series, metricProperty: 'amount' }] }, 'series.0.metricProperty'],
    [
      { ...trend, series: [{ ...series, filters: [{ property: 'p', operator: 'eq' }] }] },
      'series.0.filters.0.value',
    ],
    [{ ...trend, granularity: 'year' }, 'granularity'],
    [{ ...trend, compare: 'yes' }, 'compare'],
    [{ ...trend, dateFrom: 'last week' }, 'dateFrom'],
    [{ ...trend, dateTo: undefined }, 'dateTo'],
    [{ ...trend, dateFrom: '2026-02-02', dateTo: '2026-02-01' }, 'dateTo'],
    [{ ...trend, breakdownProperty: 'p', breakdownCohortIds: [cohortId] }, 'breakdownCohortIds'],
    [{ ...trend, cohortIds: ['42'] }, 'cohortIds.0'],
    [{ ...trend, cohortIds: [cohortId, cohortId] }, 'cohortIds.1'],
    [{ ...trend, cohortIds: [cohortId, cohortId.toUpperCase()] }, 'cohortIds.1'],
    [{ ...trend, cohortIds: [`{${cohortId}}`] }, 'cohortIds.0'],
    [
      { ...trend, cohortIds: Array.from({ length: 21 }, (_, n) => cohortId.replace('11', `${10 + n}`)) },
      'cohortIds',
    ],
    [{ ...trend, formulas: [{ key: 'f', label: 'F', expression: 'A / B' }] }, 'formulas.0.expression'],
    [{ ...trend, formulas: [{ key: 'f', label: 'F', expression: 'A +' }] }, 'formulas.0.expression'],
    [{ ...trend, formulas: [{ key: 'f', label: 'F', expression: '(A' }] }, 'formulas.0.expression'],
    [{ ...trend, formulas: [{ key: 'f', label: 'F', expression: 'A A' }] }, 'formulas.0.expression'],
    [{ ...trend, formulas: [{ key: 'f', label: 'F', expression: 'A; drop' }] }, 'formulas.0.expression'],
    [
      { ...trend, formulas: ['A', 'A * 2'].map(expression => ({ key: 'f', label: 'F', expression })) },
      'formulas.1.key',
    ],
    [{ ...trend, periods: 3 }, ''],
    [{ ...funnel, steps: steps.slice(1, 2) }, 'steps'],
    [{ ...funnel, conversionWindow: { value: 0, unit: 'day' } }, 'conversionWindow.value'],
    [{ ...funnel, conversionWindow: { value: 1.5, unit: 'day' } }, 'conversionWindow.value'],
    [{ ...funnel, conversionWindow: { value: 1, unit: 'year' } }, 'conversionWindow.unit'],
    [{ ...funnel, order: 'any' }, 'order'],
    [{ ...funnel, exclusions: [{ eventName: 'x', fromStep: 0, toStep: 3 }] }, 'exclusions.0.toStep'],
    [{ ...funnel, exclusions: [{ eventName: 'x', fromStep: 1, toStep: 1 }] }, 'exclusions.0.fromStep'],
    [{ ...funnel, exclusions: [{ eventName: 'x', fromStep: -1, toStep: 1 }] }, 'exclusions.0.fromStep'],
    [
      {
        ...funnel,
        exclusions: Array.from({ length: 6 }, () => ({ eventName: 'x', fromStep: 0, toStep: 1 })),
      },
      'exclusions',
    ],
    [{ ...retention, periods: 61 }, 'periods'],
    [{ ...retention, granularity: 'hour' }, 'granularity'],
    [{ ...lifecycle, targetEvent: '' }, 'targetEvent'],
    [{ ...stickiness, dateFrom: '2026-02-02', dateTo: '2026-02-01' }, 'dateTo'],
    [{ ...paths, stepLimit: 21 }, 'stepLimit'],
    [{ ...paths, stepLimit: 1 }, 'stepLimit'],
    [{ ...paths, startEvent: 'opened', exclusions: ['pinged', 'opened'] }, 'exclusions.1'],
  ])('refuses %j, naming "%s"', (config, path) => {
    expect(faultsOf(config)).toEqual([path]);
  });

  it('narrows by type', () => {
    const config: InsightConfig = insightConfig.parse(paths);
    expect(config.type === 'paths' ? config.stepLimit : undefined).toBe(5);
  });
});
