/**
 * The shape of `insights.config`: one configuration per type of insight.
 * Knows that the member `type` decides the shape and equals `insights.type`; refuses to know the members.
 */
import { z } from 'zod';
import { lifecycleConfig, retentionConfig, stickinessConfig } from './engagement-configs.ts';
import { funnelConfig } from './funnel-config.ts';
import { pathsConfig } from './paths-config.ts';
import { trendConfig } from './trend-config.ts';

export const insightConfig = z
  .discriminatedUnion('type', [
    funnelConfig,
    retentionConfig,
    lifecycleConfig,
    stickinessConfig,
    pathsConfig,
    trendConfig,
  ])
  .meta({ id: 'InsightConfig', description: 'The configuration of an insight, in the shape of its type.' });

export type InsightConfig = z.infer<typeof insightConfig>;
