import { sql } from 'drizzle-orm';
import { check, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant, standardColumns } from '../columns.ts';
import { users } from './users.ts';

/** Codes for who lost a second factor, each for once. The server's own, and not in the registry, so that nothing leads a client to it. */
export const recoveryCodes = snakeCase.table(
  'recovery_codes',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    codeHash: text().notNull(),
    usedAt: instant(),
  },
  t => [
    unique('recovery_codes_user_code_unique').on(t.userId, t.codeHash),
    check('recovery_codes_code_hash_is_sha256', sql`${t.codeHash} ~ '^[0-9a-f]{64}$'`),
  ],
);
