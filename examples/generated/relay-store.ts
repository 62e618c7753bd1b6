/** What Relay's store has to know of the schema: `new Environment({ …, missingFieldHandlers })`. Written by "npm run codegen" from the schema. */
import { type MissingFieldHandler, ROOT_TYPE } from 'relay-runtime';

/** Fields that find a row by its id. Objects without an id are kept where they are met, without being told. */
const rows = new Set(['node', 'account', 'apiKey', 'auditEvent', 'cohort', 'cohortMember', 'dashboard', 'insight', 'notification', 'person', 'personDistinctId', 'project', 'projectInvite', 'projectMember', 'session', 'shareLink', 'user', 'userProfile', 'widget']);

/** A row that is asked for by its id, and may be there already. */
export const missingFieldHandlers: MissingFieldHandler[] = [
  {
    kind: 'linked',
    handle: ({ name }, parent, { id }) =>
      parent?.getType() === ROOT_TYPE && rows.has(name) && typeof id === 'string' ? id : undefined,
  },
];
