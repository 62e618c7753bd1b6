/**
 * Opens the store that several servers count in, where the configuration names one, and tells the log and the metrics of it.
 * Knows which stores there are; how each counts is its own.
 */
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type CountPoolOptions, openCountPool } from '../database/open.ts';
import type { SharedLimiters, StoreListener } from '../identity/limiters.ts';
import { postgresLimiters } from '../identity/postgres-limiters.ts';
import { redisLimiters } from '../identity/redis-limiters.ts';
import type { Metrics } from './metrics.ts';

export interface LimitersOptions extends Pick<Config, 'limitsStore' | 'redisUrl'>, CountPoolOptions {
  readonly log: Pick<Logger, 'error' | 'info'>;
  readonly metrics: Pick<Metrics, 'countedAlone'>;
}

/** Limiters that count in the store; undefined where this process counts for itself. */
export function openLimiters(options: LimitersOptions): SharedLimiters | undefined {
  switch (options.limitsStore) {
    case 'redis':
      return redisLimiters({ redisUrl: options.redisUrl!, ...listener('Redis', options) });
    case 'postgres':
      return postgresLimiters({ pool: openCountPool(options), ...listener('PostgreSQL', options) });
    case 'memory':
      return undefined;
  }
}

/** That a store does not answer is told once, until it does again. */
const listener = (name: string, { log, metrics }: LimitersOptions): StoreListener => ({
  onLost: reason =>
    log.error({ reason }, `${name} takes no counts of limits: this process counts for itself.`),
  onFound: () => log.info(`${name} takes counts of limits again.`),
  onFailure: metrics.countedAlone,
});
