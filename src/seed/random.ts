/**
 * Repeatable chance: the same seed gives the same choices on every machine.
 * Knows numbers and lists; refuses to know what is chosen, and is not for secrets.
 */
import { createHash } from 'node:crypto';

export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** An integer between both bounds, inclusive. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** A source of choices (mulberry32) that depends on the seed text only. */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: probability => next() < probability,
    pick: choices => choices[Math.floor(next() * choices.length)]!,
  };
}
