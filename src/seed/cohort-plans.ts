/**
 * The cohorts of a demo project: names and definitions, made of the words of its product.
 * Knows every kind of condition; refuses to know rows and ids, which come in as a function.
 */
import type { CohortDefinition } from '../model/shapes/cohort-definition.ts';
import type { Product } from './products.ts';

export type CohortName =
  | 'paying'
  | 'power'
  | 'dormant'
  | 'european'
  | 'fresh'
  | 'returned'
  | 'converted'
  | 'interviewed'
  | 'toInterview'
  | 'retired';

export interface CohortPlan {
  readonly name: string;
  readonly description: string | null;
  /** Null in a static cohort. */
  readonly definition: CohortDefinition | null;
  readonly deleted?: boolean;
}

/** Every cohort by the name that other plans refer to. */
export function planCohorts(
  p: Product,
  cohortId: (name: CohortName) => string,
): Record<CohortName, CohortPlan> {
  return {
    paying: {
      name: 'Paying',
      description: 'On any plan that costs something.',
      definition: {
        type: 'AND',
        values: [
          {
            type: 'person_property',
            property: 'plan',
            operator: 'in',
            values: ['pro', 'team', 'enterprise'],
          },
          { type: 'person_property', property: 'mrr', operator: 'gt', value: 0 },
        ],
      },
    },
    power: {
      name: 'Power users',
      description: 'Active in most weeks, and often.',
      definition: {
        type: 'AND',
        values: [
          { type: 'performed_regularly', eventName: p.used, period: 'week', totalPeriods: 8, minPeriods: 6 },
          { type: 'event', eventName: p.used, countOperator: 'gte', count: 50, timeWindowDays: 60 },
          { type: 'cohort', cohortId: cohortId('dormant'), negated: true },
        ],
      },
    },
    dormant: {
      name: 'Gone quiet',
      description: 'Used it before, not lately.',
      definition: {
        type: 'OR',
        values: [
          { type: 'stopped_performing', eventName: p.used, recentWindowDays: 21, historicalWindowDays: 90 },
          { type: 'not_performed_event', eventName: p.visited, timeWindowDays: 30 },
        ],
      },
    },
    european: {
      name: 'European teams',
      description: 'Companies in Europe with several seats, or their admins.',
      definition: {
        type: 'AND',
        values: [
          {
            type: 'person_property',
            property: 'country',
            operator: 'in',
            values: ['DE', 'FR', 'ES', 'IT', 'NL', 'PL', 'SE'],
          },
          {
            type: 'OR',
            values: [
              { type: 'person_property', property: 'is_admin', operator: 'eq', value: true },
              {
                type: 'AND',
                values: [
                  { type: 'person_property', property: 'seats', operator: 'between', values: [5, 200] },
                  { type: 'person_property', property: 'company', operator: 'is_set' },
                ],
              },
            ],
          },
        ],
      },
    },
    fresh: {
      name: 'New this month',
      description: null,
      definition: {
        type: 'OR',
        values: [
          { type: 'first_time_event', eventName: p.signedUp, timeWindowDays: 30 },
          { type: 'person_property', property: 'signup_date', operator: 'is_date_after', value: '-1m' },
        ],
      },
    },
    returned: {
      name: 'Back again',
      description: 'Had stopped, and started again in the last two weeks.',
      definition: {
        type: 'AND',
        values: [
          {
            type: 'restarted_performing',
            eventName: p.used,
            recentWindowDays: 14,
            gapWindowDays: 45,
            historicalWindowDays: 180,
            eventFilters: [{ property: 'source', operator: 'neq', value: 'import' }],
          },
        ],
      },
    },
    converted: {
      name: 'Paid after inviting',
      description: null,
      definition: {
        type: 'AND',
        values: [
          {
            type: 'event_sequence',
            steps: [
              { eventName: p.invited },
              { eventName: p.paid, eventFilters: [{ property: p.amount, operator: 'gte', value: 10 }] },
            ],
            timeWindowDays: 90,
          },
          { type: 'cohort', cohortId: cohortId('paying'), negated: false },
        ],
      },
    },
    interviewed: {
      name: 'Interviewed in research',
      description: 'People who agreed to a call.',
      definition: null,
    },
    toInterview: {
      name: 'Admins to interview',
      description: 'Paying, in charge of a team, and not asked yet.',
      definition: {
        type: 'AND',
        values: [
          { type: 'cohort', cohortId: cohortId('paying'), negated: false },
          { type: 'cohort', cohortId: cohortId('interviewed'), negated: true },
          { type: 'person_property', property: 'is_admin', operator: 'eq', value: true },
        ],
      },
    },
    retired: {
      name: 'Internal testers',
      description: 'No longer needed: filtered at the source.',
      definition: {
        type: 'AND',
        values: [
          { type: 'person_property', property: 'email', operator: 'regex', value: '@demo\\.example$' },
        ],
      },
      deleted: true,
    },
  };
}
