import { sql } from 'drizzle-orm';
import { check, index, jsonb, snakeCase, unique, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords } from '../bounds.ts';
import { forAllProjects, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { projects } from './projects.ts';

export const persons = snakeCase.table(
  'persons',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    properties: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  t => [
    unique('persons_project_id_unique').on(t.projectId, t.id),
    index('persons_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('persons_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('persons_properties_index').using('gin', sql`${t.properties} jsonb_path_ops`),
    check('persons_properties_is_object', sql`jsonb_typeof(${t.properties}) = 'object'`),
    jsonBound('persons_properties_length', t.properties),
  ],
);

describeTable(persons, 'An end user of the analysed product, resolved from one or more distinct ids.', {
  projectId: 'The project the person belongs to.',
  properties: 'What is known of the person, by property name.',
});

describeConstraints({
  persons_properties_length: jsonWords(),
});
