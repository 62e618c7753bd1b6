import { foreignKey, index, snakeCase, unique, uuid } from 'drizzle-orm/pg-core';
import { forAllProjects, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { cohorts } from './cohorts.ts';
import { persons } from './persons.ts';
import { projects } from './projects.ts';

export const cohortMembers = snakeCase.table(
  'cohort_members',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    cohortId: uuid().notNull(),
    personId: uuid().notNull(),
  },
  t => [
    foreignKey({
      name: 'cohort_members_cohort_fkey',
      columns: [t.projectId, t.cohortId],
      foreignColumns: [cohorts.projectId, cohorts.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'cohort_members_person_fkey',
      columns: [t.projectId, t.personId],
      foreignColumns: [persons.projectId, persons.id],
    }).onDelete('cascade'),
    unique('cohort_members_cohort_person_unique').on(t.cohortId, t.personId),
    index('cohort_members_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('cohort_members_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('cohort_members_cohort_index').on(t.projectId, t.cohortId),
    index('cohort_members_person_index').on(t.projectId, t.personId),
  ],
);

describeTable(cohortMembers, 'A person in a static cohort.', {
  projectId: 'The project that cohort and person belong to.',
  cohortId: 'The static cohort.',
  personId: 'The person in the cohort.',
});

describeConstraints({
  cohort_members_cohort_person_unique: 'is in the cohort already',
  cohort_members_cohort_is_static: 'must keep to the rule that only static cohorts have members',
});
