import { sql } from 'drizzle-orm';
import { boolean, check, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { notificationKind } from './notification-kind.ts';

export const users = snakeCase.table(
  'users',
  {
    ...standardColumns(),
    email: text().notNull(),
    passwordHash: text(),
    displayName: text().notNull(),
    emailConfirmedAt: instant(),
    isAdministrator: boolean().notNull().default(false),
    suspendedAt: instant(),
    hasSecondFactor: boolean().notNull().default(false),
    mutedNotifications: notificationKind().array().notNull().default([]),
  },
  t => [
    uniqueIndex('users_email_unique').on(sql`lower(${t.email})`),
    check('users_email_shape', sql`${t.email} ~ '^[^@[:space:]]+@[^@[:space:]]+$'`),
    textBound('users_email_length', t.email, longest.email),
    textBound('users_password_hash_length', t.passwordHash, longest.other),
    nameBound('users_display_name_length', t.displayName),
    check('users_muted_notifications_length', sql`cardinality(${t.mutedNotifications}) <= 10`),
  ],
);

describeTable(users, 'An account of a person who works with insightgraph.', {
  email: 'The e-mail address the user signs in with; unique without regard to case.',
  passwordHash: 'The argon2id hash of the password; null where the user signs in at identity providers only.',
  displayName: 'The name shown to other members.',
  emailConfirmedAt: 'When the user showed that mail to the address arrives; null until then.',
  isAdministrator: 'Whether the user administers this deployment.',
  suspendedAt: 'When an administrator suspended the account; null while it may be used.',
  hasSecondFactor: 'Whether signing in takes a code beside the password; null for anybody but the user.',
  mutedNotifications:
    'The kinds of notifications that the user is not to be told any more; null for anybody but the user.',
});

describeConstraints({
  users_email_unique: 'belongs to another account',
  users_email_shape: 'must be an e-mail address',
  users_email_length: textWords(longest.email),
  users_password_hash_length: textWords(longest.other),
  users_display_name_length: nameWords,
  users_muted_notifications_length: 'must have at most 10 values',
});
