/**
 * Writes of somebody who is signed in that no rule of a table can say, each one statement, with its events in the trail and its notifications.
 * Knows whose session it is and how these are written; what is written is each operation's.
 */
import { type SQL, sql } from 'drizzle-orm';
import { invalidCredentials } from '../../accounts/viewer.ts';
import type { Row } from '../../database/read-batch.ts';
import { runWrite } from '../../database/run-write.ts';
import { isCoded } from '../../errors.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { tables } from '../../model/relations.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault } from '../input-faults.ts';
import { asSignedIn } from './signed-in-user.ts';

const patienceMs = 15_000;

/** The row of a statement's select, or the name of the constraint that stands against it. */
export type SignedInWrite = { readonly row: Row } | { readonly broken: string | undefined };

/**
 * Runs a statement whose expressions may ask for the viewer's row.
 * @throws UNAUTHENTICATED where nobody is signed in, or the session does not hold; nothing was written then
 */
export async function writeSignedIn(
  context: ApiContext,
  expressions: SQL,
  select: SQL,
): Promise<SignedInWrite> {
  const preamble = {
    within: () => undefined,
    expressions: asSignedIn(context),
    told: sql`${viewerValue('userId')}::text`,
    accept(user: unknown) {
      if (typeof user !== 'string') throw invalidCredentials();
    },
  };
  const until = performance.now() + patienceMs;
  const result = await runWrite(context.database, preamble, expressions, select, { until });
  return 'row' in result
    ? result
    : { broken: 'violation' in result ? result.violation.constraint : undefined };
}

interface Event {
  /** The expression whose rows were written, which have their `id` and `project_id`. */
  readonly rows: string;
  readonly type: 'ProjectMember' | 'ProjectInvite';
  readonly action: 'create' | 'update' | 'delete';
  /** Of each changed field what it was and what it is, null where there is no row; SQL over the rows. */
  readonly changes: Readonly<Record<string, readonly [before: SQL, after: SQL]>>;
}

/** The insert of an event for each of the rows, as the trail has those of generated writes. */
export function trailOf(
  { rows, type, action, changes }: Event,
  { writes: { requestId, clientRequestId } }: ApiContext,
): SQL {
  const told = Object.entries(changes).flatMap(([field, [before, after]]) => [
    sql`${field}::text`,
    sql`jsonb_build_object('before', ${before}, 'after', ${after})`,
  ]);
  return sql`insert into ${tables.auditEvents}
      ("project_id", "actor_user_id", "action", "entity_type", "entity_id", "request_id", "client_request_id", "changes")
    select "project_id", ${viewerValue('userId')}, ${action}::text::"audit_action", ${type}::text, "id", ${requestId}::text, ${clientRequestId}::text,
      jsonb_build_object(${sql.join(told, sql`, `)}) from ${sql.identifier(rows)}`;
}

/** The expressions that notify of rows of the statement, as those of generated writes do, to stand behind the others. */
export const noticesOf = (extension: ApiExtension, noticed: Parameters<ApiExtension['notices']>[0]): SQL =>
  sql.join(
    extension.notices(noticed).map((insert, i) => sql`, ${sql.identifier(`notices${i}`)} as (${insert})`),
  );

/** That a project `p` is there for its members: nobody deleted or suspended it. */
export const projectInUse = sql`"p"."deleted_at" is null and "p"."suspended_at" is null`;

/** That the viewer owns a project that is in use. */
export const ownsProject = (projectId: SQL): SQL => sql`exists (
  select 1 from "project_members" "pm" join "projects" "p" on "p"."id" = "pm"."project_id" and ${projectInUse}
  where "pm"."project_id" = ${projectId} and "pm"."user_id" = ${viewerValue('userId')} and "pm"."role" = 'owner')`;

/** Reads the id of a row from an input, or tells what is wrong with it. */
export function idIn(
  extension: ApiExtension,
  table: 'projects' | 'users' | 'projectInvites' | 'sessions' | 'notifications',
  given: unknown,
  field: string,
): { readonly id: string } | { readonly fault: UserError } {
  try {
    return { id: extension.parseId(table, String(given), field)[0]! };
  } catch (error) {
    if (!isCoded(error)) throw error;
    return { fault: fault('BAD_USER_INPUT', error.message, field) };
  }
}
