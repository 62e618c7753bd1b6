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
    write: {
      update: user => sql`${user.id} = ${viewerUserId}`,
      // The address is what one signs in with: changing it takes more than a session.
      readOnly: ['email'],
    },
  },
  sessions: {
    read: session => sql`${session.userId} = ${viewerUserId}`,
    hidden: ['tokenHash'],
  },
  projects: {
    read: project => inReadableProject(project.id),
    softDelete: { column: 'deletedAt', restore: project => inOwnedDeletedProject(project.id) },
    write: {
      // Whoever makes a project owns it: the membership is made with it.
      create: () => sql`${viewerUserId} is not null`,
      update: project => inWritableProject(project.id),
      delete: project => inOwnedProject(project.id),
      companion: {
        table: 'projectMembers',
        values: project => ({
          projectId: sql`${project.id}`,
          userId: viewerUserId,
          role: sql`'owner'::project_role`,
        }),
      },
    },
  },
  projectMembers: {
    read: member => inReadableProject(member.projectId),
    write: {
      create: member => inOwnedProject(member.projectId),
      update: member => inOwnedProject(member.projectId),
      delete: member => inOwnedProject(member.projectId),
      fixed: ['projectId', 'userId'],
    },
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
    write: {
      create: cohort => inWritableProject(cohort.projectId),
      update: cohort => inWritableProject(cohort.projectId),
      delete: cohort => inWritableProject(cohort.projectId),
      fixed: ['projectId'],
      set: { createdBy: viewerUserId },
      owns: ['members'],
    },
  },
  cohortMembers: {
    // What hangs on a deleted cohort is gone with it.
    read: member => sql`(${inReadableProject(member.projectId)} and exists (
      select 1 from "cohorts" "parent" where "parent"."id" = ${member.cohortId} and "parent"."deleted_at" is null
    ))`,
    write: {
      create: member => inWritableProject(member.projectId),
      delete: member => inWritableProject(member.projectId),
    },
  },
  dashboards: {
    read: dashboard => inReadableProject(dashboard.projectId),
    softDelete: { column: 'deletedAt', restore: dashboard => inWritableProject(dashboard.projectId) },
    write: {
      create: dashboard => inWritableProject(dashboard.projectId),
      update: dashboard => inWritableProject(dashboard.projectId),
      delete: dashboard => inWritableProject(dashboard.projectId),
      fixed: ['projectId'],
      set: { createdBy: viewerUserId },
      owns: ['widgets'],
    },
  },
  insights: {
    read: insight => inReadableProject(insight.projectId),
    softDelete: { column: 'deletedAt', restore: insight => inWritableProject(insight.projectId) },
    write: {
      create: insight => inWritableProject(insight.projectId),
      update: insight => inWritableProject(insight.projectId),
      delete: insight => inWritableProject(insight.projectId),
      fixed: ['projectId'],
      set: { createdBy: viewerUserId },
    },
  },
  widgets: {
    // What hangs on a deleted dashboard or insight is gone with it.
    read: widget => sql`(${inReadableProject(widget.projectId)} and exists (
      select 1 from "dashboards" "parent" where "parent"."id" = ${widget.dashboardId} and "parent"."deleted_at" is null
    ) and (${widget.insightId} is null or exists (
      select 1 from "insights" "shown" where "shown"."id" = ${widget.insightId} and "shown"."deleted_at" is null
    )))`,
    write: {
      create: widget => inWritableProject(widget.projectId),
      update: widget => inWritableProject(widget.projectId),
      delete: widget => inWritableProject(widget.projectId),
      fixed: ['projectId', 'dashboardId'],
    },
  },
  auditEvents: {
    read: event => inOwnedProject(event.projectId),
  },
};
