/**
 * A table of PostgreSQL in which items wait: what becomes of one that was taken, each by a statement of its own.
 * Knows the columns id, tries, due_at, dead_at and last_error; what is taken, in which order and what it holds is its owner's.
 */
import type { ConnectionPool } from '../database/connection-pool.ts';
import type { StatementRow } from '../database/pooled-connection.ts';
import type { QueueState, TakenItem } from './delivery.ts';

/** How long after the end of its time an item can be taken again, of which nothing was heard: the process ended. */
export const silenceMs = 5_000;
const statementPatienceMs = 10_000;
const longestError = 2_000;

export class QueueTable {
  /** As SQL names it. */
  readonly table: string;
  private readonly pool: Pick<ConnectionPool, 'run'>;
  private readonly shown: (message: string) => string;

  /** @param shown what of an error's words may be kept */
  constructor(table: string, pool: Pick<ConnectionPool, 'run'>, shown = (message: string) => message) {
    this.table = table;
    this.pool = pool;
    this.shown = shown;
  }

  run(statement: string, params: readonly string[] = []): Promise<StatementRow[]> {
    return this.pool.run({ text: statement, params }, performance.now() + statementPatienceMs);
  }

  /** Removes what was delivered. */
  async delivered({ id }: TakenItem): Promise<void> {
    await this.run(`delete from ${this.table} where "id" = $1::text::uuid`, [id]);
  }

  /** Has an item tried again. Nothing happens where somebody else has taken it since. */
  async putOff({ id, attempt }: TakenItem, error: unknown, delayMs: number): Promise<void> {
    const statement = `update ${this.table} set "due_at" = clock_timestamp() + $3::text::float8 * interval '1 millisecond', "last_error" = $4::text
      where "id" = $1::text::uuid and "tries" = $2::text::int`;
    await this.run(statement, [id, String(attempt), String(delayMs), this.messageOf(error)]);
  }

  /** Gives an item up: it stays, and is not tried again unless somebody wants it. */
  async giveUp({ id, attempt }: TakenItem, error: unknown): Promise<void> {
    const statement = `update ${this.table} set "dead_at" = clock_timestamp(), "due_at" = 'infinity', "last_error" = $3::text where "id" = $1::text::uuid and "tries" = $2::text::int`;
    await this.run(statement, [id, String(attempt), this.messageOf(error)]);
  }

  /** Gives an item back, as if it had not been taken. */
  async giveBack({ id, attempt }: TakenItem): Promise<void> {
    const statement = `update ${this.table} set "due_at" = clock_timestamp(), "tries" = "tries" - 1 where "id" = $1::text::uuid and "tries" = $2::text::int`;
    await this.run(statement, [id, String(attempt)]);
  }

  /** @param since the column that says since when an item waits */
  async stateSince(since: string): Promise<QueueState> {
    const [row] = await this.run(
      `select count(*) filter (where "dead_at" is null)::int as "waiting", count("dead_at")::int as "dead",
        coalesce(extract(epoch from clock_timestamp() - min("${since}") filter (where "dead_at" is null)), 0)::float8 as "age" from ${this.table}`,
    );
    return { waiting: Number(row!.waiting), dead: Number(row!.dead), oldestSeconds: Number(row!.age) };
  }

  /** What an operator reads beside an item. */
  private messageOf(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return this.shown(message.replaceAll('\0', '')).slice(0, longestError);
  }
}
