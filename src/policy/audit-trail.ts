/**
 * Where writes leave their trail, and what an event of it holds.
 * Whoever writes cannot choose: the event is part of the statement. Rows outside of projects leave none.
 */
import type { TrailBlueprint } from '../generator/blueprint/blueprint.ts';
import type { TableName } from '../model/relations.ts';

export const auditTrail: TrailBlueprint = {
  table: 'auditEvents' satisfies TableName,
  values: {
    projectId: { from: 'tenant' },
    actorUserId: { from: 'viewer', name: 'userId' },
    actorApiKeyId: { from: 'viewer', name: 'apiKeyId' },
    action: { from: 'event', member: 'action' },
    entityType: { from: 'event', member: 'type' },
    entityId: { from: 'event', member: 'id' },
    requestId: { from: 'event', member: 'requestId' },
    clientRequestId: { from: 'event', member: 'clientRequestId' },
    changes: { from: 'event', member: 'changes' },
  },
};
