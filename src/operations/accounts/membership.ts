/**
 * What members do with a project by themselves: they leave it, and its owners hand it over.
 * Knows memberships; that a project keeps an owner, whoever writes at the same moment, is the database's to hold.
 */
import { sql } from 'drizzle-orm';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault } from '../input-faults.ts';
import { projectField } from './project-field.ts';
import { idIn, noticesOf, projectInUse, trailOf, writeSignedIn } from './signed-in-write.ts';

export function addMembership(extension: ApiExtension): void {
  addLeaveProject(extension);
  addTransferOwnership(extension);
}

const keepsAnOwner = 'project_members_keep_an_owner';
const writing = (rows: number) => ({
  [priceExtension]: { points: rows * prices.writtenRow.points } satisfies FieldPrice,
});

interface Left {
  readonly left: boolean;
  readonly userErrors: readonly UserError[];
}

function addLeaveProject(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('LeaveProjectInput', {
    description: 'A project of the viewer.',
    fields: t => ({ projectId: t.id({ required: true, description: 'The project to leave.' }) }),
  });
  const payload = extension.payload<Left>('LeaveProjectPayload', {
    description: 'Whether the project was left, or what has to be mended.',
    mended: 'What has to be mended; empty where the project was left.',
    fields: t => ({
      left: t.exposeBoolean('left', {
        description: 'Whether the viewer was a member, and is none any more.',
      }),
    }),
  });
  builder.mutationField('leaveProject', t =>
    t.field({
      type: payload,
      nullable: true,
      description: 'Ends the membership of the viewer in a project. Its only owner cannot leave it.',
      extensions: writing(1),
      args: { input: t.arg({ type: input, required: true, description: 'Which project.' }) },
      resolve: async (_, args, context) => {
        const project = idIn(extension, 'projects', args.input.projectId, 'projectId');
        if ('fault' in project) return { left: false, userErrors: [project.fault] };
        const userErrors = await leave(project.id, context);
        return { left: userErrors.length === 0, userErrors };
      },
    }),
  );
}

async function leave(projectId: string, context: ApiContext): Promise<readonly UserError[]> {
  const gone = { projectId: sql`"project_id"`, userId: sql`"user_id"`, role: sql`"role"` };
  const changes = Object.fromEntries(
    Object.entries(gone).map(([field, was]) => [field, [was, sql`null::text`] as const]),
  );
  const result = await writeSignedIn(
    context,
    sql`"gone" as (
      delete from "project_members" using "projects" "p"
      where "p"."id" = "project_members"."project_id" and ${projectInUse}
        and "project_members"."project_id" = ${projectId}::uuid and "project_members"."user_id" = ${viewerValue('userId')}
      returning "project_members".*
    ), "told" as (${trailOf({ rows: 'gone', type: 'ProjectMember', action: 'delete', changes }, context)})`,
    sql`exists (select 1 from "gone") as "isDone"`,
  );
  if ('broken' in result) return [ownerIsKept(result.broken)];
  return result.row.isDone ? [] : [fault('NOT_FOUND', 'There is no such project.', 'projectId')];
}

/** @throws where another constraint stands against it, as none can */
function ownerIsKept(constraint: string | undefined): UserError {
  if (constraint !== keepsAnOwner) throw new Error(`A membership cannot break ${constraint}.`);
  const message = 'A project must keep an owner. Make another member an owner first, or delete the project.';
  return fault('CONFLICT', message, 'projectId');
}

interface Transferred {
  readonly projectId: string | null;
  readonly userErrors: readonly UserError[];
}

function addTransferOwnership(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('TransferOwnershipInput', {
    description: 'A project that the viewer owns, and who takes it over.',
    fields: t => ({
      projectId: t.id({ required: true, description: 'The project.' }),
      userId: t.id({ required: true, description: 'Another member of the project.' }),
    }),
  });
  const payload = extension.payload<Transferred>('TransferOwnershipPayload', {
    description: 'The project with its new owner, or what has to be mended.',
    mended: 'What has to be mended; empty where the member is the owner now.',
    fields: t => ({
      project: t.field(projectField(extension, 'The project; null where nothing was written.')),
    }),
  });
  builder.mutationField('transferOwnership', t =>
    t.field({
      type: payload,
      nullable: true,
      description:
        'Makes another member the owner of a project, and the viewer an editor, at once. Other owners stay owners.',
      extensions: writing(2),
      args: {
        input: t.arg({ type: input, required: true, description: 'What is handed over, and to whom.' }),
      },
      resolve: async (_, args, context) => {
        const project = idIn(extension, 'projects', args.input.projectId, 'projectId');
        const user = idIn(extension, 'users', args.input.userId, 'userId');
        if ('fault' in project || 'fault' in user)
          return {
            projectId: null,
            userErrors: [project, user].flatMap(each => ('fault' in each ? each.fault : [])),
          };
        const userErrors = await transfer(extension, { projectId: project.id, userId: user.id }, context);
        return { projectId: userErrors.length === 0 ? project.id : null, userErrors };
      },
    }),
  );
}

/**
 * Both memberships are locked before either is changed, always in the same order: of two owners who hand over at the same moment, the second
 * one sees what the first one did.
 */
async function transfer(
  extension: ApiExtension,
  { projectId, userId }: { readonly projectId: string; readonly userId: string },
  context: ApiContext,
): Promise<readonly UserError[]> {
  const changes = { role: [sql`"was"`, sql`"role"`] } as const;
  const result = await writeSignedIn(
    context,
    sql`"both" as materialized (
      select "m"."id", "m"."user_id", "m"."role", "m"."user_id" = ${viewerValue('userId')} as "gives"
      from "project_members" "m" join "projects" "p" on "p"."id" = "m"."project_id" and ${projectInUse}
      where "m"."project_id" = ${projectId}::uuid and "m"."user_id" in (${viewerValue('userId')}, ${userId}::uuid)
      order by "m"."id" for update of "m"
    ), "found" as materialized (
      select exists (select 1 from "both" where "gives") as "isMember", exists (select 1 from "both" where "gives" and "role" = 'owner') as "owns",
        ${viewerValue('userId')} = ${userId}::uuid as "isSelf", exists (select 1 from "both" where not "gives") as "hasTaker"
    ), "changed" as (
      update "project_members" set "role" = (case when "both"."gives" then 'editor' else 'owner' end)::"project_role",
        "updated_at" = greatest(now(), "project_members"."updated_at" + interval '1 millisecond')
      from "both", "found" where "both"."id" = "project_members"."id" and "found"."owns" and "found"."hasTaker" and ("both"."gives" or "both"."role" <> 'owner')
      returning "project_members".*, "both"."role" as "was"
    ), "told" as (${trailOf({ rows: 'changed', type: 'ProjectMember', action: 'update', changes }, context)})
    ${noticesOf(extension, { table: 'projectMembers', kind: 'updated', rows: 'changed', before: 'both' })}`,
    sql`(select row_to_json("found") from "found") as "found"`,
  );
  if ('broken' in result) return [ownerIsKept(result.broken)];
  const { isMember, owns, isSelf, hasTaker } = Object(result.row.found);
  if (!isMember) return [fault('NOT_FOUND', 'There is no such project.', 'projectId')];
  if (!owns) return [fault('FORBIDDEN', 'Only an owner of the project can hand it over.', 'projectId')];
  if (isSelf) return [fault('BAD_USER_INPUT', 'userId must be another member of the project.', 'userId')];
  return hasTaker ? [] : [fault('NOT_FOUND', 'There is no such member of the project.', 'userId')];
}
