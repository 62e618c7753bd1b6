/**
 * Short ways to write configurations of insights, with believable defaults.
 * Knows the shapes; refuses to know any product.
 */
import type {
  LifecycleConfig,
  RetentionConfig,
  StickinessConfig,
} from '../model/shapes/engagement-configs.ts';
import type { FunnelConfig } from '../model/shapes/funnel-config.ts';
import type { PathsConfig } from '../model/shapes/paths-config.ts';
import type { TrendConfig, TrendSeries } from '../model/shapes/trend-config.ts';

export function series(
  eventName: string,
  label: string,
  metric: TrendSeries['metric'] = 'unique_users',
  more: Partial<TrendSeries> = {},
): TrendSeries {
  return { eventName, label, metric, ...more };
}

export function trend(list: TrendSeries[], more: Partial<TrendConfig> = {}): TrendConfig {
  return {
    type: 'trend',
    series: list,
    granularity: 'day',
    chartType: 'line',
    dateFrom: '-30d',
    dateTo: '-0d',
    compare: false,
    ...more,
  };
}

/** A single number, compared with the dates before. */
export function figure(single: TrendSeries, more: Partial<TrendConfig> = {}): TrendConfig {
  return trend([single], { chartType: 'number', compare: true, ...more });
}

export function funnel(
  steps: readonly (readonly [eventName: string, label: string])[],
  more: Partial<FunnelConfig> = {},
): FunnelConfig {
  return {
    type: 'funnel',
    steps: steps.map(([eventName, label]) => ({ eventName, label })),
    conversionWindow: { value: 14, unit: 'day' },
    order: 'ordered',
    visualization: 'steps',
    dateFrom: '-30d',
    dateTo: '-0d',
    ...more,
  };
}

export function retention(targetEvent: string, more: Partial<RetentionConfig> = {}): RetentionConfig {
  return {
    type: 'retention',
    targetEvent,
    retentionType: 'first_time',
    granularity: 'week',
    periods: 8,
    dateFrom: '-12w',
    dateTo: '-0d',
    ...more,
  };
}

export function lifecycle(targetEvent: string, more: Partial<LifecycleConfig> = {}): LifecycleConfig {
  return { type: 'lifecycle', targetEvent, granularity: 'week', dateFrom: '-12w', dateTo: '-0d', ...more };
}

export function stickiness(targetEvent: string, more: Partial<StickinessConfig> = {}): StickinessConfig {
  return { type: 'stickiness', targetEvent, granularity: 'day', dateFrom: '-30d', dateTo: '-0d', ...more };
}

export function paths(more: Partial<PathsConfig> = {}): PathsConfig {
  return { type: 'paths', dateFrom: '-7d', dateTo: '-0d', stepLimit: 5, ...more };
}
