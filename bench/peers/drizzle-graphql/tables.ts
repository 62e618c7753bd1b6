/** The tables that the work items read, described for the Drizzle before version 1 as far as they are read. */
import { relations } from 'drizzle-orm';
import { boolean, jsonb, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

export const projectRole = pgEnum('project_role', ['owner', 'editor', 'viewer']);
export const insightType = pgEnum('insight_type', [
  'trend',
  'funnel',
  'retention',
  'lifecycle',
  'stickiness',
  'paths',
]);

export const users = pgTable('users', {
  id: uuid().primaryKey(),
  displayName: text('display_name').notNull(),
});

export const projects = pgTable('projects', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  deletedAt: instant('deleted_at'),
});

export const projectMembers = pgTable('project_members', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  userId: uuid('user_id').notNull(),
  role: projectRole().notNull(),
});

export const dashboards = pgTable('dashboards', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  name: text().notNull(),
  description: text(),
  isPinned: boolean('is_pinned').notNull(),
  deletedAt: instant('deleted_at'),
});

export const insights = pgTable('insights', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  createdBy: uuid('created_by'),
  type: insightType().notNull(),
  name: text().notNull(),
  config: jsonb().notNull(),
  isFavorite: boolean('is_favorite').notNull(),
  deletedAt: instant('deleted_at'),
});

export const widgets = pgTable('widgets', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  dashboardId: uuid('dashboard_id').notNull(),
  insightId: uuid('insight_id'),
  content: text(),
  layout: jsonb().$type<{ x: number; y: number; w: number; h: number }>().notNull(),
});

export const persons = pgTable('persons', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  properties: jsonb().notNull(),
});

export const userRelations = relations(users, ({ many }) => ({ memberships: many(projectMembers) }));

export const projectRelations = relations(projects, ({ many }) => ({
  members: many(projectMembers),
  dashboards: many(dashboards),
}));

export const memberRelations = relations(projectMembers, ({ one }) => ({
  project: one(projects, { fields: [projectMembers.projectId], references: [projects.id] }),
  user: one(users, { fields: [projectMembers.userId], references: [users.id] }),
}));

export const dashboardRelations = relations(dashboards, ({ one, many }) => ({
  project: one(projects, { fields: [dashboards.projectId], references: [projects.id] }),
  widgets: many(widgets),
}));

export const insightRelations = relations(insights, ({ one }) => ({
  creator: one(users, { fields: [insights.createdBy], references: [users.id] }),
}));

export const widgetRelations = relations(widgets, ({ one }) => ({
  dashboard: one(dashboards, { fields: [widgets.dashboardId], references: [dashboards.id] }),
  insight: one(insights, { fields: [widgets.insightId], references: [insights.id] }),
}));
