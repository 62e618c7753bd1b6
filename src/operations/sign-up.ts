/**
 * `signUp`: a new account, and a first session of it: at once, or with the token of a mail to its address.
 * Where that is asked for, the answer and the work are the same for addresses that have an account already. Elsewhere it is told that
 * they have: nobody could sign up otherwise.
 */
import { z } from 'zod';
import { displayNameInput, newEmailInput, newPasswordInput, tokenInput } from './accounts/account-inputs.ts';
import { signUpAtOnce, signUpInvited, signUpLater } from './accounts/make-account.ts';
import type { ApiContext, ApiExtension } from './api-context.ts';
import { fault } from './input-faults.ts';
import {
  addSessionPayload,
  noSession,
  openingSession,
  orRateLimited,
  refused,
  type SessionResult,
} from './session-payload.ts';

const inputShape = (minLength: number) =>
  z.object({
    email: newEmailInput,
    password: newPasswordInput(minLength),
    displayName: displayNameInput,
    invitationToken: tokenInput.nullish(),
  });

export function addSignUp(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('SignUpInput', {
    description: 'A new account.',
    fields: t => ({
      email: t.string({ required: true, description: 'The e-mail address to sign in with.' }),
      password: t.string({
        required: true,
        description:
          'The password: as long as the server asks for, at most 1,024 bytes, and none of the commonest.',
      }),
      displayName: t.string({ required: true, description: 'The name shown to other members.' }),
      invitationToken: t.string({
        description:
          'The token of an invitation that was sent to the address: it is accepted with the account.',
      }),
    }),
  });
  const payload = addSessionPayload(extension, 'SignUpPayload');
  builder.objectField(payload, 'confirmationSent', t =>
    t.boolean({
      description: 'Whether a mail was sent instead, with whose token `confirmEmail` makes the account.',
      resolve: ({ confirmationSent = false }) => confirmationSent,
    }),
  );
  builder.mutationField('signUp', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: openingSession,
      description:
        'Makes an account and signs in, unless its address has to be confirmed first. The rest of the operation runs as the new user.',
      args: { input: t.arg({ type: input, required: true, description: 'The new account.' }) },
      resolve: (_, args, context) => orRateLimited(() => signUp(args.input, context)),
    }),
  );
}

async function signUp(
  input: z.input<ReturnType<typeof inputShape>>,
  context: ApiContext,
): Promise<SessionResult> {
  const { signUp: mode, emailConfirmation, passwordMinLength } = context.accountRules;
  if (mode === 'closed') return noSession([fault('FORBIDDEN', 'Nobody can sign up here.')]);
  const parsed = inputShape(passwordMinLength).safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const { email, password, displayName, invitationToken } = parsed.data;
  if (mode === 'invited' && invitationToken == null) {
    const message = 'Signing up takes an invitation: send the token that was mailed to the address.';
    return noSession([fault('FORBIDDEN', message, 'invitationToken')]);
  }
  await context.attempts.countSignUp(context.client.ipAddress);
  const account = { email, displayName, passwordHash: await context.passwords.hash(password) };
  if (invitationToken != null) return signUpInvited(account, invitationToken, context);
  return emailConfirmation === 'required' ? signUpLater(account, context) : signUpAtOnce(account, context);
}
