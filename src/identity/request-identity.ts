/**
 * Who a request acts as, and the reads made on that viewer's behalf.
 * The viewer can change within a request: signing in or out holds for what the operation does next.
 */
import type { SQL } from 'drizzle-orm';
import {
  type Preamble,
  type QueryConfig,
  ReadBatch,
  type ReadBatchOptions,
  type Row,
} from '../database/read-batch.ts';
import { runWrite } from '../database/run-write.ts';
import type { StatementSubject, StatementTally } from '../database/statement-log.ts';
import { unauthenticated } from '../errors.ts';
import { viewerScope } from '../policy/viewer-scope.ts';
import { invalidCredentials, type Viewer } from './viewer.ts';
import { type Credentials, viewerExpressions } from './viewer-row.ts';

export class RequestIdentity {
  private current: Viewer;
  private batch: ReadBatch | undefined;
  private readsFailWith: Error | undefined;
  private readonly options: Omit<ReadBatchOptions, 'preamble'>;
  /** The moment by which all statements of the request must be answered. */
  private readonly until: number;

  /** @param readsFailWith what they were found to fail with for this request already */
  constructor(viewer: Viewer, options: Omit<ReadBatchOptions, 'preamble'>, readsFailWith?: Error) {
    this.current = viewer;
    this.readsFailWith = readsFailWith;
    this.options = options;
    const { deadlineMs, until } = options;
    this.until = until ?? (deadlineMs > 0 ? performance.now() + deadlineMs : Infinity);
  }

  get viewer(): Viewer {
    return this.current;
  }

  /** Acts as another viewer from now on. */
  become(viewer: Viewer): void {
    this.current = viewer;
    this.readsFailWith = undefined;
    this.batch = undefined;
  }

  /** Relational reads as the viewer of the moment. @throws UNAUTHENTICATED for anonymous viewers and bad credentials */
  readonly reads = {
    many: async (table: string, config: QueryConfig): Promise<Row[]> =>
      this.batchOfViewer().many(table, config),
    first: async (table: string, config: QueryConfig): Promise<Row | null> =>
      this.batchOfViewer().first(table, config),
    value: async (expression: SQL, table?: string): Promise<unknown> =>
      this.batchOfViewer().value(expression, table),
  };

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

  private signedIn(): Exclude<Viewer, { kind: 'anonymous' }> {
    if (this.current.kind === 'anonymous') {
      throw unauthenticated(
        'Sign in first: send the header "Authorization: Bearer <token>" with a token from signIn.',
      );
    }
    return this.current;
  }

  private batchOfViewer(): ReadBatch {
    const viewer = this.signedIn();
    if (this.readsFailWith) throw this.readsFailWith;
    this.batch ??= new ReadBatch({
      ...this.options,
      preamble: viewerPreamble(viewer, this.options.tally),
      until: this.until,
    });
    return this.batch;
  }
}

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
