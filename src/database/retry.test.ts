import { describe, expect, it } from 'vitest';
import { ConnectionLostError } from './failure.ts';
import { withRetries } from './retry.ts';

const undone = (code: string) => Object.assign(new Error('undone'), { code });

/** Work that fails with each of the errors in turn, and then succeeds. */
function failing(...errors: Error[]) {
  let calls = 0;
  const work = async () => {
    const error = errors[calls++];
    if (error) throw error;
    return calls;
  };
  return { work, calls: () => calls };
}

describe('withRetries', () => {
  it('tries again what PostgreSQL undid, wrapped by Drizzle too, at most three times', async () => {
    const wrapped = new Error('Failed query', { cause: undone('40001') });
    expect(await withRetries(failing(undone('40P01'), wrapped, undone('40P01')).work)).toBe(4);
    const endless = failing(...Array.from({ length: 9 }, () => undone('40P01')));
    await expect(withRetries(endless.work)).rejects.toThrow('undone');
    expect(endless.calls()).toBe(4);
  });

  it('never tries again what may have been done, or what failed for good', async () => {
    for (const error of [new ConnectionLostError('gone'), undone('23505'), new Error('fault')]) {
      const once = failing(error);
      await expect(withRetries(once.work)).rejects.toBe(error);
      expect(once.calls()).toBe(1);
    }
  });
});
