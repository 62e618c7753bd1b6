import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords, longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { shapeColumn } from '../json-shape.ts';
import { searchIndex } from '../search.ts';
import { type CohortDefinition, cohortDefinition } from '../shapes/cohort-definition.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const cohorts = snakeCase.table(
  'cohorts',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    name: text().notNull(),
    description: text(),
    definition: jsonb().$type<CohortDefinition>(),
    isStatic: boolean().notNull().default(false),
    deletedAt: instant(),
  },
  t => [
    unique('cohorts_project_id_unique').on(t.projectId, t.id),
    index('cohorts_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('cohorts_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('cohorts_created_by_index').on(t.createdBy),
    searchIndex('cohorts_search_index', { A: [t.name], B: [t.description] }),
    nameBound('cohorts_name_length', t.name),
    textBound('cohorts_description_length', t.description, longest.description),
    jsonBound('cohorts_definition_length', t.definition),
    check('cohorts_static_or_defined', sql`${t.isStatic} = (${t.definition} is null)`),
  ],
);

describeTable(cohorts, 'A group of persons: those who meet a definition, or a static list.', {
  projectId: 'The project the cohort belongs to.',
  createdBy: 'The user who made the cohort; null when the account is gone.',
  name: 'The name of the cohort.',
  description: 'What the cohort is about.',
  definition: 'The tree of groups and conditions that persons have to meet; null in a static cohort.',
  isStatic: 'Whether the cohort is a fixed list of members rather than a definition.',
  deletedAt: 'When the cohort was deleted; null while it is in use.',
});

shapeColumn(cohorts, 'definition', cohortDefinition);

describeConstraints({
  cohorts_name_length: nameWords,
  cohorts_description_length: textWords(longest.description),
  cohorts_definition_length: jsonWords(),
  cohorts_definition_no_circle: 'must not refer to cohorts in a circle',
  cohorts_definition_references_exist: 'must refer to cohorts of the project that are not deleted',
  cohorts_static_or_defined: 'must be given exactly where the cohort is not static',
});
