import { sql } from 'drizzle-orm';
import { check, index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant, standardColumns } from '../columns.ts';
import { users } from './users.ts';

/** Passwords that may be set anew by who has the token of a mail. The server's own, and not in the registry, so that nothing leads a client to it. */
export const passwordResets = snakeCase.table(
  'password_resets',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: text().notNull(),
    expiresAt: instant().notNull(),
  },
  t => [
    unique('password_resets_token_hash_unique').on(t.tokenHash),
    index('password_resets_user_id_index').on(t.userId),
    check('password_resets_token_hash_is_sha256', sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
  ],
);
