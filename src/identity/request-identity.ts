/**
 * Who a request acts as, and the reads made on that viewer's behalf.
 * The viewer can change within a request: signing in or out holds for what the operation does next.
 */
import type { SQL } from 'drizzle-orm';
import { type Preamble, ReadBatch, type ReadBatchOptions } from '../database/read-batch.ts';
import { runWrite } from '../database/run-write.ts';
import type { StatementSubject, StatementTally } from '../database/statement-log.ts';
import { unauthenticated } from '../errors.ts';
import { viewerScope } from '../policy/viewer-scope.ts';
import { invalidCredentials, type Viewer } from './viewer.ts';
import { type Credentials, viewerExpressions } from './viewer-row.ts';

export class RequestIdentity {
  private current: Viewer;
  private readsFailWith: Error | undefined;
  private readonly options: Omit<ReadBatchOptions, 'preamble'>;
  /** The moment by which all statements of the request must be answered. */
  private readonly until: number;
  private readonly receivedApart = { bytes: 0 };
  /** Relational reads as the viewer of the moment. @throws UNAUTHENTICATED for anonymous viewers and bad credentials */
  readonly reads: ViewerReads;

  /** @param readsFailWith what they were found to fail with for this request already */
  constructor(viewer: Viewer, options: Omit<ReadBatchOptions, 'preamble'>, readsFailWith?: Error) {
    this.current = viewer;
    this.readsFailWith = readsFailWith;
    this.options = options;
    const { deadlineMs, until } = options;
    this.until = until ?? (deadlineMs > 0 ? performance.now() + deadlineMs : Infinity);
    this.reads = this.readsWith(options);
  }

  get viewer(): Viewer {
    return this.current;
  }

  /** Acts as another viewer from now on. */
  become(viewer: Viewer): void {
    this.current = viewer;
    this.readsFailWith = undefined;
  }

  /** The same in statements of their own, which all together bring no more than one may. @param signal what ends them */
  readsApart(signal: () => AbortSignal | undefined): ViewerReads {
    return this.readsWith({ ...this.options, signal, received: this.receivedApart });
  }

  /** Writes as the viewer of the moment, each one statement. @throws UNAUTHENTICATED as reads do */
  async write(expressions: SQL, select: SQL, subject: StatementSubject) {
    const { database, tally } = this.options;
    const preamble = viewerPreamble(this.signedIn(), tally);
    return runWrite(database, preamble, expressions, select, { until: this.until, subject, tally });
  }

  /** @throws UNAUTHENTICATED for anonymous viewers */
  assertSignedIn(): void {
    this.signedIn();
  }

  private signedIn(): Credentials {
    if (this.current.kind === 'anonymous') {
      throw unauthenticated(
        'Sign in first: send the header "Authorization: Bearer <token>" with a token from signIn.',
      );
    }
    return this.current;
  }

  private readsWith(options: Omit<ReadBatchOptions, 'preamble'>): ViewerReads {
    let latest: { readonly viewer: Viewer; readonly batch: ReadBatch } | undefined;
    const batch = () => {
      const viewer = this.signedIn();
      if (this.readsFailWith) throw this.readsFailWith;
      if (latest?.viewer !== viewer) {
        const preamble = viewerPreamble(viewer, options.tally);
        latest = { viewer, batch: new ReadBatch({ ...options, preamble, until: this.until }) };
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

function viewerPreamble(viewer: Credentials, tally: StatementTally | undefined): Preamble {
  return {
    name: viewerScope.name,
    expressions: viewerExpressions(viewer),
    accept: found => {
      if (!found) throw invalidCredentials();
      if (tally) tally.isAskerFound = true;
    },
  };
}
