/**
 * Tokens that an issuer signs (JWTs): whether one holds by itself, and whom it is about.
 * Knows keys, algorithms and claims; refuses to know users, and what is made of an identity.
 */
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { TokenIssuerConfig } from '../config-accounts.ts';
import { longest } from '../model/bounds.ts';
import type { ProviderIdentity } from './identity-providers.ts';

/** The issuer's keys cannot be had at the moment: nobody can tell whether a token holds. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** The token does not hold: which of its parts is at fault is told to nobody. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

export interface IssuedIdentity {
  readonly identity: ProviderIdentity;
  /** Seconds since 1970 until which the token holds. */
  readonly until: number;
}

export interface IssuedTokensOptions {
  readonly issuer: TokenIssuerConfig;
  /** What accounts of the issuer are known by. */
  readonly provider: string;
  /** Told why keys cannot be had, once for each try. */
  readonly onUnavailable: (cause: unknown) => void;
  /** For how long the issuer is left alone after it did not answer, or was asked for a key that it does not have. */
  readonly pauseMs?: number;
}

/** How far clocks may be apart. */
const toleranceSeconds = 30;
const patienceMs = 5_000;
/** For how long keys hold; one that the issuer adds is found at once, one that it takes away after that. */
const keysHoldMs = 600_000;

/** Whether a key can be used, shows when a token names it. */
const keySetShape = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
/** What PostgreSQL stores as it is: two subjects must not become one. */
const text = z.string().regex(/^[^\p{Cc}\p{Cs}]+$/u);
const claimsShape = z.object({
  sub: text.max(longest.other),
  exp: z.number(),
  email: text.max(longest.email).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: text.optional().catch(undefined),
});

export class IssuedTokens {
  private readonly options: IssuedTokensOptions;
  private readonly pauseMs: number;
  private keys: Promise<JWTVerifyGetKey> | undefined;
  /** The moment of performance.now() before which the issuer is not asked again. */
  private pausedUntil = 0;

  constructor(options: IssuedTokensOptions) {
    this.options = options;
    this.pauseMs = options.pauseMs ?? 30_000;
  }

  /** @throws TokenRefused, KeysUnavailable */
  async verify(token: string): Promise<IssuedIdentity> {
    const { issuer, provider } = this.options;
    try {
      const { payload } = await jwtVerify(token, async (...asked) => (await this.keySet())(...asked), {
        issuer: issuer.issuer,
        audience: [...issuer.audience],
        algorithms: [...issuer.algorithms],
        clockTolerance: toleranceSeconds,
        requiredClaims: ['exp', 'sub'],
      });
      const { sub: subject, exp, email, email_verified: isVerified, name } = claimsShape.parse(payload);
      const verifiedEmail = isVerified === true ? email : undefined;
      return { identity: { provider, subject, verifiedEmail, name }, until: exp + toleranceSeconds };
    } catch (cause) {
      if (cause instanceof KeysUnavailable) throw cause;
      throw new TokenRefused('The token does not hold.', { cause });
    }
  }

  /** Found out at the first token, and again where it could not be. */
  private keySet(): Promise<JWTVerifyGetKey> {
    if (this.keys) return this.keys;
    const found = this.findKeys();
    this.keys = found;
    found.catch(() => {
      this.keys = undefined;
    });
    return found;
  }

  private async findKeys(): Promise<JWTVerifyGetKey> {
    const { jwksUrl } = this.options.issuer;
    return createRemoteJWKSet(new URL(jwksUrl ?? (await this.discoverKeys())), {
      timeoutDuration: patienceMs,
      cooldownDuration: this.pauseMs,
      cacheMaxAge: keysHoldMs,
      [customFetch]: async (url, init) => Response.json(await this.ask(url, init, keySetShape)),
    });
  }

  private async discoverKeys(): Promise<string> {
    const { issuer } = this.options.issuer;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const protocol = issuer.startsWith('https:') ? /^https$/ : /^https?$/;
    const shape = z.object({ issuer: z.literal(issuer), jwks_uri: z.url({ protocol }) });
    const init = { signal: AbortSignal.timeout(patienceMs), redirect: 'manual' } as const;
    return (await this.ask(url, init, shape)).jwks_uri;
  }

  /** What the issuer says. Where that is of no use, it is not asked again for a while: bad tokens are not to become requests to it. */
  private async ask<Said>(url: string, init: RequestInit, shape: z.ZodType<Said>): Promise<Said> {
    if (performance.now() < this.pausedUntil)
      throw new KeysUnavailable('The issuer was asked for its keys just now, in vain.');
    try {
      const response = await fetch(url, init);
      if (response.status !== 200) throw new Error(`It answers with status ${response.status}.`);
      return shape.parse(await response.json());
    } catch (cause) {
      this.pausedUntil = performance.now() + this.pauseMs;
      this.options.onUnavailable(cause);
      throw new KeysUnavailable(`The issuer's keys cannot be had from ${url}.`, { cause });
    }
  }
}
