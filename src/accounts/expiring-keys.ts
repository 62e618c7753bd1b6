/**
 * Tells owners of projects of API keys that are about to expire: looked for when the server starts and each hour since, by one statement.
 * Each owner is told once of a key, however many servers look; refuses to know what becomes of the key.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '../database/open.ts';
import { tables } from '../model/relations.ts';

/** So long before its end; of a shorter life, when half of it is over. */
export const noticeDays = 7;
/** Looked at by one statement: what is left is found by the next. */
const mostKeys = 1_000;

export interface ExpiringKeysOptions {
  readonly database: Pick<Database, 'db'>;
  readonly everyMs?: number;
  /** Told why it could not be looked; it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

export class ExpiringKeys {
  private readonly options: ExpiringKeysOptions;
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void>;

  constructor(options: ExpiringKeysOptions) {
    this.options = options;
    this.looking = this.look();
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, options.everyMs ?? 3_600_000).unref();
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      await notifyOfExpiringKeys(this.options.database);
    } catch (error) {
      this.options.onFailure(error);
    }
  }
}

/** Notifies the owners of projects whose keys end soon, unless they were, or do not want to be. @returns how many were */
export async function notifyOfExpiringKeys({ db }: Pick<Database, 'db'>): Promise<number> {
  const { apiKeys, projectMembers, projects, users, notifications } = tables;
  const told = await db.execute(sql`
    insert into ${notifications} ("user_id", "project_id", "kind", "subject_id")
    select "m"."user_id", "k"."project_id", 'key_expires', "k"."id"
    from ${apiKeys} "k" join ${projects} "p" on "p"."id" = "k"."project_id" and "p"."deleted_at" is null and "p"."suspended_at" is null
      join ${projectMembers} "m" on "m"."project_id" = "k"."project_id" and "m"."role" = 'owner'
      join ${users} "u" on "u"."id" = "m"."user_id" and 'key_expires' <> all("u"."muted_notifications")
    where "k"."revoked_at" is null and "k"."expires_at" > now()
      and "k"."expires_at" <= now() + least(${noticeDays}::text::int * interval '1 day', ("k"."expires_at" - "k"."created_at") / 2)
      and not exists (select 1 from ${notifications} "n" where "n"."kind" = 'key_expires' and "n"."subject_id" = "k"."id" and "n"."user_id" = "m"."user_id")
    order by "k"."expires_at" limit ${mostKeys}::text::int
    on conflict ("subject_id", "user_id") where "kind" = 'key_expires' do nothing
    returning ${notifications.id}`);
  return told.length;
}
