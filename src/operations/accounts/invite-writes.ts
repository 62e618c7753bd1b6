/**
 * What is done with invitations, each by one statement: the invitation, its mail and its events in the trail are there together, or none of them.
 * The token is in the mail, sealed until it is sent; of it the row has the SHA-256. What is told of outcomes is the fields'.
 */
import { type SQL, sql } from 'drizzle-orm';
import { mailRow } from '../../accounts/outgoing-mail.ts';
import type { Row } from '../../database/read-batch.ts';
import { newSecret, secretHash } from '../../generator/write/issued-secret.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { asSignedIn, assertHolds, signedInColumns } from './signed-in-user.ts';
import { noticesOf, ownsProject, projectInUse, trailOf, writeSignedIn } from './signed-in-write.ts';

/** What the tokens of invitations begin with. */
export const invitePrefix = 'igi_';
export const inviteDays = 7;

const end = sql`now() + ${inviteDays}::int * interval '1 day'`;
const moved = sql`greatest(now(), "project_invites"."updated_at" + interval '1 millisecond')`;
const none = sql`null::text`;

/** What owners' invitations are about, as it is before they are written. */
export interface InviteSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly owns: boolean;
  readonly inviterName: string;
  /** Null where the project is none of the viewer's. */
  readonly projectName: string | null;
  /** Of an invitation that is there. */
  readonly email: string | null;
  readonly role: string | null;
}

/** @param invite the id of an invitation, or null @param project the project, or SQL that finds it */
export async function subjectOf(
  { invite, project }: { readonly invite: string | null; readonly project: SQL },
  context: ApiContext,
): Promise<InviteSubject> {
  const [row] = await context.database.db.execute<
    Omit<InviteSubject, 'userId' | 'sessionId'> & { userId: string | null; sessionId: string | null }
  >(sql`
    with ${asSignedIn(context)}
    select ${signedInColumns}, ${ownsProject(project)} as "owns", "i"."email", "i"."role"::text as "role",
      (select "display_name" from "users" where "id" = ${viewerValue('userId')}) as "inviterName",
      (select "p"."name" from "projects" "p" join "project_members" "m" on "m"."project_id" = "p"."id" and "m"."user_id" = ${viewerValue('userId')}
        where "p"."id" = ${project} and ${projectInUse}) as "projectName"
    from (select 1) "one" left join "project_invites" "i" on "i"."id" = ${invite}::uuid`);
  assertHolds(row);
  return row;
}

/** A token, and the mail that has it, which is queued for each of the rows. */
function mailOf(
  rows: string,
  { inviterName, projectName }: InviteSubject,
  { email, role }: { readonly email: string; readonly role: string },
  { keyring }: ApiContext,
): { readonly hash: string; readonly mailed: SQL } {
  const token = newSecret(invitePrefix);
  const content = { inviterName, projectName: projectName!, role, token };
  const mail = mailRow({ kind: 'invitation', recipient: email, content }, keyring);
  return {
    hash: secretHash(token),
    mailed: sql`"mailed" as (insert into "outgoing_mails" ("kind", "recipient", "content", "expires_at")
      select ${mail.kind}::text, ${mail.recipient}::text, ${mail.content}::text, "expires_at" from ${sql.identifier(rows)})`,
  };
}

const rowOf = async (context: ApiContext, expressions: SQL, select: SQL): Promise<Row> => {
  const result = await writeSignedIn(context, expressions, select);
  if ('broken' in result) throw new Error(`An invitation cannot break ${result.broken}.`);
  return result.row;
};

export interface NewInvite {
  readonly projectId: string;
  readonly email: string;
  readonly role: string;
}

/** What became of it: the id of the invitation, null where there is an open one, or the address is that of a member. */
export interface Sent {
  readonly id: string | null;
  readonly isMember: boolean;
}

/** Invites an address; an invitation of it that has expired is renewed. */
export async function sendInvite(
  extension: ApiExtension,
  { projectId, email, role }: NewInvite,
  subject: InviteSubject,
  context: ApiContext,
): Promise<Sent> {
  const { hash, mailed } = mailOf('sent', subject, { email, role }, context);
  const created = {
    email: [none, sql`"email"`],
    role: [none, sql`"role"`],
    status: [none, sql`"status"`],
  } as const;
  const renewed = { expiresAt: [sql`"ended"`, sql`"expires_at"`] } as const;
  const type = 'ProjectInvite';
  const row = await rowOf(
    context,
    sql`"member" as materialized (
      select 1 from "project_members" "m" join "users" "u" on "u"."id" = "m"."user_id"
      where "m"."project_id" = ${projectId}::uuid and lower("u"."email") = lower(${email}::text)
    ), "over" as materialized (
      select "id", "expires_at" from "project_invites"
      where "project_id" = ${projectId}::uuid and lower("email") = lower(${email}::text) and "status" = 'pending' and "expires_at" <= now()
    ), "sent" as (
      insert into "project_invites" ("project_id", "email", "role", "invited_by", "token_hash", "expires_at")
      select ${projectId}::uuid, ${email}::text, ${role}::"project_role", ${viewerValue('userId')}, ${hash}::text, ${end}
      where ${ownsProject(sql`${projectId}::uuid`)} and not exists (select 1 from "member")
      on conflict ("project_id", lower("email")) where "status" = 'pending' do update
        set "email" = excluded."email", "role" = excluded."role", "invited_by" = excluded."invited_by", "token_hash" = excluded."token_hash",
          "expires_at" = excluded."expires_at", "updated_at" = ${moved}
        where "project_invites"."expires_at" <= now()
      returning *
    ), "made" as (select * from "sent" where "id" not in (select "id" from "over")),
    "renewed" as (select "sent".*, "over"."expires_at" as "ended" from "sent" join "over" using ("id")),
    ${mailed},
    "told" as (${trailOf({ rows: 'made', type, action: 'create', changes: created }, context)}),
    "told_again" as (${trailOf({ rows: 'renewed', type, action: 'update', changes: renewed }, context)})
    ${noticesOf(extension, { table: 'projectInvites', kind: 'created', rows: 'sent' })}`,
    sql`(select "id" from "sent") as "id", exists (select 1 from "member") as "isMember"`,
  );
  return { id: row.id === null ? null : String(row.id), isMember: row.isMember === true };
}

/** Sends an invitation anew, with another token and another end. @returns whether it still waited for an answer */
export async function sendAgain(
  id: string,
  subject: InviteSubject,
  { email, role }: { readonly email: string; readonly role: string },
  context: ApiContext,
): Promise<boolean> {
  const { hash, mailed } = mailOf('sent', subject, { email, role }, context);
  const changes = { expiresAt: [sql`"ended"`, sql`"expires_at"`] } as const;
  const row = await rowOf(
    context,
    sql`"old" as materialized (
      select "i"."id", "i"."expires_at" as "ended" from "project_invites" "i"
      where "i"."id" = ${id}::uuid and "i"."status" = 'pending' and ${ownsProject(sql`"i"."project_id"`)} for update of "i"
    ), "sent" as (
      update "project_invites" set "token_hash" = ${hash}::text, "expires_at" = ${end}, "updated_at" = ${moved}
      from "old" where "old"."id" = "project_invites"."id" returning "project_invites".*, "old"."ended"
    ), ${mailed},
    "told" as (${trailOf({ rows: 'sent', type: 'ProjectInvite', action: 'update', changes }, context)})`,
    sql`exists (select 1 from "sent") as "isDone"`,
  );
  return row.isDone === true;
}

/** Withdraws an invitation. @returns whether it still waited for an answer */
export async function withdraw(id: string, context: ApiContext): Promise<boolean> {
  const changes = { status: [sql`'pending'`, sql`"status"`] } as const;
  const row = await rowOf(
    context,
    sql`"withdrawn" as (
      update "project_invites" set "status" = 'cancelled', "updated_at" = ${moved}
      where "id" = ${id}::uuid and "status" = 'pending' and ${ownsProject(sql`"project_invites"."project_id"`)} returning *
    ), "told" as (${trailOf({ rows: 'withdrawn', type: 'ProjectInvite', action: 'update', changes }, context)})`,
    sql`exists (select 1 from "withdrawn") as "isDone"`,
  );
  return row.isDone === true;
}

/** What an invitation was when it was answered; null where there is none. */
export interface Answered {
  readonly projectId: string;
  readonly status: string;
  readonly over: boolean;
  readonly isOwn: boolean;
  readonly isConfirmed: boolean;
  readonly hasAccount: boolean;
  readonly isDone: boolean;
}

/**
 * Answers an invitation: whoever has its token has the mail that was sent to the address. So an account with the address may accept it, and the address is confirmed by that;
 * one with another address only where that is confirmed, and nobody has an account with the invited one. Without the token the viewer's own, confirmed address counts.
 */
export async function answerInvite(
  answer: 'accepted' | 'declined',
  by: { readonly token: string } | { readonly id: string },
  context: ApiContext,
): Promise<Answered | undefined> {
  const which =
    'token' in by
      ? sql`"i"."token_hash" = ${secretHash(by.token)}::text`
      : sql`"i"."id" = ${by.id}::uuid and lower("i"."email") = lower("me"."email") and "me"."email_confirmed_at" is not null`;
  const mayAnswer =
    answer === 'declined' ? sql`true` : sql`("isOwn" or ("isConfirmed" and not "hasAccount"))`;
  const changed = { status: [sql`'pending'`, sql`"status"`] } as const;
  const joined = {
    projectId: [none, sql`"project_id"`],
    userId: [none, sql`"user_id"`],
    role: [none, sql`"role"`],
  } as const;
  const row = await rowOf(
    context,
    sql`"found" as materialized (
      select "i"."id", "i"."project_id" as "projectId", "i"."status"::text as "status", "i"."expires_at" <= now() as "over",
        lower("i"."email") = lower("me"."email") as "isOwn", "me"."email_confirmed_at" is not null as "isConfirmed",
        exists (select 1 from "users" "u" where lower("u"."email") = lower("i"."email")) as "hasAccount"
      from "project_invites" "i" join "projects" "p" on "p"."id" = "i"."project_id" and ${projectInUse}
        join "users" "me" on "me"."id" = ${viewerValue('userId')}
      where ${which} for update of "i"
    ), "answered" as (
      update "project_invites" set "status" = ${answer}::text::"invite_status", "updated_at" = ${moved}
      from "found" where "found"."id" = "project_invites"."id" and "found"."status" = 'pending' and not "found"."over" and ${mayAnswer}
      returning "project_invites".*, "found"."isOwn"
    ), "joined" as (
      insert into "project_members" ("project_id", "user_id", "role")
      select "project_id", ${viewerValue('userId')}, "role" from "answered" where "status" = 'accepted'
      on conflict ("project_id", "user_id") do nothing returning *
    ), "confirmed" as (
      update "users" set "email_confirmed_at" = now()
      where "id" = ${viewerValue('userId')} and "email_confirmed_at" is null and exists (select 1 from "answered" where "isOwn" and "status" = 'accepted')
    ), "told" as (${trailOf({ rows: 'answered', type: 'ProjectInvite', action: 'update', changes: changed }, context)}),
    "told_joined" as (${trailOf({ rows: 'joined', type: 'ProjectMember', action: 'create', changes: joined }, context)})`,
    sql`(select row_to_json("found") from "found") as "found", exists (select 1 from "answered") as "isDone"`,
  );
  return row.found === null ? undefined : { ...Object(row.found), isDone: row.isDone === true };
}

/** An invitation as the person sees it whom it is for, who does not see the project yet. */
export interface OpenInvite {
  readonly uuid: string;
  readonly projectName: string;
  readonly inviterName: string | null;
  readonly role: string;
  readonly expiresAt: Date;
}

/** The invitations that wait for an answer of the viewer's address; none where that is not confirmed, as it might be another's. */
export async function openInvites(context: ApiContext): Promise<readonly OpenInvite[]> {
  const [row] = await context.database.db.execute<{
    userId: string | null;
    sessionId: string | null;
    invites: readonly (Omit<OpenInvite, 'expiresAt'> & { readonly expiresAt: string })[];
  }>(sql`
    with ${asSignedIn(context)}
    select ${signedInColumns}, (
      select coalesce(json_agg("o"), '[]') from (
        select "i"."id" as "uuid", "p"."name" as "projectName", "u"."display_name" as "inviterName", "i"."role"::text as "role", "i"."expires_at" as "expiresAt"
        from "users" "me" join "project_invites" "i" on lower("i"."email") = lower("me"."email") and "i"."status" = 'pending' and "i"."expires_at" > now()
          join "projects" "p" on "p"."id" = "i"."project_id" and ${projectInUse}
          left join "users" "u" on "u"."id" = "i"."invited_by"
        where "me"."id" = ${viewerValue('userId')} and "me"."email_confirmed_at" is not null
        order by "i"."created_at" desc, "i"."id" limit 100) "o") as "invites"`);
  assertHolds(row);
  return row.invites.map(({ expiresAt, ...rest }) => ({ ...rest, expiresAt: new Date(expiresAt) }));
}
