/**
 * Who somebody is here whom a provider vouches for: the user whose account is linked, or who has the verified address, or a new one.
 * Knows who may come in; how they came, and what they get, is each door's.
 */
import type { ProviderIdentity } from '../../accounts/identity-providers.ts';
import { tellOfSignIn } from '../accounts/account-mails.ts';
import type { ApiContext } from '../api-context.ts';
import type { Db } from '../second-factor/take-code.ts';
import { addAccount, addUser, isInvited, type KnownUser, keepTokens, takeOver } from './stored-identity.ts';

export interface NewcomerParts extends Pick<ApiContext, 'accountRules'> {
  readonly database: Pick<ApiContext['database'], 'db'>;
}

/** What stands against making a user, beside an invitation that the verified address has; undefined where nothing does. */
export async function newcomerRefusal(
  { verifiedEmail }: ProviderIdentity,
  { accountRules, database }: NewcomerParts,
): Promise<string | undefined> {
  if (verifiedEmail === undefined)
    return 'The identity provider does not say that your e-mail address is verified. Verify it there, or sign in otherwise and link the account.';
  if (accountRules.signUp === 'closed') return 'Nobody can sign up here, and no account is linked.';
  if (accountRules.signUp === 'invited' && !(await isInvited(verifiedEmail, database.db)))
    return 'Only who was invited can sign up here, and there is no invitation for your e-mail address.';
  return undefined;
}

/** The user of the identity, with what is stored of it. */
export async function enter(
  identity: ProviderIdentity,
  known: KnownUser | undefined,
  { keyring }: Pick<ApiContext, 'keyring'>,
  db: Db,
): Promise<string> {
  if (known?.isLinked) {
    await keepTokens(identity, keyring, db);
    return known.id;
  }
  if (known && !known.hasConfirmedAddress) await takeOver(known.id, db);
  const id = known?.id ?? (await addUser(identity.verifiedEmail!, identity.name, db));
  await addAccount(id, identity, keyring, db);
  if (known)
    await tellOfSignIn(db, known, { kind: 'accountLinked', provider: identity.provider }, { keyring });
  return id;
}
