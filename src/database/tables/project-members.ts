import { index, pgEnum, snakeCase, unique, uuid } from 'drizzle-orm/pg-core';
import { standardColumns } from '../columns.ts';
import { describeTable } from '../describe.ts';
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
    index('project_members_user_id_index').on(t.userId),
  ],
);

describeTable(projectMembers, 'A user who belongs to a project, with a role.', {
  projectId: 'The project the user belongs to.',
  userId: 'The user who belongs to the project.',
  role: 'What the user may do in the project.',
});
