/**
 * What a policy condition can ask about the viewer, as SQL over one row that every statement carries.
 * Refuses to know who the viewer is: the text is the same for all, so prepared statements are shared.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** The columns of the common table expression `viewer`, which has one row, or none for invalid credentials. */
export const viewerColumns = {
  /** The session in use, null for an API key. */
  sessionId: 'session_id',
  /** The signed-in user, null for an API key. */
  userId: 'user_id',
  /** The API key in use, null for a session. */
  apiKeyId: 'api_key_id',
  /** Projects in use that the viewer may read. */
  readable: 'readable',
  /** Projects in use that the viewer may write in: as editor or owner. */
  writable: 'writable',
  /** Projects in use that the viewer owns. */
  owned: 'owned',
  /** Deleted projects that the viewer owns. */
  ownedDeleted: 'owned_deleted',
} as const;

const column = (name: string): SQL => sql`(select ${sql.identifier(name)} from "viewer")`;
const projectSet = (name: string) => (projectId: PgColumn) =>
  sql`${projectId} = any(${column(name)}::uuid[])`;

/** The UUID of the signed-in user; null for an API key. */
export const viewerUserId = column(viewerColumns.userId);

/** The UUID of the API key in use; null for a session. */
export const viewerApiKeyId = column(viewerColumns.apiKeyId);

/** The row belongs to a project that the viewer may read. */
export const inReadableProject = projectSet(viewerColumns.readable);

/** The row belongs to a project that the viewer may write in. */
export const inWritableProject = projectSet(viewerColumns.writable);

/** The row belongs to a project that the viewer owns. */
export const inOwnedProject = projectSet(viewerColumns.owned);

/** The row belongs to a deleted project that the viewer owns. */
export const inOwnedDeletedProject = projectSet(viewerColumns.ownedDeleted);
