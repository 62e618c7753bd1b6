/**
 * The configuration of a trend: series of events over time.
 * Knows its members and the rules between them; refuses to know how a trend is computed.
 */
import { z } from 'zod';
import { checkDateRange, dateRangeMembers } from './date-expression.ts';
import { formulaFault } from './formula-expression.ts';
import { propertyFilters } from './property-filter.ts';
import { cohortIdList, eventName, label, propertyName, storedText } from './stored-text.ts';

export const trendMetric = z
  .enum([
    'total_events',
    'unique_users',
    'events_per_user',
    'property_sum',
    'property_avg',
    'property_min',
    'property_max',
    'first_time_users',
  ])
  .meta({
    id: 'TrendMetric',
    description: 'What is counted or computed for each interval.',
    valueDescriptions: {
      total_events: 'How many events there were.',
      unique_users: 'How many persons performed one.',
      events_per_user: 'How many events there were for each person who performed one.',
      property_sum: 'The sum of the property over all events.',
      property_avg: 'The average of the property.',
      property_min: 'The least value of the property.',
      property_max: 'The greatest value of the property.',
      first_time_users: 'How many persons performed their first one.',
    },
  });

export type TrendMetric = z.infer<typeof trendMetric>;

export const trendGranularity = z.enum(['hour', 'day', 'week', 'month']).meta({
  id: 'TrendGranularity',
  description: 'The length of one interval of a trend.',
  valueDescriptions: {
    hour: 'An interval for each hour.',
    day: 'An interval for each day.',
    week: 'An interval for each week.',
    month: 'An interval for each month.',
  },
});

export const chartType = z.enum(['line', 'area', 'bar', 'number', 'table', 'pie']).meta({
  id: 'ChartType',
  description: 'How a trend is drawn.',
  valueDescriptions: {
    line: 'A line for each series.',
    area: 'A filled line for each series.',
    bar: 'A bar for each interval and series.',
    number: 'One number for each series.',
    table: 'A table of the numbers.',
    pie: 'A share of a circle for each series.',
  },
});

export const trendSeries = z
  .strictObject({
    eventName: eventName().describe('The name of the event.'),
    label: label().describe('The name of the series in the legend.'),
    metric: trendMetric,
    metricProperty: propertyName()
      .optional()
      .describe(
        'The numeric event property of the metric; required by the property metrics, refused by the others.',
      ),
    filters: propertyFilters().optional().describe('Conditions on the events; all have to hold.'),
    hidden: z.boolean().optional().describe('Whether the series is computed (for formulas) but not drawn.'),
  })
  .superRefine((series, context) => {
    const needsProperty = series.metric.startsWith('property_');
    if (needsProperty !== (series.metricProperty !== undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['metricProperty'],
        message: needsProperty
          ? `is required by the metric ${series.metric}`
          : `is not used by the metric ${series.metric}: leave it out`,
      });
    }
  })
  .meta({ id: 'TrendSeries', description: 'One line of a trend: an event and what is computed from it.' });

export type TrendSeries = z.infer<typeof trendSeries>;

export const trendFormula = z
  .strictObject({
    key: storedText(1, 40).describe('The key of the formula, unique in the insight.'),
    label: label().describe('The name of the formula in the legend.'),
    expression: storedText(1, 200).describe(
      'Arithmetic over the series, which are named A, B, C … in their order: A / B * 100.',
    ),
  })
  .meta({ id: 'TrendFormula', description: 'A line computed from the series of a trend.' });

export type TrendFormula = z.infer<typeof trendFormula>;

export const trendConfig = z
  .strictObject({
    type: z.literal('trend').describe('The type of the insight.'),
    series: z.array(trendSeries).min(1).max(10).describe('What is shown, 1 to 10 series.'),
    granularity: trendGranularity,
    chartType,
    ...dateRangeMembers(),
    breakdownProperty: propertyName()
      .optional()
      .describe('The event property by which each series is split; not together with breakdownCohortIds.'),
    breakdownCohortIds: cohortIdList(20)
      .optional()
      .describe('The cohorts by which each series is split; not together with breakdownProperty.'),
    compare: z.boolean().describe('Whether the preceding dates of the same length are shown as well.'),
    cohortIds: cohortIdList(20).optional().describe('Only persons in all of these cohorts count.'),
    formulas: z.array(trendFormula).max(10).optional().describe('Lines computed from the series.'),
  })
  .superRefine((config, context) => {
    checkDateRange(config, context);
    if (config.breakdownProperty !== undefined && config.breakdownCohortIds !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['breakdownCohortIds'],
        message: 'cannot be combined with breakdownProperty: choose one breakdown',
      });
    }
    const keys = new Set<string>();
    for (const [index, formula] of (config.formulas ?? []).entries()) {
      const fault = formulaFault(formula.expression, config.series.length);
      if (fault !== undefined) {
        context.addIssue({ code: 'custom', path: ['formulas', index, 'expression'], message: fault });
      }
      if (keys.has(formula.key)) {
        context.addIssue({
          code: 'custom',
          path: ['formulas', index, 'key'],
          message: 'is the key of another formula too',
        });
      }
      keys.add(formula.key);
    }
  })
  .meta({ id: 'TrendConfig', description: 'The configuration of a trend: series of events over time.' });

export type TrendConfig = z.infer<typeof trendConfig>;
