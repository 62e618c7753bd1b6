/**
 * From the Authorization header to a viewer whose credentials the next statement checks.
 * Reads no database: whether a token is valid is decided in SQL, together with what it may see.
 */
import { randomBytes } from 'node:crypto';
import { unauthenticated } from '../errors.ts';
import { isSecret, secretHash } from '../generator/write/issued-secret.ts';
import { bearerToken } from '../identity/viewers.ts';
import { apiKeyPrefix, shareLinkPrefix } from '../policy/policy.ts';

/** Who asks. The hash stands for the credential, which is never kept. */
export type Viewer =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly tokenHash: string }
  | { readonly kind: 'apiKey'; readonly keyHash: string }
  | { readonly kind: 'shareLink'; readonly tokenHash: string }
  /** Whom a token of the issuer is about that was proven, until the token ends, in seconds since 1970. */
  | { readonly kind: 'jwt'; readonly provider: string; readonly subject: string; readonly until: number }
  /** Who brings such a token, of which nothing is known yet: they may ask for nothing. */
  | { readonly kind: 'unproven'; readonly token: string };

export const anonymous = Object.freeze({ kind: 'anonymous' }) satisfies Viewer;

const sessionTokenPrefix = 'igs_';
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

/** A new bearer token for a session: a prefix and 256 random bits. */
export function createSessionToken(): string {
  return sessionTokenPrefix + randomBytes(32).toString('base64url');
}

/** The form in which tokens and keys are stored: SHA-256 in hexadecimal. */
export const hashToken = secretHash;

/** A viewer for the value of an Authorization header. @throws UNAUTHENTICATED where it cannot be one of ours */
export function parseAuthorization(header: string): Viewer {
  const token = bearerToken(header);
  if (token === undefined) {
    throw unauthenticated(
      'The Authorization header was not understood. Send "Bearer" and a token or API key.',
    );
  }
  if (token.startsWith(sessionTokenPrefix) && secretPattern.test(token.slice(sessionTokenPrefix.length))) {
    return { kind: 'user', tokenHash: hashToken(token) };
  }
  if (isSecret(apiKeyPrefix, token) || isOldKey(token)) {
    return { kind: 'apiKey', keyHash: hashToken(token) };
  }
  if (isSecret(shareLinkPrefix, token)) return { kind: 'shareLink', tokenHash: hashToken(token) };
  throw invalidCredentials();
}

/** Keys had no checksum once; those that were made then go on. */
const isOldKey = (token: string): boolean =>
  token.startsWith(apiKeyPrefix) && secretPattern.test(token.slice(apiKeyPrefix.length));

/** The credentials are unknown, expired or revoked; which of these is not told. */
export function invalidCredentials() {
  return unauthenticated('The token or API key is not valid, or no longer. Sign in again.');
}
