/**
 * Whether the process lives, and whether it can answer.
 * Readiness asks PostgreSQL itself, with a deadline of its own.
 */
import type { Database } from '../database/open.ts';

const readinessDeadlineMs = 2_000;

/** Whether PostgreSQL answers within the deadline. */
export async function isReady({ client }: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), readinessDeadlineMs);
  });
  const answer = client`select 1`.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
