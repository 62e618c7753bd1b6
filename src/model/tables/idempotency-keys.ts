import { idempotencyTable } from '../../generator/write/idempotency-table.ts';

/** What the server remembers of writes that clients sent with a key; not in the registry, so that nothing leads a client to it. */
export const idempotencyKeys = idempotencyTable();
