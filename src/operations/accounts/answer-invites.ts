/**
 * Invitations as those meet them whom they are for: they see, accept and decline them.
 * Knows who may answer, in words; the statements are `invite-writes.ts`.
 */
import { z } from 'zod';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import { nullOnlyByError } from '../../generator/types/directives.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { isSecret } from '../../generator/write/issued-secret.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf } from '../input-faults.ts';
import { tokenInput } from './account-inputs.ts';
import { type Answered, answerInvite, invitePrefix, type OpenInvite, openInvites } from './invite-writes.ts';
import { projectField } from './project-field.ts';
import { asSignedIn } from './signed-in-user.ts';
import { idIn } from './signed-in-write.ts';

interface Answer {
  /** Null where nothing was written. */
  readonly projectId: string | null;
  readonly userErrors: readonly UserError[];
}

interface Named {
  readonly token?: string | null | undefined;
  readonly id?: unknown;
}

const answering = { [priceExtension]: { points: 3 * prices.writtenRow.points } satisfies FieldPrice };

export function addAnswerInvites(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('AnswerInviteInput', {
    isOneOf: true,
    description:
      'An invitation: by the token of its mail, or, where the own address is confirmed, by itself.',
    fields: t => ({
      token: t.string({ description: 'The token in the link of the mail.' }),
      id: t.id({ description: 'One of `openInvites`.' }),
    }),
  });
  const accepted = extension.payload<Answer>('AcceptInvitePayload', {
    description: 'The project that the viewer belongs to now, or what has to be mended.',
    mended: 'What has to be mended; empty where the invitation was accepted.',
    fields: t => ({
      project: t.field(projectField(extension, 'The project; null where the invitation was not accepted.')),
    }),
  });
  const declined = extension.payload<Answer>('DeclineInvitePayload', {
    description: 'Whether the invitation was declined, or what has to be mended.',
    mended: 'What has to be mended; empty where the invitation was declined.',
    fields: t => ({
      declined: t.boolean({
        description: 'Whether the invitation was declined.',
        resolve: ({ projectId }) => projectId !== null,
      }),
    }),
  });
  builder.mutationField('acceptInvite', t =>
    t.field({
      type: accepted,
      nullable: true,
      description:
        'Makes the viewer a member of the project that they are invited into. Who is a member already keeps the role.',
      extensions: answering,
      args: { input: t.arg({ type: input, required: true, description: 'Which one.' }) },
      resolve: (_, args, context) => answer(extension, 'accepted', args.input, context),
    }),
  );
  builder.mutationField('declineInvite', t =>
    t.field({
      type: declined,
      nullable: true,
      description: 'Declines an invitation. Its link is of no use then.',
      extensions: answering,
      args: { input: t.arg({ type: input, required: true, description: 'Which one.' }) },
      resolve: (_, args, context) => answer(extension, 'declined', args.input, context),
    }),
  );
  addOpenInvites(extension);
}

function addOpenInvites({ builder, type }: ApiExtension): void {
  const openInvite = builder.objectRef<OpenInvite>('OpenInvite').implement({
    description: 'An invitation of the viewer that waits for an answer.',
    fields: t => ({
      uuid: t.field({
        type: type<string>('UUID'),
        description: 'What it is accepted or declined by.',
        resolve: invite => invite.uuid,
      }),
      projectName: t.exposeString('projectName', { description: 'The name of the project.' }),
      inviterName: t.exposeString('inviterName', {
        nullable: true,
        description: 'Who invites; null where the account is gone.',
      }),
      role: t.field({
        type: type<string>('ProjectRole'),
        description: 'The role that the viewer will have.',
        resolve: invite => invite.role,
      }),
      expiresAt: t.field({
        type: type<Date>('DateTime'),
        description: 'When it can no longer be accepted.',
        resolve: invite => invite.expiresAt,
      }),
    }),
  });
  builder.queryField('openInvites', t =>
    t.field({
      type: [openInvite],
      nullable: true,
      extensions: nullOnlyByError,
      description:
        'The invitations that wait for an answer of the viewer, the newest first, 100 at most. None where the e-mail address is not confirmed: it might be somebody else’s.',
      resolve: (_, _args, context) => openInvites(context),
    }),
  );
}

const tokenShape = z.object({ token: tokenInput });

async function answer(
  extension: ApiExtension,
  how: 'accepted' | 'declined',
  { token, id }: Named,
  context: ApiContext,
): Promise<Answer> {
  asSignedIn(context);
  const not = (...userErrors: readonly UserError[]): Answer => ({ projectId: null, userErrors });
  if (typeof token === 'string') {
    const parsed = tokenShape.safeParse({ token });
    if (!parsed.success) return not(...faultsOf(parsed.error));
    const found = isSecret(invitePrefix, token) ? await answerInvite(how, { token }, context) : undefined;
    const error = faultOf(found, 'token');
    return error ? not(error) : { projectId: found!.projectId, userErrors: [] };
  }
  const key = idIn(extension, 'projectInvites', id, 'id');
  if ('fault' in key) return not(key.fault);
  const found = await answerInvite(how, key, context);
  const error = faultOf(found, 'id');
  return error ? not(error) : { projectId: found!.projectId, userErrors: [] };
}

/** What stands against an answer; undefined where it was given. */
function faultOf(found: Answered | undefined, field: 'token' | 'id'): UserError | undefined {
  if (!found) return fault('NOT_FOUND', 'There is no such invitation.', field);
  if (found.isDone) return undefined;
  if (found.status !== 'pending')
    return fault('CONFLICT', 'The invitation was answered or withdrawn already.', field);
  if (found.over) return fault('CONFLICT', 'The invitation has expired: ask for a new one.', field);
  const message = found.hasAccount
    ? 'The invitation is for another e-mail address, which has an account: sign in with that.'
    : 'The invitation is for another e-mail address: confirm the one of this account first.';
  return fault('FORBIDDEN', message, field);
}
