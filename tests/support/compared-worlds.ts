/**
 * The databases on which both paths are compared: the product's tables with awkward rows, and tables with every kind of values.
 * Knows how each is filled and asked; what is compared, a test says.
 */
import type { CompiledReads } from '../../src/server/compiled-reads.ts';
import { startTestApi } from './api.ts';
import { type BothPaths, bodyOf, openBothPaths } from './both-paths.ts';
import { type Comparison, compareOperations, emptyTally, type Tally } from './compare-operations.ts';
import { insertKindsWorld } from './kinds-rows.ts';
import { buildKindsApi } from './kinds-world.ts';
import { gatherValues, KnownValues } from './known-values.ts';
import { openPartsLane, type PartsLane } from './parts-lane.ts';
import { handMadeFields, randomPropertyFilter } from './product-hints.ts';
import { insertRoughWorld, strangers, viewers } from './rough-world.ts';
import { seed } from './scale.ts';

export interface WorldPlan {
  readonly title: string;
  readonly ofKinds: boolean;
}

export const worlds: readonly WorldPlan[] = [
  { title: 'of the product', ofKinds: false },
  { title: 'of values of every kind', ofKinds: true },
];

export interface ComparedWorld {
  /** Two servers of their own on the world's database. */
  openLane(reads?: typeof CompiledReads): Promise<BothPaths>;
  /** A server that is asked whole, and in parts. */
  openPartsLane(): Promise<PartsLane>;
  /** Compares the operations of some numbers. @throws on the first difference */
  compare(
    lane: BothPaths,
    numbers: readonly [number, number],
    options?: { readonly tally?: Tally; readonly asFound?: boolean },
  ): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld({ ofKinds }: WorldPlan): Promise<ComparedWorld> {
  const own = await startTestApi();
  await insertRoughWorld(own, seed);
  if (ofKinds) await insertKindsWorld(own, seed);
  const server = ofKinds ? { ...own, api: buildKindsApi() } : own;
  const { schema, blueprint } = server.api;
  const handMade = handMadeFields(blueprint);
  const known = new KnownValues();
  const first = await openBothPaths(server);
  for (const viewer of ['owner', 'outsider']) {
    const ask = async (query: string) =>
      bodyOf((await first.askTwice({ query, authorization: viewers[viewer] })).expected).data;
    await gatherValues(schema, ask, known, handMade);
  }
  await first.close();
  const comparison: Omit<Comparison, 'paths'> = {
    world: {
      schema,
      known,
      hints: { PropertyFilterInput: randomPropertyFilter(schema) },
      handMade,
      leftOut: new Set(['previewCohort', 'search']),
    },
    viewers,
    mainViewer: 'owner',
    strangers,
    seed,
  };
  return {
    openLane: reads => openBothPaths(server, reads),
    openPartsLane: () => openPartsLane(server),
    compare: (lane, numbers, { tally = emptyTally(), asFound = false } = {}) =>
      compareOperations({ ...comparison, paths: lane, asFound }, numbers, tally),
    close: () => own.close(),
  };
}
