/**
 * Lists with one row for each value of some keys, against PostgreSQL's own `distinct on`: random keys, filters, orders, pages and
 * viewers, on both paths. Whichever rows are not visible, others take their place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../src/seed/random.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import { fillSales, salesViewers, startSales, visibleSales } from './support/sales-world.ts';
import { isLong } from './support/scale.ts';

let world: ForeignApi;
beforeAll(async () => {
  world = await startSales();
  await fillSales(world.client);
});
afterAll(() => world.close());

/** What rows are told apart by, as it is asked and in SQL. */
const keys: readonly (readonly [given: string, sql: string])[] = [
  ['{ channel: true }', 's.channel'],
  ['{ clerk: true }', 's.clerk'],
  ['{ paid: true }', 's.paid'],
  ['{ size: true }', 's.size'],
  ['{ margin: true }', 's.known_margin'],
  [
    '{ soldAt: { bucket: DAY, timezone: "Asia/Kathmandu" } }',
    `date_trunc('day', s.sold_at, 'Asia/Kathmandu')`,
  ],
  ['{ booked: { bucket: WEEK } }', `date_trunc('week', s.booked::timestamp)`],
  ['{ extra: { path: ["plan"] } }', `nullif(s.extra -> 'plan', 'null')`],
];
const orders: readonly (readonly [given: string, sql: string])[] = [
  ['[{ pieces: DESC }]', 's.pieces desc, s.id desc'],
  ['[{ note: ASC_NULLS_FIRST }, { points: DESC }]', 's.note asc nulls first, s.points desc, s.id desc'],
  ['[{ channel: ASC }, { soldAt: DESC_NULLS_LAST }]', 's.channel, s.sold_at desc nulls last, s.id desc'],
  ['[{ items: { count: DESC } }]', '(select count(*) from item i where i.sale_id = s.id) desc, s.id desc'],
];
const filters: readonly (readonly [given: string, sql: string])[] = [
  ['{}', 'true'],
  ['{ paid: { eq: true } }', 's.paid'],
  ['{ points: { gt: 1000000000 } }', 's.points > 1000000000'],
];

const cases = isLong ? 1_000 : 12;

describe.each(salesViewers.map((viewer, i) => ({ viewer, i })))('viewer $i', ({ viewer, i }) => {
  it(`meets the rows that PostgreSQL meets, page by page, in ${cases} lists`, async () => {
    const random = createRandom(`distinct rows ${i}`);
    for (let number = 0; number < cases; number++) {
      const [first, second] = [random.pick(keys), random.pick(keys)];
      const chosen = random.chance(0.4) && first !== second ? [first, second] : [first];
      const [orderBy, order] = random.pick(orders);
      const [where, condition] = random.pick(filters);
      const deleted = random.pick(['EXCLUDE', 'EXCLUDE', 'INCLUDE', 'ONLY'] as const);
      const on = chosen.map(([, sql]) => sql).join(', ');
      const rows = `(select distinct on (${on}) s.* from ${visibleSales(viewer, deleted)} s where ${condition} order by ${on}, ${order}) s`;
      const [told] = await world.client.unsafe(
        `select coalesce(json_agg(s.id order by ${order}), '[]') as ids, sum(s.pieces)::text as pieces from ${rows}`,
      );
      const args = `where: ${where}, orderBy: ${orderBy}, deleted: ${deleted}, distinctOn: [${chosen.map(([given]) => given).join(', ')}]`;
      const [size, from, edge] = random.pick([
        ['first', 'after', 'endCursor'],
        ['last', 'before', 'startCursor'],
      ] as const);
      const met: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = `query ($cursor: String) { sales(${args}, ${size}: 7, ${from}: $cursor) {
          nodes { uuid } pageInfo { ${edge} hasNextPage hasPreviousPage } totalCount totalCountEstimate
          aggregate { count sum { pieces } } groups(by: [{ channel: true }]) { count } } }`;
        const { data, errors } = await world.ask(viewer, query, { cursor });
        expect(errors, query).toEqual([]);
        const { nodes, pageInfo, totalCount, totalCountEstimate, aggregate, groups } = data.sales;
        expect([totalCount, totalCountEstimate, aggregate.count], args).toEqual(
          Array(3).fill(told!.ids.length),
        );
        expect(aggregate.sum.pieces?.toString() ?? null, args).toBe(told!.pieces);
        expect(groups.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(totalCount);
        const page = nodes.map(({ uuid }: { uuid: string }) => uuid);
        if (size === 'first') met.push(...page);
        else met.unshift(...page);
        expect(size === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(
          met.length < told!.ids.length,
        );
        cursor = pageInfo[edge];
      } while (cursor !== null);
      expect(met, args).toEqual(told!.ids);
    }
  });
});

describe('a list with one row of each kind', () => {
  const [ann] = salesViewers as readonly [ForeignViewer];

  it('hangs on a row, and tells rows apart by those that relations lead to', async () => {
    const { data, errors } = await world.ask(
      ann,
      `{ sales(first: 40) { nodes { uuid items(distinctOn: [{ title: true }], orderBy: [{ cost: DESC }], first: 2) { totalCount nodes { uuid } } } }
         items(distinctOn: [{ sale: { channel: true } }], orderBy: [{ cost: ASC }]) { nodes { uuid } } }`,
    );
    expect(errors).toEqual([]);
    for (const { uuid, items } of data.sales.nodes) {
      const found = await world.client.unsafe(
        `select id from (select distinct on (title) * from item where sale_id = '${uuid}' order by title, cost desc, id desc) i order by cost desc, id desc`,
      );
      expect(items.totalCount).toBe(found.length);
      expect(items.nodes).toEqual(found.slice(0, 2).map(({ id }) => ({ uuid: id })));
    }
    const visible = visibleSales(ann, 'EXCLUDE');
    const channels = await world.client.unsafe(
      `select id from (select distinct on (s.channel) i.* from item i left join ${visible} s on s.id = i.sale_id
        where i.shop_id = any('{${ann.shops.join()}}') order by s.channel, i.cost, i.id) i order by cost, id`,
    );
    expect(data.items.nodes).toEqual(channels.map(({ id }) => ({ uuid: id })));
  });

  it('is asked for by variables, by others each time', async () => {
    const query = 'query ($on: [SaleGroupBy!]) { sales(distinctOn: $on) { totalCount nodes { uuid } } }';
    const counts: number[] = [];
    for (const on of [
      [{ channel: true }],
      [{ paid: true }],
      [{ extra: { path: ['plan'] } }],
      [{ extra: { path: ['deep', 'n'] } }],
      null,
    ]) {
      const { data, errors } = await world.ask(ann, query, { on });
      expect(errors).toEqual([]);
      expect(data.sales.nodes).toHaveLength(Math.min(data.sales.totalCount, 20));
      counts.push(data.sales.totalCount);
    }
    const [all] = await world.client.unsafe(
      `select count(*)::int as n from ${visibleSales(ann, 'EXCLUDE')} s`,
    );
    expect(counts).toEqual([3, 3, 5, 4, all!.n]);
  });

  it('is the whole list where no key is given', async () => {
    const { data } = await world.ask(
      ann,
      '{ a: sales(distinctOn: []) { totalCount } b: sales(distinctOn: null) { totalCount } c: sales { totalCount } }',
    );
    expect(data.a).toEqual(data.c);
    expect(data.b).toEqual(data.c);
  });

  it.each([
    ['[{ paid: false }]', 'distinctOn[0].paid must be true. Leave it out not to group by it.'],
    [
      '[{ paid: true }, { paid: true }]',
      'distinctOn[1] groups by paid once more: each can be grouped by once.',
    ],
    [
      '[{ booked: { bucket: DAY, empty: true } }]',
      'distinctOn[0].booked.empty is for groups alone: no row is there.',
    ],
  ])('takes keys that there are: not %s', async (given, message) => {
    const { errors } = await world.ask(ann, `{ sales(distinctOn: ${given}) { totalCount } }`);
    expect(errors).toEqual([expect.stringContaining(message)]);
  });
});
