import { index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, textBound, textWords } from '../bounds.ts';
import { standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { users } from './users.ts';

/** A token as it is stored: sealed, which makes it longer. */
const longestToken = 20_000;

export const accounts = snakeCase.table(
  'accounts',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    provider: text().notNull(),
    subject: text().notNull(),
    email: text(),
    accessToken: text(),
    refreshToken: text(),
  },
  t => [
    unique('accounts_provider_subject_unique').on(t.provider, t.subject),
    index('accounts_user_id_index').on(t.userId),
    textBound('accounts_provider_length', t.provider, longest.other),
    textBound('accounts_subject_length', t.subject, longest.other),
    textBound('accounts_email_length', t.email, longest.email),
    textBound('accounts_access_token_length', t.accessToken, longestToken),
    textBound('accounts_refresh_token_length', t.refreshToken, longestToken),
  ],
);

describeTable(accounts, 'An account at an identity provider with which a user can sign in.', {
  userId: 'The user who signs in with the account.',
  provider: 'The name of the identity provider, or the issuer of its tokens.',
  subject: 'What the provider calls the account: its claim "sub".',
  email: 'The verified e-mail address that the provider told when the account was linked.',
  accessToken: 'The access token of the provider, sealed; null where it is not kept.',
  refreshToken: 'The refresh token of the provider, sealed; null where it is not kept.',
});

describeConstraints({
  accounts_provider_subject_unique: 'is linked already',
  accounts_provider_length: textWords(longest.other),
  accounts_subject_length: textWords(longest.other),
  accounts_email_length: textWords(longest.email),
  accounts_access_token_length: textWords(longestToken),
  accounts_refresh_token_length: textWords(longestToken),
});
