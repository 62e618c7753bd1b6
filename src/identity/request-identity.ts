/**
 * Who a request acts as, and the reads made on that viewer's behalf.
 * The viewer can change within a request: signing in or out holds for what the operation does next.
 */
import type { SQL } from 'drizzle-orm';
import { type Preamble, ReadBatch, type ReadBatchOptions } from '../database/read-batch.ts';
import { runWrite } from '../database/run-write.ts';
import type { StatementSubject } from '../database/statement-log.ts';
import { forbidden } from '../errors.ts';
import { type Access, type Asker, accountSql, type Viewers } from './viewers.ts';

/** How reads are sent, and by whom they are asked. */
export interface IdentityOptions<A extends Asker> extends Omit<ReadBatchOptions, 'preamble'> {
  readonly viewer: Viewers<A>;
}

export class RequestIdentity<A extends Asker = Asker> {
  private current: A;
  /** Who sent the request. */
  private readonly sender: A;
  private readsFailWith: Error | undefined;
  private readonly options: IdentityOptions<A>;
  /** The moment by which all statements of the request must be answered. */
  private readonly until: number;
  private readonly receivedApart = { bytes: 0 };
  /** Relational reads as the viewer of the moment. @throws UNAUTHENTICATED for viewers who may ask for nothing, and bad credentials */
  readonly reads: ViewerReads;

  /** @param readsFailWith what they were found to fail with for this request already */
  constructor(asker: A, options: IdentityOptions<A>, readsFailWith?: Error) {
    this.current = asker;
    this.sender = asker;
    this.readsFailWith = readsFailWith;
    this.options = options;
    const { deadlineMs, until } = options;
    this.until = until ?? (deadlineMs > 0 ? performance.now() + deadlineMs : Infinity);
    this.reads = this.readsWith(options);
  }

  get viewer(): A {
    return this.current;
  }

  /** Whether the viewer of the moment may ask for anything; whether credentials hold, the next statement tells. */
  get mayAsk(): boolean {
    return this.options.viewer.refusal(this.current) === undefined;
  }

  /** Acts as another viewer from now on. */
  become(asker: A): void {
    this.current = asker;
    this.readsFailWith = undefined;
  }

  /** The same in statements of their own, which all together bring no more than one may. @param signal what ends them */
  readsApart(signal: () => AbortSignal | undefined): ViewerReads {
    return this.readsWith({ ...this.options, signal, received: this.receivedApart });
  }

  /** Writes as the viewer of the moment, each one statement. @throws UNAUTHENTICATED as reads do */
  async write(expressions: SQL, select: SQL, subject: StatementSubject) {
    this.assertNoGuest();
    const { database, tally } = this.options;
    const preamble = this.preambleOf(this.admitted(), 'write');
    return runWrite(database, preamble, expressions, select, { until: this.until, subject, tally });
  }

  /** @throws UNAUTHENTICATED for viewers who may ask for nothing */
  assertSignedIn(): void {
    this.admitted();
  }

  /** @throws FORBIDDEN for guests, who only read */
  assertNoGuest(): void {
    if (this.options.viewer.isGuest?.(this.current))
      throw forbidden('A share link only shows: sign in to do anything.');
  }

  private admitted(): A {
    const refusal = this.options.viewer.refusal(this.current);
    if (refusal) throw refusal;
    return this.current;
  }

  private preambleOf(asker: A, access: Access): Preamble {
    const { viewer, tally } = this.options;
    return {
      fitted: text => viewer.fitted?.(asker, text) ?? text,
      within: text => viewer.within?.(asker, access, text),
      expressions: viewer.expressions(asker),
      told: accountSql(viewer),
      accept: account => {
        if (typeof account !== 'string') throw viewer.invalid();
        // The request may have become somebody else's meanwhile.
        if (tally && asker === this.sender) tally.found = { account: account === '' ? undefined : account };
      },
    };
  }

  private readsWith(options: IdentityOptions<A>): ViewerReads {
    let latest: { readonly asker: A; readonly batch: ReadBatch } | undefined;
    const batch = () => {
      const asker = this.admitted();
      if (this.readsFailWith) throw this.readsFailWith;
      if (latest?.asker !== asker) {
        const preamble = this.preambleOf(asker, 'read');
        latest = { asker, batch: new ReadBatch({ ...options, preamble, until: this.until }) };
      }
      return latest.batch;
    };
    return {
      many: async (table, config) => batch().many(table, config),
      first: async (table, config) => batch().first(table, config),
      value: async (expression, table) => batch().value(expression, table),
    };
  }
}

type ViewerReads = Pick<ReadBatch, 'many' | 'first' | 'value'>;
