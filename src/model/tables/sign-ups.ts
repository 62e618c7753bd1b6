import { sql } from 'drizzle-orm';
import { check, index, snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { longest, nameBound, textBound } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';

/**
 * Accounts to be, which come to be with the token of a mail to their address: until then nobody can use one, and an address that has an
 * account already leaves such a row too. The server's own, and not in the registry, so that nothing leads a client to it.
 */
export const signUps = snakeCase.table(
  'sign_ups',
  {
    ...standardColumns(),
    email: text().notNull(),
    displayName: text().notNull(),
    passwordHash: text().notNull(),
    tokenHash: text().notNull(),
    expiresAt: instant().notNull(),
  },
  t => [
    unique('sign_ups_token_hash_unique').on(t.tokenHash),
    index('sign_ups_expires_at_index').on(t.expiresAt),
    check('sign_ups_token_hash_is_sha256', sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
    textBound('sign_ups_email_length', t.email, longest.email),
    nameBound('sign_ups_display_name_length', t.displayName),
    textBound('sign_ups_password_hash_length', t.passwordHash, longest.other),
  ],
);
