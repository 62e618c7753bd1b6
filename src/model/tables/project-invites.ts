import { sql } from 'drizzle-orm';
import { check, index, pgEnum, snakeCase, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { longest, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { projectRole } from './project-members.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const inviteStatus = pgEnum('invite_status', [
  'pending',
  'accepted',
  'declined',
  'cancelled',
  'expired',
]);

export const projectInvites = snakeCase.table(
  'project_invites',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    role: projectRole().notNull(),
    status: inviteStatus().notNull().default('pending'),
    invitedBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    tokenHash: text().notNull(),
    expiresAt: instant().notNull(),
  },
  t => [
    unique('project_invites_token_hash_unique').on(t.tokenHash),
    uniqueIndex('project_invites_pending_unique')
      .on(t.projectId, sql`lower(${t.email})`)
      .where(sql`${t.status} = 'pending'`),
    index('project_invites_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('project_invites_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('project_invites_invited_by_index').on(t.invitedBy),
    index('project_invites_email_index').on(sql`lower(${t.email})`).where(sql`${t.status} = 'pending'`),
    check('project_invites_email_shape', sql`${t.email} ~ '^[^@[:space:]]+@[^@[:space:]]+$'`),
    textBound('project_invites_email_length', t.email, longest.email),
    check('project_invites_token_hash_is_sha256', sql`${t.tokenHash} ~ '^[0-9a-f]{64}$'`),
  ],
);

describeEnum(inviteStatus, 'What became of an invitation.', {
  pending: 'The invitation waits for an answer.',
  accepted: 'The invited person joined the project.',
  declined: 'The invited person said no.',
  cancelled: 'The invitation was withdrawn.',
  expired: 'Nobody answered in time.',
});

describeTable(projectInvites, 'An invitation to join a project, sent to an e-mail address.', {
  projectId: 'The project the invitation is for.',
  email: 'The e-mail address that was invited.',
  role: 'The role the invited person will have.',
  status: 'What became of the invitation.',
  invitedBy: 'The user who sent the invitation; null when the account is gone.',
  tokenHash: 'The SHA-256 of the token in the invitation, in hexadecimal.',
  expiresAt: 'When the invitation can no longer be accepted.',
});

describeConstraints({
  project_invites_email_length: textWords(longest.email),
});
