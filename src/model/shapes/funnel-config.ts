/**
 * The configuration of a funnel: steps that persons take one after another.
 * Knows its members and the rules between them; refuses to know how a funnel is computed.
 */
import { z } from 'zod';
import { checkDateRange, dateRangeMembers } from './date-expression.ts';
import { propertyFilters } from './property-filter.ts';
import { cohortIdList, eventName, label, propertyName } from './stored-text.ts';

export const funnelStep = z
  .strictObject({
    eventName: eventName().describe('The name of the event.'),
    label: label().describe('The name of the step.'),
    filters: propertyFilters().optional().describe('Conditions on the events; all have to hold.'),
  })
  .meta({ id: 'FunnelStep', description: 'One step of a funnel.' });

export type FunnelStep = z.infer<typeof funnelStep>;

export const conversionWindow = z
  .strictObject({
    value: z.int().min(1).max(100_000).describe('How many units.'),
    unit: z.enum(['second', 'minute', 'hour', 'day', 'week', 'month']).meta({
      id: 'ConversionWindowUnit',
      description: 'The unit of a conversion window.',
      valueDescriptions: {
        second: 'So many seconds.',
        minute: 'So many minutes.',
        hour: 'So many hours.',
        day: 'So many days.',
        week: 'So many weeks.',
        month: 'So many months.',
      },
    }),
  })
  .meta({ id: 'ConversionWindow', description: 'The time within which all steps have to be taken.' });

export type ConversionWindow = z.infer<typeof conversionWindow>;

export const funnelOrder = z.enum(['ordered', 'strict', 'unordered']).meta({
  id: 'FunnelOrder',
  description: 'Whether steps are taken in order, in order without other events in between, or in any order.',
  valueDescriptions: {
    ordered: 'One after another, whatever happens in between.',
    strict: 'One after another, with no other event in between.',
    unordered: 'All of them, in any order.',
  },
});

export const funnelVisualization = z.enum(['steps', 'time_to_convert']).meta({
  id: 'FunnelVisualization',
  description: 'What a funnel shows: persons per step, or the time taken.',
  valueDescriptions: {
    steps: 'How many persons reach each step.',
    time_to_convert: 'How long it takes from the first step to the last.',
  },
});

export const funnelExclusion = z
  .strictObject({
    eventName: eventName().describe('The event that takes a person out of the funnel.'),
    fromStep: z.int().min(0).max(8).describe('The index of the step after which it counts; the first is 0.'),
    toStep: z.int().min(1).max(9).describe('The index of the step before which it counts; after fromStep.'),
  })
  .meta({ id: 'FunnelExclusion', description: 'An event that must not happen between two steps.' });

export type FunnelExclusion = z.infer<typeof funnelExclusion>;

export const funnelConfig = z
  .strictObject({
    type: z.literal('funnel').describe('The type of the insight.'),
    steps: z.array(funnelStep).min(2).max(10).describe('The steps, 2 to 10.'),
    conversionWindow,
    order: funnelOrder,
    visualization: funnelVisualization,
    ...dateRangeMembers(),
    exclusions: z
      .array(funnelExclusion)
      .max(5)
      .optional()
      .describe('Events that must not happen in between.'),
    breakdownProperty: propertyName().optional().describe('The event property by which the funnel is split.'),
    cohortIds: cohortIdList(20).optional().describe('Only persons in all of these cohorts count.'),
  })
  .superRefine((config, context) => {
    checkDateRange(config, context);
    for (const [index, exclusion] of (config.exclusions ?? []).entries()) {
      const refuse = (member: 'fromStep' | 'toStep', message: string) =>
        context.addIssue({ code: 'custom', path: ['exclusions', index, member], message });
      const last = config.steps.length - 1;
      if (exclusion.toStep > last) refuse('toStep', `must be inside the steps: at most ${last}`);
      if (exclusion.fromStep >= exclusion.toStep) refuse('fromStep', 'must be before toStep');
    }
  })
  .meta({ id: 'FunnelConfig', description: 'The configuration of a funnel: steps taken one after another.' });

export type FunnelConfig = z.infer<typeof funnelConfig>;
