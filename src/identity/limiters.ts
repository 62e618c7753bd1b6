/**
 * Where points and tries are counted: in this process, or in a store that several processes share.
 * While the store does not answer, each process counts for itself: a limit that is too generous refuses nobody wrongly.
 * Refuses to know which store it is.
 */
import {
  type IRateLimiterOptions,
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRes,
} from 'rate-limiter-flexible';

export type Limiter = Pick<RateLimiterAbstract, 'consume' | 'reward'>;
export type MakeLimiter = (options: IRateLimiterOptions) => Limiter;

export const memoryLimiter: MakeLimiter = options => new RateLimiterMemory(options);

/** Who is told of what becomes of a store. */
export interface StoreListener {
  /** Told once when the store is found not to answer, and why, and once when it does again. */
  readonly onLost: (reason: string) => void;
  readonly onFound: () => void;
  /** Told of each count that the store did not take. */
  readonly onFailure: () => void;
}

/** What all stores take. */
export interface StoreOptions extends StoreListener {
  /** Milliseconds that a count may take. */
  readonly patienceMs?: number;
}

/** Limiters of one store. */
export interface SharedLimiters {
  readonly makeLimiter: MakeLimiter;
  close(): Promise<void>;
}

/** How long a count may take unless it is said: it stands in front of every request. */
export const countPatienceMs = 200;
/** For how long a store that did not answer is left alone: each request would wait for it otherwise. */
export const storePauseMs = 2_000;

/** Whether the store answers, as the last counts found it. */
export class StoreState {
  private readonly listener: StoreListener;
  private isLost = false;
  private pausedUntil = 0;
  private cause: Error | undefined;

  constructor(listener: StoreListener) {
    this.listener = listener;
  }

  get isPaused(): boolean {
    return performance.now() < this.pausedUntil;
  }

  disconnected(cause: Error): void {
    this.cause = cause;
  }

  failed(error: unknown): void {
    this.pausedUntil = performance.now() + storePauseMs;
    this.listener.onFailure();
    if (this.isLost) return;
    this.isLost = true;
    // Words only: an error of a client holds the command, and with it the key.
    this.listener.onLost(String(this.cause ?? error));
  }

  answered(): void {
    this.cause = undefined;
    if (!this.isLost) return;
    this.isLost = false;
    this.listener.onFound();
  }
}

/** Counts in a store, and beside it while the store does not answer. */
export class InsuredLimiter implements Limiter {
  private readonly shared: Limiter;
  private readonly own: Limiter;
  private readonly state: StoreState;

  /** @param limits which `shared` counts by too */
  constructor(shared: Limiter, limits: IRateLimiterOptions, state: StoreState) {
    this.shared = shared;
    this.own = memoryLimiter(limits);
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
