/**
 * Compiled reads against the resolvers: random operations, asked of both, have to be answered with the same bytes.
 * Nearly all of them have to be answered by one compiled statement each, or the comparison would say little.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { type BothPaths, bodyOf, openBothPaths } from './support/both-paths.ts';
import { type Comparison, compareOperations, emptyTally } from './support/compare-operations.ts';
import { insertKindsWorld } from './support/kinds-rows.ts';
import { buildKindsApi } from './support/kinds-world.ts';
import { gatherValues, KnownValues } from './support/known-values.ts';
import { handMadeFields, randomPropertyFilter } from './support/product-hints.ts';
import { insertRoughWorld, strangers, viewers } from './support/rough-world.ts';
import { scaled, seed } from './support/scale.ts';

/** Servers that are asked at the same time, each its own part of the operations. */
const lanes = 2;
/** Operations of one test: what is compared in less than a test may take. */
const portion = 100;

const worlds = [
  { title: 'of the product', build: undefined, operations: scaled(1_000), covered: 0.9 },
  // What JavaScript writes otherwise than PostgreSQL is left to the resolvers.
  { title: 'of values of every kind', build: buildKindsApi, operations: scaled(300), covered: 0.5 },
];

describe.each(worlds)('random operations on tables $title', ({ build, operations, covered }) => {
  const paths: BothPaths[] = [];
  const known = new KnownValues();
  const tally = emptyTally();
  let database: TestApi;
  let handMade: ReadonlySet<string>;

  beforeAll(async () => {
    database = await startTestApi();
    await insertRoughWorld(database, seed);
    if (build) await insertKindsWorld(database, seed);
    const server = { ...database, api: build?.() ?? database.api };
    handMade = handMadeFields(server.api.blueprint);
    for (let i = 0; i < lanes; i++) paths.push(await openBothPaths(server));
    for (const viewer of ['owner', 'outsider']) {
      const ask = async (query: string) =>
        bodyOf((await paths[0]!.askTwice({ query, authorization: viewers[viewer] })).answered).data;
      await gatherValues(server.api.schema, ask, known, handMade);
    }
  });
  afterAll(async () => {
    await Promise.all(paths.map(each => each.close()));
    await database.close();
  });

  const comparison = (lane: BothPaths): Comparison => ({
    paths: lane,
    world: {
      schema: lane.schema,
      known,
      hints: { PropertyFilterInput: randomPropertyFilter(lane.schema) },
      handMade,
      leftOut: new Set(['previewCohort']),
    },
    viewers,
    mainViewer: 'owner',
    strangers,
    seed,
  });

  const starts = Array.from({ length: operations / portion }, (_, i) => i * portion);
  it.each(starts)(`are answered with the same bytes on both paths, ${portion} from %i on`, async start => {
    const size = portion / lanes;
    await Promise.all(
      paths.map((lane, i) =>
        compareOperations(comparison(lane), [start + i * size, start + (i + 1) * size], tally),
      ),
    );
  });

  it('are answered by a compiled statement nearly all, and few come out invalid', () => {
    expect(tally.compiled / tally.coverable, tally.uncovered.join('\n\n')).toBeGreaterThanOrEqual(covered);
    expect(tally.coverable).toBeGreaterThan(tally.requests / 2);
    expect(tally.invalid).toBeLessThan(operations / 50);
  });
});
