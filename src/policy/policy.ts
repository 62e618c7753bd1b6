/**
 * Who may see what: one entry per table.
 * A row that its entry does not show does not exist, at whatever door one asks for it.
 */
import { sql } from 'drizzle-orm';
import type { Policy } from './table-policy.ts';
import {
  inOwnedDeletedProject,
  inOwnedProject,
  inReadableProject,
  inWritableProject,
  viewerUserId,
} from './viewer-scope.ts';

export const policy: Policy = {
  users: {
    // Oneself, and whoever shares a project with the viewer. An API key has no user and sees none:
    // it must not learn e-mail addresses.
    read: user => sql`(${viewerUserId} is not null and (${user.id} = ${viewerUserId} or exists (
      select 1 from "project_members" "shared"
      where "shared"."user_id" = ${user.id} and "shared"."project_id" = any((select "readable" from "viewer")::uuid[])
    )))`,
    hidden: ['passwordHash'],
  },
  sessions: {
    read: session => sql`${session.userId} = ${viewerUserId}`,
    hidden: ['tokenHash'],
  },
  projects: {
    read: project => inReadableProject(project.id),
    softDelete: { column: 'deletedAt', restore: project => inOwnedDeletedProject(project.id) },
  },
  projectMembers: {
    read: member => inReadableProject(member.projectId),
  },
  projectInvites: {
    read: invite => inOwnedProject(invite.projectId),
    hidden: ['tokenHash'],
  },
  apiKeys: {
    read: key => inOwnedProject(key.projectId),
    hidden: ['keyHash'],
  },
  persons: {
    read: person => inReadableProject(person.projectId),
  },
  personDistinctIds: {
    read: distinctId => inReadableProject(distinctId.projectId),
  },
  cohorts: {
    read: cohort => inReadableProject(cohort.projectId),
    softDelete: { column: 'deletedAt', restore: cohort => inWritableProject(cohort.projectId) },
  },
  cohortMembers: {
    // What hangs on a deleted cohort is gone with it.
    read: member => sql`(${inReadableProject(member.projectId)} and exists (
      select 1 from "cohorts" "parent" where "parent"."id" = ${member.cohortId} and "parent"."deleted_at" is null
    ))`,
  },
  dashboards: {
    read: dashboard => inReadableProject(dashboard.projectId),
    softDelete: { column: 'deletedAt', restore: dashboard => inWritableProject(dashboard.projectId) },
  },
  insights: {
    read: insight => inReadableProject(insight.projectId),
    softDelete: { column: 'deletedAt', restore: insight => inWritableProject(insight.projectId) },
  },
  widgets: {
    // What hangs on a deleted dashboard or insight is gone with it.
    read: widget => sql`(${inReadableProject(widget.projectId)} and exists (
      select 1 from "dashboards" "parent" where "parent"."id" = ${widget.dashboardId} and "parent"."deleted_at" is null
    ) and (${widget.insightId} is null or exists (
      select 1 from "insights" "shown" where "shown"."id" = ${widget.insightId} and "shown"."deleted_at" is null
    )))`,
  },
  auditEvents: {
    read: event => inOwnedProject(event.projectId),
  },
};
