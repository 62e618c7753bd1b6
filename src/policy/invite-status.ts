/** What is told of an invitation: nothing writes down that a moment has passed. */
import { sql } from 'drizzle-orm';
import { sqlValue } from '../generator/rules/rule-parts.ts';
import { projectInvites } from '../model/tables/project-invites.ts';

/** What became of an invitation, as it is at the moment of the statement. */
export const inviteStatusNow = sqlValue(
  projectInvites,
  invite =>
    sql`case when ${invite.status} = 'pending' and ${invite.expiresAt} <= now() then 'expired' else ${invite.status}::text end`,
);
