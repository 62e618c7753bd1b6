/**
 * Whether the process lives, and whether it can answer.
 * Readiness asks PostgreSQL itself, with a deadline of its own.
 */
import { DeadlineError } from '../database/failure.ts';
import type { Database } from '../database/open.ts';

const readinessDeadlineMs = 2_000;

/** Whether PostgreSQL answers within the deadline. */
export async function isReady({ pool }: Database): Promise<boolean> {
  const askedAt = performance.now();
  try {
    await pool.run({ text: 'select 1' }, askedAt + readinessDeadlineMs);
    return true;
  } catch (error) {
    // Where all connections are busy, what PostgreSQL answered to others meanwhile counts as well.
    return error instanceof DeadlineError && !error.sent && pool.lastAnswerAt > askedAt;
  }
}
