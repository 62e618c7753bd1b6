/**
 * What each statement says of the viewer: the row `viewer`, for which credentials are checked in SQL, and the sets behind it.
 * Knows sessions and keys; refuses to know what they allow, which is the policy's.
 */
import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { type ViewerColumn, viewerScope } from '../policy/viewer-scope.ts';
import type { Viewer } from './viewer.ts';

export type Credentials = Exclude<Viewer, { kind: 'anonymous' }>;

const { columns } = viewerScope;

const name = (column: ViewerColumn) => sql.identifier(columns[column].sqlName);

type SetName = { [C in ViewerColumn]: (typeof columns)[C]['set'] extends true ? C : never }[ViewerColumn];

const setNames = (Object.keys(columns) as ViewerColumn[]).filter(
  (column): column is SetName => columns[column].set,
);

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
    const { sqlName, from, elements } = columns[column];
    const set = sql.identifier(sqlName);
    const value = isKey ? sql`select ${set} from ${own}` : sql`select array(${sql.raw(elements)}) as ${set}`;
    return sql`${sql.identifier(from)} as materialized (${value})`;
  });
  return sql.join([sql`${own} as materialized (${row})`, ...made], sql`, `);
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
  return sql`select "s"."id" as ${name('sessionId')}, "s"."user_id" as ${name('userId')}, null::uuid as ${name('apiKeyId')}
    from "sessions" "s" where "s"."token_hash" = ${tokenHash} and "s"."status" = 'active' and "s"."expires_at" > now()`;
}

function apiKeyRow(keyHash: string): SQL {
  return sql`select null::uuid as ${name('sessionId')}, null::uuid as ${name('userId')},
    "k"."id" as ${name('apiKeyId')}, array["k"."project_id"] as ${name('readable')},
    case when 'write' = any("k"."scopes") then array["k"."project_id"] else '{}' end as ${name('writable')},
    '{}'::uuid[] as ${name('owned')}, '{}'::uuid[] as ${name('ownedDeleted')}
    from "api_keys" "k" join "projects" "p" on "p"."id" = "k"."project_id" and "p"."deleted_at" is null
    where "k"."key_hash" = ${keyHash} and "k"."revoked_at" is null
      and ("k"."expires_at" is null or "k"."expires_at" > now())`;
}
