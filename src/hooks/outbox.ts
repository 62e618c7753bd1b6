/**
 * The outbox in PostgreSQL, a queue of events.
 * Knows who may take what and when; refuses to know what a hook does.
 */
import { Subquery, type TablesRelationalConfig } from 'drizzle-orm';
import type { Database } from '../database/open.ts';
import type { StatementRow } from '../database/pooled-connection.ts';
import { type Blueprint, typeOf } from '../generator/blueprint/blueprint.ts';
import { columnsOf, registered } from '../generator/blueprint/drizzle-tables.ts';
import type { OwnTable, WriteKind } from '../generator/blueprint/shared-parts.ts';
import type { WriteHook } from '../generator/hooks/write-hook.ts';
import { arrayLiteral } from '../generator/kinds/array-literal.ts';
import { toDrizzle } from '../generator/sql/drizzle-sql.ts';
import { fragment, join, literal, name, quoted, text, value } from '../generator/sql/fragment.ts';
import { kindsOfWrites } from '../generator/write/write-units.ts';
import type { Queue, QueueState, TakenItem, Tries } from '../queue/delivery.ts';
import { QueueTable, silenceMs } from '../queue/queue-table.ts';

/** An event that was taken. */
export interface TakenEvent extends TakenItem {
  readonly hook: WriteHook;
  readonly table: string;
  readonly rowKey: string;
  readonly kind: WriteKind;
  readonly account: string | null;
  readonly requestId: string;
  readonly writtenAt: Date;
}

/** The limits of tries. */
export const triesOf = ({ timeoutMs = 30_000, attempts = 15, retryAfterMs = 1_000 }: WriteHook): Tries => ({
  timeoutMs,
  attempts,
  retryAfterMs,
  longestRetryMs: 600_000,
});

export interface OutboxOptions {
  /** Where what follows runs: not where hooks keep connections busy. */
  readonly database: Database;
  readonly blueprint: Blueprint;
  readonly relations: TablesRelationalConfig;
  readonly outbox: OwnTable;
  readonly hooks: ReadonlyMap<string, WriteHook>;
}

export class Outbox extends QueueTable implements Queue<TakenEvent> {
  private readonly options: OutboxOptions;
  private readonly names: string;
  private readonly patience: string;

  constructor(options: OutboxOptions) {
    const { database, outbox, hooks } = options;
    const table = [outbox.schema, outbox.name].flatMap(each => (each === undefined ? [] : [quoted(each)]));
    super(table.join('.'), database.pool);
    this.options = options;
    this.names = arrayLiteral([...hooks.keys()]);
    this.patience = arrayLiteral(
      [...hooks.values()].map(hook => String(triesOf(hook).timeoutMs + silenceMs)),
    );
  }

  /** @throws where the table is not there, or is another one; whether PostgreSQL is there, requests will tell */
  async assertThere(): Promise<void> {
    try {
      await this.run(`select "id", "hook", "row", "due_at", "dead_at", "tries" from ${this.table} limit 0`);
    } catch (cause) {
      const code = Object(cause).code;
      if (code === '42P01' || code === '42703')
        throw new Error(
          `The outbox ${this.table} is not in the database as outboxTable() declares it: make it by a migration.`,
          { cause },
        );
    }
  }

  /**
   * Takes events that are due, the oldest first. Of a row, none is taken before all that were written earlier are delivered or given up.
   * What ends with its process is there again when its time is over.
   */
  async take(atMost: number): Promise<TakenEvent[]> {
    // One after the other from their index. A table that grows and empties all the time has no statistics: without the offset of none, and by
    // conditions that look like few rows, PostgreSQL would read and sort all that waits, each time.
    const rows = await this.run(
      `with "due" as materialized (
        select "o"."id" from ${this.table} "o"
        where "o"."due_at" <= now() and array_position($1::text::text[], "o"."hook") is not null and not exists (
          select 1 from ${this.table} "e" where "e"."hook" = "o"."hook" and "e"."row_table" = "o"."row_table"
            and "e"."row_key" = "o"."row_key" and "e"."position" < "o"."position" and "e"."dead_at" is null offset 0)
        order by "o"."due_at", "o"."position" limit $3::text::int for update skip locked)
      update ${this.table} "t" set "tries" = "t"."tries" + 1, "due_at" = clock_timestamp()
        + ($2::text::int[])[array_position($1::text::text[], "t"."hook")] * interval '1 millisecond'
      where "t"."id" = any(array(select "id" from "due"))
      returning "t"."id", "t"."hook", "t"."row_table", "t"."row_key", "t"."kind", "t"."account", "t"."request_id", "t"."tries",
        "t"."position"::text as "position", (extract(epoch from "t"."written_at") * 1000)::float8 as "written_at"`,
      [this.names, this.patience, String(atMost)],
    );
    return rows
      .sort((a, b) => (BigInt(String(a.position)) < BigInt(String(b.position)) ? -1 : 1))
      .map(row => this.takenOf(row));
  }

  /** The row of an event as it was written, as Drizzle reads rows of its table. */
  async rowOf({ id, table }: Pick<TakenEvent, 'id' | 'table'>): Promise<Record<string, unknown>> {
    const { database, blueprint, relations } = this.options;
    const type = typeOf(blueprint, table);
    const columns = type.stored.map(
      ({ sqlName, sqlType }) =>
        fragment`("o"."row" ->> ${literal(sqlName)})::${text(sqlType)} as ${name(sqlName)}`,
    );
    const stored = fragment`select ${join(columns, ', ')} from ${text(this.table)} "o" where "o"."id" = ${value(id)}::text::uuid`;
    const fields = columnsOf(registered(relations, table));
    const [row] = await database.db
      .select({ ...fields })
      .from(new Subquery(toDrizzle(stored), fields, type.sql.name));
    if (!row) throw new Error(`The event ${id} is not in the outbox any more.`);
    return row;
  }

  state(): Promise<QueueState> {
    return this.stateSince('written_at');
  }

  private takenOf(row: StatementRow): TakenEvent {
    return {
      id: String(row.id),
      hook: this.options.hooks.get(String(row.hook))!,
      table: String(row.row_table),
      rowKey: String(row.row_key),
      kind: Object.values(kindsOfWrites).find(kind => kind === row.kind)!,
      account: row.account === null ? null : String(row.account),
      requestId: String(row.request_id),
      writtenAt: new Date(Number(row.written_at)),
      attempt: Number(row.tries),
    };
  }
}
