import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { stableId } from './stable-id.ts';

const draw = (seed: string) => {
  const random = createRandom(seed);
  return Array.from({ length: 2000 }, () => random.next());
};

describe('repeatable chance', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('spreads evenly over 0 to 1', () => {
    const buckets = Array<number>(10).fill(0);
    for (const number of draw('spread')) buckets[Math.floor(number * 10)]! += 1;
    expect(Math.min(...buckets)).toBeGreaterThan(140);
    expect(Math.max(...buckets)).toBeLessThan(260);
  });

  it('reaches both bounds of an integer and nothing outside', () => {
    const random = createRandom('bounds');
    expect(new Set(Array.from({ length: 200 }, () => random.int(3, 5)))).toEqual(new Set([3, 4, 5]));
  });

  it('makes ids of version 8 that never change', () => {
    expect(stableId('x')).toBe(stableId('x'));
    expect(stableId('x')).not.toBe(stableId('y'));
    expect(stableId('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
