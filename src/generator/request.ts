/**
 * What the generated resolvers need of a request: a way to run relational queries, and a memory for its length.
 * Interfaces only; who runs the queries, and for whom, is decided outside.
 */
import type { SQL } from 'drizzle-orm';
import type { FieldNode } from 'graphql';
import type { ConstraintViolation } from '../errors.ts';
import type { ArgumentBudget } from './list/argument-budget.ts';
import type { ConnectionRead } from './list/connection-read.ts';
import type { AnswerPart } from './read/split-operation.ts';

export type Row = Record<string, unknown>;
export type QueryConfig = Record<string, unknown>;

/**
 * Runs relational queries; those asked for in one turn of the event loop travel in one statement.
 * A JSON column comes as its text: JavaScript's numbers do not hold what is stored, and a JSON null is no missing value.
 */
export interface Reads {
  many(table: string, config: QueryConfig): Promise<Row[]>;
  first(table: string, config: QueryConfig): Promise<Row | null>;
  /** What an expression gives, which whoever wrote it knows. @param table the registry key of the table that it reads above all, for those who count */
  value<T = unknown>(expression: SQL, table?: string): Promise<T>;
}

/** What is done to the rows of a table, by its name in SQL. */
export interface WriteSubject {
  readonly operation: 'insert' | 'update' | 'delete';
  readonly table: string;
}

/** The ids of a request. */
export interface RequestIds {
  /** The server's own, under which the request is known to log and trail. */
  readonly requestId: string;
  /** What the client calls it, if anything: its own word. */
  readonly clientRequestId: string | null;
}

/** Runs writes, each of them one statement. */
export interface Writes extends RequestIds {
  /**
   * @param expressions common table expressions, which may use the viewer's
   * @param subject what is done above all, to which table, for those who count
   * @returns the one row of the select, the constraint that stood against it, or that a policy of the database refused it
   */
  run(
    expressions: SQL,
    select: SQL,
    subject: WriteSubject,
  ): Promise<
    { readonly row: Row } | { readonly violation: ConstraintViolation } | { readonly refused: true }
  >;
  /** Rows that one operation may write. */
  readonly maxRows: number;
  /** Told of rows that were written. */
  wrote(subject: WriteSubject, rows: number): void;
  /** Told that what was written left events for hooks. */
  leftEvents(): void;
}

/** What the context of every request has. */
export interface ReadContext {
  readonly writes: Writes;
  readonly reads: Reads;
  /** Reads that travel in statements of their own. */
  readsApart(): Reads;
  /** The contexts of fields that are answered in a later part; undefined where the answer comes whole. */
  readonly parts?: ReadonlyMap<FieldNode, PartContext>;
  /** The root fields that do not run, by their keys in the answer; undefined where all do. */
  readonly withheld?: ReadonlySet<string>;
  /** What the request's filters and orders may still take. */
  readonly budget: ArgumentBudget;
  /** Whether the viewer of the moment brought credentials; whether they are valid, the next statement tells. */
  isSignedIn(): boolean;
  /** @throws UNAUTHENTICATED where nobody is signed in, before any work is done for them */
  assertSignedIn(): void;
  /** The lists of this request by relation and arguments: read once, planned and resolved for every parent row. */
  readonly lists: Map<string, ConnectionRead>;
  /** The same by the field that asks for them. */
  readonly listsByField: Map<FieldNode, ConnectionRead>;
}

/** What the fields of a part are resolved with: the same request, with reads of its own. */
export interface PartContext extends ReadContext {
  readonly part: AnswerPart;
}
