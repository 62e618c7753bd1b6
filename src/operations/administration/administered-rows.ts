/**
 * What an administrator of the deployment is told of accounts and projects: states and counts, to act upon and to find them by.
 * Refuses to tell what anybody made or is called: no names, no contents.
 */
import { aliasedTable, type SQL, sql } from 'drizzle-orm';
import type { administrationAction } from '../../model/tables/administration-events.ts';
import { sessions } from '../../model/tables/sessions.ts';
import { sessionEnd } from '../../policy/session-end.ts';

/** A kind of rows that administrators see. */
export interface AdministeredKind {
  /** What it is called in cursors. */
  readonly name: string;
  /** The table, and what stands for one of its rows. */
  readonly from: SQL;
  /** The columns of the answer. */
  readonly columns: SQL;
  /** That a row is one of those that are searched for. */
  readonly found: (search: SQL) => SQL;
  /** Of what is suspended, when it was. */
  readonly suspendedAt?: SQL;
  readonly newestFirst: boolean;
}

interface Administered {
  readonly uuid: string;
  readonly createdAt: string;
  readonly suspendedAt: string | null;
  readonly lastActiveAt: string | null;
}

export interface AdministeredUser extends Administered {
  readonly email: string;
  readonly isAdministrator: boolean;
  readonly emailConfirmedAt: string | null;
  readonly projectCount: number;
  readonly sessionCount: number;
}

export interface AdministeredProject extends Administered {
  readonly slug: string;
  readonly deletedAt: string | null;
  readonly ownerUuids: readonly string[];
  readonly memberCount: number;
  readonly dashboardCount: number;
  readonly insightCount: number;
  readonly cohortCount: number;
  readonly apiKeyCount: number;
}

export interface AdministrationEvent {
  readonly uuid: string;
  readonly createdAt: string;
  readonly administratorUuid: string | null;
  readonly action: (typeof administrationAction.enumValues)[number];
  readonly userUuid: string | null;
  readonly projectUuid: string | null;
  readonly reason: string | null;
  readonly requestId: string | null;
}

const session = aliasedTable(sessions, 's');

export const administeredUsers: AdministeredKind = {
  name: 'users',
  from: sql`"users" "r"`,
  found: search => sql`strpos(lower("r"."email"), ${search}) > 0 or "r"."id"::text = ${search}`,
  suspendedAt: sql`"r"."suspended_at"`,
  newestFirst: false,
  columns: sql`"r"."id" as "uuid", "r"."email", "r"."created_at" as "createdAt", "r"."suspended_at" as "suspendedAt",
    "r"."is_administrator" as "isAdministrator", "r"."email_confirmed_at" as "emailConfirmedAt",
    (select count(*) from "project_members" "m" where "m"."user_id" = "r"."id") as "projectCount",
    (select count(*) from "sessions" "s" where "s"."user_id" = "r"."id" and "s"."status" = 'active'
      and ${sessionEnd(session)} > now()) as "sessionCount",
    (select max(greatest("s"."created_at", "s"."last_used_at")) from "sessions" "s"
      where "s"."user_id" = "r"."id") as "lastActiveAt"`,
};

const countOf = (table: string, condition = sql`true`) =>
  sql`(select count(*) from ${sql.identifier(table)} "c" where "c"."project_id" = "r"."id" and ${condition})`;
const inUse = sql`"c"."deleted_at" is null`;

export const administeredProjects: AdministeredKind = {
  name: 'projects',
  from: sql`"projects" "r"`,
  found: search => sql`strpos(lower("r"."slug"), ${search}) > 0 or "r"."id"::text = ${search}`,
  suspendedAt: sql`"r"."suspended_at"`,
  newestFirst: false,
  columns: sql`"r"."id" as "uuid", "r"."slug", "r"."created_at" as "createdAt", "r"."suspended_at" as "suspendedAt",
    "r"."deleted_at" as "deletedAt",
    array(select "m"."user_id" from "project_members" "m" where "m"."project_id" = "r"."id" and "m"."role" = 'owner'
      order by "m"."created_at", "m"."id") as "ownerUuids",
    ${countOf('project_members')} as "memberCount", ${countOf('dashboards', inUse)} as "dashboardCount",
    ${countOf('insights', inUse)} as "insightCount", ${countOf('cohorts', inUse)} as "cohortCount",
    ${countOf('api_keys', sql`"c"."revoked_at" is null and ("c"."expires_at" is null or "c"."expires_at" > now())`)} as "apiKeyCount",
    (select max("e"."created_at") from "audit_events" "e" where "e"."project_id" = "r"."id") as "lastActiveAt"`,
};

export const administrationRecord: AdministeredKind = {
  name: 'events',
  from: sql`"administration_events" "r"`,
  found: search =>
    sql`${search} in ("r"."user_id"::text, "r"."project_id"::text, "r"."administrator_id"::text)`,
  newestFirst: true,
  columns: sql`"r"."id" as "uuid", "r"."created_at" as "createdAt", "r"."administrator_id" as "administratorUuid",
    "r"."action", "r"."user_id" as "userUuid", "r"."project_id" as "projectUuid", "r"."reason",
    "r"."request_id" as "requestId"`,
};

/** One row as JSON; null where there is none. */
export const oneRow = ({ from, columns }: AdministeredKind, id: string): SQL =>
  sql`select row_to_json("x".*) from (select ${columns} from ${from} where "r"."id" = ${id}::text::uuid) "x"`;
