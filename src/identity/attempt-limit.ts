/**
 * How often signing in may fail: a guess costs time, and after some guesses a pause.
 * Counted in this process alone; several replicas allow as many times more.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { rateLimited } from '../errors.ts';

export interface AttemptLimit {
  /** @throws RATE_LIMITED where the account or the address had too many failures lately */
  assertAllowed(account: string, address: string | null): Promise<void>;
  /** Counts a failure. */
  failed(account: string, address: string | null): Promise<void>;
}

/** Failures of one account from one address, and of all accounts from one address. */
const perAccount = { points: 10, duration: 60 };
const perAddress = { points: 100, duration: 60 };

/** @param onRefused told of each try that is refused */
export function createAttemptLimit(onRefused: () => void = () => {}): AttemptLimit {
  const limits = [
    {
      limit: new RateLimiterMemory(perAccount),
      keyOf: (account: string, address: string) => `${address} ${account}`,
    },
    { limit: new RateLimiterMemory(perAddress), keyOf: (_: string, address: string) => address },
  ];
  const keys = (account: string, address: string | null) =>
    limits.map(({ limit, keyOf }) => ({ limit, key: keyOf(account.toLowerCase(), address ?? 'unknown') }));
  return {
    assertAllowed: async (account, address) => {
      for (const { limit, key } of keys(account, address)) {
        const state = await limit.get(key);
        if (!state || state.consumedPoints < limit.points) continue;
        onRefused();
        throw rateLimited(Math.ceil(state.msBeforeNext / 1000));
      }
    },
    failed: async (account, address) => {
      for (const { limit, key } of keys(account, address)) await limit.penalty(key);
    },
  };
}
