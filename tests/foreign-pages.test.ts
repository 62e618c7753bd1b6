/**
 * Pages of the lists of others' tables against plain SQL: every list in every order that is offered, one key and two,
 * over ties, missing values, the odd ones of each type, and columns that are not all known.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allDirections, expectWalked, lengthOf, listsOf, type WalkedWorld } from './support/cursor-walk.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { foreignWorlds } from './support/foreign-worlds.ts';
import { isLong } from './support/scale.ts';

/** Of pulled tables, which have columns of few types and many of each, pulled-schemas.test.ts walks the main orders in a usual run. */
const served = foreignWorlds.filter(
  ({ tables, isPulled }) =>
    Object.values(tables).some(({ sees }) => sees !== 'false') && (isLong || !isPulled),
);

describe.each(served)('lists $title', plan => {
  const world = foreignWorld(plan);
  const over = (alias: string, text: string) => text.replace(/\bt\./g, `${alias}.`);

  const walkedBy = (viewer: string, orders: 'all' | 'most' | 'some'): WalkedWorld => ({
    blueprint: world.blueprint,
    relations: plan.api.relations,
    client: world.client,
    ask: query => world.ask(viewer, query),
    visible: ({ table }, alias) => over(alias, world.conditionFor(viewer, plan.tables[table]!.sees)),
    known: ({ table }, key, alias) => {
      const condition = plan.tables[table]!.knows?.[key];
      return condition === undefined ? undefined : over(alias, world.conditionFor(viewer, condition));
    },
    directions: orders === 'all' ? allDirections : ['ASC', 'DESC_NULLS_LAST'],
    ordersThroughOne: isLong ? 6 : 1,
    pairs: orders !== 'some',
  });
  // Three pages each way: ends, a middle, and a last one that is not full.
  const sizes = (length: number) => {
    const size = Math.min(100, Math.max(1, Math.ceil((length + 1) / 3)));
    return { forward: isLong ? [1, 3, size] : [size], backward: size };
  };

  beforeAll(() => world.open());
  afterAll(() => world.close());

  it('are long enough to have several pages, most of them', async () => {
    const walked = walkedBy(world.viewers[0]!, 'all');
    const lengths = await Promise.all(listsOf(walked).map(list => lengthOf(walked, list)));
    expect(lengths.filter(length => length > 2).length).toBeGreaterThan(lengths.length / 2);
  });

  describe.each(world.viewers)('walked by %s', viewer => {
    const isMain = viewer === world.viewers[0];
    // Who sees other rows walks by the same conditions: it is columns that others know less of, and the rest is for the long run.
    const lists = listsOf(walkedBy(viewer, 'all')).filter(
      ({ name, type }) => isLong || isMain || (!name.includes('.') && plan.tables[type.table]!.knows),
    );
    it.each(lists.map(list => list.name))(
      'have the rows of plain SQL, each once and in order: %s',
      async name => {
        const list = lists.find(each => each.name === name)!;
        const isBroad = list.type.columns.length > 30;
        const orders = isLong ? 'all' : !isMain || name.includes('.') ? 'some' : isBroad ? 'most' : 'all';
        await expectWalked(walkedBy(viewer, orders), list, sizes);
      },
    );
  });
});
