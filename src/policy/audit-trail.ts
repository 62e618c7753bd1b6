/**
 * Which writes leave a trail, and what an event of it holds.
 * Whoever writes cannot choose: the event is part of the statement.
 */
import { type SQL, sql, type Table } from 'drizzle-orm';
import type { TableName, tables } from '../model/relations.ts';
import { viewerApiKeyId, viewerUserId } from './viewer-scope.ts';

/** What happened to one row: as SQL what the statement knows, as text what is known before. */
interface AuditEntry {
  readonly action: string;
  readonly type: string;
  readonly id: SQL;
  readonly changes: SQL;
  readonly requestId: string;
}

export const auditTrail = {
  table: 'auditEvents' satisfies TableName,
  values: (table: string, row: Table, { action, type, id, changes, requestId }: AuditEntry) => {
    const projectId = projectOf(table, row);
    return (
      projectId && {
        projectId,
        actorUserId: viewerUserId,
        actorApiKeyId: viewerApiKeyId,
        action: sql`${action}::text::audit_action`,
        entityType: sql`${type}::text`,
        entityId: id,
        requestId: sql`${requestId}::text`,
        changes,
      }
    );
  },
};

/** The project whose trail a row's changes belong to; none for what is outside of projects. */
function projectOf(table: string, row: Table): SQL | undefined {
  if (table === 'projects') return sql`${(row as typeof tables.projects).id}`;
  const { projectId } = row as Partial<typeof tables.dashboards>;
  return projectId && sql`${projectId}`;
}
