import { boolean, index, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { searchIndex } from '../search.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const dashboards = snakeCase.table(
  'dashboards',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    name: text().notNull(),
    description: text(),
    dateFrom: text(),
    dateTo: text(),
    isPinned: boolean().notNull().default(false),
    deletedAt: instant(),
  },
  t => [
    unique('dashboards_project_id_unique').on(t.projectId, t.id),
    index('dashboards_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('dashboards_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('dashboards_created_by_index').on(t.createdBy),
    searchIndex('dashboards_search_index', { A: [t.name], B: [t.description] }),
    nameBound('dashboards_name_length', t.name),
    textBound('dashboards_description_length', t.description, longest.description),
    textBound('dashboards_date_from_length', t.dateFrom, longest.other),
    textBound('dashboards_date_to_length', t.dateTo, longest.other),
  ],
);

describeTable(dashboards, 'A dashboard: a page of widgets.', {
  projectId: 'The project the dashboard belongs to.',
  createdBy: 'The user who made the dashboard; null when the account is gone.',
  name: 'The name of the dashboard.',
  description: 'What the dashboard is about.',
  dateFrom:
    'The start of the dates shown, instead of each insight’s own: relative (-7d, -4w, -12m, mStart, yStart) or ISO 8601.',
  dateTo: 'The end of the dates shown, written like dateFrom; null means now.',
  isPinned: 'Whether the dashboard is kept at the top of lists.',
  deletedAt: 'When the dashboard was deleted; null while it is in use.',
});

describeConstraints({
  dashboards_name_length: nameWords,
  dashboards_description_length: textWords(longest.description),
  dashboards_date_from_length: textWords(longest.other),
  dashboards_date_to_length: textWords(longest.other),
});
