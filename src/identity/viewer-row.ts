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

/** Which of a user's memberships are in a set: what holds of the membership `pm` and its project `p`. */
const membershipSets = {
  readable: sql`"p"."deleted_at" is null`,
  writable: sql`"p"."deleted_at" is null and "pm"."role" <> 'viewer'`,
  owned: sql`"p"."deleted_at" is null and "pm"."role" = 'owner'`,
  ownedDeleted: sql`"p"."deleted_at" is not null and "pm"."role" = 'owner'`,
} as const satisfies Partial<Record<ViewerColumn, SQL>>;

const memberships = sql`"project_members" "pm" join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = "s"."user_id"`;

const setNames = Object.keys(membershipSets) as (keyof typeof membershipSets)[];

/**
 * The select behind `with viewer as (…)`: one row for valid credentials, none otherwise.
 * Its columns are those that policy conditions read, in `viewerScope`.
 * @param asked those of its columns that are read; the sets among them are most of what the row costs
 */
export function viewerRow(credentials: Credentials, asked: ReadonlySet<string> = new Set(setNames)): SQL {
  if (credentials.kind === 'apiKey') return apiKeyRow(credentials.keyHash);
  const sets = setNames.filter(set => asked.has(set));
  const [only] = sets;
  if (only === undefined) return sessionRow(credentials.tokenHash, []);
  if (sets.length === 1) {
    const ids = sql`array(select "pm"."project_id" from ${memberships} and ${membershipSets[only]})`;
    return sessionRow(credentials.tokenHash, [sql`${ids} as ${name(only)}`]);
  }
  const aggregates = sets.map(
    set => sql`array_agg("pm"."project_id") filter (where ${membershipSets[set]}) as ${name(set)}`,
  );
  return sessionRow(
    credentials.tokenHash,
    sets.map(set => sql`coalesce("m".${name(set)}, '{}') as ${name(set)}`),
    sql`left join lateral (select ${sql.join(aggregates, sql`, `)} from ${memberships}) "m" on true`,
  );
}

/** What stands for the credentials in a statement. */
export const hashOf = (credentials: Credentials): string =>
  credentials.kind === 'user' ? credentials.tokenHash : credentials.keyHash;

const dialect = new PgDialect();
const texts = new Map<string, string>();

/**
 * `with viewer as (…)` as text, with what it is run with: the same text for all credentials of a kind.
 * @param asked the columns of the row that the statement behind it reads
 */
export function viewerStatement(
  credentials: Credentials,
  asked: ReadonlySet<string>,
): { text: string; params: readonly [string] } {
  const hash = hashOf(credentials);
  const key = [credentials.kind, ...setNames.filter(set => asked.has(set))].join();
  const known = texts.get(key);
  if (known !== undefined) return { text: known, params: [hash] };
  const { sql: select } = dialect.sqlToQuery(viewerRow(credentials, asked));
  const text = `with "${viewerScope.name}" as materialized (${select})`;
  texts.set(key, text);
  return { text, params: [hash] };
}

function sessionRow(tokenHash: string, sets: readonly SQL[], joined: SQL = sql``): SQL {
  const columns = [
    sql`"s"."id" as ${name('sessionId')}`,
    sql`"s"."user_id" as ${name('userId')}`,
    sql`null::uuid as ${name('apiKeyId')}`,
    ...sets,
  ];
  return sql`select ${sql.join(columns, sql`, `)} from "sessions" "s" ${joined}
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
