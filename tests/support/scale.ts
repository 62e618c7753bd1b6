/**
 * How much the suites with random or long work do, and how long anything may take before it counts as hanging.
 * `npm run test:long` does ten times as much, with other random values each time; nothing else reads how a run was started.
 */
import { randomInt } from 'node:crypto';

/** Set by vitest.config.ts for `--mode long`. */
export const isLong = process.env.TEST_LONG === '1';

/** So many in a usual run, ten times as many in a long one. */
export const scaled = (count: number): number => (isLong ? count * 10 : count);

/** What random values begin with: the same in every usual run. A failure names it, and TEST_SEED repeats it. */
export const seed = Number(process.env.TEST_SEED ?? (isLong ? randomInt(1, 2 ** 30) : 1));

/** Parameters of a property of fast-check. */
export const randomRuns = (count: number) => ({ numRuns: scaled(count), seed });

/** Milliseconds after which something hangs, on whatever machine; no claim about speed. */
export const patienceMs = 120_000;
