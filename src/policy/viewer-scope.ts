/**
 * What a policy can ask about the viewer: the row that every statement carries, and the rules made of it.
 * Refuses to know who the viewer is: the text is the same for all, so prepared statements are shared.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ViewerBlueprint } from '../generator/blueprint/blueprint.ts';
import { inSet, isViewers, viewerHas } from '../generator/rules/rule-parts.ts';

const uuid = (sqlName: string, meaning: string, presence: string) =>
  ({ sqlName, sqlType: 'uuid', set: false, meaning, presence }) as const;
const uuids = (sqlName: string, meaning: string) =>
  ({ sqlName, sqlType: 'uuid', set: true, meaning }) as const;

/** The common table expression `viewer`, which has one row, or none for invalid credentials. */
export const viewerScope = {
  name: 'viewer',
  columns: {
    sessionId: uuid('session_id', 'the session in use', 'the viewer has a session'),
    userId: uuid('user_id', 'the signed-in user', 'a user is signed in'),
    apiKeyId: uuid('api_key_id', 'the API key in use', 'the viewer is an API key'),
    readable: uuids('readable', 'the projects in use that the viewer belongs to'),
    writable: uuids('writable', 'the projects in use in which the viewer is editor or owner'),
    owned: uuids('owned', 'the projects in use that the viewer owns'),
    ownedDeleted: uuids('owned_deleted', 'the deleted projects that the viewer owns'),
  },
} as const satisfies ViewerBlueprint;

export type ViewerColumn = keyof typeof viewerScope.columns;

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

/** Somebody is signed in, and no API key. */
export const someoneSignedIn = viewerHas('userId' satisfies ViewerColumn);

/** A value of the viewer's row, for SQL that is written by hand. */
export const viewerValue = (column: ViewerColumn): SQL =>
  sql`(select ${sql.identifier(viewerScope.columns[column].sqlName)} from ${sql.identifier(viewerScope.name)})`;

/** That a column's value is in a set of the viewer's row, for SQL that is written by hand. */
export const inViewerSet = (column: PgColumn, set: ViewerColumn): SQL =>
  sql`${column} = any(${viewerValue(set)}::uuid[])`;
