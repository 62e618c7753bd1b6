/**
 * The `viewer` row that a statement carries: credentials checked and memberships read in SQL.
 * Knows sessions, keys and memberships; refuses to know what they allow, which is the policy's.
 */
import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { type ViewerColumn, viewerScope } from '../policy/viewer-scope.ts';
import type { Viewer } from './viewer.ts';

export type Credentials = Exclude<Viewer, { kind: 'anonymous' }>;

const name = (column: ViewerColumn) => sql.identifier(viewerScope.columns[column].sqlName);

/**
 * The select behind `with viewer as (…)`: one row for valid credentials, none otherwise.
 * Its columns are those that policy conditions read, in `viewerScope`.
 */
export function viewerRow(credentials: Credentials): SQL {
  return credentials.kind === 'user' ? sessionRow(credentials.tokenHash) : apiKeyRow(credentials.keyHash);
}

const dialect = new PgDialect();
const texts = new Map<Credentials['kind'], string>();

/** `with viewer as (…)` as text, with what it is run with: the same text for all credentials of a kind. */
export function viewerStatement(credentials: Credentials): { text: string; params: readonly [string] } {
  const hash = credentials.kind === 'user' ? credentials.tokenHash : credentials.keyHash;
  const known = texts.get(credentials.kind);
  if (known !== undefined) return { text: known, params: [hash] };
  const { sql: select } = dialect.sqlToQuery(viewerRow(credentials));
  const text = `with "${viewerScope.name}" as materialized (${select})`;
  texts.set(credentials.kind, text);
  return { text, params: [hash] };
}

function sessionRow(tokenHash: string): SQL {
  return sql`select "s"."id" as ${name('sessionId')}, "s"."user_id" as ${name('userId')},
    null::uuid as ${name('apiKeyId')},
    coalesce("m"."readable", '{}') as ${name('readable')}, coalesce("m"."writable", '{}') as ${name('writable')},
    coalesce("m"."owned", '{}') as ${name('owned')}, coalesce("m"."owned_deleted", '{}') as ${name('ownedDeleted')}
    from "sessions" "s" left join lateral (
      select array_agg("pm"."project_id") filter (where "p"."deleted_at" is null) as "readable",
        array_agg("pm"."project_id") filter (where "p"."deleted_at" is null and "pm"."role" <> 'viewer') as "writable",
        array_agg("pm"."project_id") filter (where "p"."deleted_at" is null and "pm"."role" = 'owner') as "owned",
        array_agg("pm"."project_id") filter (where "p"."deleted_at" is not null and "pm"."role" = 'owner') as "owned_deleted"
      from "project_members" "pm" join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = "s"."user_id"
    ) "m" on true
    where "s"."token_hash" = ${tokenHash} and "s"."status" = 'active' and "s"."expires_at" > now()`;
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
