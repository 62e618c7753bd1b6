import { sql } from 'drizzle-orm';
import { index, snakeCase, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, standardColumns } from '../columns.ts';
import { describeTable } from '../describe.ts';
import { notificationKind } from './notification-kind.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const notifications = snakeCase.table(
  'notifications',
  {
    ...standardColumns(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    projectId: uuid().references(() => projects.id, { onDelete: 'cascade' }),
    kind: notificationKind().notNull(),
    actorId: uuid().references(() => users.id, { onDelete: 'set null' }),
    subjectId: uuid().notNull(),
    readAt: instant(),
  },
  t => [
    index('notifications_user_created_index').on(t.userId, t.createdAt, t.id),
    index('notifications_unread_index').on(t.userId).where(sql`${t.readAt} is null`),
    index('notifications_read_index').on(t.readAt).where(sql`${t.readAt} is not null`),
    index('notifications_project_id_index').on(t.projectId),
    index('notifications_actor_id_index').on(t.actorId),
    // Whoever looks for keys that are about to expire does so again and again.
    uniqueIndex('notifications_key_expires_unique')
      .on(t.subjectId, t.userId)
      .where(sql`${t.kind} = 'key_expires'`),
  ],
);

describeTable(
  notifications,
  'Something that a user is told.',
  {
    userId: 'The user who is told.',
    projectId: 'The project it is about; null where it is about none.',
    kind: 'What it is about.',
    actorId: 'The user who did it; null where nobody did, or the account is gone.',
    subjectId: 'The row it is about: of invitations, members, widgets or API keys, by the kind.',
    readAt: 'When the user marked it as read; null until then.',
  },
  {
    relations: {
      project: 'The project it is about; null where the viewer does not see it.',
      actor: 'Who did it; null where nobody did, or the viewer does not see the user.',
      widget: 'The tile with the mention; null where there is none that the viewer sees.',
      apiKey: 'The key that is about to expire; null where there is none that the viewer sees.',
    },
  },
);
