/**
 * The registry of tables and of every edge between them, in both directions.
 * The API is generated from it: a table or relation that is not here does not exist for clients.
 */
import { defineRelations } from 'drizzle-orm';
import { accounts } from './tables/accounts.ts';
import { apiKeys } from './tables/api-keys.ts';
import { auditEvents } from './tables/audit-events.ts';
import { cohortMembers } from './tables/cohort-members.ts';
import { cohorts } from './tables/cohorts.ts';
import { dashboards } from './tables/dashboards.ts';
import { insights } from './tables/insights.ts';
import { notifications } from './tables/notifications.ts';
import { personDistinctIds } from './tables/person-distinct-ids.ts';
import { persons } from './tables/persons.ts';
import { projectInvites } from './tables/project-invites.ts';
import { projectMembers } from './tables/project-members.ts';
import { projects } from './tables/projects.ts';
import { sessions } from './tables/sessions.ts';
import { shareLinks } from './tables/share-links.ts';
import { userProfiles } from './tables/user-profiles.ts';
import { users } from './tables/users.ts';
import { widgets } from './tables/widgets.ts';

export const tables = {
  users,
  userProfiles,
  accounts,
  sessions,
  projects,
  projectMembers,
  projectInvites,
  apiKeys,
  persons,
  personDistinctIds,
  cohorts,
  cohortMembers,
  dashboards,
  insights,
  widgets,
  shareLinks,
  notifications,
  auditEvents,
};

/** What is only read; each needs a `key` in the policy. */
export const views = {};

export const relations = defineRelations({ ...tables, ...views }, r => ({
  users: {
    profile: r.one.userProfiles({ from: r.users.id, to: r.userProfiles.userId }),
    sessions: r.many.sessions({ from: r.users.id, to: r.sessions.userId }),
    accounts: r.many.accounts({ from: r.users.id, to: r.accounts.userId }),
    memberships: r.many.projectMembers({ from: r.users.id, to: r.projectMembers.userId }),
    projects: r.many.projects({
      from: r.users.id.through(r.projectMembers.userId),
      to: r.projects.id.through(r.projectMembers.projectId),
    }),
    sentInvites: r.many.projectInvites({ from: r.users.id, to: r.projectInvites.invitedBy }),
    createdApiKeys: r.many.apiKeys({ from: r.users.id, to: r.apiKeys.createdBy }),
    createdCohorts: r.many.cohorts({ from: r.users.id, to: r.cohorts.createdBy }),
    createdDashboards: r.many.dashboards({ from: r.users.id, to: r.dashboards.createdBy }),
    createdInsights: r.many.insights({ from: r.users.id, to: r.insights.createdBy }),
    auditEvents: r.many.auditEvents({ from: r.users.id, to: r.auditEvents.actorUserId }),
    notifications: r.many.notifications({ from: r.users.id, to: r.notifications.userId }),
  },
  userProfiles: {
    user: r.one.users({ from: r.userProfiles.userId, to: r.users.id }),
  },
  accounts: {
    user: r.one.users({ from: r.accounts.userId, to: r.users.id }),
  },
  sessions: {
    user: r.one.users({ from: r.sessions.userId, to: r.users.id }),
  },
  projects: {
    members: r.many.projectMembers({ from: r.projects.id, to: r.projectMembers.projectId }),
    users: r.many.users({
      from: r.projects.id.through(r.projectMembers.projectId),
      to: r.users.id.through(r.projectMembers.userId),
    }),
    invites: r.many.projectInvites({ from: r.projects.id, to: r.projectInvites.projectId }),
    apiKeys: r.many.apiKeys({ from: r.projects.id, to: r.apiKeys.projectId }),
    persons: r.many.persons({ from: r.projects.id, to: r.persons.projectId }),
    distinctIds: r.many.personDistinctIds({ from: r.projects.id, to: r.personDistinctIds.projectId }),
    cohorts: r.many.cohorts({ from: r.projects.id, to: r.cohorts.projectId }),
    cohortMembers: r.many.cohortMembers({ from: r.projects.id, to: r.cohortMembers.projectId }),
    dashboards: r.many.dashboards({ from: r.projects.id, to: r.dashboards.projectId }),
    insights: r.many.insights({ from: r.projects.id, to: r.insights.projectId }),
    widgets: r.many.widgets({ from: r.projects.id, to: r.widgets.projectId }),
    auditEvents: r.many.auditEvents({ from: r.projects.id, to: r.auditEvents.projectId }),
  },
  projectMembers: {
    project: r.one.projects({ from: r.projectMembers.projectId, to: r.projects.id }),
    user: r.one.users({ from: r.projectMembers.userId, to: r.users.id }),
  },
  projectInvites: {
    project: r.one.projects({ from: r.projectInvites.projectId, to: r.projects.id }),
    inviter: r.one.users({ from: r.projectInvites.invitedBy, to: r.users.id }),
  },
  apiKeys: {
    project: r.one.projects({ from: r.apiKeys.projectId, to: r.projects.id }),
    creator: r.one.users({ from: r.apiKeys.createdBy, to: r.users.id }),
    auditEvents: r.many.auditEvents({ from: r.apiKeys.id, to: r.auditEvents.actorApiKeyId }),
  },
  persons: {
    project: r.one.projects({ from: r.persons.projectId, to: r.projects.id }),
    distinctIds: r.many.personDistinctIds({ from: r.persons.id, to: r.personDistinctIds.personId }),
    cohortMemberships: r.many.cohortMembers({ from: r.persons.id, to: r.cohortMembers.personId }),
    cohorts: r.many.cohorts({
      from: r.persons.id.through(r.cohortMembers.personId),
      to: r.cohorts.id.through(r.cohortMembers.cohortId),
    }),
  },
  personDistinctIds: {
    project: r.one.projects({ from: r.personDistinctIds.projectId, to: r.projects.id }),
    person: r.one.persons({ from: r.personDistinctIds.personId, to: r.persons.id }),
  },
  cohorts: {
    project: r.one.projects({ from: r.cohorts.projectId, to: r.projects.id }),
    creator: r.one.users({ from: r.cohorts.createdBy, to: r.users.id }),
    members: r.many.cohortMembers({ from: r.cohorts.id, to: r.cohortMembers.cohortId }),
    persons: r.many.persons({
      from: r.cohorts.id.through(r.cohortMembers.cohortId),
      to: r.persons.id.through(r.cohortMembers.personId),
    }),
  },
  cohortMembers: {
    project: r.one.projects({ from: r.cohortMembers.projectId, to: r.projects.id }),
    cohort: r.one.cohorts({ from: r.cohortMembers.cohortId, to: r.cohorts.id }),
    person: r.one.persons({ from: r.cohortMembers.personId, to: r.persons.id }),
  },
  dashboards: {
    project: r.one.projects({ from: r.dashboards.projectId, to: r.projects.id }),
    creator: r.one.users({ from: r.dashboards.createdBy, to: r.users.id }),
    widgets: r.many.widgets({ from: r.dashboards.id, to: r.widgets.dashboardId }),
    shareLinks: r.many.shareLinks({ from: r.dashboards.id, to: r.shareLinks.dashboardId }),
  },
  insights: {
    project: r.one.projects({ from: r.insights.projectId, to: r.projects.id }),
    creator: r.one.users({ from: r.insights.createdBy, to: r.users.id }),
    widgets: r.many.widgets({ from: r.insights.id, to: r.widgets.insightId }),
  },
  widgets: {
    project: r.one.projects({ from: r.widgets.projectId, to: r.projects.id }),
    dashboard: r.one.dashboards({ from: r.widgets.dashboardId, to: r.dashboards.id }),
    insight: r.one.insights({ from: r.widgets.insightId, to: r.insights.id }),
  },
  shareLinks: {
    project: r.one.projects({ from: r.shareLinks.projectId, to: r.projects.id }),
    dashboard: r.one.dashboards({ from: r.shareLinks.dashboardId, to: r.dashboards.id }),
    creator: r.one.users({ from: r.shareLinks.createdBy, to: r.users.id }),
  },
  notifications: {
    user: r.one.users({ from: r.notifications.userId, to: r.users.id }),
    project: r.one.projects({ from: r.notifications.projectId, to: r.projects.id }),
    actor: r.one.users({ from: r.notifications.actorId, to: r.users.id }),
    widget: r.one.widgets({ from: r.notifications.subjectId, to: r.widgets.id }),
    apiKey: r.one.apiKeys({ from: r.notifications.subjectId, to: r.apiKeys.id }),
  },
  auditEvents: {
    project: r.one.projects({ from: r.auditEvents.projectId, to: r.projects.id }),
    actorUser: r.one.users({ from: r.auditEvents.actorUserId, to: r.users.id }),
    actorApiKey: r.one.apiKeys({ from: r.auditEvents.actorApiKeyId, to: r.apiKeys.id }),
  },
}));

export type Relations = typeof relations;
export type TableName = keyof Relations & keyof typeof tables;
