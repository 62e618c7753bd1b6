import { sql } from 'drizzle-orm';
import { check, foreignKey, index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { forAllProjects, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { persons } from './persons.ts';
import { projects } from './projects.ts';

export const personDistinctIds = snakeCase.table(
  'person_distinct_ids',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    personId: uuid().notNull(),
    distinctId: text().notNull(),
  },
  t => [
    foreignKey({
      name: 'person_distinct_ids_person_fkey',
      columns: [t.projectId, t.personId],
      foreignColumns: [persons.projectId, persons.id],
    }).onDelete('cascade'),
    unique('person_distinct_ids_project_distinct_id_unique').on(t.projectId, t.distinctId),
    index('person_distinct_ids_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('person_distinct_ids_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('person_distinct_ids_person_index').on(t.projectId, t.personId),
    check('person_distinct_ids_distinct_id_length', sql`length(${t.distinctId}) between 1 and 400`),
  ],
);

describeTable(personDistinctIds, 'A distinct id under which a person is known.', {
  projectId: 'The project the person belongs to.',
  personId: 'The person who has the distinct id.',
  distinctId: 'The identifier as the product sends it; unique in the project.',
});

describeConstraints({
  person_distinct_ids_distinct_id_length: 'must have 1 to 400 characters',
});
