/**
 * Who waits for a connection, in the order of their coming, and how many everyone has.
 * Whoever has a share of all waits until one of these is free again, and lets others pass.
 */
import { ClientGoneError, DeadlineError } from './failure.ts';
import type { Leaving } from './leaving.ts';
import type { PooledConnection } from './pooled-connection.ts';
import { unwatch, watch } from './rounds.ts';

/** Whom connections are counted for; those of nobody in particular are not. */
export type Asker = string | undefined;

interface Waiter {
  readonly asker: Asker;
  readonly accept: (connection: PooledConnection) => void;
  readonly refuse: (error: Error) => void;
}

export interface WaitOptions {
  readonly asker: Asker;
  /** The moment of performance.now() at which it ends. */
  readonly until: number;
  /** Ends it too. */
  readonly signal: Leaving | undefined;
}

export class ConnectionQueue {
  private readonly share: number;
  private readonly waiting = new Set<Waiter>();
  private readonly inUse = new Map<string, number>();

  /** @param share connections that one asker may have at once */
  constructor(share: number) {
    this.share = share;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Whether an asker may have another connection now. */
  admits(asker: Asker): boolean {
    return asker === undefined || (this.inUse.get(asker) ?? 0) < this.share;
  }

  /** Counts a connection for its asker. */
  claim(asker: Asker): void {
    if (asker !== undefined) this.inUse.set(asker, (this.inUse.get(asker) ?? 0) + 1);
  }

  release(asker: Asker): void {
    if (asker === undefined) return;
    const left = (this.inUse.get(asker) ?? 1) - 1;
    if (left > 0) this.inUse.set(asker, left);
    else this.inUse.delete(asker);
  }

  /** How many wait for nothing but a connection, at most `most`. */
  ready(most: number): number {
    let ready = 0;
    for (const { asker } of this.waiting) {
      if (ready >= most) break;
      if (this.admits(asker)) ready++;
    }
    return ready;
  }

  /** A connection that was offered, and is counted for the asker. @throws DeadlineError, ClientGoneError, or why all are refused */
  wait({ asker, until, signal }: WaitOptions): Promise<PooledConnection> {
    if (signal?.aborted) return Promise.reject(new ClientGoneError());
    return new Promise((resolve, reject) => {
      const settle = () => {
        unwatch(look);
        signal?.removeEventListener('abort', leave);
        this.waiting.delete(waiter);
      };
      const waiter: Waiter = {
        asker,
        accept: connection => {
          settle();
          this.claim(asker);
          resolve(connection);
        },
        refuse: error => {
          settle();
          reject(error);
        },
      };
      const leave = () => waiter.refuse(new ClientGoneError());
      signal?.addEventListener('abort', leave, { once: true });
      const look = (now: number) => {
        if (now >= until) waiter.refuse(new DeadlineError(false));
      };
      watch(look);
      this.waiting.add(waiter);
    });
  }

  /** Gives a connection to the first who may have one. @returns whether there was somebody */
  offer(connection: PooledConnection): boolean {
    for (const waiter of this.waiting) {
      if (!this.admits(waiter.asker)) continue;
      waiter.accept(connection);
      return true;
    }
    return false;
  }

  refuseAll(error: Error): void {
    for (const waiter of [...this.waiting]) waiter.refuse(error);
  }
}
