/**
 * Where notifications are kept, and whom rows are about: the product's words for what the generator calls notices.
 * Knows tables; when somebody is notified, the policy says.
 */
import { sql } from 'drizzle-orm';
import type { NoticesBlueprint } from '../generator/blueprint/notice-blueprint.ts';
import { sqlAccounts } from '../generator/rules/rule-parts.ts';
import type { TableName } from '../model/relations.ts';
import { projectInvites } from '../model/tables/project-invites.ts';
import { projectMembers } from '../model/tables/project-members.ts';
import { widgets } from '../model/tables/widgets.ts';

export const notices: NoticesBlueprint = {
  table: 'notifications' satisfies TableName,
  recipients: 'users' satisfies TableName,
  recipient: 'userId',
  kind: 'kind',
  values: {
    projectId: { from: 'tenant' },
    actorId: { from: 'viewer', name: 'userId' },
    subjectId: { from: 'row', column: 'id' },
  },
  muted: 'mutedNotifications',
};

/** Whose membership it is. */
export const theMember = sqlAccounts(projectMembers, 'the member', ({ userId }) => sql`select ${userId}`);

/** Who has the invited address, and showed to have it: before, it may be somebody else's. */
export const theInvited = sqlAccounts(
  projectInvites,
  'whoever has confirmed the invited address',
  ({ email }) => sql`select "u"."id" from "users" "u"
    where lower("u"."email") = lower(${email}) and "u"."email_confirmed_at" is not null`,
);

/** So many mentions of a text count. */
export const mostMentions = 50;

/** A mention: an @ that no word stands before, and an address or a UUID. */
const mention =
  "(?:^|[^[:alnum:]_@.+-])@([[:alnum:]][[:alnum:]._%+'-]*@[[:alnum:]][[:alnum:].-]*[[:alnum:]]|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![[:alnum:]_@-])";
const uuidShape = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** The members of the project, who all read it, that a text mentions: `@ada@example.com`, or an @ and the UUID of the user. */
export const theMentioned = sqlAccounts(
  widgets,
  'the members of the project whom its `content` mentions',
  ({ content, projectId }) => sql`select "u"."id" from (
      select array_agg("name") as "names", array_agg(case when "name" ~ ${uuidShape}::text then "name"::uuid end) as "ids"
      from (select lower("m"."found"[1]) as "name" from regexp_matches(${content}, ${mention}::text, 'g') "m" ("found") limit ${mostMentions}::text::int) "m"
    ) "n" join "users" "u" on "u"."id" = any("n"."ids") or lower("u"."email") = any("n"."names")
    where exists (select 1 from "project_members" "p" where "p"."project_id" = ${projectId} and "p"."user_id" = "u"."id")`,
);
