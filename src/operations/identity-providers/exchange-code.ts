/**
 * `exchangeSignInCode`: the code that an identity provider's callback left in the application, for a session.
 * A user is one whose account is linked, or whose address the provider says to be verified; or a new one.
 */
import type { z } from 'zod';
import { codeOf, uniqueViolation } from '../../database/failure.ts';
import { withRetries } from '../../database/retry.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault } from '../input-faults.ts';
import { codeInput, secondFactorFault } from '../second-factor/take-code.ts';
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
} from '../session-payload.ts';
import { enter, newcomerRefusal } from './enter-identity.ts';
import { invalidCode, lookUpSignInCode, signInCodeShape, takeSignInCode } from './sign-in-codes.ts';
import { userOf } from './stored-identity.ts';

const inputShape = signInCodeShape.extend({ code: codeInput.nullish() });

export function addExchangeSignInCode(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('ExchangeSignInCodeInput', {
    description: 'Who comes back from an identity provider.',
    fields: t => ({
      signInCode: t.string({ required: true, description: 'The code in the fragment of the address.' }),
      verifier: t.string({
        required: true,
        description: 'The secret whose SHA-256 was the "challenge" that the sign-in was begun with.',
      }),
      code: t.string({
        description:
          'A code of the second factor, or a recovery code; of no account where the user has none.',
      }),
    }),
  });
  const payload = addSessionPayload(extension, 'ExchangeSignInCodePayload');
  addSecondFactorRequired(extension, payload);
  builder.mutationField('exchangeSignInCode', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: openingSession,
      description:
        'Signs in who comes back from an identity provider. The rest of the operation runs as the user who signed in.',
      args: { input: t.arg({ type: input, required: true, description: 'Who comes back.' }) },
      resolve: (_, args, context) => orRateLimited(() => exchange(args.input, context)),
    }),
  );
}

async function exchange(input: z.input<typeof inputShape>, context: ApiContext): Promise<SessionResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return refused(parsed.error);
  const { code, signInCode } = parsed.data;
  await context.attempts.countSignIn(context.client.ipAddress);
  const identity = await lookUpSignInCode(parsed.data, context);
  if (!identity) return noSession([invalidCode()]);
  const user = await userOf(identity, context.database.db);
  const refusal = user ? undefined : await newcomerRefusal(identity, context);
  const against = user ? suspensionFault(user) : refusal && fault('FORBIDDEN', refusal, 'signInCode');
  if (against) return noSession([against]);
  const missing = user && (await secondFactorFault(user, code ?? undefined, context));
  if (missing) return { ...noSession([missing]), wantsCode: code == null };
  try {
    const session = await withRetries(() =>
      context.database.db.transaction(async db => {
        if (!(await takeSignInCode(signInCode, db))) return undefined;
        return openSession(await enter(identity, user, context, db), context, db);
      }),
    );
    return session ? asSession(session, context) : noSession([invalidCode()]);
  } catch (error) {
    if (codeOf(error) !== uniqueViolation) throw error;
    return noSession([fault('CONFLICT', 'The same account signed in at the same moment. Begin again.')]);
  }
}
