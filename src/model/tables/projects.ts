import { sql } from 'drizzle-orm';
import { check, index, snakeCase, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { searchIndex } from '../search.ts';

export const projects = snakeCase.table(
  'projects',
  {
    ...standardColumns(),
    name: text().notNull(),
    slug: text().notNull(),
    timezone: text().notNull().default('UTC'),
    deletedAt: instant(),
    suspendedAt: instant(),
  },
  t => [
    // The slug of a deleted project is free for another.
    uniqueIndex('projects_slug_unique').on(t.slug).where(sql`${t.deletedAt} is null`),
    index('projects_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    searchIndex('projects_search_index', { A: [t.name], B: [t.slug] }),
    nameBound('projects_name_length', t.name),
    textBound('projects_timezone_length', t.timezone, longest.other),
    check('projects_slug_shape', sql`${t.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(${t.slug}) <= 100`),
  ],
);

describeTable(projects, 'An analytics project: the tenant that everything else belongs to.', {
  name: 'The name of the project.',
  slug: 'The name of the project in addresses; unique among projects in use.',
  timezone: 'The IANA time zone in which the dates of its insights are read.',
  deletedAt: 'When the project was deleted; null while it is in use.',
  suspendedAt: 'When an administrator of the deployment suspended the project; null while it may be used.',
});

describeConstraints({
  projects_slug_unique: 'is taken by another project',
  projects_name_length: nameWords,
  projects_timezone_length: textWords(longest.other),
  projects_slug_shape:
    'must be made of lower-case letters, digits and single hyphens in between, at most 100 characters',
});
