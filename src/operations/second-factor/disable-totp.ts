/**
 * `disableTotp`: signing in takes the password alone again.
 * It takes both factors, so that neither a stolen session nor a lost phone is enough. Who signs in by an identity provider alone has
 * no password: the session shows what the provider said, and the code is the other factor.
 */
import { z } from 'zod';
import type { UserError } from '../../generator/types/user-errors.ts';
import { tellOfSignIn } from '../accounts/account-mails.ts';
import { wrongPassword } from '../accounts/account-mutation.ts';
import { provesPassword } from '../accounts/prove-password.ts';
import { ownAccount } from '../accounts/signed-in-user.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf, orHavingToWait, textInput } from '../input-faults.ts';
import { openingSession } from '../session-payload.ts';
import { removeSecondFactor } from './stored-factor.ts';
import { codeInput, takeCode, wrongCode } from './take-code.ts';

interface DisableResult {
  readonly userErrors: readonly UserError[];
}

const inputShape = z.object({ password: textInput('password', 1, 1000).nullish(), code: codeInput });

const refused = (userErrors: readonly UserError[]): DisableResult => ({ userErrors });

export function addDisableTotp(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('DisableTotpInput', {
    description: 'Both factors of who gives one up.',
    fields: t => ({
      password: t.string({ description: 'The password of the account, where it has one.' }),
      code: t.string({ required: true, description: 'A code of the second factor, or a recovery code.' }),
    }),
  });
  const payload = extension.payload<DisableResult>('DisableTotpPayload', {
    description: 'What became of the second factor.',
    mended: 'What has to be mended; where there is anything, the second factor is as it was.',
    fields: () => ({}),
  });
  builder.mutationField('disableTotp', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: openingSession,
      description:
        'Ends the second factor: signing in takes the password alone again. Recovery codes are of no use afterwards.',
      args: { input: t.arg({ type: input, required: true, description: 'Both factors.' }) },
      resolve: (_, args, context) => orHavingToWait(() => disableTotp(args.input, context), refused),
    }),
  );
}

async function disableTotp(input: z.input<typeof inputShape>, context: ApiContext): Promise<DisableResult> {
  const parsed = inputShape.safeParse(input);
  if (!parsed.success) return refused(faultsOf(parsed.error));
  const { password, code } = parsed.data;
  const own = await ownAccount(context);
  const { userId, user } = own;
  if (!user.hasSecondFactor) return refused([fault('NOT_FOUND', 'There is no second factor to end.')]);
  if (user.passwordHash !== null) {
    if (password == null)
      return refused([
        fault('BAD_USER_INPUT', 'The account has a password: it is wanted beside the code.', 'password'),
      ]);
    if (!(await provesPassword(password, own, context))) return refused(wrongPassword('password'));
  }
  if (!(await takeCode(userId, code, context))) return refused([wrongCode()]);
  await context.database.db.transaction(async db => {
    await removeSecondFactor(userId, db);
    await tellOfSignIn(db, user, { kind: 'secondFactorEnded' }, context);
  });
  return refused([]);
}
