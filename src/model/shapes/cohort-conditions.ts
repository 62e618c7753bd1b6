/**
 * The conditions that a cohort's definition is built from: on properties, on other cohorts, on behaviour.
 * Knows one condition at a time; refuses to know the tree they stand in and how they are evaluated.
 */
import { z } from 'zod';
import { checkOperand, propertyFilterMembers, propertyFilters } from './property-filter.ts';
import { cohortId, eventName } from './stored-text.ts';

const days = () => z.int().min(1).max(3650);

const eventMembers = () => ({
  eventName: eventName().describe('The name of the event.'),
  eventFilters: propertyFilters().optional().describe('Conditions on the events; all have to hold.'),
});

const timeWindow = () => ({
  timeWindowDays: days().describe('How many days back from now events count.'),
});

export const personPropertyCondition = z
  .strictObject({
    type: z.literal('person_property').describe('The kind of the condition.'),
    ...propertyFilterMembers(),
  })
  .superRefine(checkOperand)
  .meta({ id: 'PersonPropertyCondition', description: 'Persons whose property meets a filter.' });

export const cohortCondition = z
  .strictObject({
    type: z.literal('cohort').describe('The kind of the condition.'),
    cohortId: cohortId().describe('The UUID of another cohort of the project.'),
    negated: z.boolean().describe('Whether persons have to be outside that cohort rather than in it.'),
  })
  .meta({ id: 'CohortCondition', description: 'Persons in, or outside, another cohort.' });

export const countOperator = z.enum(['gte', 'lte', 'eq']).meta({
  id: 'CountOperator',
  description: 'At least, at most, or exactly so many times.',
  valueDescriptions: {
    gte: 'At least so many times.',
    lte: 'At most so many times.',
    eq: 'Exactly so many times.',
  },
});

export const eventCondition = z
  .strictObject({
    type: z.literal('event').describe('The kind of the condition.'),
    ...eventMembers(),
    countOperator,
    count: z.int().min(0).max(1_000_000).describe('How many times.'),
    ...timeWindow(),
  })
  .meta({ id: 'EventCondition', description: 'Persons who performed an event so many times.' });

export const firstTimeEventCondition = z
  .strictObject({
    type: z.literal('first_time_event').describe('The kind of the condition.'),
    ...eventMembers(),
    ...timeWindow(),
  })
  .meta({ id: 'FirstTimeEventCondition', description: 'Persons who performed an event for the first time.' });

export const notPerformedEventCondition = z
  .strictObject({
    type: z.literal('not_performed_event').describe('The kind of the condition.'),
    ...eventMembers(),
    ...timeWindow(),
  })
  .meta({ id: 'NotPerformedEventCondition', description: 'Persons who did not perform an event.' });

export const eventSequenceStep = z
  .strictObject(eventMembers())
  .meta({ id: 'EventSequenceStep', description: 'One event of a sequence.' });

export const eventSequenceCondition = z
  .strictObject({
    type: z.literal('event_sequence').describe('The kind of the condition.'),
    steps: z.array(eventSequenceStep).min(2).max(10).describe('The events in their order, 2 to 10.'),
    ...timeWindow(),
  })
  .meta({ id: 'EventSequenceCondition', description: 'Persons who performed events one after another.' });

export const regularityPeriod = z.enum(['day', 'week', 'month']).meta({
  id: 'RegularityPeriod',
  description: 'The length of one period.',
  valueDescriptions: {
    day: '24 hours by the calendar.',
    week: 'Seven days by the calendar.',
    month: 'A month of the calendar.',
  },
});

export const performedRegularlyCondition = z
  .strictObject({
    type: z.literal('performed_regularly').describe('The kind of the condition.'),
    ...eventMembers(),
    period: regularityPeriod,
    totalPeriods: z.int().min(1).max(365).describe('How many of the latest periods are looked at.'),
    minPeriods: z.int().min(1).max(365).describe('In how many of them the event has to occur, at least.'),
  })
  .superRefine((condition, context) => {
    if (condition.minPeriods > condition.totalPeriods) {
      context.addIssue({ code: 'custom', path: ['minPeriods'], message: 'must not be above totalPeriods' });
    }
  })
  .meta({ id: 'PerformedRegularlyCondition', description: 'Persons who perform an event regularly.' });

export const stoppedPerformingCondition = z
  .strictObject({
    type: z.literal('stopped_performing').describe('The kind of the condition.'),
    ...eventMembers(),
    recentWindowDays: days().describe('The latest days, in which the event does not occur.'),
    historicalWindowDays: days().describe(
      'The days back from now, before the recent ones, in which it does.',
    ),
  })
  .superRefine((condition, context) => {
    if (condition.historicalWindowDays <= condition.recentWindowDays) {
      context.addIssue({
        code: 'custom',
        path: ['historicalWindowDays'],
        message: 'must be above recentWindowDays',
      });
    }
  })
  .meta({
    id: 'StoppedPerformingCondition',
    description: 'Persons who performed an event, and no longer do.',
  });

export const restartedPerformingCondition = z
  .strictObject({
    type: z.literal('restarted_performing').describe('The kind of the condition.'),
    ...eventMembers(),
    recentWindowDays: days().describe('The latest days, in which the event occurs again.'),
    gapWindowDays: days().describe('The days before those, in which it does not occur.'),
    historicalWindowDays: days().describe('The days back from now, before the gap, in which it occurs.'),
  })
  .superRefine((condition, context) => {
    if (condition.historicalWindowDays <= condition.recentWindowDays + condition.gapWindowDays) {
      context.addIssue({
        code: 'custom',
        path: ['historicalWindowDays'],
        message: 'must be above recentWindowDays and gapWindowDays together',
      });
    }
  })
  .meta({
    id: 'RestartedPerformingCondition',
    description: 'Persons who perform an event again after a gap.',
  });

/** Every kind of condition; a new kind is added here and nowhere else. */
export const cohortConditions = [
  personPropertyCondition,
  cohortCondition,
  eventCondition,
  firstTimeEventCondition,
  notPerformedEventCondition,
  eventSequenceCondition,
  performedRegularlyCondition,
  stoppedPerformingCondition,
  restartedPerformingCondition,
] as const;

export type CohortConditionNode = z.infer<(typeof cohortConditions)[number]>;
export type PersonPropertyCondition = z.infer<typeof personPropertyCondition>;
export type CohortCondition = z.infer<typeof cohortCondition>;
export type EventCondition = z.infer<typeof eventCondition>;
