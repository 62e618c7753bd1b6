/**
 * Points and tries counted in a Redis that several processes share.
 * Knows the client and its keys; what happens while Redis does not answer is decided for all stores alike.
 */
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import {
  countPatienceMs,
  InsuredLimiter,
  type SharedLimiters,
  type StoreOptions,
  StoreState,
  storePauseMs,
} from './limiters.ts';

export interface RedisLimitersOptions extends StoreOptions {
  /** An address whose form was checked; whether there is a Redis shows when something is counted. */
  readonly redisUrl: string;
}

/** Before every key, so that others can use the same Redis. */
const prefix = 'insightgraph';

export function redisLimiters({
  redisUrl,
  patienceMs = countPatienceMs,
  ...listener
}: RedisLimitersOptions): SharedLimiters {
  const client = new Redis(redisUrl, {
    connectTimeout: patienceMs * 5,
    commandTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: tries => Math.min(tries * 100, storePauseMs),
  });
  const state = new StoreState(listener);
  // Why there is no connection; the count that meets it is told that there is none, and when.
  client.on('error', (error: Error) => state.disconnected(error));
  return {
    makeLimiter: limits => {
      const keyPrefix = `${prefix}:${limits.keyPrefix ?? ''}`;
      const shared = new RateLimiterRedis({ ...limits, keyPrefix, storeClient: client });
      return new InsuredLimiter(shared, limits, state);
    },
    close: async () => client.disconnect(),
  };
}
