import { pgEnum } from 'drizzle-orm/pg-core';
import { describeEnum } from '../describe.ts';

export const notificationKind = pgEnum('notification_kind', [
  'invited',
  'role_changed',
  'mentioned',
  'key_expires',
]);

describeEnum(notificationKind, 'What a notification is about.', {
  invited: 'The user was invited to a project.',
  role_changed: 'The role of the user in a project was changed.',
  mentioned: 'The user was mentioned in the text of a tile.',
  key_expires: 'An API key of a project that the user owns is about to expire.',
});
