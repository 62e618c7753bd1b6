import argon2 from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { type Hashing, Passwords } from './passwords.ts';

const verified: string[] = [];
const verify: Hashing['verify'] = (hash, ...rest) => {
  verified.push(String(hash));
  return argon2.verify(hash, ...rest);
};
const passwords = new Passwords({}, { hash: argon2.hash, verify });

describe('verify', () => {
  it('does the same work for an account that is not there, and lets nobody in', async () => {
    const hash = await passwords.hash('right');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify('right', hash)).toBe(true);
    expect(await passwords.verify('wrong', hash)).toBe(false);
    for (const password of ['right', 'no account has this password']) {
      expect(await passwords.verify(password, undefined)).toBe(false);
    }
    // One verification each, with the same parameters: time tells nothing.
    expect(verified).toHaveLength(4);
    for (const each of verified) expect(each).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('refuses a malformed hash', async () => {
    expect(await passwords.verify('right', 'none')).toBe(false);
  });
});
