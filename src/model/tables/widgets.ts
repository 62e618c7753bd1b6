import { sql } from 'drizzle-orm';
import { check, foreignKey, index, jsonb, snakeCase, text, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords, longest, textBound, textWords } from '../bounds.ts';
import { forAllProjects, standardColumns } from '../columns.ts';
import { describeConstraints, describeTable } from '../describe.ts';
import { shapeColumn } from '../json-shape.ts';
import { type WidgetLayout, widgetLayout } from '../shapes/widget-layout.ts';
import { dashboards } from './dashboards.ts';
import { insights } from './insights.ts';
import { projects } from './projects.ts';

export const widgets = snakeCase.table(
  'widgets',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    dashboardId: uuid().notNull(),
    insightId: uuid(),
    content: text(),
    layout: jsonb().$type<WidgetLayout>().notNull(),
  },
  t => [
    foreignKey({
      name: 'widgets_dashboard_fkey',
      columns: [t.projectId, t.dashboardId],
      foreignColumns: [dashboards.projectId, dashboards.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'widgets_insight_fkey',
      columns: [t.projectId, t.insightId],
      foreignColumns: [insights.projectId, insights.id],
    }).onDelete('cascade'),
    index('widgets_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('widgets_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('widgets_dashboard_created_index').on(t.projectId, t.dashboardId, t.createdAt, t.id),
    index('widgets_insight_index').on(t.projectId, t.insightId),
    check('widgets_insight_or_content', sql`num_nonnulls(${t.insightId}, ${t.content}) = 1`),
    textBound('widgets_content_length', t.content, longest.content),
    jsonBound('widgets_layout_length', t.layout),
  ],
);

describeTable(widgets, 'A tile on a dashboard: an insight or a text.', {
  projectId: 'The project that dashboard and insight belong to.',
  dashboardId: 'The dashboard the tile is on.',
  insightId: 'The insight the tile shows; null on a text tile.',
  content: 'The text of a text tile, in Markdown; null when the tile shows an insight.',
  layout: 'Where the tile is on the grid: x, y, w and h in grid cells.',
});

shapeColumn(widgets, 'layout', widgetLayout);

describeConstraints({
  widgets_content_length: textWords(longest.content),
  widgets_layout_length: jsonWords(),
  widgets_insight_or_content:
    'must be given exactly where there is no other: a widget has an insight or a content',
});
