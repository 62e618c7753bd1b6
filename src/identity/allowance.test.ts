import { describe, expect, it, vi } from 'vitest';
import { Allowance } from './allowance.ts';

describe('an allowance', () => {
  it('is used up by what is taken, and gives back what was too much, but for the price of a refusal', async () => {
    const allowance = new Allowance({ points: 100, seconds: 60 });
    expect(await allowance.take('a', 60, 5)).toMatchObject({ isRefused: false, limit: 100, remaining: 40 });
    expect(await allowance.take('a', 50, 5)).toMatchObject({ isRefused: true, remaining: 35 });
    expect(await allowance.take('a', 35, 5)).toMatchObject({ isRefused: false, remaining: 0 });
    expect(await allowance.take('b', 100, 5)).toMatchObject({ isRefused: false, remaining: 0 });
  });

  it('remembers who has nothing left only once something was refused for it, and until all is there again', async () => {
    const allowance = new Allowance({ points: 10, seconds: 1 });
    await allowance.take('a', 10, 1);
    expect(allowance.refusal('a')).toBeUndefined();
    const refused = await allowance.take('a', 1, 1);
    expect(allowance.refusal('a')).toEqual(refused);
    expect(allowance.refusal('b')).toBeUndefined();
    await new Promise(resolve => setTimeout(resolve, refused.resetAt - Date.now() + 1));
    expect(allowance.refusal('a')).toBeUndefined();
  });

  it('counts what is taken at once as what is taken one after the other', async () => {
    const allowance = new Allowance({ points: 1_000, seconds: 60 });
    const charges = await Promise.all(Array.from({ length: 150 }, () => allowance.take('a', 10, 10)));
    expect(charges.filter(({ isRefused }) => !isRefused)).toHaveLength(100);
  });

  it('is that of an account as long as its credentials are known to hold', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const allowance = new Allowance({ points: 1, seconds: 60 });
      const payers = () => ['session', 'key', 'strange'].map(credentials => allowance.payerOf(credentials));
      allowance.prove('session', 'user');
      allowance.prove('key');
      expect(payers()).toEqual(['user', 'key', 'strange']);
      vi.advanceTimersByTime(299_000);
      allowance.prove('key');
      vi.advanceTimersByTime(2_000);
      expect(payers()).toEqual(['session', 'key', 'strange']);
      expect([allowance.isProven('session'), allowance.isProven('key')]).toEqual([false, true]);
      allowance.doubt('key');
      expect(allowance.isProven('key')).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('remembers no more than it has room for', async () => {
    const allowance = new Allowance({ points: 1, seconds: 60 });
    for (let i = 0; i < 10_001; i++) await allowance.take(`k${i}`, 2, 2);
    expect(allowance.refusal('k0')).toBeUndefined();
    expect(allowance.refusal('k10000')).toBeDefined();
    for (let i = 0; i < 10_001; i++) allowance.prove(`k${i}`);
    expect([allowance.isProven('k0'), allowance.isProven('k10000')]).toEqual([false, true]);
  });
});
