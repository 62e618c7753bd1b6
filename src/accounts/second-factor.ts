/**
 * Second factors: secrets of authenticator apps, the steps of time that their codes are of, and codes for who lost the app.
 * Knows codes; whose they are, and that each is taken once, is for the operations to see to.
 */
import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { hashToken } from './viewer.ts';

/** What secrets are sealed for. */
export const totpPurpose = 'totp';

/** What apps show beside the account. */
const issuer = 'insightgraph';
/** What all apps take, whatever an address with their secret says. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after the present one whose codes are taken, for clocks that are not quite right. */
const tolerance = 1;

const recoveryCodeCount = 10;
/** Of 80 bits, each character of 5: letters and digits that are not taken for one another. */
const recoveryCodeLength = 16;
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A new secret, in base32. */
export const createTotpSecret = (): string => new Secret({ size: 20 }).base32;

const totpOf = (secret: string, label = '') =>
  new TOTP({ ...parameters, issuer, label, secret: Secret.fromBase32(secret) });

/** The address that an app reads, mostly as a QR code. @param email what the account is called in it */
export const totpUri = (secret: string, email: string): string => totpOf(secret, email).toString();

/** The code of an app at a moment. */
export const totpCode = (secret: string, timestamp = Date.now()): string =>
  totpOf(secret).generate({ timestamp });

/** The step of time that a code is of, near the moment; undefined where it is of none. */
export function totpStep(secret: string, code: string, timestamp = Date.now()): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp, window: tolerance });
  return delta === null ? undefined : TOTP.counter({ period: parameters.period, timestamp }) + delta;
}

/** The code of an app as people write it; undefined where it can be none. */
export function asTotpCode(written: string): string | undefined {
  const code = written.replace(/\s/g, '');
  return /^\d{6}$/.test(code) ? code : undefined;
}

/** New recovery codes, in groups of four to be written down. */
export const createRecoveryCodes = (): readonly string[] =>
  Array.from({ length: recoveryCodeCount }, () =>
    [...randomBytes(recoveryCodeLength)]
      .map((byte, i) => (i > 0 && i % 4 === 0 ? '-' : '') + letters[byte % letters.length])
      .join(''),
  );

/** The form in which recovery codes are stored, however they are written. */
export const hashRecoveryCode = (written: string): string =>
  hashToken(written.replace(/[\s-]/g, '').toUpperCase());
