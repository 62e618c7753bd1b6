/**
 * What is told of each statement: to whoever counts for the process, and to the request that asked.
 * Knows kinds of statements and tables; refuses to know values.
 */

/** What a statement does, and to which table above all. */
export interface StatementSubject {
  readonly operation: 'select' | 'insert' | 'update' | 'delete' | 'other';
  /** The name of the table in SQL; `several`, or `none`. */
  readonly table: string;
}

/** A statement that PostgreSQL was given, and how that ended. */
export interface StatementRun {
  /** The request that asked, where one did. */
  readonly requestId: string | undefined;
  readonly subject: StatementSubject;
  readonly text: string;
  readonly params: readonly unknown[];
  /** What opened the transaction that it ran in, where it had one of its own. */
  readonly within?: string | undefined;
  readonly milliseconds: number;
  /** What went wrong; undefined where it was answered. */
  readonly error: unknown;
}

/** Told of each statement when it has ended. */
export type OnStatement = (run: StatementRun) => void;

/** What the statements of one request took; without waiting for a connection. */
export class StatementTally {
  readonly requestId: string;
  /** Who asked, as connections are counted; undefined for nobody in particular. */
  asker: string | undefined;
  /** What a statement found who asks to be: the account of the credentials, where they have one; undefined where none found them. */
  found: { readonly account: string | undefined } | undefined;
  statements = 0;
  milliseconds = 0;

  constructor(requestId: string) {
    this.requestId = requestId;
  }

  add(milliseconds: number): void {
    this.statements++;
    this.milliseconds += milliseconds;
  }
}

/** What a statement is about that reads these tables for its root fields. */
export function readingOf(tables: Iterable<string>): StatementSubject {
  let found: string | undefined;
  for (const table of tables) {
    if (found !== undefined && found !== table) return { operation: 'select', table: 'several' };
    found = table;
  }
  return { operation: 'select', table: found ?? 'none' };
}

/** As Drizzle writes them; what begins otherwise is written by hand, and says itself what it is about. */
const plainStatement =
  /^(?:(insert) into|(update)|(delete) from|(select)\b.*?\bfrom) (?:"[^"]+"\.)?"([^"]+)"/s;
const subjects = new Map<string, StatementSubject>();
const maxSubjects = 200;

/** What a statement without a subject is about, by its text. */
export function subjectOf(text: string): StatementSubject {
  const known = subjects.get(text);
  if (known) return known;
  const [, inserts, updates, deletes, selects, table] = plainStatement.exec(text) ?? [];
  const operation = inserts ?? updates ?? deletes ?? selects;
  const subject: StatementSubject =
    operation === undefined || table === undefined
      ? { operation: 'other', table: 'none' }
      : {
          operation: inserts ? 'insert' : updates ? 'update' : deletes ? 'delete' : 'select',
          table,
        };
  if (subjects.size < maxSubjects) subjects.set(text, subject);
  return subject;
}
