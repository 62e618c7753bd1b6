/**
 * Viewers by the tokens of an issuer: a token is proven once, and at first sight its account linked to a user, as with a sign-in.
 * From then on statements look the account up. Refuses to know keys and claims, and what a viewer may see.
 */
import type { ProviderIdentity } from '../../accounts/identity-providers.ts';
import { type IssuedTokens, KeysUnavailable, TokenRefused } from '../../accounts/issued-tokens.ts';
import { hashToken, invalidCredentials, type Viewer } from '../../accounts/viewer.ts';
import { codeOf, uniqueViolation } from '../../database/failure.ts';
import { withRetries } from '../../database/retry.ts';
import { forbidden, issuerUnavailable } from '../../errors.ts';
import { type Asker, bearerToken, type Viewers } from '../../identity/viewers.ts';
import type { ApiContext } from '../api-context.ts';
import { suspensionFault } from '../session-payload.ts';
import { enter, type NewcomerParts, newcomerRefusal } from './enter-identity.ts';
import { type KnownUser, userOf } from './stored-identity.ts';

type Proven = Extract<Viewer, { kind: 'jwt' }>;

export interface IssuedViewersOptions extends NewcomerParts, Pick<ApiContext, 'keyring'> {
  readonly tokens: IssuedTokens;
}

/** A header, claims and a signature, each in base64url; within what a header may have. */
const tokenPattern = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const longestToken = 8_192;
/** Tokens whose proof is remembered, by their hashes: of each, at most some kilobytes. */
const maxRemembered = 5_000;

/** The viewers of the product, and those that the issuer's tokens are about. */
export function issuedViewers(viewers: Viewers, options: IssuedViewersOptions): Viewers {
  const proofs = new Proofs(options);
  return {
    ...viewers,
    parse: header => {
      const token = bearerToken(header) ?? '';
      if (token.length > longestToken || !tokenPattern.test(token)) return viewers.parse(header);
      return { kind: 'unproven', token } satisfies Viewer;
    },
    prove: asker => (isUnproven(asker) ? proofs.of(asker.token) : undefined),
  };
}

const isUnproven = (asker: Asker): asker is Extract<Viewer, { kind: 'unproven' }> =>
  asker.kind === 'unproven';

class Proofs {
  private readonly options: IssuedViewersOptions;
  /** By hashes of tokens; those under way, too, so that a token that comes often at once is proven once. */
  private readonly remembered = new Map<string, Promise<Proven>>();

  constructor(options: IssuedViewersOptions) {
    this.options = options;
  }

  /** Whom a token is about. Whether it has ended by now, and whether they are let in, each statement asks. */
  of(token: string): Promise<Proven> {
    const hash = hashToken(token);
    const known = this.remembered.get(hash);
    if (known) return known;
    const proof = this.prove(token);
    if (this.remembered.size >= maxRemembered) this.remembered.delete(this.remembered.keys().next().value!);
    this.remembered.set(hash, proof);
    // Bad tokens would drive good ones out; and what is refused now may be let in next time.
    proof.catch(() => this.remembered.delete(hash));
    return proof;
  }

  private async prove(token: string): Promise<Proven> {
    try {
      const { identity, until } = await this.options.tokens.verify(token);
      await this.link(identity).catch(error => {
        // Somebody linked the same account at the same moment: it is there now.
        if (codeOf(error) !== uniqueViolation) throw error;
        return this.link(identity);
      });
      return { kind: 'jwt', provider: identity.provider, subject: identity.subject, until };
    } catch (error) {
      if (error instanceof TokenRefused) throw invalidCredentials();
      if (error instanceof KeysUnavailable) throw issuerUnavailable();
      throw error;
    }
  }

  /** @throws FORBIDDEN where nobody is linked, and who has the address is not to be by a token */
  private async link(identity: ProviderIdentity): Promise<void> {
    const { db } = this.options.database;
    const user = await userOf(identity, db);
    if (user?.isLinked) return;
    const refusal = user ? linkRefusal(user) : await newcomerRefusal(identity, this.options);
    if (refusal !== undefined) throw forbidden(refusal);
    await withRetries(() => db.transaction(change => enter(identity, user, this.options, change)));
  }
}

const linkRefusal = (user: KnownUser): string | undefined =>
  user.hasSecondFactor
    ? 'Your account here has a second factor, which a token alone does not show: sign in.'
    : suspensionFault(user)?.message;
