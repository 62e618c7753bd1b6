/**
 * Compiled reads against the resolvers: random operations, asked of both, have to be answered with the same bytes.
 * Nearly all of them have to be answered by one compiled statement each, or the comparison would say little.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BothPaths } from './support/both-paths.ts';
import { emptyTally } from './support/compare-operations.ts';
import { type ComparedWorld, openWorld, worlds } from './support/compared-worlds.ts';
import { isLong } from './support/scale.ts';

/** Servers that are asked at the same time, each its own part of the operations. */
const lanes = 2;
/** Operations of one test: what is compared in less than a test may take. */
const portion = 100;

const amounts = isLong ? { product: 15_000, kinds: 5_000 } : { product: 1_600, kinds: 400 };

describe.each(worlds)('random operations on tables $title', world => {
  const operations = world.ofKinds ? amounts.kinds : amounts.product;
  const paths: BothPaths[] = [];
  const tally = emptyTally();
  let opened: ComparedWorld;

  beforeAll(async () => {
    opened = await openWorld(world);
    for (let i = 0; i < lanes; i++) paths.push(await opened.openLane());
  });
  afterAll(async () => {
    await Promise.all(paths.map(lane => lane.close()));
    await opened.close();
  });

  const starts = Array.from({ length: operations / portion }, (_, i) => i * portion);
  it.each(starts)(`are answered with the same bytes on both paths, ${portion} from %i on`, async start => {
    const size = portion / lanes;
    await Promise.all(
      paths.map((lane, i) => opened.compare(lane, [start + i * size, start + (i + 1) * size], { tally })),
    );
  });

  it('are answered by a compiled statement nearly all, and few come out invalid', () => {
    // What JavaScript writes otherwise than PostgreSQL is left to the resolvers: times of day, large numbers.
    const covered = world.ofKinds ? 0.5 : 0.98;
    expect(tally.compiled / tally.coverable, tally.uncovered.join('\n\n')).toBeGreaterThanOrEqual(covered);
    expect(tally.coverable).toBeGreaterThan(tally.requests / 2);
    expect(tally.invalid).toBeLessThan(operations / 50);
  });
});
