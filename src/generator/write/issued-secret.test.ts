import { describe, expect, it } from 'vitest';
import { isSecret, newSecret, secretHash, secretStart } from './issued-secret.ts';

describe('an issued secret', () => {
  it('has one form and one length, whatever its bits, and is never the same', () => {
    const secrets = Array.from({ length: 500 }, () => newSecret('abc_'));
    for (const secret of secrets) expect(secret).toMatch(/^abc_[0-9A-Za-z]{49}$/);
    expect(new Set(secrets).size).toBe(500);
    expect(secrets.filter(secret => !isSecret('abc_', secret))).toEqual([]);
  });

  it('is told from a mistyped one, and from one with another beginning', () => {
    const secret = newSecret('abc_');
    const wrong = [...secret].flatMap((digit, i) =>
      ['0', 'z', '_']
        .filter(other => other !== digit)
        .map(other => secret.slice(0, i) + other + secret.slice(i + 1)),
    );
    const swapped = secret.replace(/^(.{10})(.)(.)/, '$1$3$2');
    expect(wrong.filter(each => isSecret('abc_', each))).toEqual([]);
    expect(isSecret('abc_', swapped)).toBe(swapped === secret);
    expect(isSecret('xyz_', `xyz_${secret.slice(4)}`)).toBe(false);
    expect(isSecret('abc_', `${secret} `)).toBe(false);
    expect(isSecret('abc_', secret.slice(0, -1))).toBe(false);
  });

  it('has a checksum that others can compute: the CRC-32 of all before it, in base 62', () => {
    expect(isSecret('igk_', `igk_${'0'.repeat(43)}4KQys8`)).toBe(true);
    expect(isSecret('igk_', `igk_${'0'.repeat(43)}4KQys9`)).toBe(false);
  });

  it('is stored as its SHA-256, and recognised by its first characters', () => {
    expect(secretHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(secretStart('abc_', 'abc_0123456789')).toBe('abc_01234567');
  });
});
