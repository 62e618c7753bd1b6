/**
 * How an application tells who asks, as the server needs it: from a request to the row that its rules read.
 * Knows no accounts and no tables; whether credentials hold is decided in SQL, with the statement that they are for.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { NoViewer, ViewerBlueprint } from '../generator/blueprint/viewer-blueprint.ts';
import type { OnBehalf } from '../generator/hooks/write-hook.ts';

/** Who asks, as far as the request itself tells. */
export interface Asker {
  /** In a word, for log and traces; `anonymous` for who brings no credentials. */
  readonly kind: string;
}

/** A statement's beginning, as text. */
export interface ViewerStatement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** What rules can ask about viewers, and how their row is made. */
export interface Viewers<A extends Asker = Asker> extends ViewerBlueprint {
  /** Who brings nothing. */
  readonly anonymous: A;
  /** From the value of an Authorization header. @throws UNAUTHENTICATED where it can be none of theirs */
  parse(authorization: string): A;
  /**
   * Who asks, where that has to be found out before a statement can check it; undefined where there is nothing to find out.
   * @throws UNAUTHENTICATED where the credentials do not hold, UNAVAILABLE where nobody can tell
   */
  prove?(asker: A): Promise<A> | undefined;
  /**
   * Who has an account, without credentials: for code of the application, and never by what a request says. Undefined where the
   * application does not say how one is found.
   */
  readonly ofAccount?: ((account: string) => A) | undefined;
  /** What stands for the credentials in limits and caches, and tells no more; undefined for who brings none. */
  idOf(asker: A): string | undefined;
  /** Why such a one may ask for nothing; undefined where they may. */
  refusal(asker: A): Error | undefined;
  /** Whether somebody is let in to a few rows, and only reads. */
  isGuest?(asker: A): boolean;
  /** What is told where there is no row: the credentials do not hold. */
  invalid(): Error;
  /** One with each kind of credentials, as statements are the same for all of a kind; that they do not hold is of no account. */
  readonly samples: readonly A[];
  /** What stands behind `with`: the row under its name, or none where credentials do not hold. */
  expressions(asker: A): SQL;
  /** The same from `with` on, as text. @param asked the columns that the statement behind it reads */
  statement(asker: A, asked: ReadonlySet<string>): ViewerStatement;
  /** A statement as somebody can have it run, where it has to be another. */
  fitted?(asker: A, text: string): string;
  /** What opens the transaction in which statements on somebody's behalf run; undefined where they need none. */
  within?(asker: A, access: Access, text: string): string;
}

/** What a statement does. */
export type Access = 'read' | 'write';

/** What each statement tells of its viewer: whose the credentials are; empty where they stand for themselves, null where they do not hold. */
export function accountSql({ name, account, columns }: ViewerBlueprint): SQL {
  const value =
    account === undefined ? sql`''` : sql`coalesce(${sql.identifier(columns[account]!.sqlName)}::text, '')`;
  return sql`(select ${value} from ${sql.identifier(name)})`;
}

/** From the value of an Authorization header, which may be missing. @throws UNAUTHENTICATED as `parse` does */
export function askerOf<A extends Asker>(viewers: Viewers<A>, authorization: string | null | undefined): A {
  return authorization == null || authorization.trim() === ''
    ? viewers.anonymous
    : viewers.parse(authorization);
}

/** The same; undefined where the header can be none of theirs. */
export function askerOrNone<A extends Asker>(
  viewers: Viewers<A>,
  authorization: string | undefined,
): A | undefined {
  try {
    return askerOf(viewers, authorization);
  } catch {
    return undefined;
  }
}

/** On whose behalf code of the application writes. @throws where viewers of theirs cannot be told so */
export function askerFor<A extends Asker>(viewers: Viewers<A>, who: OnBehalf): A {
  if (who === 'anonymous') return viewers.anonymous;
  if ('authorization' in who) return viewers.parse(who.authorization);
  if (viewers.ofAccount) return viewers.ofAccount(who.account);
  throw new Error(
    'Nobody can be told by an account: say how one is found where viewers are declared, as bearerViewers does by "rowOfAccount".',
  );
}

/** The token of an Authorization header; undefined where it has none, or not only one. */
export function bearerToken(authorization: string): string | undefined {
  const [scheme, token, ...rest] = authorization.trim().split(/\s+/);
  return scheme?.toLowerCase() === 'bearer' && rest.length === 0 ? token : undefined;
}

const anyone: Asker = Object.freeze({ kind: 'anonymous' });
const noColumns = 'with "everyone" as materialized (select)';

/** Of an application without accounts: nobody is told from anybody else, and whatever credentials somebody sends are of no account. */
export const noAccounts: Viewers & NoViewer = Object.freeze({
  name: 'everyone',
  columns: {},
  anonymous: anyone,
  parse: () => anyone,
  idOf: () => undefined,
  refusal: () => undefined,
  invalid: () => new Error('There is always a row.'),
  samples: [],
  expressions: () => sql`"everyone" as materialized (select)`,
  statement: () => ({ text: noColumns, params: [] }),
});
