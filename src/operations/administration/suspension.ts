/**
 * `suspendUser`, `resumeUser`, `suspendProject`, `resumeProject`: accounts and projects that may not be used, until they may again.
 * One statement each, with its record. That what is suspended holds nowhere is the viewer's row to see to, in every statement.
 */
import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import type { Row } from '../../generator/request.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { longest } from '../../model/bounds.ts';
import type { administrationAction } from '../../model/tables/administration-events.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf, textInput } from '../input-faults.ts';
import {
  type AdministeredKind,
  administeredProjects,
  administeredUsers,
  oneRow,
} from './administered-rows.ts';
import { askAsAdministrator, askingAdministrator } from './as-administrator.ts';

/** What may be suspended. */
interface Subject {
  readonly kind: AdministeredKind;
  readonly table: 'users' | 'projects';
  readonly field: 'user' | 'project';
  readonly noun: string;
  readonly typeName: string;
  readonly payload: string;
}

const users: Subject = {
  kind: administeredUsers,
  table: 'users',
  field: 'user',
  noun: 'account',
  typeName: 'AdministeredUser',
  payload: 'AdministerUserPayload',
};
const projects: Subject = {
  kind: administeredProjects,
  table: 'projects',
  field: 'project',
  noun: 'project',
  typeName: 'AdministeredProject',
  payload: 'AdministerProjectPayload',
};

/** One of the mutations. */
interface Doing {
  readonly name: string;
  readonly subject: Subject;
  readonly action: (typeof administrationAction.enumValues)[number];
  readonly suspends: boolean;
  readonly description: string;
}

const doings: readonly Doing[] = [
  {
    name: 'suspendUser',
    subject: users,
    action: 'suspend_user',
    suspends: true,
    description: 'Suspends an account: none of its sessions holds any more, and nobody signs in to it.',
  },
  {
    name: 'resumeUser',
    subject: users,
    action: 'resume_user',
    suspends: false,
    description: 'Lets a suspended account be used again, with the sessions that have not ended.',
  },
  {
    name: 'suspendProject',
    subject: projects,
    action: 'suspend_project',
    suspends: true,
    description: 'Suspends a project: nobody sees anything of it, and none of its keys holds any more.',
  },
  {
    name: 'resumeProject',
    subject: projects,
    action: 'resume_project',
    suspends: false,
    description: 'Lets a suspended project be used again.',
  },
];

const inputShape = z.object({
  reason: textInput('reason', 1, longest.description).refine(
    reason => reason.trim() !== '',
    'The reason must not be blank.',
  ),
});

interface Result {
  /** The row that was found; undefined where nothing was done. */
  readonly uuid?: string;
  readonly userErrors: readonly UserError[];
}

export function addSuspension(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('AdministerInput', {
    description: 'What is done to whom, and why.',
    fields: t => ({
      id: t.id({ required: true, description: 'The UUID of the account or project, or its id.' }),
      reason: t.string({ required: true, description: 'Why, for the record that administrators read.' }),
    }),
  });
  const payloads = {
    user: addPayload(extension, users),
    project: addPayload(extension, projects),
  };
  for (const doing of doings) {
    builder.mutationField(doing.name, t =>
      t.field({
        type: payloads[doing.subject.field],
        nullable: true,
        description: `${doing.description} For administrators of the deployment.`,
        extensions: { [priceExtension]: { points: 2 * prices.writtenRow.points } satisfies FieldPrice },
        args: {
          input: t.arg({ type: input, required: true, description: 'What is done to whom, and why.' }),
        },
        resolve: (_, args, context) => {
          const [id] = extension.parseId(doing.subject.table, args.input.id, 'input.id');
          return administer(doing, id!, args.input.reason, context);
        },
      }),
    );
  }
}

const refused = (...userErrors: readonly UserError[]): Result => ({ userErrors });

async function administer(doing: Doing, id: string, reason: string, context: ApiContext): Promise<Result> {
  const { noun } = doing.subject;
  const given = inputShape.safeParse({ reason });
  if (!given.success) return refused(...faultsOf(given.error));
  const outcome = await askAsAdministrator<Outcome>(
    context,
    outcomeSql,
    changesOf(doing, id, reason, context),
  );
  if (!outcome) return refused(fault('FORBIDDEN', 'Only those who administer the deployment may do this.'));
  if (!outcome.isFound) return refused(fault('NOT_FOUND', `There is no such ${noun}.`, 'id'));
  if (outcome.isOwn)
    return refused(fault('BAD_USER_INPUT', 'An administrator cannot suspend the own account.', 'id'));
  if (outcome.isDone) return { uuid: id, userErrors: [] };
  const state = doing.suspends ? 'is suspended already' : 'is not suspended';
  return refused(fault('CONFLICT', `The ${noun} ${state}.`, 'id'));
}

interface Outcome {
  readonly isFound: boolean;
  readonly isOwn: boolean;
  readonly isDone: boolean;
}

const outcomeSql = sql`json_build_object('isFound', exists (select from "found"),
  'isOwn', exists (select from "found" where "is_own"), 'isDone', exists (select from "changed"))`;

/** What is found, changed and recorded, by an administrator only. */
function changesOf(
  { subject, action, suspends }: Doing,
  id: string,
  reason: string,
  { writes }: ApiContext,
): SQL[] {
  const table = sql.identifier(subject.table);
  const isOwn = suspends ? sql`"r"."id" = ${askingAdministrator}` : sql`false`;
  const isAsItWas = suspends ? sql`"f"."suspended_at" is null` : sql`"f"."suspended_at" is not null`;
  const becomes = suspends ? sql`now()` : sql`null`;
  return [
    sql`"found" as materialized (select "r"."id", "r"."suspended_at", ${isOwn} as "is_own" from ${table} "r"
      where "r"."id" = ${id}::text::uuid and ${askingAdministrator} is not null for no key update)`,
    sql`"changed" as (update ${table} "r" set "suspended_at" = ${becomes}, "updated_at" = now() from "found" "f"
      where "r"."id" = "f"."id" and ${isAsItWas} and not "f"."is_own" returning "r"."id")`,
    sql`"recorded" as (insert into "administration_events"
        ("administrator_id", "action", ${sql.identifier(`${subject.field}_id`)}, "reason", "request_id")
      select ${askingAdministrator}, ${action}::text::administration_action, "id", ${reason}::text, ${writes.requestId}::text
      from "changed")`,
  ];
}

function addPayload(extension: ApiExtension, { kind, field, noun, typeName, payload }: Subject) {
  return extension.payload<Result>(payload, {
    description: `What became of the ${noun}.`,
    fields: t => ({
      [field]: t.field({
        type: extension.type(typeName),
        nullable: true,
        description: `The ${noun} as it is now; null where nothing was done.`,
        resolve: async ({ uuid }, _args, context) =>
          uuid === undefined ? null : ((await askAsAdministrator<Row>(context, oneRow(kind, uuid))) ?? null),
      }),
    }),
  });
}
