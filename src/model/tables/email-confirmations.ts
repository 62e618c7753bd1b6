import { sql } from 'drizzle-orm';
import { check, index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, textBound } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';
import { users } from './users.ts';

/** Addresses whose owners were asked to confirm them. The server's own, and not in the registry, so that nothing leads a client to it. */
export const emailConfirmations = snakeCase.table(
  'email_confirmations',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    tokenHash: text().notNull(),
    expiresAt: instant().notNull(),
  },
  t => [
    unique('email_confirmations_token_hash_unique').on(t.tokenHash),
    index('email_confirmations_user_id_index').on(t.userId),
    check('email_confirmations_token_hash_is_sha256', sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
    textBound('email_confirmations_email_length', t.email, longest.email),
  ],
);
