/**
 * Who may see and do what: one entry per table.
 * A row that its entry does not show does not exist, at whatever door one asks for it.
 */
import type { Policy } from '../generator/blueprint/table-rules.ts';
import { all, any, isNull, present, related, visible } from '../generator/rules/rule-parts.ts';
import type { Relations } from '../model/relations.ts';
import { inviteStatusNow } from './invite-status.ts';
import { theInvited, theMember, theMentioned } from './notices.ts';
import { sessionStatusNow } from './session-end.ts';
import {
  inOwnedDeletedProject,
  inOwnedProject,
  inReadableProject,
  inWritableProject,
  isSharedDashboard,
  isSharedInsight,
  isSignedInUser,
  someoneSignedIn,
  type viewerScope,
} from './viewer-scope.ts';

/** What API keys begin with. */
export const apiKeyPrefix = 'igk_';
/** What share links begin with. */
export const shareLinkPrefix = 'igl_';

const madeBySignedInUser = { createdBy: { from: 'viewer', name: 'userId' } } as const;

export const policy: Policy<Relations, typeof viewerScope> = {
  users: {
    // Oneself, and whoever shares a project with the viewer. An API key has no user and sees none:
    // it must not learn e-mail addresses.
    read: all(
      someoneSignedIn,
      any(isSignedInUser('id'), related('memberships', inReadableProject('projectId'))),
    ),
    hidden: ['passwordHash', 'suspendedAt'],
    // Who administers the deployment, whether an address is confirmed, and how others sign in, is nobody else's business.
    columns: {
      emailConfirmedAt: { read: isSignedInUser('id') },
      isAdministrator: { read: isSignedInUser('id') },
      hasSecondFactor: { read: isSignedInUser('id') },
      mutedNotifications: { read: isSignedInUser('id') },
    },
    withoutNulls: ['mutedNotifications'],
    write: {
      update: isSignedInUser('id'),
      // The address is what one signs in with: changing it takes more than a session, and so does a second factor.
      // Administrators are made by the operator.
      readOnly: ['email', 'emailConfirmedAt', 'hasSecondFactor', 'isAdministrator'],
      ownsOne: ['profile'],
    },
  },
  userProfiles: {
    // Name and picture are for whoever sees the user. What one reads and wants, and where one is, is nobody else's business.
    read: related('user', visible),
    columns: {
      locale: { read: isSignedInUser('userId') },
      timezone: { read: isSignedInUser('userId') },
      preferences: { read: isSignedInUser('userId') },
    },
    write: {
      create: isSignedInUser('userId'),
      update: isSignedInUser('userId'),
      set: { userId: { from: 'viewer', name: 'userId' } },
    },
  },
  accounts: {
    read: isSignedInUser('userId'),
    hidden: ['accessToken', 'refreshToken'],
  },
  sessions: {
    read: isSignedInUser('userId'),
    hidden: ['tokenHash'],
    columns: { status: { shownAs: sessionStatusNow } },
  },
  projects: {
    read: inReadableProject('id'),
    // A share link reads in one project alone.
    guests: inReadableProject('id'),
    hidden: ['suspendedAt'],
    softDelete: { column: 'deletedAt', restore: inOwnedDeletedProject('id') },
    write: {
      // Whoever makes a project owns it: the membership is made with it.
      create: someoneSignedIn,
      update: inWritableProject('id'),
      delete: inOwnedProject('id'),
      companion: {
        table: 'projectMembers',
        values: {
          projectId: { from: 'row', column: 'id' },
          userId: { from: 'viewer', name: 'userId' },
          role: { from: 'literal', text: 'owner' },
        },
      },
    },
  },
  projectMembers: {
    read: inReadableProject('projectId'),
    write: {
      create: inOwnedProject('projectId'),
      update: inOwnedProject('projectId'),
      delete: inOwnedProject('projectId'),
      fixed: ['projectId', 'userId'],
    },
    notifies: [{ kind: 'role_changed', on: ['updated'], changed: 'role', to: theMember }],
  },
  projectInvites: {
    read: inOwnedProject('projectId'),
    hidden: ['tokenHash'],
    columns: { status: { shownAs: inviteStatusNow } },
    notifies: [{ kind: 'invited', on: ['created'], to: theInvited }],
  },
  apiKeys: {
    read: inOwnedProject('projectId'),
    hidden: ['keyHash'],
    withoutNulls: ['scopes'],
    write: {
      create: inOwnedProject('projectId'),
      update: inOwnedProject('projectId'),
      // What a key may do stays what it was made for.
      fixed: ['projectId', 'scopes', 'expiresAt'],
      readOnly: ['lastUsedAt'],
      set: madeBySignedInUser,
      marks: { revoke: 'revokedAt' },
      issues: {
        prefix: apiKeyPrefix,
        hash: 'keyHash',
        start: 'prefix',
        rotates: { ends: 'expiresAt', longest: 7 * 86_400, rule: isNull('revokedAt') },
      },
    },
  },
  persons: {
    read: inReadableProject('projectId'),
  },
  personDistinctIds: {
    read: inReadableProject('projectId'),
  },
  cohorts: {
    read: inReadableProject('projectId'),
    softDelete: { column: 'deletedAt', restore: inWritableProject('projectId') },
    write: {
      create: inWritableProject('projectId'),
      update: inWritableProject('projectId'),
      delete: inWritableProject('projectId'),
      fixed: ['projectId'],
      set: madeBySignedInUser,
      owns: ['members'],
    },
  },
  cohortMembers: {
    // What hangs on a deleted cohort is gone with it.
    read: all(inReadableProject('projectId'), related('cohort', present)),
    write: {
      create: inWritableProject('projectId'),
      delete: inWritableProject('projectId'),
      partOf: 'cohort',
    },
  },
  dashboards: {
    read: inReadableProject('projectId'),
    guests: isSharedDashboard('id'),
    softDelete: { column: 'deletedAt', restore: inWritableProject('projectId') },
    write: {
      create: inWritableProject('projectId'),
      update: inWritableProject('projectId'),
      delete: inWritableProject('projectId'),
      fixed: ['projectId'],
      set: madeBySignedInUser,
      owns: ['widgets'],
    },
  },
  insights: {
    read: inReadableProject('projectId'),
    guests: isSharedInsight('id'),
    softDelete: { column: 'deletedAt', restore: inWritableProject('projectId') },
    write: {
      create: inWritableProject('projectId'),
      update: inWritableProject('projectId'),
      delete: inWritableProject('projectId'),
      fixed: ['projectId'],
      follows: { type: 'config' },
      set: madeBySignedInUser,
    },
  },
  widgets: {
    // What hangs on a deleted dashboard or insight is gone with it.
    read: all(
      inReadableProject('projectId'),
      related('dashboard', present),
      any(isNull('insightId'), related('insight', present)),
    ),
    guests: isSharedDashboard('dashboardId'),
    write: {
      create: inWritableProject('projectId'),
      update: inWritableProject('projectId'),
      delete: inWritableProject('projectId'),
      fixed: ['projectId', 'dashboardId'],
      partOf: 'dashboard',
      makes: ['insight'],
    },
    notifies: [{ kind: 'mentioned', on: ['created', 'updated'], to: theMentioned }],
  },
  shareLinks: {
    // What hangs on a deleted dashboard is gone with it.
    read: all(inReadableProject('projectId'), inWritableProject('projectId'), related('dashboard', present)),
    hidden: ['tokenHash'],
    write: {
      create: inWritableProject('projectId'),
      update: inWritableProject('projectId'),
      fixed: ['projectId', 'dashboardId'],
      readOnly: ['lastUsedAt'],
      set: madeBySignedInUser,
      marks: { revoke: 'revokedAt' },
      issues: { prefix: shareLinkPrefix, hash: 'tokenHash', start: 'prefix' },
    },
  },
  notifications: {
    read: isSignedInUser('userId'),
    // What it is about is met by relations, under the rules of what they lead to: who lost access is told the kind and the time.
    hidden: ['projectId', 'actorId', 'subjectId'],
  },
  auditEvents: {
    read: inOwnedProject('projectId'),
  },
};
