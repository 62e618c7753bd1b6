/**
 * What a policy can ask about the viewer: the row that every statement carries, and the rules made of it.
 * Refuses to know who the viewer is: the text is the same for all, so prepared statements are shared.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ViewerBlueprint } from '../generator/blueprint/viewer-blueprint.ts';
import { inSet, isViewers, viewerHas } from '../generator/rules/rule-parts.ts';

const uuid = (sqlName: string, meaning: string, presence: string) =>
  ({ sqlName, sqlType: 'uuid', set: false, meaning, presence }) as const;
/** @param condition what holds of the membership `pm` and its project `p` */
const projects = (sqlName: string, meaning: string, condition: string) =>
  ({
    sqlName,
    sqlType: 'uuid',
    set: true,
    meaning,
    from: `viewer_${sqlName}`,
    elements: `select "pm"."project_id" from "project_members" "pm" join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = (select "user_id" from "viewer") and "p"."suspended_at" is null and ${condition}`,
  }) as const;

/** Of how many projects a list looks into each one for its rows. */
const fewProjects = 200;

const readable = projects(
  'readable',
  'the projects in use that the viewer belongs to',
  `"p"."deleted_at" is null`,
);
/** Whoever has few projects has them read once, whoever has many need not have them read. */
const firstReadable = {
  ...readable,
  sqlName: 'first_readable',
  from: 'viewer_first_readable',
  meaning: `${fewProjects} of ${readable.meaning}, or all of them`,
  firstOf: { set: 'readable', size: fewProjects },
};

/**
 * The common table expression `viewer`, which has one row, or none for invalid credentials. Sets have expressions of their own, so that
 * PostgreSQL makes them where they are read, and only there.
 */
export const viewerScope = {
  name: 'viewer',
  account: 'userId',
  guest: 'sharedDashboardId',
  columns: {
    sessionId: uuid('session_id', 'the session in use', 'the viewer has a session'),
    userId: uuid('user_id', 'the signed-in user', 'a user is signed in'),
    apiKeyId: uuid('api_key_id', 'the API key in use', 'the viewer is an API key'),
    administratorId: uuid(
      'administrator_id',
      'the signed-in administrator',
      'an administrator of the deployment is signed in',
    ),
    // Beside the row, which is that of guests alone.
    sharedDashboardId: {
      ...uuid('shared_dashboard', 'the dashboard of the share link in use', 'the viewer is a share link'),
      from: 'viewer_shared_dashboard',
    },
    sharedInsights: {
      sqlName: 'shared_insights',
      sqlType: 'uuid',
      set: true,
      meaning: 'the insights on the dashboard of the share link',
      from: 'viewer_shared_insights',
    },
    firstReadable,
    readable,
    writable: projects(
      'writable',
      'the projects in use in which the viewer is editor or owner',
      `"p"."deleted_at" is null and "pm"."role" <> 'viewer'`,
    ),
    owned: projects(
      'owned',
      'the projects in use that the viewer owns',
      `"p"."deleted_at" is null and "pm"."role" = 'owner'`,
    ),
    ownedDeleted: projects(
      'owned_deleted',
      'the deleted projects that the viewer owns',
      `"p"."deleted_at" is not null and "pm"."role" = 'owner'`,
    ),
  },
} as const satisfies ViewerBlueprint;

export type ViewerColumn = keyof typeof viewerScope.columns;

/** The same by any name, with what only some of them have. */
export const viewerColumns: ViewerBlueprint['columns'] = viewerScope.columns;

/** The row belongs to a project that the viewer may read. */
export const inReadableProject = <C extends string>(column: C) =>
  inSet(column, 'readable' satisfies ViewerColumn);

/** The row belongs to a project that the viewer may write in. */
export const inWritableProject = <C extends string>(column: C) =>
  inSet(column, 'writable' satisfies ViewerColumn);

/** The row belongs to a project that the viewer owns. */
export const inOwnedProject = <C extends string>(column: C) => inSet(column, 'owned' satisfies ViewerColumn);

/** The row belongs to a deleted project that the viewer owns. */
export const inOwnedDeletedProject = <C extends string>(column: C) =>
  inSet(column, 'ownedDeleted' satisfies ViewerColumn);

/** The row is about the signed-in user. */
export const isSignedInUser = <C extends string>(column: C) =>
  isViewers(column, 'userId' satisfies ViewerColumn);

/** The row is, or belongs to, the dashboard of the share link. */
export const isSharedDashboard = <C extends string>(column: C) =>
  isViewers(column, 'sharedDashboardId' satisfies ViewerColumn);

/** The row is an insight on the dashboard of the share link. */
export const isSharedInsight = <C extends string>(column: C) =>
  inSet(column, 'sharedInsights' satisfies ViewerColumn);

/** Somebody is signed in, and no API key. */
export const someoneSignedIn = viewerHas('userId' satisfies ViewerColumn);

/** A value of the viewer's row, for SQL that is written by hand. */
export const viewerValue = (column: ViewerColumn): SQL =>
  sql`(select ${sql.identifier(viewerScope.columns[column].sqlName)} from ${sql.identifier(expressionOf(column))})`;

const expressionOf = (name: ViewerColumn): string => {
  const column = viewerScope.columns[name];
  return 'from' in column ? column.from : viewerScope.name;
};

/** That a column's value is in a set of the viewer's row, for SQL that is written by hand. */
export const inViewerSet = (column: PgColumn, set: ViewerColumn): SQL =>
  sql`${column} = any(${viewerValue(set)}::uuid[])`;
