/**
 * The mails that wait, a queue in PostgreSQL.
 * Knows which this process can send: of kinds that it has words for, sealed with keys that it has.
 */
import { getTableName } from 'drizzle-orm';
import type { MailKind } from '../accounts/outgoing-mail.ts';
import type { Database } from '../database/open.ts';
import { outgoingMails } from '../model/tables/outgoing-mails.ts';
import type { Queue, QueueState, TakenItem } from '../queue/delivery.ts';
import { QueueTable, silenceMs } from '../queue/queue-table.ts';
import { withoutSecrets } from '../server/log.ts';
import { mailKinds } from './letters.ts';

export interface TakenMail extends TakenItem {
  readonly kind: MailKind;
  readonly recipient: string;
  /** Sealed. */
  readonly content: string;
  readonly expiresAt: Date | undefined;
  /** Whether it is of no use any more. */
  readonly isOver: boolean;
}

export interface MailQueueOptions {
  readonly database: Pick<Database, 'pool'>;
  /** Of all keys that open. */
  readonly keyIds: readonly string[];
  /** How long a try may take. */
  readonly timeoutMs: number;
}

export class MailQueue extends QueueTable implements Queue<TakenMail> {
  private readonly keyIds: string;
  private readonly claimMs: string;

  constructor({ database, keyIds, timeoutMs }: MailQueueOptions) {
    // Servers repeat addresses in what they refuse.
    super(`"${getTableName(outgoingMails)}"`, database.pool, withoutSecrets);
    this.keyIds = JSON.stringify(keyIds);
    this.claimMs = String(timeoutMs + silenceMs);
  }

  /** Takes mails that are due, the longest waiting first; what ends with its process is there again when its time is over. */
  async take(atMost: number): Promise<TakenMail[]> {
    const rows = await this.run(
      `with "due" as materialized (
        select "id" from ${this.table} where "dead_at" is null and "due_at" <= now()
          and $1::text::jsonb ? split_part("content", '.', 1) and $2::text::jsonb ? "kind"
        order by "due_at", "id" limit $3::text::int for update skip locked)
      update ${this.table} "m" set "tries" = "m"."tries" + 1, "due_at" = clock_timestamp() + $4::text::int * interval '1 millisecond'
      where "m"."id" = any(array(select "id" from "due"))
      returning "m"."id", "m"."kind", "m"."recipient", "m"."content", "m"."tries", (extract(epoch from "m"."expires_at") * 1000)::float8 as "expires_at",
        coalesce("m"."expires_at" <= now(), false) as "is_over"`,
      [this.keyIds, JSON.stringify(mailKinds), String(atMost), this.claimMs],
    );
    return rows.map(row => ({
      id: String(row.id),
      kind: row.kind as MailKind,
      recipient: String(row.recipient),
      content: String(row.content),
      attempt: Number(row.tries),
      expiresAt: row.expires_at === null ? undefined : new Date(Number(row.expires_at)),
      isOver: row.is_over === true,
    }));
  }

  state(): Promise<QueueState> {
    return this.stateSince('created_at');
  }
}
