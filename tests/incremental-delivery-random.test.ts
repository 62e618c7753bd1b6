/**
 * Answers in parts against answers that come whole: random operations, of which some selections are deferred and some lists
 * streamed, have to say the same when their parts are put together.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyTally } from './support/compare-operations.ts';
import { type ComparedWorld, openWorld, worlds } from './support/compared-worlds.ts';
import type { PartsLane } from './support/parts-lane.ts';
import { scaled } from './support/scale.ts';

describe.each(worlds)('random operations on tables $title', world => {
  let opened: ComparedWorld;
  let lane: PartsLane;
  beforeAll(async () => {
    opened = await openWorld(world);
    lane = await opened.openPartsLane();
  });
  afterAll(async () => {
    await lane.close();
    await opened.close();
  });

  it('say the same in parts', async () => {
    const operations = scaled(50);
    const tally = emptyTally();
    await opened.compare(lane, [0, operations], { tally });
    expect(lane.inParts()).toBeGreaterThan(operations / 2);
  });
});
