import { bigint, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, textBound } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';
import { users } from './users.ts';

/** Secrets of second factors, sealed. The server's own, and not in the registry, so that nothing leads a client to it. */
export const totpSecrets = snakeCase.table(
  'totp_secrets',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    secret: text().notNull(),
    /** Null until a first code was given. */
    confirmedAt: instant(),
    /** The last step of time whose code was taken: none is taken twice. */
    lastStep: bigint({ mode: 'number' }),
  },
  t => [
    unique('totp_secrets_user_id_unique').on(t.userId),
    textBound('totp_secrets_secret_length', t.secret, longest.other),
  ],
);
