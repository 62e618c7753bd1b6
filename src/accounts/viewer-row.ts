/**
 * What each statement says of the viewer: the row `viewer`, for which credentials are checked in SQL, and the sets behind it.
 * Knows sessions and keys; refuses to know what they allow, which is the policy's.
 */
import { aliasedTable, type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { sessions } from '../model/tables/sessions.ts';
import { sessionEnd } from '../policy/session-end.ts';
import { type ViewerColumn, viewerColumns, viewerScope } from '../policy/viewer-scope.ts';
import type { Viewer } from './viewer.ts';

export type Credentials = Exclude<Viewer, { kind: 'anonymous' }>;

const { columns } = viewerScope;
const session = aliasedTable(sessions, 's');

const name = (column: ViewerColumn) => sql.identifier(columns[column].sqlName);

type SetName = { [C in ViewerColumn]: (typeof columns)[C]['set'] extends true ? C : never }[ViewerColumn];

/** In the order of the scope: the first elements of a set stand before it, which is made of them. */
const setNames = (Object.keys(columns) as ViewerColumn[]).filter(
  (column): column is SetName => columns[column].set,
);

const firstOf = (column: SetName) => viewerColumns[column]!.firstOf;

/** What stands for the credentials in a statement. */
export const hashOf = (credentials: Credentials): string =>
  credentials.kind === 'user' ? credentials.tokenHash : credentials.keyHash;

/**
 * What stands behind `with`: the viewer, one row for valid credentials and none otherwise, and each set that policy conditions read.
 * PostgreSQL makes a set where the statement reads it, and leaves out what is not read.
 */
export function viewerExpressions(credentials: Credentials, asked: readonly SetName[] = setNames): SQL {
  const isKey = credentials.kind === 'apiKey';
  const row = isKey ? apiKeyRow(credentials.keyHash) : sessionRow(credentials.tokenHash);
  const own = sql.identifier(viewerScope.name);
  const made = asked.map(column => {
    const value = isKey
      ? sql`select ${sql.identifier(viewerColumns[firstOf(column)?.set ?? column]!.sqlName)} as ${name(column)} from ${own}`
      : sql`select ${setValue(column, asked)} as ${name(column)}`;
    return sql`${sql.identifier(columns[column].from)} as materialized (${value})`;
  });
  return sql.join([sql`${own} as materialized (${row})`, ...made], sql`, `);
}

/** An array of the elements: the first ones where they are read as well, and are all that there are. */
function setValue(column: SetName, asked: readonly SetName[]): SQL {
  const elements = sql.raw(columns[column].elements);
  const size = firstOf(column)?.size;
  if (size !== undefined) return sql`array(${elements} limit ${sql.raw(String(size))})`;
  const start = asked.find(other => firstOf(other)?.set === column);
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
): { text: string; params: readonly [string] } {
  const hash = hashOf(credentials);
  const read = setNames.filter(set => asked.has(set));
  const key = [credentials.kind, ...read].join();
  const known = texts.get(key);
  if (known !== undefined) return { text: known, params: [hash] };
  const text = `with ${dialect.sqlToQuery(viewerExpressions(credentials, read)).sql}`;
  texts.set(key, text);
  return { text, params: [hash] };
}

function sessionRow(tokenHash: string): SQL {
  return sql`select "s"."id" as ${name('sessionId')}, "s"."user_id" as ${name('userId')}, null::uuid as ${name('apiKeyId')},
    case when "u"."is_administrator" then "u"."id" end as ${name('administratorId')}
    from "sessions" "s" join "users" "u" on "u"."id" = "s"."user_id" and "u"."suspended_at" is null
    where "s"."token_hash" = ${tokenHash} and "s"."status" = 'active' and ${sessionEnd(session)} > now()`;
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
