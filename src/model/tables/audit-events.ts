import { sql } from 'drizzle-orm';
import { check, foreignKey, index, jsonb, pgEnum, snakeCase, text, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords, longest, longestJson, textBound, textWords } from '../bounds.ts';
import { forAllProjects, standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { apiKeys } from './api-keys.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const auditAction = pgEnum('audit_action', ['create', 'update', 'delete', 'restore']);

/** Two versions of all that a row can hold: of an insight or a widget, some 400 KB where every character is escaped. */
const longestChanges = 8 * longestJson;

export const auditEvents = snakeCase.table(
  'audit_events',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    actorUserId: uuid().references(() => users.id, { onDelete: 'set null' }),
    actorApiKeyId: uuid(),
    action: auditAction().notNull(),
    entityType: text().notNull(),
    entityId: uuid().notNull(),
    requestId: text(),
    clientRequestId: text(),
    changes: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  t => [
    // No action: a key that acted is revoked, not deleted; only the whole project goes away with both.
    foreignKey({
      name: 'audit_events_actor_api_key_fkey',
      columns: [t.projectId, t.actorApiKeyId],
      foreignColumns: [apiKeys.projectId, apiKeys.id],
    }).onDelete('no action'),
    index('audit_events_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('audit_events_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('audit_events_actor_user_id_index').on(t.actorUserId),
    index('audit_events_actor_api_key_index').on(t.projectId, t.actorApiKeyId),
    index('audit_events_entity_index').on(t.entityId),
    check('audit_events_one_actor', sql`num_nonnulls(${t.actorUserId}, ${t.actorApiKeyId}) <= 1`),
    textBound('audit_events_entity_type_length', t.entityType, longest.other),
    textBound('audit_events_request_id_length', t.requestId, longest.other),
    textBound('audit_events_client_request_id_length', t.clientRequestId, longest.other),
    jsonBound('audit_events_changes_length', t.changes, longestChanges),
  ],
);

describeEnum(auditAction, 'What a change did to an object.', {
  create: 'The object was created.',
  update: 'Fields of the object were changed.',
  delete: 'The object was deleted.',
  restore: 'The deleted object was brought back.',
});

describeTable(auditEvents, 'A record of a change: who changed what, and when.', {
  projectId: 'The project in which the change was made.',
  actorUserId: 'The user who made the change; null when a key did, or the account is gone.',
  actorApiKeyId: 'The API key that made the change; null when a user did.',
  action: 'What was done.',
  entityType: 'The type of the changed object, by its GraphQL name.',
  entityId: 'The UUID of the changed object.',
  requestId: 'The id that the server gave the request that made the change; null for changes from elsewhere.',
  clientRequestId:
    'The id that the client gave the request by its header X-Request-Id: its own word, which others can give too. Null where it gave none.',
  changes: 'The changed fields, each with its value before and after.',
});

describeConstraints({
  audit_events_entity_type_length: textWords(longest.other),
  audit_events_request_id_length: textWords(longest.other),
  audit_events_client_request_id_length: textWords(longest.other),
  audit_events_changes_length: jsonWords(longestChanges),
});
