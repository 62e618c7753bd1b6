import { describe, expect, it } from 'vitest';
import {
  asTotpCode,
  createRecoveryCodes,
  createTotpSecret,
  hashRecoveryCode,
  totpCode,
  totpStep,
  totpUri,
} from './second-factor.ts';

/** The secret and the times of RFC 6238, appendix B, whose codes have eight digits there. */
const ofTheStandard = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('codes of an app', () => {
  it('are those of RFC 6238', () => {
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [20_000_000_000, '353130'],
    ] as const)
      expect(totpCode(ofTheStandard, seconds * 1_000)).toBe(code);
  });

  it('are of the step of the moment, the one before or the one after, and of no other', () => {
    const secret = createTotpSecret();
    const now = 1_800_000_000_000;
    const step = now / 30_000;
    const stepsAt = [-2, -1, 0, 1, 2].map(away =>
      totpStep(secret, totpCode(secret, now + away * 30_000), now),
    );
    expect(stepsAt).toEqual([undefined, step - 1, step, step + 1, undefined]);
    expect(totpStep(createTotpSecret(), totpCode(secret, now), now)).toBeUndefined();
  });

  it('are read as people write them', () => {
    expect(['123456', ' 123 456 ', '12345', '1234567', 'ABCD-EFGH'].map(asTotpCode)).toEqual([
      '123456',
      '123456',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('a secret', () => {
  it('has 160 bits, and an address that apps read', () => {
    const secret = createTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(secret).not.toBe(createTotpSecret());
    expect(totpUri(secret, 'a+b@example.com')).toBe(
      `otpauth://totp/insightgraph:a%2Bb%40example.com?issuer=insightgraph&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    );
  });
});

describe('recovery codes', () => {
  it('are ten of 80 bits, and the same however they are written', () => {
    const codes = createRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}$/);
      expect(hashRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')}`)).toBe(hashRecoveryCode(code));
    }
    expect(new Set(codes.map(hashRecoveryCode)).size).toBe(10);
  });
});
