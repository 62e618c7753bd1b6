/**
 * What each statement says of the viewer: the row `viewer`, for which credentials are checked in SQL, and the sets behind it.
 * Knows sessions, keys and share links; refuses to know what they allow, which is the policy's.
 */
import { aliasedTable, type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { sessions } from '../model/tables/sessions.ts';
import { sessionEnd } from '../policy/session-end.ts';
import { type ViewerColumn, viewerColumns, viewerScope } from '../policy/viewer-scope.ts';
import type { Viewer } from './viewer.ts';

export type Credentials = Exclude<Viewer, { kind: 'anonymous' | 'unproven' }>;

const { columns } = viewerScope;
const session = aliasedTable(sessions, 's');

const name = (column: ViewerColumn) => sql.identifier(columns[column].sqlName);

/** The columns with an expression of their own. */
type MadeName = {
  [C in ViewerColumn]: (typeof columns)[C] extends { readonly from: string } ? C : never;
}[ViewerColumn];
type SharedName = 'sharedDashboardId' | 'sharedInsights';
type SetName = Exclude<MadeName, SharedName>;

/** In the order of the scope: the first elements of a set stand before it, which is made of them. */
const madeNames = (Object.keys(columns) as ViewerColumn[]).filter(
  (column): column is MadeName => 'from' in columns[column],
);
/** What is none of whose credentials are no share link. */
const notShared: Readonly<Record<SharedName, SQL>> = {
  sharedDashboardId: sql`null::uuid`,
  sharedInsights: sql`'{}'::uuid[]`,
};
const isShared = (column: MadeName): column is SharedName => column in notShared;

const firstOf = (column: SetName) => viewerColumns[column]!.firstOf;

/** What stands for the credentials in a statement. */
function paramsOf(credentials: Credentials): readonly unknown[] {
  switch (credentials.kind) {
    case 'jwt':
      return [credentials.provider, credentials.subject, credentials.until];
    case 'apiKey':
      return [credentials.keyHash];
    default:
      return [credentials.tokenHash];
  }
}

/**
 * What stands behind `with`: the viewer, one row for valid credentials and none otherwise, and each set that policy conditions read.
 * PostgreSQL makes a set where the statement reads it, and leaves out what is not read.
 */
export function viewerExpressions(credentials: Credentials, asked: readonly MadeName[] = madeNames): SQL {
  const own = sql.identifier(viewerScope.name);
  const made = asked.map(
    column =>
      sql`${sql.identifier(columns[column].from)} as materialized (${valueFor(credentials, column, asked)})`,
  );
  return sql.join([sql`${own} as materialized (${rowOf(credentials)})`, ...made], sql`, `);
}

function rowOf(credentials: Credentials): SQL {
  switch (credentials.kind) {
    case 'user':
      return sessionRow(credentials.tokenHash);
    case 'apiKey':
      return apiKeyRow(credentials.keyHash);
    case 'shareLink':
      return shareLinkRow(credentials.tokenHash);
    case 'jwt':
      return accountRow(credentials);
  }
}

/** Of credentials that stand for people. */
const isPerson = (kind: Credentials['kind']): boolean => kind === 'user' || kind === 'jwt';

/** What an expression selects. Keys and links have all that they may with their row, people have sets to be made of memberships. */
function valueFor({ kind }: Credentials, column: MadeName, asked: readonly MadeName[]): SQL {
  if (isShared(column) && kind !== 'shareLink') return sql`select ${notShared[column]} as ${name(column)}`;
  if (isPerson(kind) && !isShared(column)) return sql`select ${setValue(column, asked)} as ${name(column)}`;
  const held = isShared(column) ? column : (firstOf(column)?.set ?? column);
  return sql`select ${sql.identifier(viewerColumns[held]!.sqlName)} as ${name(column)} from ${sql.identifier(viewerScope.name)}`;
}

/** An array of the elements: the first ones where they are read as well, and are all that there are. */
function setValue(column: SetName, asked: readonly MadeName[]): SQL {
  const elements = sql.raw(columns[column].elements);
  const size = firstOf(column)?.size;
  if (size !== undefined) return sql`array(${elements} limit ${sql.raw(String(size))})`;
  const start = asked.find((other): other is SetName => !isShared(other) && firstOf(other)?.set === column);
  if (!start) return sql`array(${elements})`;
  const known = sql`(select ${name(start)} from ${sql.identifier(columns[start].from)})`;
  const all = sql.raw(String(firstOf(start)!.size));
  return sql`case when cardinality(${known}) < ${all} then ${known} else array(${elements}) end`;
}

const dialect = new PgDialect();
const texts = new Map<string, string>();

/**
 * `with …` as text, with what it is run with: the same text for all credentials of a kind.
 * @param asked the columns that the statement behind it reads, in `viewerScope`
 */
export function viewerStatement(
  credentials: Credentials,
  asked: ReadonlySet<string>,
): { text: string; params: readonly unknown[] } {
  const params = paramsOf(credentials);
  const read = madeNames.filter(made => asked.has(made));
  const key = [credentials.kind, ...read].join();
  const known = texts.get(key);
  if (known !== undefined) return { text: known, params };
  const text = `with ${dialect.sqlToQuery(viewerExpressions(credentials, read)).sql}`;
  texts.set(key, text);
  return { text, params };
}

function sessionRow(tokenHash: string): SQL {
  return sql`select "s"."id" as ${name('sessionId')}, "s"."user_id" as ${name('userId')}, null::uuid as ${name('apiKeyId')},
    case when "u"."is_administrator" then "u"."id" end as ${name('administratorId')}
    from "sessions" "s" join "users" "u" on "u"."id" = "s"."user_id" and "u"."suspended_at" is null
    where "s"."token_hash" = ${tokenHash} and "s"."status" = 'active' and ${sessionEnd(session)} > now()`;
}

/**
 * Whom an issuer's token is about, by the account that is linked. A second factor that is asked for at each sign-in is not to be got around
 * by a token of somebody else's making.
 */
function accountRow({ provider, subject, until }: Extract<Credentials, { kind: 'jwt' }>): SQL {
  return sql`select null::uuid as ${name('sessionId')}, "u"."id" as ${name('userId')}, null::uuid as ${name('apiKeyId')},
    case when "u"."is_administrator" then "u"."id" end as ${name('administratorId')}
    from "accounts" "a" join "users" "u" on "u"."id" = "a"."user_id" and "u"."suspended_at" is null and not "u"."has_second_factor"
    where "a"."provider" = ${provider} and "a"."subject" = ${subject} and to_timestamp(${until}::float8) > now()`;
}

function apiKeyRow(keyHash: string): SQL {
  return sql`select null::uuid as ${name('sessionId')}, null::uuid as ${name('userId')},
    "k"."id" as ${name('apiKeyId')}, null::uuid as ${name('administratorId')}, array["k"."project_id"] as ${name('readable')},
    case when 'write' = any("k"."scopes") then array["k"."project_id"] else '{}' end as ${name('writable')},
    '{}'::uuid[] as ${name('owned')}, '{}'::uuid[] as ${name('ownedDeleted')}
    from "api_keys" "k" join "projects" "p" on "p"."id" = "k"."project_id" and "p"."deleted_at" is null and "p"."suspended_at" is null
    where "k"."key_hash" = ${keyHash} and "k"."revoked_at" is null
      and ("k"."expires_at" is null or "k"."expires_at" > now())`;
}

/** Of a dashboard and a project that are in use. It reads in the project, and of it what the policy lets guests meet. */
function shareLinkRow(tokenHash: string): SQL {
  return sql`select null::uuid as ${name('sessionId')}, null::uuid as ${name('userId')}, null::uuid as ${name('apiKeyId')},
    null::uuid as ${name('administratorId')}, "l"."dashboard_id" as ${name('sharedDashboardId')}, array["l"."project_id"] as ${name('readable')},
    '{}'::uuid[] as ${name('writable')}, '{}'::uuid[] as ${name('owned')}, '{}'::uuid[] as ${name('ownedDeleted')},
    array(select "w"."insight_id" from "widgets" "w" where "w"."project_id" = "l"."project_id"
      and "w"."dashboard_id" = "l"."dashboard_id" and "w"."insight_id" is not null) as ${name('sharedInsights')}
    from "share_links" "l" join "projects" "p" on "p"."id" = "l"."project_id"
    join "dashboards" "d" on "d"."project_id" = "l"."project_id" and "d"."id" = "l"."dashboard_id"
    where "l"."token_hash" = ${tokenHash} and "l"."revoked_at" is null and ("l"."expires_at" is null or "l"."expires_at" > now())
      and "p"."deleted_at" is null and "p"."suspended_at" is null and "d"."deleted_at" is null`;
}
