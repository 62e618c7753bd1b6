/**
 * Whether the process lives, and whether it can answer.
 * Readiness asks PostgreSQL itself, with a deadline of its own.
 */
import type { Database } from '../database/open.ts';

const readinessDeadlineMs = 2_000;

/** Whether PostgreSQL answers within the deadline. */
export async function isReady({ pool }: Database): Promise<boolean> {
  try {
    await pool.run({ text: 'select 1' }, performance.now() + readinessDeadlineMs);
    return true;
  } catch {
    return false;
  }
}
