/**
 * Compiled reads against the resolvers: random operations, asked of both, have to be answered with the same bytes.
 * Nearly all of them have to be answered by one compiled statement each, or the comparison would say little.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { type BothPaths, bodyOf, openBothPaths } from './support/both-paths.ts';
import { type Comparison, compareOperations, emptyTally } from './support/compare-operations.ts';
import { gatherValues, KnownValues } from './support/known-values.ts';
import { handMadeFields, randomPropertyFilter } from './support/product-hints.ts';
import { insertRoughWorld, strangers, viewers } from './support/rough-world.ts';
import { scaled, seed } from './support/scale.ts';

/** Servers that are asked at the same time, each its own part of the operations. */
const lanes = 2;
const operations = Number(process.env.OPERATIONS ?? scaled(2_000));

let api: TestApi;
const paths: BothPaths[] = [];
const known = new KnownValues();

let handMade: ReadonlySet<string>;

beforeAll(async () => {
  api = await startTestApi();
  handMade = handMadeFields(api.api.blueprint);
  await insertRoughWorld(api, seed);
  for (let i = 0; i < lanes; i++) paths.push(await openBothPaths(api));
  for (const viewer of ['owner', 'outsider']) {
    const ask = async (query: string) =>
      bodyOf((await paths[0]!.askTwice({ query, authorization: viewers[viewer] })).answered).data;
    await gatherValues(api.api.schema, ask, known, handMade);
  }
});
afterAll(async () => {
  await Promise.all(paths.map(each => each.close()));
  await api.close();
});

describe('random operations', () => {
  it('are answered with the same bytes on both paths, and nearly all by a compiled statement', async () => {
    const tally = emptyTally();
    const start = performance.now();
    const each = Math.ceil(operations / lanes);
    await Promise.all(
      paths.map((lane, i) => compareOperations(comparison(lane), [i * each, (i + 1) * each], tally)),
    );
    console.log(tally, performance.now() - start);
    expect(tally.compiled / tally.coverable, tally.uncovered.join('\n\n')).toBeGreaterThan(0.9);
    expect(tally.invalid).toBeLessThan(tally.operations / 20);
  });
});

function comparison(lane: BothPaths): Comparison {
  const { schema } = api.api;
  return {
    paths: lane,
    world: {
      schema,
      known,
      hints: { PropertyFilterInput: randomPropertyFilter(schema) },
      handMade,
      leftOut: new Set(['previewCohort']),
    },
    viewers,
    mainViewer: 'owner',
    strangers,
    seed,
  };
}
