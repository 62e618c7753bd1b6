import { index, jsonb, pgEnum, snakeCase, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords } from '../bounds.ts';
import { instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const notificationKind = pgEnum('notification_kind', [
  'invited',
  'role_changed',
  'mentioned',
  'key_expires',
]);

export const notifications = snakeCase.table(
  'notifications',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    projectId: uuid().references(() => projects.id, { onDelete: 'cascade' }),
    kind: notificationKind().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    readAt: instant(),
  },
  t => [
    index('notifications_user_created_index').on(t.userId, t.createdAt, t.id),
    index('notifications_project_id_index').on(t.projectId),
    jsonBound('notifications_payload_length', t.payload),
  ],
);

describeEnum(notificationKind, 'What a notification is about.', {
  invited: 'The user was invited to a project.',
  role_changed: 'The role of the user in a project was changed.',
  mentioned: 'The user was mentioned in the text of a tile.',
  key_expires: 'An API key that the user made is about to expire.',
});

describeTable(notifications, 'Something that a user is told.', {
  userId: 'The user who is told.',
  projectId: 'The project it is about; null where it is about none.',
  kind: 'What it is about.',
  payload: 'What there is to tell, by kind.',
  readAt: 'When the user marked it as read; null until then.',
});

describeConstraints({ notifications_payload_length: jsonWords() });
