import { sql } from 'drizzle-orm';
import { check, index, snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { textBound } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';

/**
 * Codes that stand for who came back from an identity provider. The server's own, and not in the registry, so that nothing leads a client to it.
 * What they stand for is sealed, with the provider's tokens where these are kept.
 */
export const signInCodes = snakeCase.table(
  'sign_in_codes',
  {
    ...standardColumns(),
    codeHash: text().notNull(),
    /** JSON, sealed. */
    content: text().notNull(),
    expiresAt: instant().notNull(),
  },
  t => [
    unique('sign_in_codes_code_hash_unique').on(t.codeHash),
    index('sign_in_codes_expires_at_index').on(t.expiresAt),
    check('sign_in_codes_code_hash_is_sha256', sql`${t.codeHash} ~ '^[0-9a-f]{64}$'`),
    textBound('sign_in_codes_content_length', t.content, 50_000),
  ],
);
