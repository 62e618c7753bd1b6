/**
 * The `viewer` row that a statement carries: credentials checked and memberships read in SQL.
 * Knows sessions, keys and memberships; refuses to know what they allow, which is the policy's.
 */
import { type SQL, sql } from 'drizzle-orm';
import { viewerColumns as v } from '../policy/viewer-scope.ts';
import type { Viewer } from './viewer.ts';

type Credentials = Exclude<Viewer, { kind: 'anonymous' }>;

const name = sql.identifier;

/**
 * The select behind `with viewer as (…)`: one row for valid credentials, none otherwise.
 * Its columns are those that policy conditions read, in `viewerColumns`.
 */
export function viewerRow(credentials: Credentials): SQL {
  return credentials.kind === 'user' ? sessionRow(credentials.tokenHash) : apiKeyRow(credentials.keyHash);
}

function sessionRow(tokenHash: string): SQL {
  return sql`select "s"."id" as ${name(v.sessionId)}, "s"."user_id" as ${name(v.userId)},
    null::uuid as ${name(v.apiKeyId)},
    coalesce("m"."readable", '{}') as ${name(v.readable)}, coalesce("m"."writable", '{}') as ${name(v.writable)},
    coalesce("m"."owned", '{}') as ${name(v.owned)}, coalesce("m"."owned_deleted", '{}') as ${name(v.ownedDeleted)}
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
  return sql`select null::uuid as ${name(v.sessionId)}, null::uuid as ${name(v.userId)},
    "k"."id" as ${name(v.apiKeyId)}, array["k"."project_id"] as ${name(v.readable)},
    case when 'write' = any("k"."scopes") then array["k"."project_id"] else '{}' end as ${name(v.writable)},
    '{}'::uuid[] as ${name(v.owned)}, '{}'::uuid[] as ${name(v.ownedDeleted)}
    from "api_keys" "k" join "projects" "p" on "p"."id" = "k"."project_id" and "p"."deleted_at" is null
    where "k"."key_hash" = ${keyHash} and "k"."revoked_at" is null
      and ("k"."expires_at" is null or "k"."expires_at" > now())`;
}
