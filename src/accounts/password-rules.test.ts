import { describe, expect, it } from 'vitest';
import { passwordFault } from './password-rules.ts';

describe('passwordFault', () => {
  it('counts characters, not bytes or code units', () => {
    expect(passwordFault('täßtäßtä', 8)).toBeUndefined();
    expect(passwordFault('🐘🐘🐘🐘', 8)).toBe('The password must have at least 8 characters.');
    // Four letters with an accent each, typed in two ways.
    const [composed, decomposed] = [
      '\u00e9\u00e8\u00ea\u00eb'.repeat(2),
      'e\u0301e\u0300e\u0302e\u0308'.repeat(2),
    ];
    expect(composed).not.toBe(decomposed);
    expect(passwordFault(decomposed, 9)).toBe('The password must have at least 9 characters.');
    expect(passwordFault(decomposed, 8)).toBeUndefined();
  });

  it('takes 1,024 bytes and no more', () => {
    expect(passwordFault('ab'.repeat(512), 15)).toBeUndefined();
    expect(passwordFault('é'.repeat(513), 15)).toBe('The password is longer than 1024 bytes.');
  });

  it('refuses what everybody tries first, however it is written', () => {
    for (const password of ['password', 'PassWord', 'baseball', '12345678', 'qwertyuiop'])
      expect(passwordFault(password, 8), password).toBe(
        'The password is among those that are tried first. Choose another one.',
      );
    expect(passwordFault('demo-password', 8)).toBeUndefined();
  });
});
