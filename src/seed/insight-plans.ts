/**
 * The insights of a demo project: names and configurations, made of the words of its product.
 * Knows what an analyst would ask; refuses to know rows, ids of insights and dashboards.
 */
import type { InsightConfig } from '../model/shapes/insight-config.ts';
import type { CohortName } from './cohort-plans.ts';
import { figure, funnel, lifecycle, paths, retention, series, stickiness, trend } from './config-makers.ts';
import { isoDate } from './moments.ts';
import type { Product } from './products.ts';

export interface InsightPlan {
  readonly name: string;
  readonly description: string | null;
  readonly config: InsightConfig;
  readonly favorite?: boolean;
  readonly deleted?: boolean;
}

export interface PlanContext {
  readonly product: Product;
  readonly cohortId: (name: CohortName) => string;
  readonly now: Date;
}

/** Every insight by a key that dashboards refer to. */
export function planInsights({ product: p, cohortId, now }: PlanContext) {
  const lastQuarter = { dateFrom: isoDate(new Date(now.getTime() - 90 * 86_400_000)), dateTo: isoDate(now) };
  return {
    signUps: {
      name: 'Sign-ups',
      description: 'New accounts in the last 30 days, against the 30 before.',
      config: figure(series(p.signedUp, 'Sign-ups', 'total_events')),
      favorite: true,
    },
    activeUsers: {
      name: `Active ${p.users}`,
      description: null,
      config: figure(series(p.used, `Active ${p.users}`)),
    },
    revenue: {
      name: 'Revenue',
      description: 'Sum of payments this month so far.',
      config: figure(series(p.paid, 'Revenue', 'property_sum', { metricProperty: p.amount }), {
        dateFrom: 'mStart',
      }),
      favorite: true,
    },
    newPayers: {
      name: 'First payments',
      description: null,
      config: figure(series(p.paid, 'First payments', 'first_time_users')),
    },
    activity: {
      name: 'Activity by day',
      description: 'Use and sharing, day by day.',
      config: trend([series(p.used, 'Used'), series(p.shared, 'Shared'), series(p.invited, 'Invited')]),
      favorite: true,
    },
    plans: {
      name: `${p.users[0]!.toUpperCase()}${p.users.slice(1)} by plan`,
      description: null,
      config: trend([series(p.used, 'Active')], { chartType: 'pie', breakdownProperty: 'plan' }),
    },
    activation: {
      name: 'From visit to payment',
      description: 'Where people drop out on the way to paying.',
      config: funnel([
        [p.visited, 'Visited'],
        [p.signedUp, 'Signed up'],
        [p.activated, 'Activated'],
        [p.paid, 'Paid'],
      ]),
      favorite: true,
    },
    weeklyRetention: {
      name: 'Weekly retention',
      description: 'Who comes back in the weeks after the first use.',
      config: retention(p.used),
    },
    growth: { name: 'Growth accounting', description: null, config: lifecycle(p.used) },
    days: { name: 'Days of use per month', description: null, config: stickiness(p.used) },
    afterSignUp: {
      name: 'What happens after sign-up',
      description: null,
      config: paths({ startEvent: p.signedUp, exclusions: [p.failed], minPersons: 5 }),
    },
    timeToActivate: {
      name: 'Time to activate',
      description: 'How long people take from account to first success.',
      config: funnel(
        [
          [p.signedUp, 'Signed up'],
          [p.activated, 'Activated'],
        ],
        {
          visualization: 'time_to_convert',
          conversionWindow: { value: 48, unit: 'hour' },
          breakdownProperty: 'os',
        },
      ),
    },
    inviteFunnel: {
      name: 'Invitations, in any order',
      description: null,
      config: funnel(
        [
          [p.activated, 'Activated'],
          [p.invited, 'Invited somebody'],
          [p.shared, 'Shared'],
        ],
        { order: 'unordered', exclusions: [{ eventName: p.cancelled, fromStep: 0, toStep: 2 }] },
      ),
    },
    activationByCountry: {
      name: 'Activation by country',
      description: null,
      config: trend([series(p.activated, 'Activated')], {
        chartType: 'table',
        breakdownProperty: 'country',
        granularity: 'week',
        dateFrom: '-12w',
      }),
    },
    activationRate: {
      name: 'Activation rate',
      description: 'Share of new accounts that reach the first success.',
      config: trend(
        [
          series(p.signedUp, 'Signed up', 'unique_users', { hidden: true }),
          series(p.activated, 'Activated', 'unique_users', { hidden: true }),
        ],
        {
          formulas: [{ key: 'rate', label: 'Activation rate, %', expression: 'B / A * 100' }],
          granularity: 'week',
          dateFrom: '-12w',
        },
      ),
    },
    europeanSignUps: {
      name: 'Sign-ups from Europe',
      description: null,
      config: trend(
        [
          series(p.signedUp, 'Sign-ups', 'total_events', {
            filters: [
              { property: 'country', operator: 'in', values: ['DE', 'FR', 'ES', 'IT', 'NL', 'PL', 'SE'] },
              { property: 'email', operator: 'not_contains', value: '@demo.example' },
            ],
          }),
        ],
        { chartType: 'bar' },
      ),
    },
    monthlyRetention: {
      name: 'Monthly retention of paying people',
      description: null,
      config: retention(p.used, {
        granularity: 'month',
        periods: 12,
        retentionType: 'recurring',
        dateFrom: '-12m',
        cohortIds: [cohortId('paying')],
      }),
    },
    dailyRetention: {
      name: 'Daily retention',
      description: null,
      config: retention(p.visited, { granularity: 'day', periods: 14, dateFrom: '-4w' }),
    },
    powerStickiness: {
      name: 'Stickiness of power users',
      description: 'Days of use among the most active.',
      config: stickiness(p.used, { cohortIds: [cohortId('power')] }),
    },
    monthlyGrowth: {
      name: 'Growth accounting by month',
      description: null,
      config: lifecycle(p.used, { granularity: 'month', dateFrom: 'yStart' }),
    },
    usePerUser: {
      name: 'Use per active person',
      description: null,
      config: trend([series(p.used, 'Events per person', 'events_per_user')], {
        chartType: 'area',
        compare: true,
      }),
    },
    cohortsCompared: {
      name: 'Use by cohort',
      description: 'The same curve for three groups.',
      config: trend([series(p.used, 'Used', 'total_events')], {
        breakdownCohortIds: [cohortId('power'), cohortId('paying'), cohortId('dormant')],
      }),
    },
    payments: {
      name: 'Payment sizes',
      description: 'Average, smallest and largest payment per week of the last quarter.',
      config: trend(
        [
          series(p.paid, 'Average', 'property_avg', { metricProperty: p.amount }),
          series(p.paid, 'Smallest', 'property_min', { metricProperty: p.amount }),
          series(p.paid, 'Largest', 'property_max', { metricProperty: p.amount }),
        ],
        { granularity: 'week', ...lastQuarter },
      ),
    },
    checkout: {
      name: 'Checkout without detours',
      description: 'Nothing else may happen between the steps.',
      config: funnel(
        [
          [p.visited, 'Visited'],
          [p.paid, 'Paid'],
        ],
        { order: 'strict', conversionWindow: { value: 30, unit: 'minute' }, ...lastQuarter },
      ),
    },
    cancellations: {
      name: 'Cancellations',
      description: null,
      config: trend([series(p.cancelled, 'Cancelled', 'total_events')], {
        chartType: 'bar',
        granularity: 'month',
        dateFrom: 'yStart',
      }),
    },
    beforeCancelling: {
      name: 'What leads to cancelling',
      description: null,
      config: paths({ endEvent: p.cancelled, stepLimit: 8, dateFrom: '-30d' }),
    },
    failures: {
      name: 'Failures by hour',
      description: 'Watched during releases.',
      config: trend([series(p.failed, 'Failures', 'total_events')], {
        granularity: 'hour',
        dateFrom: '-2d',
        breakdownProperty: 'os',
      }),
    },
    // On no dashboard.
    scratch: { name: 'Untitled insight', description: null, config: trend([series(p.visited, 'Visits')]) },
    abandoned: {
      name: 'Old sign-up funnel',
      description: 'Replaced when the sign-up form changed.',
      config: funnel([
        [p.visited, 'Visited'],
        [p.signedUp, 'Signed up'],
      ]),
      deleted: true,
    },
  } satisfies Record<string, InsightPlan>;
}

export type InsightName = keyof ReturnType<typeof planInsights>;
