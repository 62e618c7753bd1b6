/**
 * Invitations as owners of a project send, renew and withdraw them.
 * Knows inputs and what stands against them; the statements are `invite-writes.ts`.
 */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { isMailable } from '../../accounts/outgoing-mail.ts';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import type { Row } from '../../generator/request.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf, orHavingToWait, textInput } from '../input-faults.ts';
import { type InviteSubject, sendAgain, sendInvite, subjectOf, withdraw } from './invite-writes.ts';
import { idIn } from './signed-in-write.ts';

/** Somebody gets a mail by it. */
const mailing = { [priceExtension]: { points: 500 } satisfies FieldPrice };

const address = textInput('e-mail address', 1, 320).refine(
  isMailable,
  'The e-mail address must have the form name@example.com.',
);

interface Invited {
  readonly id: string | null;
  readonly userErrors: readonly UserError[];
}

const nothing = (...userErrors: readonly UserError[]): Invited => ({ id: null, userErrors });

export function addSendInvites(extension: ApiExtension): void {
  const { builder } = extension;
  const payload = extension.payload<Invited>('InvitePayload', {
    description: 'An invitation, or what has to be mended.',
    fields: t => ({
      invite: t.field({
        type: extension.type<Row>('ProjectInvite'),
        nullable: true,
        description: 'The invitation as it is now; null where nothing was written.',
        resolve: ({ id }, _args, context, info) =>
          id === null
            ? null
            : extension.readRow('projectInvites', invite => sql`${invite.id} = ${id}`, context, info),
      }),
    }),
  });
  const invite = builder.inputType('InviteMemberInput', {
    description: 'Whom an owner invites into a project.',
    fields: t => ({
      projectId: t.id({ required: true, description: 'The project.' }),
      email: t.string({ required: true, description: 'The e-mail address that the invitation is sent to.' }),
      role: t.field({
        type: extension.inputType('ProjectRole'),
        required: true,
        description: 'The role that the invited person will have.',
      }),
    }),
  });
  const target = builder.inputType('InviteTargetInput', {
    description: 'An invitation into a project that the viewer owns.',
    fields: t => ({ id: t.id({ required: true, description: 'The invitation.' }) }),
  });
  builder.mutationField('inviteMember', t =>
    t.field({
      type: payload,
      nullable: true,
      description:
        'Invites an e-mail address into a project, by a mail with a link that is good for 7 days. There is one open invitation of an address; one that has expired is renewed.',
      extensions: mailing,
      args: { input: t.arg({ type: invite, required: true, description: 'Whom, and where.' }) },
      resolve: (_, { input }, context) => inviteMember(extension, input, context),
    }),
  );
  builder.mutationField('resendInvite', t =>
    t.field({
      type: payload,
      nullable: true,
      description:
        'Sends an invitation that waits for an answer once more: with a new link, which is good for 7 days. The former link is of no use then.',
      extensions: mailing,
      args: { input: t.arg({ type: target, required: true, description: 'Which one.' }) },
      resolve: (_, { input }, context) => resendInvite(extension, input.id, context),
    }),
  );
  builder.mutationField('cancelInvite', t =>
    t.field({
      type: payload,
      nullable: true,
      description: 'Withdraws an invitation that waits for an answer. Its link is of no use then.',
      extensions: mailing,
      args: { input: t.arg({ type: target, required: true, description: 'Which one.' }) },
      resolve: (_, { input }, context) => cancelInvite(extension, input.id, context),
    }),
  );
}

interface InviteInput {
  readonly projectId: unknown;
  readonly email: string;
  readonly role?: unknown;
}

async function inviteMember(
  extension: ApiExtension,
  input: InviteInput,
  context: ApiContext,
): Promise<Invited> {
  const project = idIn(extension, 'projects', input.projectId, 'projectId');
  const email = z.object({ email: address }).safeParse({ email: input.email });
  const faults = [
    ...('fault' in project ? [project.fault] : []),
    ...(email.success ? [] : faultsOf(email.error)),
  ];
  if ('fault' in project || !email.success) return nothing(...faults);
  const subject = await subjectOf({ invite: null, project: sql`${project.id}::uuid` }, context);
  const denied =
    denial(subject, fault('NOT_FOUND', 'There is no such project.', 'projectId')) ??
    (await tooMany(subject, context));
  if (denied) return nothing(denied);
  const wanted = { projectId: project.id, email: input.email, role: String(input.role) };
  const { id, isMember } = await sendInvite(extension, wanted, subject, context);
  if (isMember)
    return nothing(fault('CONFLICT', 'The e-mail address belongs to a member of the project.', 'email'));
  if (id !== null) return { id, userErrors: [] };
  const message = 'The e-mail address has an open invitation already: send that again, or withdraw it.';
  return nothing(fault('CONFLICT', message, 'email'));
}

/** An invitation that is there, as far as the viewer may write it. */
async function invitation(
  extension: ApiExtension,
  given: unknown,
  context: ApiContext,
): Promise<{ readonly id: string; readonly subject: InviteSubject } | { readonly denied: UserError }> {
  const key = idIn(extension, 'projectInvites', given, 'id');
  if ('fault' in key) return { denied: key.fault };
  const project = sql`(select "project_id" from "project_invites" where "id" = ${key.id}::uuid)`;
  const subject = await subjectOf({ invite: key.id, project }, context);
  // Who is no owner sees no invitations.
  if (!subject.owns) return { denied: fault('NOT_FOUND', 'There is no such invitation.', 'id') };
  return { id: key.id, subject };
}

const isAnswered = fault('CONFLICT', 'The invitation was answered or withdrawn already.', 'id');

async function resendInvite(extension: ApiExtension, given: unknown, context: ApiContext): Promise<Invited> {
  const found = await invitation(extension, given, context);
  if ('denied' in found) return nothing(found.denied);
  const { id, subject } = found;
  const denied = await tooMany(subject, context);
  if (denied) return nothing(denied);
  const whom = { email: String(subject.email), role: String(subject.role) };
  return (await sendAgain(id, subject, whom, context)) ? { id, userErrors: [] } : nothing(isAnswered);
}

async function cancelInvite(extension: ApiExtension, given: unknown, context: ApiContext): Promise<Invited> {
  const found = await invitation(extension, given, context);
  if ('denied' in found) return nothing(found.denied);
  return (await withdraw(found.id, context)) ? { id: found.id, userErrors: [] } : nothing(isAnswered);
}

/** What is told to who may not invite; `unknown` where they do not see the project. */
function denial({ owns, projectName }: InviteSubject, unknown: UserError): UserError | undefined {
  if (owns) return undefined;
  return projectName === null
    ? unknown
    : fault('FORBIDDEN', 'Only owners of the project can invite.', 'projectId');
}

/** Counts a mail to a stranger. */
const tooMany = ({ userId }: InviteSubject, { attempts }: ApiContext): Promise<UserError | undefined> =>
  orHavingToWait<UserError | undefined>(
    async () => {
      await attempts.countInvite(userId);
      return undefined;
    },
    ([refusal]) => refusal,
  );
