/**
 * A session of the demo owner, with which GraphiQL opens signed in.
 * One at a time: a new one replaces those of earlier starts.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '../database/open.ts';
import { tables } from '../model/relations.ts';
import { createSessionToken, hashToken } from './viewer.ts';

const demoOwner = 'owner@demo.example';
const userAgent = 'GraphiQL in demo mode';

/** The token of a new session that lasts a day; undefined where there is no demo owner. */
export async function openDemoSession({ db }: Database): Promise<string | undefined> {
  const { sessions, users } = tables;
  const [owner] = await db
    .select({ id: users.id })
    .from(users)
    .where(sql`lower(${users.email}) = ${demoOwner}`);
  if (!owner) return undefined;
  const token = createSessionToken();
  await db
    .delete(sessions)
    .where(sql`${sessions.userId} = ${owner.id} and ${sessions.userAgent} = ${userAgent}`);
  await db.insert(sessions).values({
    userId: owner.id,
    tokenHash: hashToken(token),
    expiresAt: sql`now() + interval '1 day'`,
    userAgent,
  });
  return token;
}
