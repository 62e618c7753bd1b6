import { index, pgEnum, snakeCase, unique, uuid } from 'drizzle-orm/pg-core';
import { forAllProjects, standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const projectRole = pgEnum('project_role', ['owner', 'editor', 'viewer']);

export const projectMembers = snakeCase.table(
  'project_members',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: projectRole().notNull(),
  },
  t => [
    unique('project_members_project_user_unique').on(t.projectId, t.userId),
    index('project_members_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('project_members_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('project_members_user_id_index').on(t.userId),
  ],
);

describeEnum(projectRole, 'What a member may do in a project.', {
  owner: 'Everything, including members, invitations, API keys, the audit trail and deletion of the project.',
  editor: 'Read and write dashboards, insights and cohorts, and update the project.',
  viewer: 'Read dashboards, insights, cohorts, persons and members.',
});

describeTable(projectMembers, 'A user who belongs to a project, with a role.', {
  projectId: 'The project the user belongs to.',
  userId: 'The user who belongs to the project.',
  role: 'What the user may do in the project.',
});

describeConstraints({
  project_members_project_user_unique: 'is a member of the project already',
  project_members_keep_an_owner: 'cannot change: a project must keep an owner',
});
