/**
 * Trying again what PostgreSQL undid: deadlocks, and conflicts of serializable transactions.
 * Never what may have been done: an answer that is missing is no reason to ask twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, mayHaveRun } from './failure.ts';

const retryable = new Set(['40P01', '40001']);
const maxRetries = 3;

/** Runs `work`, and the whole of it again where PostgreSQL undid it: at most three times, after a random pause. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      const isUndone = code !== undefined && retryable.has(code) && !mayHaveRun(error);
      if (!isUndone || retries === maxRetries) throw error;
      await sleep(Math.random() * 20 * (retries + 1));
    }
  }
}
