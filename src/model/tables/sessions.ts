import { sql } from 'drizzle-orm';
import { check, index, pgEnum, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, textBound, textWords } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { users } from './users.ts';

export const sessionStatus = pgEnum('session_status', ['active', 'expired', 'revoked']);

export const sessions = snakeCase.table(
  'sessions',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: text().notNull(),
    status: sessionStatus().notNull().default('active'),
    expiresAt: instant().notNull(),
    idleExpiresAt: instant(),
    lastUsedAt: instant(),
    ipAddress: text(),
    userAgent: text(),
  },
  t => [
    unique('sessions_token_hash_unique').on(t.tokenHash),
    index('sessions_user_id_index').on(t.userId),
    check('sessions_token_hash_is_sha256', sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
    textBound('sessions_ip_address_length', t.ipAddress, longest.other),
    textBound('sessions_user_agent_length', t.userAgent, longest.other),
  ],
);

describeEnum(sessionStatus, 'Whether a session may still be used.', {
  active: 'The session may be used until it expires.',
  expired: 'The session ended by time.',
  revoked: 'The session was ended by its user, or with a change of the password.',
});

describeTable(sessions, 'A sign-in of a user, ended by its user or by time.', {
  userId: 'The user who signed in.',
  tokenHash: 'The SHA-256 of the bearer token, in hexadecimal.',
  status: 'Whether the session may still be used at the moment.',
  expiresAt: 'When the session ends by itself.',
  idleExpiresAt:
    'When the session ends by itself unless it is used until then, which puts it off; null where it need not be used.',
  lastUsedAt: 'When the session was last used, told up to a minute later; null if never.',
  ipAddress: 'The address the user signed in from.',
  userAgent: 'The User-Agent header of the sign-in.',
});

describeConstraints({
  sessions_ip_address_length: textWords(longest.other),
  sessions_user_agent_length: textWords(longest.other),
});
