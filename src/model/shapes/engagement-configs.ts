/**
 * The configurations of the insights about one target event: retention, lifecycle and stickiness.
 * Knows their members; refuses to know how they are computed.
 */
import { z } from 'zod';
import { checkDateRange, dateRangeMembers } from './date-expression.ts';
import { cohortIdList, eventName } from './stored-text.ts';

export const engagementGranularity = z.enum(['day', 'week', 'month']).meta({
  id: 'EngagementGranularity',
  description: 'The length of one interval.',
  valueDescriptions: {
    day: 'An interval for each day.',
    week: 'An interval for each week.',
    month: 'An interval for each month.',
  },
});

export const retentionType = z.enum(['first_time', 'recurring']).meta({
  id: 'RetentionType',
  description: 'Whether a person enters with the first event ever, or with any event of an interval.',
  valueDescriptions: {
    first_time: 'With the first event that the person ever performed.',
    recurring: 'With any event of an interval.',
  },
});

const targetMembers = () => ({
  targetEvent: eventName().describe('The name of the event that counts as activity.'),
  granularity: engagementGranularity,
  ...dateRangeMembers(),
  cohortIds: cohortIdList(20).optional().describe('Only persons in all of these cohorts count.'),
});

export const retentionConfig = z
  .strictObject({
    type: z.literal('retention').describe('The type of the insight.'),
    ...targetMembers(),
    retentionType,
    periods: z.int().min(1).max(60).describe('How many intervals after the first are shown.'),
  })
  .superRefine(checkDateRange)
  .meta({ id: 'RetentionConfig', description: 'The configuration of a retention table: who comes back.' });

export type RetentionConfig = z.infer<typeof retentionConfig>;

export const lifecycleConfig = z
  .strictObject({ type: z.literal('lifecycle').describe('The type of the insight.'), ...targetMembers() })
  .superRefine(checkDateRange)
  .meta({
    id: 'LifecycleConfig',
    description: 'The configuration of a lifecycle chart: new, returning, resurrecting and dormant persons.',
  });

export type LifecycleConfig = z.infer<typeof lifecycleConfig>;

export const stickinessConfig = z
  .strictObject({ type: z.literal('stickiness').describe('The type of the insight.'), ...targetMembers() })
  .superRefine(checkDateRange)
  .meta({
    id: 'StickinessConfig',
    description: 'The configuration of a stickiness chart: in how many intervals persons are active.',
  });

export type StickinessConfig = z.infer<typeof stickinessConfig>;
