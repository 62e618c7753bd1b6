/**
 * Statements in the hands of postgres.js 3.4.9: how one is ended, and kept from being sent twice.
 * Knows what the driver keeps to itself; refuses to know what statements are for.
 */
import postgres from 'postgres';

/** The routines of PostgreSQL that refuse a prepared statement as tables are not what they were, or as it is not there. */
const outdated = new Set(['FetchPreparedStatement', 'RevalidateCachedQuery', 'transformAssignedExpr']);

export const isOutdated = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && outdated.has(error.routine ?? '');

/**
 * postgres.js 3.4.9 sends such a statement again by itself: behind the end of its transaction, where nothing of it would hold.
 * It does so with what it knows to be prepared, and looks at the cursor when it has written the statement to the wire.
 */
export function sendOnce(query: object): void {
  Object.defineProperty(query, 'cursorFn', {
    get: () => {
      Object.assign(query, { prepared: false });
      return null;
    },
  });
}

/** Asks PostgreSQL to end a statement. @returns whether it was told. The driver's own `cancel()` drops its promise, whose failure would end the process. */
export async function cancel(query: object): Promise<boolean> {
  const { canceller } = query as unknown as { canceller: ((query: unknown) => Promise<void>) | null };
  try {
    await canceller?.(query);
    return true;
  } catch {
    // Where PostgreSQL cannot be reached, there is nothing to end.
    return false;
  }
}
