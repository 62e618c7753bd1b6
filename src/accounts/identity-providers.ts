/**
 * Identity providers of OpenID Connect: where a browser is sent to, and what is known of who comes back.
 * Knows the protocol; refuses to know users, and what is made of an identity.
 */
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { IdentityProviderConfig } from '../config-accounts.ts';
import { type Keyring, UnsealError } from './keyring.ts';

/** Who somebody is to a provider. */
export interface ProviderIdentity {
  readonly provider: string;
  readonly subject: string;
  /** Undefined where the provider does not say that it is verified. */
  readonly verifiedEmail?: string | undefined;
  readonly name?: string | undefined;
  /** Where the provider's tokens are kept. */
  readonly tokens?: { readonly access: string; readonly refresh?: string | undefined } | undefined;
}

/** The provider does not answer, or with nothing that can be used. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** What came back is no answer to what was asked, or a refusal. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** What a browser keeps between leaving for a provider and coming back, sealed. */
const journeyShape = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  challenge: z.string(),
  until: z.number(),
});
type Journey = z.infer<typeof journeyShape>;

export interface ProvidersOptions {
  readonly providers: readonly IdentityProviderConfig[];
  /** Where browsers reach this server. */
  readonly apiUrl: string;
  readonly keyring: Keyring;
}

const journeyPurpose = 'provider-journey';
/** How long a browser may be away. */
export const journeySeconds = 600;
/** How long each request to a provider may take. */
const patienceSeconds = 5;
/** How long what a provider says of itself holds. */
const metadataMs = 3_600_000;

const isPlain = (url: string): boolean => url.startsWith('http:');

export class IdentityProviders {
  private readonly options: ProvidersOptions;
  private readonly metadata = new Map<
    string,
    { readonly until: number; readonly said: Promise<oidc.ServerMetadata> }
  >();

  constructor(options: ProvidersOptions) {
    this.options = options;
  }

  get names(): readonly string[] {
    return this.options.providers.map(({ name }) => name);
  }

  callbackUrl(name: string): string {
    return `${this.options.apiUrl}/auth/${name}/callback`;
  }

  /**
   * Sends somebody to a provider.
   * @param challenge by which who began is known in the end: the SHA-256 of a secret of theirs, in base64url
   * @throws ProviderUnavailable
   */
  async begin(name: string, challenge: string): Promise<{ readonly url: string; readonly journey: string }> {
    const config = await this.configOf(name);
    const journey: Journey = {
      provider: name,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      challenge,
      until: Date.now() + journeySeconds * 1_000,
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.callbackUrl(name),
      scope: this.settingsOf(name).scope,
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, journey: this.options.keyring.seal(JSON.stringify(journey), journeyPurpose) };
  }

  /**
   * Who came back.
   * @param query of the address that the provider sent the browser to
   * @throws ProviderUnavailable, SignInRefused
   */
  async end(
    name: string,
    query: string,
    sealed: string | undefined,
  ): Promise<{ readonly identity: ProviderIdentity; readonly challenge: string }> {
    const { state, nonce, verifier, challenge } = this.journeyOf(name, sealed);
    const config = await this.configOf(name);
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${this.callbackUrl(name)}${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      return { challenge, identity: await this.identityOf(name, config, tokens) };
    } catch (error) {
      throw isUnavailable(error)
        ? new ProviderUnavailable(`The identity provider "${name}" does not answer.`, { cause: error })
        : new SignInRefused(
            'The identity provider did not let you in, or the answer is not one to this sign-in.',
            {
              cause: error,
            },
          );
    }
  }

  private async identityOf(
    name: string,
    config: oidc.Configuration,
    tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
  ): Promise<ProviderIdentity> {
    const idToken = tokens.claims()!;
    const isWhole = idToken.email !== undefined || config.serverMetadata().userinfo_endpoint === undefined;
    const claims = isWhole ? idToken : await oidc.fetchUserInfo(config, tokens.access_token, idToken.sub);
    const { email, email_verified: isVerified, name: called } = claims;
    return {
      provider: name,
      subject: idToken.sub,
      verifiedEmail: isVerified === true && typeof email === 'string' ? email : undefined,
      name: typeof called === 'string' ? called : undefined,
      tokens: this.settingsOf(name).keepTokens
        ? { access: tokens.access_token, refresh: tokens.refresh_token }
        : undefined,
    };
  }

  private journeyOf(name: string, sealed: string | undefined): Journey {
    const journey = sealed === undefined ? undefined : this.opened(sealed);
    if (!journey || journey.provider !== name || journey.until < Date.now())
      throw new SignInRefused('This sign-in was not begun in this browser, or too long ago. Begin again.');
    return journey;
  }

  private opened(sealed: string): Journey | undefined {
    try {
      return journeyShape.parse(JSON.parse(this.options.keyring.open(sealed, journeyPurpose)));
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }

  private settingsOf(name: string): IdentityProviderConfig {
    return this.options.providers.find(provider => provider.name === name)!;
  }

  /** A new one each time: it remembers no keys of the provider, which may have changed them since. */
  private async configOf(name: string): Promise<oidc.Configuration> {
    const { clientId, clientSecret, issuer } = this.settingsOf(name);
    const config = new oidc.Configuration(await this.metadataOf(name), clientId, clientSecret);
    config.timeout = patienceSeconds;
    oidc.enableNonRepudiationChecks(config);
    if (isPlain(issuer)) oidc.allowInsecureRequests(config);
    return config;
  }

  /** What the provider says of itself, asked for at first use, and again where it could not be had. */
  private async metadataOf(name: string): Promise<oidc.ServerMetadata> {
    const known = this.metadata.get(name);
    const said = known && known.until > Date.now() ? known.said : this.discover(name);
    try {
      return await said;
    } catch (cause) {
      this.metadata.delete(name);
      throw new ProviderUnavailable(`The identity provider "${name}" does not answer.`, { cause });
    }
  }

  private discover(name: string): Promise<oidc.ServerMetadata> {
    const { clientId, clientSecret, issuer } = this.settingsOf(name);
    const execute = isPlain(issuer) ? [oidc.allowInsecureRequests] : [];
    const said = oidc
      .discovery(new URL(issuer), clientId, clientSecret, undefined, { execute, timeout: patienceSeconds })
      .then(config => config.serverMetadata());
    this.metadata.set(name, { until: Date.now() + metadataMs, said });
    return said;
  }
}

/** Whether it was the provider's fault: no answer, too late, or one of a server that failed. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
    return true;
  const { code, status, cause } = Object(error);
  if (code === 'OAUTH_TIMEOUT' || (typeof status === 'number' && status >= 500)) return true;
  return cause instanceof Response ? cause.status >= 500 : cause instanceof TypeError;
}
