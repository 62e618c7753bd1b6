/**
 * The mutations of second factors: a secret for an app, its first code, new recovery codes, and the end of it.
 * What is asked at signing in is `signIn`'s.
 */
import { eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { createTotpSecret, totpPurpose, totpUri } from '../../accounts/second-factor.ts';
import { priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { onceExtension } from '../../generator/write/mutation-tally.ts';
import { totpSecrets } from '../../model/tables/totp-secrets.ts';
import { tellOfSignIn } from '../accounts/account-mails.ts';
import { ownAccount } from '../accounts/signed-in-user.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf, orHavingToWait } from '../input-faults.ts';
import { addDisableTotp } from './disable-totp.ts';
import {
  addRecoveryCodesPayload,
  noRecoveryCodes,
  type RecoveryCodesResult,
  replaceRecoveryCodes,
} from './recovery-codes.ts';
import { setSecondFactor } from './stored-factor.ts';
import { codeInput, confirmSecret, takeCode, wrongCode } from './take-code.ts';

interface SecretResult {
  readonly secret: string | null;
  readonly uri: string | null;
  readonly userErrors: readonly UserError[];
}

const inputShape = z.object({ code: codeInput });

/** A secret is written, or ten codes: an operation needs one of them. */
const writing = (rows: number) => ({
  [onceExtension]: 'change a second factor',
  [priceExtension]: { points: rows * prices.writtenRow.points },
});

export function addSecondFactor(extension: ApiExtension): void {
  addEnableTotp(extension);
  const { builder } = extension;
  const confirmInput = builder.inputType('ConfirmTotpInput', {
    description: 'The first code of a new second factor.',
    fields: t => ({
      code: t.string({ required: true, description: 'The six digits that the app shows.' }),
    }),
  });
  const confirmPayload = addRecoveryCodesPayload(extension, 'ConfirmTotpPayload');
  builder.mutationField('confirmTotp', t =>
    t.field({
      type: confirmPayload,
      nullable: true,
      extensions: writing(12),
      description:
        'Confirms the secret of enableTotp by a first code. From then on signing in takes a code beside the password.',
      args: { input: t.arg({ type: confirmInput, required: true, description: 'The first code.' }) },
      resolve: (_, { input }, context) => withCode(input, context, confirmTotp),
    }),
  );
  const renewInput = builder.inputType('RenewRecoveryCodesInput', {
    description: 'Who wants other recovery codes.',
    fields: t => ({
      code: t.string({ required: true, description: 'A code of the second factor, or a recovery code.' }),
    }),
  });
  const renewPayload = addRecoveryCodesPayload(extension, 'RenewRecoveryCodesPayload');
  builder.mutationField('renewRecoveryCodes', t =>
    t.field({
      type: renewPayload,
      nullable: true,
      extensions: writing(12),
      description: 'Makes ten other recovery codes. The former ones are of no use afterwards.',
      args: { input: t.arg({ type: renewInput, required: true, description: 'A code.' }) },
      resolve: (_, { input }, context) => withCode(input, context, renewRecoveryCodes),
    }),
  );
  addDisableTotp(extension);
}

function addEnableTotp(extension: ApiExtension): void {
  const payload = extension.payload<SecretResult>('EnableTotpPayload', {
    description: 'A secret for an app that shows codes, or what stands against one.',
    mended: 'What stands against a secret; empty where there is one.',
    fields: t => ({
      secret: t.exposeString('secret', {
        nullable: true,
        description: 'The secret in base32, to be typed in, shown this once; null where there is none.',
      }),
      uri: t.exposeString('uri', {
        nullable: true,
        description: 'The same as an otpauth address, to be shown as a QR code; null where there is none.',
      }),
    }),
  });
  extension.builder.mutationField('enableTotp', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: writing(1),
      description:
        'Makes a secret for an app that shows codes. It is asked for at signing in once confirmTotp was given a first code.',
      resolve: (_, _args, context) => enableTotp(context),
    }),
  );
}

/** Another secret takes the place of one that was not confirmed, and of no other. */
async function enableTotp(context: ApiContext): Promise<SecretResult> {
  const {
    userId,
    user: { email },
  } = await ownAccount(context);
  const secret = createTotpSecret();
  const sealed = context.keyring.seal(secret, totpPurpose);
  const made = await context.database.db
    .insert(totpSecrets)
    .values({ userId, secret: sealed })
    .onConflictDoUpdate({
      target: totpSecrets.userId,
      set: { secret: sealed },
      setWhere: isNull(totpSecrets.confirmedAt),
    })
    .returning({ id: totpSecrets.id });
  if (made.length > 0) return { secret, uri: totpUri(secret, email), userErrors: [] };
  const message = 'There is a second factor already. End it with disableTotp first.';
  return { secret: null, uri: null, userErrors: [{ code: 'CONFLICT', message, path: [] }] };
}

/** What a code is wanted for, once the input is read. */
const withCode = (
  input: z.input<typeof inputShape>,
  context: ApiContext,
  use: (code: string, context: ApiContext) => Promise<RecoveryCodesResult>,
): Promise<RecoveryCodesResult> =>
  orHavingToWait(async () => {
    const parsed = inputShape.safeParse(input);
    return parsed.success ? use(parsed.data.code, context) : noRecoveryCodes(faultsOf(parsed.error));
  }, noRecoveryCodes);

async function confirmTotp(code: string, context: ApiContext): Promise<RecoveryCodesResult> {
  const { userId, user } = await ownAccount(context);
  const { db } = context.database;
  const [found] = await db
    .select({ isConfirmed: sql<boolean>`${totpSecrets.confirmedAt} is not null` })
    .from(totpSecrets)
    .where(eq(totpSecrets.userId, userId));
  if (!found) return noRecoveryCodes([fault('NOT_FOUND', 'There is no secret: ask enableTotp for one.')]);
  if (found.isConfirmed)
    return noRecoveryCodes([fault('CONFLICT', 'The second factor was confirmed already.')]);
  let codes: readonly string[] | null = null;
  const isConfirmed = await confirmSecret(userId, code, context, async transaction => {
    await setSecondFactor(userId, true, transaction);
    codes = await replaceRecoveryCodes(userId, transaction);
    await tellOfSignIn(transaction, user, { kind: 'secondFactorAdded' }, context);
  });
  return isConfirmed ? { codes, userErrors: [] } : noRecoveryCodes([wrongCode()]);
}

async function renewRecoveryCodes(code: string, context: ApiContext): Promise<RecoveryCodesResult> {
  const { userId, user } = await ownAccount(context);
  if (!user.hasSecondFactor) return noRecoveryCodes([noFactor()]);
  if (!(await takeCode(userId, code, context))) return noRecoveryCodes([wrongCode()]);
  const codes = await context.database.db.transaction(async db => {
    const made = await replaceRecoveryCodes(userId, db);
    if (made) await tellOfSignIn(db, user, { kind: 'recoveryCodesRenewed' }, context);
    return made;
  });
  return codes ? { codes, userErrors: [] } : noRecoveryCodes([noFactor()]);
}

const noFactor = () => fault('NOT_FOUND', 'There is no second factor that codes could stand for.');
