/**
 * Reads by replicas, where one has all that the reader may expect; by the primary otherwise, or where a replica fails.
 * Knows who wrote when and how far replicas are; refuses to know what is read.
 */

import { isCoded } from '../errors.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { codeOf, DeadlineError, failureOf, isForNobody } from './failure.ts';
import type { Statement, StatementRow } from './pooled-connection.ts';
import { RecentWrites } from './recent-writes.ts';
import { type Milestone, milestoneOf, type Replica } from './replica.ts';

/**
 * Where a read was answered, and why: by a `replica`; or by the primary, as no replica was near enough (`behind`), the reader has
 * `written` too lately, the replica does not know the credentials (`unknown`), or it `failed`.
 */
export type ReadPlace = 'replica' | 'behind' | 'written' | 'unknown' | 'failed';

export interface ReplicaReadsOptions {
  readonly primary: ConnectionPool;
  /** A connection to the primary that no request can keep busy. */
  readonly watch: ConnectionPool;
  readonly replicas: readonly Replica[];
  /** How far a replica may be behind to be read from. */
  readonly maxLagMs: number;
  readonly onRead?: ((place: ReadPlace) => void) | undefined;
}

/** Looks so often within the lag that is allowed. */
const looksWithinLag = 8;
const maxWriters = 10_000;

export class ReplicaReads {
  private readonly options: ReplicaReadsOptions;
  private readonly writes: RecentWrites;
  private milestones: Milestone[] = [];
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void> | undefined;
  private turn = 0;

  constructor(options: ReplicaReadsOptions) {
    this.options = options;
    const { maxLagMs } = options;
    // Whoever is nearer than that has what was written before it.
    this.writes = new RecentWrites({ keptMs: maxLagMs, maxWriters });
    this.timer = setInterval(() => this.look(), maxLagMs / looksWithinLag).unref();
    this.look();
  }

  /** Takes note that all that a writer asked for is done. */
  wrote(writer: string): void {
    this.writes.note(writer, performance.now());
  }

  /** @param isKnown whether the rows are those of somebody whose credentials are there */
  async run(
    statement: Statement,
    until: number,
    isKnown: (rows: StatementRow[]) => boolean,
  ): Promise<StatementRow[]> {
    const { primary, onRead } = this.options;
    const byPrimary = (place: ReadPlace) => {
      onRead?.(place);
      return primary.run(statement, until);
    };
    const near = this.options.replicas.filter(({ behindMs }) => behindMs <= this.options.maxLagMs);
    if (near.length === 0) return byPrimary('behind');
    const since = this.writes.of(statement.tally?.asker);
    const fit = near.filter(replica => replica.has(since));
    const replica = fit[this.turn++ % fit.length];
    if (!replica) return byPrimary('written');
    try {
      const rows = await replica.pool.run(statement, until);
      if (!isKnown(rows)) return byPrimary('unknown');
      onRead?.('replica');
      return rows;
    } catch (error) {
      if (isOver(error)) throw error;
      if (failureOf(error) === 'unavailable') replica.giveUp();
      return byPrimary('failed');
    }
  }

  async close(patienceSeconds: number): Promise<void> {
    clearInterval(this.timer);
    const { watch, replicas } = this.options;
    await Promise.all([watch, ...replicas].map(opened => opened.close(patienceSeconds)));
    await this.looking;
  }

  private look(): void {
    this.looking ??= this.lookAtAll().finally(() => {
      this.looking = undefined;
    });
  }

  private async lookAtAll(): Promise<void> {
    const { watch, replicas, maxLagMs } = this.options;
    try {
      const now = await milestoneOf(watch, maxLagMs);
      // Older ones tell of replicas that are too far behind to be asked.
      this.milestones = [...this.milestones.filter(({ moment }) => moment > now.moment - maxLagMs), now];
    } catch {
      // Replicas grow old without a word of the primary, and are not asked.
      return;
    }
    await Promise.all(replicas.map(replica => replica.look(this.milestones, maxLagMs)));
  }
}

/** Whether the primary would not do better: nobody waits, the time is up, or it is the same there. */
const isOver = (error: unknown): boolean =>
  isForNobody(error) ||
  isCoded(error) ||
  error instanceof DeadlineError ||
  codeOf(error) === '57014' ||
  failureOf(error) === 'invalid-value';
