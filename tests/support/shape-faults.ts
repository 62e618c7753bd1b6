/**
 * Generated values of typed JSON that break exactly one rule, each with the place and the words of the refusal.
 * Knows the rules of the domain; refuses to know how values are sent.
 */
import fc from 'fast-check';
import type { ColumnName } from './shape-api.ts';
import {
  cohortConditions,
  insightConfigs,
  type Json,
  type JsonObject,
  nest,
  uuid,
  widgetLayout,
} from './shape-arbitraries.ts';

/** A value with one fault, where it is in the input, and what is said of it after the place. */
export interface Faulty {
  readonly value: Json;
  readonly at: string;
  readonly says: string;
}

type Breaks<Value> = (value: Value) => Faulty;
export type Case = [rule: string, column: ColumnName, values: fc.Arbitrary<Faulty>];
const rule = <Value>(
  text: string,
  column: ColumnName,
  values: fc.Arbitrary<Value>,
  breaks: Breaks<Value>,
): Case => [text, column, values.map(breaks)];

type Item = Record<string, Json>;
const { trend, funnel, retention, paths, stickiness } = insightConfigs;
const inTrend = (change: (config: Item & { series: Item[] }) => object): fc.Arbitrary<JsonObject> =>
  trend.map(config => ({ ...config, ...change(config as Item & { series: Item[] }) }));
const firstSeries = (change: object, without: string[] = []) =>
  inTrend(({ series: [first, ...rest] }) => ({
    series: [
      Object.fromEntries(Object.entries({ ...first, ...change }).filter(([key]) => !without.includes(key))),
      ...rest,
    ],
  }));
const trendWith = (change: object) => inTrend(() => change);
const faulty =
  (at: string, says: string) =>
  (value: Json): Faulty => ({ value, at, says });
const notDate = ' is not a date: write -7d, -4w, -12m, mStart, yStart, or an ISO 8601 date or date-time';

const configurations: Case[] = [
  rule(
    'no series',
    'config',
    trendWith({ series: [], formulas: [] }),
    faulty('.trend.series', ' must have at least 1 item'),
  ),
  rule(
    'eleven series',
    'config',
    inTrend(({ series }) => ({ series: Array(11).fill(series[0]) })),
    faulty('.trend.series', ' must have at most 10 items'),
  ),
  rule(
    'a property metric without its property',
    'config',
    firstSeries({ metric: 'property_sum' }, ['metricProperty']),
    faulty('.trend.series[0].metricProperty', ' is required by the metric property_sum'),
  ),
  rule(
    'a property for a metric that uses none',
    'config',
    firstSeries({ metric: 'total_events', metricProperty: 'p' }),
    faulty('.trend.series[0].metricProperty', ' is not used by the metric total_events: leave it out'),
  ),
  rule(
    'an empty event name',
    'config',
    firstSeries({ eventName: '' }),
    faulty('.trend.series[0].eventName', ' must have at least 1 character'),
  ),
  rule(
    'an event name of 201 characters',
    'config',
    firstSeries({ eventName: 'x'.repeat(201) }),
    faulty('.trend.series[0].eventName', ' must have at most 200 characters'),
  ),
  rule(
    'a text that cannot be stored',
    'config',
    firstSeries({ label: 'a\u0000b' }),
    faulty('.trend.series[0].label', ' must not contain U+0000 or an unpaired surrogate'),
  ),
  rule(
    'a date that is none',
    'config',
    trendWith({ dateFrom: 'last week', dateTo: '-0d' }),
    faulty('.trend.dateFrom', notDate),
  ),
  rule(
    'a day that no calendar has',
    'config',
    stickiness.map(config => ({ ...config, dateFrom: '-7d', dateTo: '2026-02-30' })),
    faulty('.stickiness.dateTo', notDate),
  ),
  rule(
    'dates in the wrong order',
    'config',
    trendWith({ dateFrom: '2026-02-02', dateTo: '2026-02-01' }),
    faulty('.trend.dateTo', ' must not be before dateFrom'),
  ),
  rule(
    'two breakdowns',
    'config',
    fc
      .tuple(trend, uuid)
      .map(([config, id]) => ({ ...config, breakdownProperty: 'p', breakdownCohortIds: [id] })),
    faulty('.trend.breakdownCohortIds', ' cannot be combined with breakdownProperty: choose one breakdown'),
  ),
  rule(
    'a cohort that is named twice',
    'config',
    fc.tuple(trend, uuid).map(([config, id]) => ({ ...config, cohortIds: [id, id] })),
    faulty('.trend.cohortIds[1]', ' names a cohort that is already listed'),
  ),
  rule(
    'a formula over a series that is not there',
    'config',
    inTrend(({ series }) => ({
      series: [series[0]],
      formulas: [{ key: 'f', label: 'f', expression: 'A / B' }],
    })),
    faulty('.trend.formulas[0].expression', ' names the series B, but the last one is A'),
  ),
  rule(
    'one step',
    'config',
    funnel.map(({ exclusions: _, ...config }) => ({
      ...config,
      steps: (config.steps as Json[]).slice(0, 1),
    })),
    faulty('.funnel.steps', ' must have at least 2 items'),
  ),
  rule(
    'an exclusion beyond the steps',
    'config',
    funnel.map(config => ({
      ...config,
      steps: (config.steps as Json[]).slice(0, 2),
      exclusions: [
        { eventName: 'e', fromStep: 0, toStep: 1 },
        { eventName: 'e', fromStep: 1, toStep: 2 },
      ],
    })),
    faulty('.funnel.exclusions[1].toStep', ' must be inside the steps: at most 1'),
  ),
  rule(
    'an exclusion that ends where it starts',
    'config',
    funnel.map(config => ({ ...config, exclusions: [{ eventName: 'e', fromStep: 1, toStep: 1 }] })),
    faulty('.funnel.exclusions[0].fromStep', ' must be before toStep'),
  ),
  rule(
    'a window of no time',
    'config',
    funnel.map(config => ({ ...config, conversionWindow: { value: 0, unit: 'day' } })),
    faulty('.funnel.conversionWindow.value', ' must be at least 1'),
  ),
  rule(
    '61 periods',
    'config',
    retention.map(config => ({ ...config, periods: 61 })),
    faulty('.retention.periods', ' must be at most 60'),
  ),
  rule(
    'a start that is left out',
    'config',
    paths.map(config => ({ ...config, startEvent: 'e', exclusions: ['e'] })),
    faulty('.paths.exclusions[0]', ' cannot be left out: paths start or end with it'),
  ),
];

/** A filter in a place of its own, in a trend and deep in a cohort. */
const filterCases: [string, JsonObject, at: string, says: string][] = [
  ['in without values', { operator: 'in', value: 'a' }, 'value', 'takes values, not value'],
  ['eq without value', { operator: 'eq' }, 'value', 'requires value: a text, a number or a truth value'],
  ['is_set with a value', { operator: 'is_set', value: 1 }, 'value', 'takes nothing, not value'],
  ['gt with a text', { operator: 'gt', value: '1' }, 'value', 'requires value: a number'],
  [
    'contains with a number',
    { operator: 'contains', value: 1 },
    'value',
    'requires value: a text that is not empty',
  ],
  ['between with one value', { operator: 'between', values: [1] }, 'values', 'requires exactly two values'],
  [
    'between with the upper value first',
    { operator: 'between', values: [2, 1] },
    'values',
    'requires the lower value first',
  ],
  ['between with a text', { operator: 'not_between', values: [1, '2'] }, 'values[1]', 'requires a number'],
  [
    'a date that is none',
    { operator: 'is_date_after', value: 'soon' },
    'value',
    `requires value: a date:${notDate.replace(' is not a date:', '')}`,
  ],
];
const filters: Case[] = filterCases.flatMap(([text, filter, at, says]) => {
  const spoken = ` the operator ${String(filter.operator).toUpperCase()} ${says}`;
  return [
    rule(
      `${text}, in a trend`,
      'config',
      firstSeries({
        filters: [
          { property: 'p', operator: 'is_set' },
          { property: 'p', ...filter },
        ],
      }),
      faulty(`.trend.series[0].filters[1].${at}`, spoken),
    ),
    rule(
      `${text}, in a cohort`,
      'definition',
      cohortConditions.event!.map(
        (event): JsonObject => nest({ ...event, eventFilters: [{ property: 'p', ...filter }] }, 2),
      ),
      faulty(`.values[0].cohortGroup.values[0].event.eventFilters[0].${at}`, spoken),
    ),
  ];
});

const fieldOf = (type: string) => type.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const anyCondition = fc.oneof(...Object.values(cohortConditions));
const and = (values: readonly Json[]): JsonObject => ({ type: 'AND', values });
const beside = (conditions: fc.Arbitrary<JsonObject>, type: string, change: object) =>
  fc.tuple(anyCondition, conditions).map(([other, own]) => and([other, and([{ ...own, type, ...change }])]));
const inCohort = (text: string, type: string, change: object, at: string, says: string): Case => {
  const field = fieldOf(type);
  return rule(
    text,
    'definition',
    beside(cohortConditions[type]!, type, change),
    faulty(`.values[1].cohortGroup.values[0].${field}.${at}`, says),
  );
};

const definitions: Case[] = [
  inCohort(
    'one step of a sequence',
    'event_sequence',
    { steps: [{ eventName: 'a' }] },
    'steps',
    ' must have at least 2 items',
  ),
  inCohort('a window of no days', 'event', { timeWindowDays: 0 }, 'timeWindowDays', ' must be at least 1'),
  inCohort('a negative count', 'event', { count: -1 }, 'count', ' must be at least 0'),
  inCohort(
    'more periods than there are',
    'performed_regularly',
    { totalPeriods: 3, minPeriods: 4 },
    'minPeriods',
    ' must not be above totalPeriods',
  ),
  inCohort(
    'a history inside the recent days',
    'stopped_performing',
    { recentWindowDays: 9, historicalWindowDays: 9 },
    'historicalWindowDays',
    ' must be above recentWindowDays',
  ),
  inCohort(
    'a history inside the gap',
    'restarted_performing',
    { recentWindowDays: 7, gapWindowDays: 30, historicalWindowDays: 37 },
    'historicalWindowDays',
    ' must be above recentWindowDays and gapWindowDays together',
  ),
  rule('a group of nothing', 'definition', anyCondition, condition => ({
    value: and([condition, and([])]),
    at: '.values[1].cohortGroup.values',
    says: ' must have at least 1 item',
  })),
  rule('nine levels', 'definition', anyCondition, condition => ({
    value: nest(condition, 9),
    at: `.values[0]${'.cohortGroup.values[0]'.repeat(7)}.cohortGroup`,
    says: ' is nested too deeply: at most 8 levels of groups',
  })),
  rule('101 conditions', 'definition', anyCondition, condition => ({
    value: and([and(Array(50).fill(condition)), and(Array(51).fill(condition))]),
    at: `.values[1].cohortGroup.values[50].${fieldOf(condition.type as string)}`,
    says: ' is one condition too many: at most 100 in a definition',
  })),
];

const layouts: Case[] = [
  rule(
    'a column beyond the grid',
    'layout',
    widgetLayout.map(layout => ({ ...layout, x: 12, w: 1 })),
    faulty('.x', ' must be at most 11'),
  ),
  rule(
    'a negative row',
    'layout',
    widgetLayout.map(layout => ({ ...layout, y: -1 })),
    faulty('.y', ' must be at least 0'),
  ),
  rule(
    'a height of none',
    'layout',
    widgetLayout.map(layout => ({ ...layout, h: 0 })),
    faulty('.h', ' must be at least 1'),
  ),
  rule(
    'a width that reaches beyond',
    'layout',
    fc.integer({ min: 1, max: 11 }).map(x => ({ x, y: 0, w: 13 - x, h: 1 })),
    value => ({
      value,
      at: '.w',
      says: ` reaches beyond the 12 columns of the grid: at most ${12 - value.x} at x = ${value.x}`,
    }),
  ),
];

/** Every rule once. */
export const faults: readonly Case[] = [...configurations, ...filters, ...definitions, ...layouts];
