import { sql } from 'drizzle-orm';
import { check, snakeCase, text, unique } from 'drizzle-orm/pg-core';
import { instant, standardColumns } from '../columns.ts';
import { describeTable } from '../describe.ts';

export const projects = snakeCase.table(
  'projects',
  {
    ...standardColumns(),
    name: text().notNull(),
    slug: text().notNull(),
    timezone: text().notNull().default('UTC'),
    deletedAt: instant(),
  },
  t => [
    unique('projects_slug_unique').on(t.slug),
    check('projects_name_length', sql`length(btrim(${t.name})) between 1 and 200`),
    check('projects_slug_shape', sql`${t.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(${t.slug}) <= 100`),
  ],
);

describeTable(projects, 'An analytics project: the tenant that everything else belongs to.', {
  name: 'The name of the project.',
  slug: 'The name of the project in addresses; unique.',
  timezone: 'The IANA time zone in which the dates of its insights are read.',
  deletedAt: 'When the project was deleted; null while it is in use.',
});
