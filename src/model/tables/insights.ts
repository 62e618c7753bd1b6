import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgEnum, snakeCase, text, unique, uuid } from 'drizzle-orm/pg-core';
import { jsonBound, jsonWords, longest, nameBound, nameWords, textBound, textWords } from '../bounds.ts';
import { forAllProjects, instant, standardColumns } from '../columns.ts';
import { describeConstraints, describeEnum, describeTable } from '../describe.ts';
import { shapeColumn } from '../json-shape.ts';
import { searchIndex } from '../search.ts';
import { type InsightConfig, insightConfig } from '../shapes/insight-config.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const insightType = pgEnum('insight_type', [
  'trend',
  'funnel',
  'retention',
  'lifecycle',
  'stickiness',
  'paths',
]);

export const insights = snakeCase.table(
  'insights',
  {
    ...standardColumns(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    type: insightType().notNull(),
    name: text().notNull(),
    description: text(),
    config: jsonb().$type<InsightConfig>().notNull(),
    isFavorite: boolean().notNull().default(false),
    deletedAt: instant(),
  },
  t => [
    unique('insights_project_id_unique').on(t.projectId, t.id),
    index('insights_project_created_index').on(t.projectId, t.createdAt, t.id),
    index('insights_created_index').on(t.createdAt, t.id).where(forAllProjects(t.id)),
    index('insights_created_by_index').on(t.createdBy),
    check('insights_config_type', sql`${t.config} ->> 'type' = ${t.type}::text`),
    searchIndex('insights_search_index', { A: [t.name], B: [t.description] }),
    nameBound('insights_name_length', t.name),
    textBound('insights_description_length', t.description, longest.description),
    jsonBound('insights_config_length', t.config),
  ],
);

describeEnum(insightType, 'The kinds of questions an insight can ask.', {
  trend: 'How often events happen over time.',
  funnel: 'How many persons get from one step to the next.',
  retention: 'How many persons come back after they started.',
  lifecycle: 'Which persons are new, returning, resurrecting or dormant.',
  stickiness: 'On how many days of a period persons are active.',
  paths: 'Which ways persons take from event to event.',
});

describeTable(insights, 'A saved question to the data, shown as a chart or table.', {
  projectId: 'The project the insight belongs to.',
  createdBy: 'The user who made the insight; null when the account is gone.',
  type: 'What kind of question it asks; decides the shape of the configuration.',
  name: 'The name of the insight.',
  description: 'What the insight is about.',
  config: 'The configuration, in the shape that belongs to the type.',
  isFavorite: 'Whether the insight is marked as a favourite of the project.',
  deletedAt: 'When the insight was deleted; null while it is in use.',
});

shapeColumn(insights, 'config', insightConfig);

describeConstraints({
  insights_name_length: nameWords,
  insights_description_length: textWords(longest.description),
  insights_config_length: jsonWords(),
  insights_config_references_exist: 'must refer to cohorts of the project that are not deleted',
  insights_config_type: 'must be the configuration of the type of the insight',
});
