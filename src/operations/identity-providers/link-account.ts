/**
 * `linkAccount` and `unlinkAccount`: with which accounts at identity providers a user can sign in.
 * The last way to sign in stays.
 */
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import type { Row } from '../../generator/request.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { onceExtension } from '../../generator/write/mutation-tally.ts';
import { tables } from '../../model/relations.ts';
import { tellOfSignIn } from '../accounts/account-mails.ts';
import { ownAccount } from '../accounts/signed-in-user.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf } from '../input-faults.ts';
import { invalidCode, lookUpSignInCode, signInCodeShape, takeSignInCode } from './sign-in-codes.ts';
import { addAccount } from './stored-identity.ts';

const { accounts, users } = tables;

interface AccountResult {
  readonly id: string | null;
  readonly userErrors: readonly UserError[];
}

const refused = (...userErrors: readonly UserError[]): AccountResult => ({ id: null, userErrors });

const changing = {
  [onceExtension]: 'link or unlink an account',
  [priceExtension]: { points: 2 * prices.writtenRow.points },
};

export function addLinkAccount(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('LinkAccountInput', {
    description: 'An account at an identity provider.',
    fields: t => ({
      signInCode: t.string({ required: true, description: 'The code in the fragment of the address.' }),
      verifier: t.string({
        required: true,
        description:
          'The secret whose SHA-256 was the "challenge" that the way to the provider was begun with.',
      }),
    }),
  });
  const payload = addPayload(extension, 'LinkAccountPayload', 'linked');
  builder.mutationField('linkAccount', t =>
    t.field({
      type: payload,
      nullable: true,
      extensions: changing,
      description: 'Lets the user who is signed in sign in with an account at an identity provider too.',
      args: { input: t.arg({ type: input, required: true, description: 'The account.' }) },
      resolve: (_, args, context) => linkAccount(args.input, context),
    }),
  );
  const unlinkInput = builder.inputType('UnlinkAccountInput', {
    description: 'An account of the viewer at an identity provider.',
    fields: t => ({ id: t.id({ required: true, description: 'The id, or the plain UUID.' }) }),
  });
  const unlinkPayload = addPayload(extension, 'UnlinkAccountPayload', 'unlinked');
  builder.mutationField('unlinkAccount', t =>
    t.field({
      type: unlinkPayload,
      nullable: true,
      extensions: changing,
      description:
        'Ends signing in with an account at an identity provider. The last way to sign in stays: without a password, one account does.',
      args: { input: t.arg({ type: unlinkInput, required: true, description: 'The account.' }) },
      resolve: (_, args, context) =>
        unlinkAccount(String(extension.parseId('accounts', args.input.id, 'input.id').at(0)), context),
    }),
  );
}

function addPayload(extension: ApiExtension, name: string, done: string) {
  return extension.payload<AccountResult>(name, {
    description: `The account that was ${done}, or what has to be mended.`,
    mended: `What has to be mended; empty where the account is ${done}.`,
    fields: t => ({
      account: t.field({
        type: extension.type<Row>('Account'),
        nullable: true,
        description: 'The account as it is now; null where there is none.',
        resolve: ({ id }, _args, context, info) =>
          id === null ? null : extension.readRow('accounts', account => eq(account.id, id), context, info),
      }),
    }),
  });
}

async function linkAccount(
  input: z.input<typeof signInCodeShape>,
  context: ApiContext,
): Promise<AccountResult> {
  const { userId, user } = await ownAccount(context);
  const parsed = signInCodeShape.safeParse(input);
  if (!parsed.success) return refused(...faultsOf(parsed.error));
  const identity = await lookUpSignInCode(parsed.data, context);
  if (!identity) return refused(invalidCode());
  return context.database.db.transaction(async db => {
    if (!(await takeSignInCode(parsed.data.signInCode, db))) return refused(invalidCode());
    const id = await addAccount(userId, identity, context.keyring, db);
    if (id === undefined) return refused(fault('CONFLICT', 'The account is linked already.', 'signInCode'));
    await tellOfSignIn(db, user, { kind: 'accountLinked', provider: identity.provider }, context);
    return { id, userErrors: [] };
  });
}

async function unlinkAccount(id: string, context: ApiContext): Promise<AccountResult> {
  const { userId, user } = await ownAccount(context);
  return context.database.db.transaction(async db => {
    // One at a time: two that are unlinked at once would each be the other's last but one.
    const [locked] = await db
      .select({ passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, userId))
      .for('update');
    const linked = await db
      .select({ id: accounts.id, provider: accounts.provider })
      .from(accounts)
      .where(eq(accounts.userId, userId));
    const going = linked.find(account => account.id === id);
    if (!going) return refused(fault('NOT_FOUND', 'There is no such account of yours.', 'id'));
    if (locked?.passwordHash == null && linked.length === 1)
      return refused(
        fault(
          'CONFLICT',
          'It is your only way to sign in: set a password, or link another account first.',
          'id',
        ),
      );
    await db.delete(accounts).where(eq(accounts.id, id));
    await tellOfSignIn(db, user, { kind: 'accountUnlinked', provider: going.provider }, context);
    return refused();
  });
}
