/** The tables that the work items read, described for Drizzle 1 as far as they are read. */
import { defineRelations } from 'drizzle-orm';
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

const users = pgTable('users', { id: uuid().primaryKey(), displayName: text('display_name').notNull() });

const projects = pgTable('projects', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  deletedAt: instant('deleted_at'),
});

const projectMembers = pgTable('project_members', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  userId: uuid('user_id').notNull(),
  role: projectRole().notNull(),
});

const dashboards = pgTable('dashboards', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  name: text().notNull(),
  description: text(),
  isPinned: boolean('is_pinned').notNull(),
  deletedAt: instant('deleted_at'),
});

const insights = pgTable('insights', {
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

const widgets = pgTable('widgets', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  dashboardId: uuid('dashboard_id').notNull(),
  insightId: uuid('insight_id'),
  content: text(),
  layout: jsonb().$type<{ x: number; y: number; w: number; h: number }>().notNull(),
});

const persons = pgTable('persons', {
  id: uuid().primaryKey(),
  createdAt: instant('created_at').notNull(),
  projectId: uuid('project_id').notNull(),
  properties: jsonb().notNull(),
});

const tables = { users, projects, projectMembers, dashboards, insights, widgets, persons };

export const relations = defineRelations(tables, r => ({
  users: { memberships: r.many.projectMembers({ from: r.users.id, to: r.projectMembers.userId }) },
  projects: {
    members: r.many.projectMembers({ from: r.projects.id, to: r.projectMembers.projectId }),
    dashboards: r.many.dashboards({ from: r.projects.id, to: r.dashboards.projectId }),
  },
  projectMembers: {
    project: r.one.projects({ from: r.projectMembers.projectId, to: r.projects.id }),
    user: r.one.users({ from: r.projectMembers.userId, to: r.users.id }),
  },
  dashboards: {
    project: r.one.projects({ from: r.dashboards.projectId, to: r.projects.id }),
    widgets: r.many.widgets({ from: r.dashboards.id, to: r.widgets.dashboardId }),
  },
  insights: { creator: r.one.users({ from: r.insights.createdBy, to: r.users.id }) },
  widgets: { insight: r.one.insights({ from: r.widgets.insightId, to: r.insights.id }) },
}));
