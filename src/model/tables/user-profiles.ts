import { jsonb, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords, longest, textBound, textWords } from '../bounds.ts';
import { standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { shapeColumn } from '../json-shape.ts';
import { type UserPreferences, userPreferences } from '../shapes/user-preferences.ts';
import { users } from './users.ts';

export const userProfiles = snakeCase.table(
  'user_profiles',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    firstName: text(),
    lastName: text(),
    avatarUrl: text(),
    locale: text(),
    timezone: text(),
    preferences: jsonb().$type<UserPreferences>().notNull().default({}),
  },
  t => [
    unique('user_profiles_user_id_unique').on(t.userId),
    textBound('user_profiles_first_name_length', t.firstName, longest.name),
    textBound('user_profiles_last_name_length', t.lastName, longest.name),
    textBound('user_profiles_avatar_url_length', t.avatarUrl, longest.other),
    textBound('user_profiles_locale_length', t.locale, longest.other),
    textBound('user_profiles_timezone_length', t.timezone, longest.other),
    jsonBound('user_profiles_preferences_length', t.preferences),
  ],
);

describeTable(userProfiles, 'What a user says of themself, and wants of the product.', {
  userId: 'The user whose profile it is.',
  firstName: 'The first name.',
  lastName: 'The last name.',
  avatarUrl: 'The address of a picture, beginning with https://.',
  locale: 'The language and region as a BCP 47 tag, such as de-AT.',
  timezone: 'The name of an IANA time zone, such as Europe/Berlin.',
  preferences: 'What the user wants of the product.',
});

shapeColumn(userProfiles, 'preferences', userPreferences);

describeConstraints({
  user_profiles_user_id_unique: 'has a profile already',
  user_profiles_first_name_length: textWords(longest.name),
  user_profiles_last_name_length: textWords(longest.name),
  user_profiles_avatar_url_length: textWords(longest.other),
  user_profiles_locale_length: textWords(longest.other),
  user_profiles_timezone_length: textWords(longest.other),
  user_profiles_preferences_length: jsonWords(),
});
