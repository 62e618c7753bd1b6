/**
 * A pool of connections to PostgreSQL, each with one statement at a time.
 * Knows who waits and when waiting is in vain; refuses to know what the statements say.
 */
import { type Asker, ConnectionQueue, type WaitOptions } from './connection-queue.ts';
import { NoConnectionError } from './failure.ts';
import { HotTexts } from './hot-texts.ts';
import { type Connect, PooledConnection, type Statement, type StatementRow } from './pooled-connection.ts';
import { type OnStatement, subjectOf } from './statement-log.ts';

export interface PoolOptions {
  readonly connect: Connect;
  /** Connections at most. */
  readonly size: number;
  readonly onStatement?: OnStatement | undefined;
}

/** The pool at a moment. */
export interface PoolState {
  /** Connections that are open, and those of them that run a statement or a transaction. */
  readonly open: number;
  readonly inUse: number;
  /** Who waits for one. */
  readonly waiting: number;
  readonly limit: number;
}

/** How long PostgreSQL may take to accept a connection; longer means that it is not there. */
const connectPatienceMs = 2_000;
const lifetimeMs = 15 * 60_000;
const idleMs = 60_000;

/** Sends a statement. */
export type Run = (statement: Statement) => Promise<StatementRow[]>;

export class ConnectionPool {
  /** The moment of performance.now() at which PostgreSQL answered last. */
  lastAnswerAt = 0;
  private readonly options: PoolOptions;
  private readonly connections = new Set<PooledConnection>();
  /** Used from the end, so that those at the beginning grow old. */
  private readonly idle: PooledConnection[] = [];
  private readonly queue: ConnectionQueue;
  private readonly hot = new HotTexts();
  private opening = 0;
  private closed = false;
  private readonly sweep: NodeJS.Timeout;

  constructor(options: PoolOptions) {
    this.options = options;
    // So that whoever asks for much leaves as much to all others.
    this.queue = new ConnectionQueue(Math.ceil(options.size / 2));
    this.sweep = setInterval(() => this.endIdle(), idleMs / 4).unref();
  }

  /**
   * Runs a statement. @param until moment of performance.now() by which it must be answered
   * @throws NoConnectionError, ConnectionLostError, DeadlineError, ClientGoneError, or what PostgreSQL says
   */
  async run(statement: Statement, until: number): Promise<StatementRow[]> {
    const prepare = statement.prepare ?? this.hot.count(statement.text);
    const asker = statement.tally?.asker;
    const connection = await this.take({ asker, until, signal: statement.signal });
    try {
      return await this.runOn(connection, statement, until, prepare);
    } finally {
      this.giveBack(connection, asker);
    }
  }

  /**
   * Runs statements in a transaction on one connection: all of them are done, or none.
   * A statement that failed undoes it, also where nobody looked; nothing is sent once the connection broke, or after the end.
   */
  async transaction<T>(begin: string, work: (run: Run) => Promise<T>, until: number): Promise<T> {
    const connection = await this.take({ asker: undefined, until, signal: undefined });
    let isOver = false;
    let failed: { readonly error: unknown } | undefined;
    const run: Run = async statement => {
      if (isOver) throw new Error('A statement came after the end of its transaction.');
      try {
        return await this.runOn(connection, statement, until);
      } catch (error) {
        failed ??= { error };
        throw error;
      }
    };
    try {
      await run({ text: begin });
      const result = await work(run);
      // PostgreSQL would answer a commit after a failure with a rollback, and not call it an error.
      if (failed) throw failed.error;
      await run({ text: 'commit' });
      return result;
    } catch (error) {
      if (connection.isOpen) await connection.run({ text: 'rollback' }, until).catch(() => connection.end(0));
      throw error;
    } finally {
      isOver = true;
      this.giveBack(connection);
    }
  }

  get state(): PoolState {
    const { size: open } = this.connections;
    return { open, inUse: open - this.idle.length, waiting: this.queue.size, limit: this.options.size };
  }

  /** The statements that are counted until they are worth preparing. */
  get hotTexts(): { readonly entries: number; readonly bytes: number } {
    return this.hot.size;
  }

  /** Refuses new statements and ends all connections; statements under way get the time given. */
  async close(patienceSeconds: number): Promise<void> {
    this.closed = true;
    clearInterval(this.sweep);
    this.queue.refuseAll(new NoConnectionError('The pool was closed.'));
    await Promise.all([...this.connections].map(connection => connection.end(patienceSeconds)));
  }

  private async runOn(connection: PooledConnection, statement: Statement, until: number, prepare?: boolean) {
    const startedAt = performance.now();
    try {
      const rows = await connection.run(statement, until, prepare);
      this.tell(statement, startedAt, undefined);
      return rows;
    } catch (error) {
      this.tell(statement, startedAt, error);
      throw error;
    }
  }

  private tell(
    { text, params = [], within, subject, tally }: Statement,
    startedAt: number,
    error: unknown,
  ): void {
    const milliseconds = performance.now() - startedAt;
    tally?.add(milliseconds);
    this.options.onStatement?.({
      requestId: tally?.requestId,
      subject: subject ?? subjectOf(text),
      text,
      params,
      within,
      milliseconds,
      error,
    });
  }

  private async take(options: WaitOptions): Promise<PooledConnection> {
    const { asker } = options;
    for (;;) {
      const idle = this.queue.admits(asker) ? this.idle.pop() : undefined;
      if (idle) this.queue.claim(asker);
      const connection = idle ?? (await this.wait(options));
      // It may have been closed between being handed over and being taken.
      if (connection.isOpen) return connection;
      this.queue.release(asker);
    }
  }

  private async wait(options: WaitOptions): Promise<PooledConnection> {
    if (this.closed) throw new NoConnectionError('The pool is closed.');
    const connection = this.queue.wait(options);
    this.grow();
    return connection;
  }

  private giveBack(connection: PooledConnection, asker?: Asker): void {
    this.queue.release(asker);
    if (connection.isOpen) {
      this.lastAnswerAt = performance.now();
      if (this.closed || connection.isDue) void connection.end(1);
      else {
        connection.idleSince = this.lastAnswerAt;
        this.idle.push(connection);
      }
    }
    this.serve();
  }

  /** Gives idle connections to those who wait and may have one. */
  private serve(): void {
    for (;;) {
      const connection = this.idle.at(-1);
      if (!connection || !this.queue.offer(connection)) break;
      this.idle.pop();
    }
    this.grow();
  }

  /** Opens connections for those who wait, as far as there may be more. */
  private grow(): void {
    const room = this.options.size - this.connections.size;
    if (this.opening >= room || this.closed) return;
    for (let lacking = this.queue.ready(room) - this.opening; lacking > 0; lacking--) void this.open();
  }

  private async open(): Promise<void> {
    this.opening++;
    const startedAt = performance.now();
    // Spread, so that connections opened together do not retire together.
    const lifetime = lifetimeMs * (0.8 + Math.random() * 0.2);
    const connection = new PooledConnection(this.options.connect, lifetime, closed => this.remove(closed));
    try {
      // Before anybody's statement: what fails until here was never sent.
      await connection.run({ text: 'select 1' }, startedAt + connectPatienceMs);
      this.opening--;
      if (!connection.isOpen) return this.grow();
      this.connections.add(connection);
      this.giveBack(connection);
    } catch (error) {
      this.opening--;
      void connection.end(0);
      // While PostgreSQL answers others, those who wait have their turn on the connections that there are.
      if (this.lastAnswerAt > startedAt && this.connections.size > 0) return;
      this.queue.refuseAll(new NoConnectionError('PostgreSQL cannot be reached.', { cause: error }));
    }
  }

  private remove(connection: PooledConnection): void {
    this.connections.delete(connection);
    const place = this.idle.indexOf(connection);
    if (place >= 0) this.idle.splice(place, 1);
    if (!this.closed) this.grow();
  }

  private endIdle(): void {
    const longAgo = performance.now() - idleMs;
    for (const connection of this.idle.filter(({ idleSince }) => idleSince < longAgo)) {
      this.idle.splice(this.idle.indexOf(connection), 1);
      void connection.end(1);
    }
  }
}
