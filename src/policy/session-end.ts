/**
 * When a session ends by itself, and what is told of one: nothing writes down that a moment has passed.
 * Knows the columns of sessions; whose they are, the policy says.
 */
import { type SQL, sql } from 'drizzle-orm';
import { sqlValue } from '../generator/rules/rule-parts.ts';
import { sessions } from '../model/tables/sessions.ts';

/** The moment at which a session ends unless somebody ends it before: the absolute one, or that of not being used. */
export const sessionEnd = ({
  expiresAt,
  idleExpiresAt,
}: Pick<typeof sessions, 'expiresAt' | 'idleExpiresAt'>): SQL => sql`least(${expiresAt}, ${idleExpiresAt})`;

/** Whether a session may still be used, as it is at the moment of the statement. */
export const sessionStatusNow = sqlValue(
  sessions,
  session => sql`case when ${session.status} = 'active' and ${sessionEnd(session)} <= now()
    then 'expired' else ${session.status}::text end`,
);
