/**
 * One replica: its connections, and how far it has come.
 * Knows positions of the write-ahead log; what is read from it, and by whom, is known elsewhere.
 */
import type { ConnectionPool } from './connection-pool.ts';

/** How far the primary had come at a moment. */
export interface Milestone {
  /** Of performance.now(): all that was done before it lies before the position. */
  readonly moment: number;
  readonly position: bigint;
}

export interface ReplicaOptions {
  /** As it may be told: without credentials. */
  readonly name: string;
  /** Where statements of requests run. */
  readonly pool: ConnectionPool;
  /** A connection that no request can keep busy. */
  readonly watch: ConnectionPool;
}

/** Positions as plain numbers: how many bytes were ever written. */
const primaryPosition = `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as "position"`;
// A replica that was promoted goes its own way: it has nothing to do with the primary any more.
const replicaPosition = `select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text as "position"
  where pg_is_in_recovery()`;

/** Asks the primary how far it has come. */
export async function milestoneOf(primary: ConnectionPool, patienceMs: number): Promise<Milestone> {
  const moment = performance.now();
  const [row] = await primary.run({ text: primaryPosition }, moment + patienceMs);
  return { moment, position: BigInt(String(row!.position)) };
}

export class Replica {
  readonly name: string;
  readonly pool: ConnectionPool;
  private readonly watch: ConnectionPool;
  /** All that the primary had done before this moment of performance.now() is here. */
  private currentTo = Number.NEGATIVE_INFINITY;

  constructor({ name, pool, watch }: ReplicaOptions) {
    this.name = name;
    this.pool = pool;
    this.watch = watch;
  }

  /** Whether it has all that was done before a moment. */
  has(moment: number): boolean {
    return this.currentTo > moment;
  }

  /** Milliseconds that it may be behind at most, by what is known. */
  get behindMs(): number {
    return performance.now() - this.currentTo;
  }

  /** Looks how far it has come. @param milestones of the primary, the latest last */
  async look(milestones: readonly Milestone[], patienceMs: number): Promise<void> {
    try {
      const [row] = await this.watch.run({ text: replicaPosition }, performance.now() + patienceMs);
      if (!row) return this.giveUp();
      const position = BigInt(String(row.position));
      const passed = milestones.findLast(milestone => milestone.position <= position);
      if (passed) this.currentTo = Math.max(this.currentTo, passed.moment);
    } catch {
      this.giveUp();
    }
  }

  /** Nothing is known of it until it is looked at again. */
  giveUp(): void {
    this.currentTo = Number.NEGATIVE_INFINITY;
  }

  async close(patienceSeconds: number): Promise<void> {
    await Promise.all([this.pool.close(patienceSeconds), this.watch.close(patienceSeconds)]);
  }
}
