/**
 * When sessions, API keys and share links were last used: collected in memory, and written by one statement for many, once a minute.
 * A process that is killed loses what it collected since; refuses to know what was asked.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from '../database/open.ts';
import { tables } from '../model/relations.ts';
import { shareLinks } from '../model/tables/share-links.ts';

export interface LastAccessOptions {
  readonly database: Pick<Database, 'db'>;
  /** Days after which an unused session ends; 0 where it need not be used. */
  readonly sessionIdleDays: number;
  /** How often it is written. */
  readonly everyMs?: number;
  /** Told why it could not be written; it is tried again with what comes next. */
  readonly onFailure: (error: unknown) => void;
}

/** What is collected at most before it is written. */
const maxCollected = 10_000;

/** The rows of a table that were used since it is known, by their hashes. */
const due = (table: PgTable, hash: string, holds: SQL) =>
  sql`select "t"."id", "u"."at" from "used" "u" join ${table} "t" on "t".${sql.identifier(hash)} = "u"."hash"
    where ${holds} and ("t"."last_used_at" is null or "t"."last_used_at" < "u"."at") for update of "t" skip locked`;

const written = (table: PgTable, due: string) =>
  sql`update ${table} "t" set "last_used_at" = "d"."at" from ${sql.identifier(due)} "d" where "t"."id" = "d"."id"`;

export class LastAccess {
  private readonly options: LastAccessOptions;
  private readonly timer: NodeJS.Timeout;
  /** The moment at which each was last used, by the hash of its secret. */
  private collected = new Map<string, Date>();
  private writing: Promise<void> = Promise.resolve();

  constructor(options: LastAccessOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.flush(), options.everyMs ?? 60_000).unref();
  }

  /** Takes note that a statement found the credentials of the hash, of whatever kind. */
  note(hash: string): void {
    this.collected.set(hash, new Date());
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
    const { sessions, apiKeys } = tables;
    try {
      // Another server may be at the same rows: what it writes is as good.
      await database.db.execute(sql`with "used" as (
          select "pair" ->> 0 as "hash", ("pair" ->> 1)::timestamptz as "at"
          from json_array_elements(${JSON.stringify([...used])}::json) "pair"
        ), "due" as (${due(sessions, 'token_hash', sql`"t"."status" = 'active'`)}),
        "due_keys" as (${due(apiKeys, 'key_hash', sql`"t"."revoked_at" is null`)}),
        "keys" as (${written(apiKeys, 'due_keys')}),
        "due_links" as (${due(shareLinks, 'token_hash', sql`"t"."revoked_at" is null`)}),
        "links" as (${written(shareLinks, 'due_links')})
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
