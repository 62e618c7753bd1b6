/**
 * Where points and tries are counted: in this process, or in a Redis that several processes share.
 * While Redis does not answer, each process counts for itself: a limit that is too generous refuses nobody wrongly.
 */
import { Redis } from 'ioredis';
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';

export type Limiter = Pick<RateLimiterAbstract, 'consume' | 'reward'>;
export type MakeLimiter = (options: IRateLimiterOptions) => Limiter;

export const memoryLimiter: MakeLimiter = options => new RateLimiterMemory(options);

export interface SharedLimitersOptions {
  readonly redisUrl: string;
  /** Told once when Redis is found not to answer, and why, and once when it does again. */
  readonly onLost: (reason: string) => void;
  readonly onFound: () => void;
  /** Told of each count that Redis did not take. */
  readonly onFailure: () => void;
}

export interface SharedLimiters {
  readonly makeLimiter: MakeLimiter;
  close(): void;
}

/** How long a count may take: it stands in front of every request. */
const patienceMs = 200;
/** For how long a Redis that did not answer is left alone: each request would wait for it otherwise. */
const pauseMs = 2_000;
/** Before every key, so that others can use the same Redis. */
const prefix = 'insightgraph';

/** @param options with an address whose form was checked; whether there is a Redis shows when something is counted */
export function sharedLimiters({ redisUrl, ...options }: SharedLimitersOptions): SharedLimiters {
  const client = new Redis(redisUrl, {
    connectTimeout: patienceMs * 5,
    commandTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: tries => Math.min(tries * 100, pauseMs),
  });
  const state = new StoreState(options);
  // Why there is no connection; the count that meets it is told that there is none, and when.
  client.on('error', (error: Error) => state.disconnected(error));
  return {
    makeLimiter: limits => {
      const shared = new RateLimiterRedis({
        ...limits,
        keyPrefix: `${prefix}:${limits.keyPrefix ?? ''}`,
        storeClient: client,
      });
      return new InsuredLimiter(shared, memoryLimiter(limits), state);
    },
    close: () => client.disconnect(),
  };
}

/** Whether the store answers, as the last counts found it. */
class StoreState {
  private readonly options: Omit<SharedLimitersOptions, 'redisUrl'>;
  private isLost = false;
  private pausedUntil = 0;
  private cause: Error | undefined;

  constructor(options: Omit<SharedLimitersOptions, 'redisUrl'>) {
    this.options = options;
  }

  get isPaused(): boolean {
    return performance.now() < this.pausedUntil;
  }

  disconnected(cause: Error): void {
    this.cause = cause;
  }

  failed(error: unknown): void {
    this.pausedUntil = performance.now() + pauseMs;
    this.options.onFailure();
    if (this.isLost) return;
    this.isLost = true;
    // Words only: an error of the client holds the command, and with it the key.
    this.options.onLost(String(this.cause ?? error));
  }

  answered(): void {
    this.cause = undefined;
    if (!this.isLost) return;
    this.isLost = false;
    this.options.onFound();
  }
}

class InsuredLimiter implements Limiter {
  private readonly shared: Limiter;
  private readonly own: Limiter;
  private readonly state: StoreState;

  constructor(shared: Limiter, own: Limiter, state: StoreState) {
    this.shared = shared;
    this.own = own;
    this.state = state;
  }

  consume(key: string | number, points?: number): Promise<RateLimiterRes> {
    return this.count(limiter => limiter.consume(key, points));
  }

  reward(key: string | number, points?: number): Promise<RateLimiterRes> {
    return this.count(limiter => limiter.reward(key, points));
  }

  private async count(counted: (limiter: Limiter) => Promise<RateLimiterRes>): Promise<RateLimiterRes> {
    if (this.state.isPaused) return counted(this.own);
    try {
      const result = await counted(this.shared);
      this.state.answered();
      return result;
    } catch (error) {
      // A refusal is an answer.
      if (error instanceof RateLimiterRes) {
        this.state.answered();
        throw error;
      }
      this.state.failed(error);
      return counted(this.own);
    }
  }
}
