/**
 * The audit events that demo rows would have left behind.
 * Knows the rows of one project; refuses to invent changes to anything else.
 */
import type { SeedRow } from './insert-rows.ts';
import type { ProjectContent } from './project-content.ts';
import { stableId } from './stable-id.ts';

interface AuditRequest {
  readonly projectId: string;
  readonly content: ProjectContent;
  /** A key that acted once, instead of a user. */
  readonly apiKeyId: string;
}

type Audited = SeedRow<'dashboards' | 'insights' | 'cohorts'>;

export function buildAuditEvents({ projectId, content, apiKeyId }: AuditRequest): SeedRow<'auditEvents'>[] {
  const entities: [entityType: string, rows: readonly Audited[]][] = [
    ['Dashboard', content.dashboards],
    ['Insight', content.insights],
    ['Cohort', content.cohorts],
  ];
  return entities.flatMap(([entityType, rows]) =>
    rows.flatMap((row, index) => {
      const event = (
        action: SeedRow<'auditEvents'>['action'],
        at: Date,
        changes: Record<string, { before: unknown; after: unknown }>,
      ): SeedRow<'auditEvents'> => {
        const byKey = entityType === 'Cohort' && index === 0 && action === 'update';
        return {
          id: stableId(`audit event ${action} ${row.id}`),
          projectId,
          actorUserId: byKey ? null : row.createdBy,
          actorApiKeyId: byKey ? apiKeyId : null,
          action,
          entityType,
          requestId: null,
          entityId: row.id,
          changes,
          createdAt: at,
          updatedAt: at,
        };
      };
      const events = [event('create', row.createdAt, { name: { before: null, after: row.name } })];
      if (row.deletedAt) {
        const deletedAt = { before: null, after: row.deletedAt.toISOString() };
        events.push(event('delete', row.deletedAt, { deletedAt }));
      } else if (row.updatedAt > row.createdAt) {
        events.push(
          event('update', row.updatedAt, { name: { before: `${row.name} (draft)`, after: row.name } }),
        );
      }
      return events;
    }),
  );
}
