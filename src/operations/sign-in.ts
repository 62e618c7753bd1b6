/**
 * `signIn`: an e-mail address and a password for a session and its bearer token.
 * An unknown address and a wrong password are one and the same to the client, in words and in time.
 */
import { z } from 'zod';
import { emailInput, givenPasswordInput } from './accounts/account-inputs.ts';
import { findAccount } from './accounts/find-account.ts';
import { provesPassword, renewHash } from './accounts/prove-password.ts';
import type { ApiContext, ApiExtension } from './api-context.ts';
import { fault } from './input-faults.ts';
import { codeInput, secondFactorFault } from './second-factor/take-code.ts';
import {
  addSecondFactorRequired,
  addSessionPayload,
  asSession,
  noSession,
  openingSession,
  openSession,
  orRateLimited,
  refused,
  type SessionResult,
  suspensionFault,
} from './session-payload.ts';

const inputShape = z.object({
  email: emailInput,
  password: givenPasswordInput,
  code: codeInput.nullish(),
});

const secondFactorCode =
  'A code of the second factor, or a recovery code; of no account where the user has none.';

export function addSignIn(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('SignInInput', {
    description: 'Who signs in.',
    fields: t => ({
      email: t.string({ required: true, description: 'The e-mail address of the account, in any case.' }),
      password: t.string({ required: true, description: 'The password of the account.' }),
      code: t.string({ description: secondFactorCode }),
    }),
  });
  const payload = addSessionPayload(extension, 'SignInPayload');
  addSecondFactorRequired(extension, payload);
  builder.mutationField('signIn', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: openingSession,
      description: 'Signs in. The rest of the operation runs as the user who signed in.',
      args: { input: t.arg({ type: input, required: true, description: 'Who signs in.' }) },
      resolve: (_, args, context) => orRateLimited(() => signIn(args.input, context)),
    }),
  );
}

async function signIn(input: z.input<typeof inputShape>, context: ApiContext): Promise<SessionResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const { email, password, code } = parsed.data;
  const { attempts, database, client } = context;
  await attempts.countSignIn(client.ipAddress);
  const found = await findAccount(email, database);
  const { user } = found;
  if (!(await provesPassword(password, found, context)) || !user)
    return noSession([fault('UNAUTHENTICATED', 'The e-mail address or the password is not right.')]);
  const suspended = suspensionFault(user);
  if (suspended) return noSession([suspended]);
  await renewHash(password, user, context);
  const missing = await secondFactorFault(user, code ?? undefined, context);
  if (missing) return { ...noSession([missing]), wantsCode: code == null };
  return asSession(await openSession(user.id, context, database.db), context);
}
