/**
 * When sessions were last used: collected in memory, and written by one statement for many, once a minute.
 * A process that is killed loses what it collected since; refuses to know what was asked.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '../database/open.ts';
import { tables } from '../model/relations.ts';

export interface LastAccessOptions {
  readonly database: Pick<Database, 'db'>;
  /** Days after which an unused session ends; 0 where it need not be used. */
  readonly sessionIdleDays: number;
  /** How often it is written. */
  readonly everyMs?: number;
  /** Told why it could not be written; it is tried again with what comes next. */
  readonly onFailure: (error: unknown) => void;
}

/** Sessions that are collected at most before they are written. */
const maxCollected = 10_000;

export class LastAccess {
  private readonly options: LastAccessOptions;
  private readonly timer: NodeJS.Timeout;
  /** The moment at which each was last used, by the hash of its token. */
  private collected = new Map<string, Date>();
  private writing: Promise<void> = Promise.resolve();

  constructor(options: LastAccessOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.flush(), options.everyMs ?? 60_000).unref();
  }

  /** Takes note that a statement found the session of the hash. */
  note(tokenHash: string): void {
    this.collected.set(tokenHash, new Date());
    if (this.collected.size >= maxCollected) void this.flush();
  }

  /** Writes what was collected. Never rejects. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private async write(): Promise<void> {
    const { database, sessionIdleDays, onFailure } = this.options;
    const used = this.collected;
    if (used.size === 0) return;
    this.collected = new Map();
    const { sessions } = tables;
    try {
      // Another server may be at the same rows: what it writes is as good.
      await database.db.execute(sql`with "used" as (
          select "pair" ->> 0 as "hash", ("pair" ->> 1)::timestamptz as "at"
          from json_array_elements(${JSON.stringify([...used])}::json) "pair"
        ), "due" as (
          select "s"."id", "u"."at" from "used" "u" join ${sessions} "s" on "s"."token_hash" = "u"."hash"
          where "s"."status" = 'active' and ("s"."last_used_at" is null or "s"."last_used_at" < "u"."at")
          for update of "s" skip locked
        )
        update ${sessions} "s" set "last_used_at" = "due"."at", "idle_expires_at" = ${
          sessionIdleDays === 0 ? sql`null` : sql`"due"."at" + ${sessionIdleDays}::int * interval '1 day'`
        } from "due" where "s"."id" = "due"."id"`);
    } catch (error) {
      onFailure(error);
      if (this.collected.size + used.size > maxCollected) return;
      this.collected = new Map([...used, ...this.collected]);
    }
  }
}
