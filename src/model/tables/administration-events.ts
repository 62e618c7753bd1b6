import { index, pgEnum, snakeCase, text, uuid } from 'drizzle-orm/pg-core';
import { longest, textBound, textWords } from '../bounds.ts';
import { standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { users } from './users.ts';

export const administrationAction = pgEnum('administration_action', [
  'suspend_user',
  'resume_user',
  'suspend_project',
  'resume_project',
]);

export const administrationEvents = snakeCase.table(
  'administration_events',
  {
    ...standardColumns(),
    administratorId: uuid().references(() => users.id, { onDelete: 'set null' }),
    action: administrationAction().notNull(),
    /** No references: the trail outlives what it tells of. */
    userId: uuid(),
    projectId: uuid(),
    reason: text(),
    requestId: text(),
  },
  t => [
    index('administration_events_created_index').on(t.createdAt, t.id),
    index('administration_events_administrator_id_index').on(t.administratorId),
    textBound('administration_events_reason_length', t.reason, longest.description),
    textBound('administration_events_request_id_length', t.requestId, longest.other),
  ],
);

describeEnum(administrationAction, 'What an administrator did.', {
  suspend_user: 'An account was suspended.',
  resume_user: 'A suspended account may be used again.',
  suspend_project: 'A project was suspended.',
  resume_project: 'A suspended project may be used again.',
});

describeTable(administrationEvents, 'A record of what an administrator of the deployment did.', {
  administratorId: 'The administrator; null when the account is gone.',
  action: 'What was done.',
  userId: 'The UUID of the account that it was done to; null where it was none.',
  projectId: 'The UUID of the project that it was done to; null where it was none.',
  reason: 'Why, in the words of the administrator.',
  requestId: 'The id that the server gave the request.',
});

describeConstraints({
  administration_events_reason_length: textWords(longest.description),
  administration_events_request_id_length: textWords(longest.other),
});
