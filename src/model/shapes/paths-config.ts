/**
 * The configuration of a paths insight: which events follow which.
 * Knows its members; refuses to know how paths are computed.
 */
import { z } from 'zod';
import { checkDateRange, dateRangeMembers } from './date-expression.ts';
import { cohortIdList, eventName } from './stored-text.ts';

export const pathsConfig = z
  .strictObject({
    type: z.literal('paths').describe('The type of the insight.'),
    ...dateRangeMembers(),
    stepLimit: z.int().min(2).max(20).describe('How many steps of a path are shown.'),
    startEvent: eventName().optional().describe('The event every path starts with.'),
    endEvent: eventName().optional().describe('The event every path ends with.'),
    exclusions: z
      .array(eventName().describe('The name of an event.'))
      .max(50)
      .optional()
      .describe('Events that are left out of the paths.'),
    minPersons: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional()
      .describe('Paths taken by fewer persons are not shown.'),
    cohortIds: cohortIdList(20).optional().describe('Only persons in all of these cohorts count.'),
  })
  .superRefine((config, context) => {
    checkDateRange(config, context);
    for (const [index, excluded] of (config.exclusions ?? []).entries()) {
      if (excluded === config.startEvent || excluded === config.endEvent) {
        context.addIssue({
          code: 'custom',
          path: ['exclusions', index],
          message: 'cannot be left out: paths start or end with it',
        });
      }
    }
  })
  .meta({
    id: 'PathsConfig',
    description: 'The configuration of a paths insight: which events follow which.',
  });

export type PathsConfig = z.infer<typeof pathsConfig>;
