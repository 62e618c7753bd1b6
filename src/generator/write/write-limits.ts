/**
 * How much one mutation may write; how much an operation may write altogether is the server's setting.
 */

/** What is done with rows that travel with their parent, in the order in which it is done. */
export const changeKinds = ['delete', 'update', 'create'] as const;

/** Rows of one kind of change that travel with their parent. */
export const maxOwned = 500;

/** Rows that a bulk mutation takes at most. */
export const maxBulk = 1000;
