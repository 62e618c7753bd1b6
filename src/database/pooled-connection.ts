/**
 * One connection to PostgreSQL that is used until it fails, and never again.
 * Knows what postgres.js 3.4.9 does when a connection breaks; refuses to know who uses it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import postgres from 'postgres';
import { answerTooLarge } from '../errors.ts';
import { cancel, isOutdated, sendOnce } from './driver-query.ts';
import {
  ClientGoneError,
  ConnectionLostError,
  codeOf,
  DeadlineError,
  isConnectionCode,
  isReadOnly,
} from './failure.ts';
import type { Leaving } from './leaving.ts';
import { PreparedTexts } from './prepared-texts.ts';
import { unwatch, watch } from './rounds.ts';
import type { StatementSubject, StatementTally } from './statement-log.ts';
import type { Wire } from './wire.ts';

export interface Statement {
  readonly text: string;
  /** What opens a transaction for it alone, which is sent with it and ends with it: `begin`, and what holds in it. */
  readonly within?: string | undefined;
  /** Whether it comes often enough to be kept by PostgreSQL, planned; it is by default. */
  readonly prepare?: boolean;
  readonly params?: readonly unknown[];
  /** Rows as arrays of values instead of objects. */
  readonly asArrays?: boolean;
  /** What it is about, where its text does not tell. */
  readonly subject?: StatementSubject;
  /** What the request that asks is told by. */
  readonly tally?: StatementTally | undefined;
  /** Aborted when nobody waits for the answer any more; it is cancelled then. Only for what reads. */
  readonly signal?: Leaving | undefined;
  /**
   * Bytes that the answer to a client may have which is made of its rows: when twice as many have come, it is ended with its
   * connection. Rows for the resolvers are JSON in which JSON stands as text, and have names of their own. Only for what reads.
   */
  readonly maxResponseBytes?: number | undefined;
  /** Counts what comes, where several statements have that many bytes together. */
  readonly received?: { bytes: number } | undefined;
}

export type StatementRow = Record<string, unknown>;

/** A client of one connection, and what it travels on. */
export interface Link {
  readonly client: postgres.Sql;
  readonly wire: Wire;
}

/** Makes one that calls `onclose` when the connection is closed, for whatever reason. */
export type Connect = (onclose: () => void) => Link;

/** What PostgreSQL gets to end a statement that it was asked to; then the connection is given up. */
const cancelPatienceMs = 1_000;
/** After which it is asked again: between two messages of a statement PostgreSQL takes no notice. */
const askAgainMs = 100;

/**
 * postgres.js connects a closed connection again for the next statement, and what it had not sent before stays in
 * its buffer: the connection then hangs, and of a transaction the rest would run outside of it. So a connection
 * counts as closed from the first sign of trouble on, and each has a client of its own to be thrown away with it.
 */
export class PooledConnection {
  /** Moment after which it is not used any more: postgres.js keeps every statement that it prepared. */
  private retiresAt: number;
  idleSince = 0;
  private readonly client: postgres.Sql;
  private readonly wire: Wire;
  /** Rejects what waits for answers. */
  private readonly pending = new Set<(error: Error) => void>();
  private readonly prepared = new PreparedTexts();
  private open = true;
  /**
   * Whether a statement failed on it, maybe after some of its rows. postgres.js 3.4.9 numbers rows from where that one left off
   * (porsager/postgres#1119): the next one's would have holes before them. One that ends well makes it begin anew, which is sent
   * then, and answered before anything follows: PgBouncer would take the connection to PostgreSQL away between the two, with the
   * second half sent.
   */
  private isMiscounting = false;

  /** @param onClosed called once, when nothing can be sent any more */
  constructor(connect: Connect, lifetimeMs: number, onClosed: (connection: PooledConnection) => void) {
    this.retiresAt = performance.now() + lifetimeMs;
    this.onClosed = onClosed;
    const { client, wire } = connect(() => this.lose(new ConnectionLostError('The connection was closed.')));
    this.client = client;
    this.wire = wire;
  }

  private readonly onClosed: (connection: PooledConnection) => void;

  /** Whether it should be replaced when it is not in use. */
  get isDue(): boolean {
    return this.retiresAt < performance.now() || this.prepared.isWorn;
  }

  get isOpen(): boolean {
    return this.open;
  }

  /**
   * Runs a statement. @param until moment of performance.now() by which it must be answered
   * @param prepare whether it comes often enough, where the statement does not say
   * @throws DeadlineError, ConnectionLostError, ClientGoneError, LIMIT_EXCEEDED, or what PostgreSQL says
   */
  run(statement: Statement, until: number, prepare = true): Promise<StatementRow[]> {
    const isPrepared = statement.prepare ?? prepare;
    if (!this.isMiscounting) return this.sendFresh(statement, until, isPrepared);
    this.isMiscounting = false;
    // The end of a transaction that failed ends well.
    if (statement.text === 'rollback') return this.send(statement, until, isPrepared);
    return this.send({ text: 'select 1' }, until, false).then(() =>
      this.sendFresh(statement, until, isPrepared),
    );
  }

  /** Sends a statement; in a transaction of its own once more where what PostgreSQL had prepared is of no use any more. */
  private sendFresh(statement: Statement, until: number, prepare: boolean): Promise<StatementRow[]> {
    const rows = this.send(statement, until, prepare);
    if (statement.within === undefined) return rows;
    return rows.catch(error => {
      if (!isOutdated(error)) throw error;
      // What else it prepared may be as old.
      this.retiresAt = 0;
      return this.send(statement, until, false);
    });
  }

  private send(statement: Statement, until: number, prepare: boolean): Promise<StatementRow[]> {
    const { signal, received, maxResponseBytes = Infinity } = statement;
    if (!this.open) return Promise.reject(new ConnectionLostError('The connection was closed before.'));
    if (signal?.aborted) return Promise.reject(new ClientGoneError());
    if (received && received.bytes > 2 * maxResponseBytes)
      return Promise.reject(answerTooLarge(maxResponseBytes));
    if (until <= performance.now()) return Promise.reject(new DeadlineError(false));
    return new Promise((resolve, reject) => {
      const { query, answer } = this.start(statement, prepare);
      let isForNobody = false;
      const settle = () => {
        unwatch(look);
        signal?.removeEventListener('abort', leave);
        this.pending.delete(fail);
        if (received) received.bytes += this.wire.received - start;
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const late = () => {
        fail(new DeadlineError(true));
        // Nobody knows what the connection would answer next.
        this.lose(new ConnectionLostError('The connection was given up, as an answer did not come.'), query);
      };
      const start = this.wire.received;
      const end = start + 2 * maxResponseBytes - (received?.bytes ?? 0);
      const look = (now: number) => {
        if (now >= until && !isForNobody) return late();
        if (this.wire.received <= end) return;
        fail(answerTooLarge(maxResponseBytes));
        this.lose(new ConnectionLostError('The connection was cut, as too much came.'), query);
        this.wire.cut();
      };
      const leave = () => {
        isForNobody = true;
        void this.abandon(query, answer).then(isFree => {
          fail(new ClientGoneError());
          if (isFree) return;
          this.lose(
            new ConnectionLostError('The connection was given up with a statement that did not end.'),
            query,
          );
        });
      };
      watch(look);
      this.pending.add(fail);
      signal?.addEventListener('abort', leave, { once: true });
      answer.then(
        rows => {
          // The connection is not free before the cancelling is over.
          if (isForNobody) return;
          settle();
          resolve(rows as StatementRow[]);
        },
        (error: Error) => {
          // What PostgreSQL itself has to say leaves the connection usable.
          if (error instanceof postgres.PostgresError) {
            // What ends a transaction ends well.
            this.isMiscounting = statement.within === undefined;
            if (isForNobody) return;
            fail(error);
            // But one that takes no writes may lead to what was the primary before a failover: the next finds the one of now.
            if (isReadOnly(error)) this.lose(new ConnectionLostError('The connection takes no writes.'));
            return;
          }
          const lost = new ConnectionLostError('The connection broke.', { cause: error });
          fail(isConnectionCode(codeOf(error)) || !this.open ? lost : error);
          this.lose(lost);
        },
      );
    });
  }

  private start({ text, params = [], asArrays, within }: Statement, prepare: boolean): Started {
    // Whether statements are prepared at all is the client's setting.
    const query = this.client.unsafe<StatementRow[]>(text, params as never[], {
      prepare: prepare && this.prepared.admits(text),
    });
    const rows: Promise<unknown> = asArrays ? query.values() : query;
    if (within === undefined) return { query, answer: rows };
    sendOnce(query);
    // Sent together, and all of it: whatever fails, the end of the transaction leaves nothing of it to the next statement.
    const [opened, ended] = [this.client.unsafe(within), this.client.unsafe('commit')];
    void opened.execute();
    void query.execute();
    void ended.execute();
    const answer = Promise.allSettled([opened, rows, ended]).then(async () => {
      await opened;
      const answered = await rows;
      await ended;
      return answered;
    });
    return { query, answer };
  }

  /** Closes it; a statement under way gets the time given. */
  async end(patienceSeconds: number): Promise<void> {
    await this.client.end({ timeout: patienceSeconds });
    this.lose(new ConnectionLostError('The connection was ended.'));
  }

  /**
   * Ends a statement that nobody waits for. The connection is free again only when PostgreSQL has answered it and closed the
   * socket of every request to cancel: it signals the backend before it closes, and a backend without a statement drops the
   * signal before it reads the next one. So a late request finds nothing to cancel.
   * @returns whether it is free; otherwise nobody knows what comes next on it
   */
  private async abandon(
    query: postgres.PendingQuery<StatementRow[]>,
    answer: Promise<unknown>,
  ): Promise<boolean> {
    let isOver = false;
    const over = answer
      .catch(() => {})
      .then(() => {
        isOver = true;
        return true;
      });
    // The driver sends a statement a moment after it was given it, and cannot cancel it before.
    await nextTurn();
    for (const end = performance.now() + cancelPatienceMs; !isOver && performance.now() < end; ) {
      if (!(await within(cancelPatienceMs, cancel(query)))) return false;
      await within(askAgainMs, over);
    }
    return isOver;
  }

  /** Uses it no more. @param unanswered to be cancelled, lest PostgreSQL go on with it */
  private lose(error: ConnectionLostError, unanswered?: postgres.PendingQuery<StatementRow[]>): void {
    if (!this.open) return;
    this.open = false;
    for (const fail of [...this.pending]) fail(error);
    this.onClosed(this);
    // With TLS the driver loses sight of the request's socket, and waits for ever.
    const cancelled = unanswered ? within(cancelPatienceMs, cancel(unanswered)) : Promise.resolve();
    void cancelled.then(() => this.client.end({ timeout: 0 }));
  }
}

interface Started {
  readonly query: postgres.PendingQuery<StatementRow[]>;
  readonly answer: Promise<unknown>;
}

/** Whether a promise is fulfilled with true in time; it must not be rejected. */
function within(ms: number, promise: Promise<boolean>): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms, false);
    void promise.then(value => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
