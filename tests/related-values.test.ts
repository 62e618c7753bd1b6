/**
 * Lists that are filtered and ordered by values about the rows of a relation, against plain SQL: random values, directions, pages and
 * viewers, on both paths. A row that is not visible changes no value, nor does one that the viewer may not know.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../src/seed/random.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import { fillSales, salesViewers, startSales, visibleSales } from './support/sales-world.ts';
import { isLong } from './support/scale.ts';

let world: ForeignApi;
beforeAll(async () => {
  world = await startSales();
  await fillSales(world.client);
});
afterAll(() => world.close());

/** A value about rows: as it is asked for, and in SQL over the related rows `o`. */
interface Value {
  readonly member: readonly string[];
  readonly sql: string;
  /** Conditions on it, and what they are in SQL. */
  readonly conditions: readonly (readonly [given: string, sql: (value: string) => string])[];
}
const compared = (given: string, literal: string): Value['conditions'] => [
  [`{ gt: ${given} }`, value => `${value} > ${literal}`],
  [`{ lte: ${given} }`, value => `${value} <= ${literal}`],
  ['{ isNull: true }', value => `${value} is null`],
];
const values: readonly Value[] = [
  { member: ['count'], sql: 'count(*)', conditions: [...compared('2', '2'), ['{ eq: 0 }', v => `${v} = 0`]] },
  { member: ['sum', 'pieces'], sql: 'sum(o.pieces)', conditions: compared('500000', '500000') },
  { member: ['avg', 'points'], sql: 'avg(o.points)', conditions: compared('"1000000000"', '1000000000') },
  { member: ['sum', 'weight'], sql: 'sum(o.weight)', conditions: compared('0.5', '0.5') },
  { member: ['avg', 'size'], sql: 'avg(o.size)', conditions: compared('0', '0') },
  { member: ['max', 'note'], sql: 'max(o.note)', conditions: compared('"b"', `'b'`) },
  { member: ['min', 'channel'], sql: 'min(o.channel)', conditions: compared('SHOP', `'shop'`) },
  { member: ['max', 'margin'], sql: 'max(o.known_margin)', conditions: compared('"30"', '30') },
  { member: ['sum', 'margin'], sql: 'sum(o.known_margin)', conditions: compared('"400"', '400') },
  {
    member: ['min', 'soldAt'],
    sql: 'min(o.sold_at)',
    conditions: compared('"2026-02-11T00:00:00Z"', `'2026-02-11T00:00:00Z'`),
  },
];
const distinct: Value = {
  member: ['countDistinct', 'margin'],
  sql: 'count(distinct o.known_margin)',
  conditions: [],
};
const ofItems: readonly Value[] = [
  { member: ['count'], sql: 'count(*)', conditions: compared('2', '2') },
  { member: ['sum', 'cost'], sql: 'sum(o.cost)', conditions: compared('9', '9') },
  { member: ['max', 'title'], sql: 'max(o.title)', conditions: compared('"milk"', `'milk'`) },
];

const nested = (members: readonly string[], inner: string): string =>
  members.reduceRight((value, member) => `{ ${member}: ${value} }`, inner);

interface Told {
  readonly relation: string;
  readonly value: Value;
  /** In SQL, over a sale `s`. */
  readonly sql: string;
}

function randomTold(random: Random, viewer: ForeignViewer, offered: readonly Value[]): Told {
  if (random.chance(0.4)) {
    const value = random.pick(ofItems);
    return { relation: 'items', value, sql: `(select ${value.sql} from item o where o.sale_id = s.id)` };
  }
  const value = random.pick(offered);
  const rows = `${visibleSales(viewer, 'EXCLUDE')} o where o.clerk = s.clerk`;
  return { relation: 'ofClerk', value, sql: `(select ${value.sql} from ${rows})` };
}

const cases = isLong ? 2_000 : 60;

describe.each(salesViewers.map((viewer, i) => ({ viewer, i })))('viewer $i', ({ viewer, i }) => {
  it(`finds by values about related rows what plain SQL finds, in ${cases} filters`, async () => {
    const random = createRandom(`related values ${i}`);
    for (let number = 0; number < cases; number += 10) {
      const asked = Array.from({ length: 10 }, () => {
        const { relation, value, sql } = randomTold(random, viewer, values);
        const [given, condition] = random.pick(value.conditions);
        const negated = random.chance(0.3);
        const where = `{ ${relation}: ${nested(value.member, given)} }`;
        return {
          text: `sales(where: ${negated ? `{ NOT: ${where} }` : where}) { totalCount }`,
          expected: `(select count(*)::int from ${visibleSales(viewer, 'EXCLUDE')} s where (${condition(sql)}) is ${negated ? 'not ' : ''}true)`,
        };
      });
      const query = `{ ${asked.map(({ text }, at) => `l${at}: ${text}`).join('\n')} }`;
      const { data, errors } = await world.ask(viewer, query);
      expect(errors, query).toEqual([]);
      const [row] = await world.client.unsafe(
        `select ${asked.map(({ expected }, at) => `${expected} as l${at}`).join(', ')}`,
      );
      for (const [at, { text }] of asked.entries())
        expect(data[`l${at}`].totalCount, text).toBe(row![`l${at}`]);
    }
  });

  it('meets every row once, in the order of plain SQL, forwards and backwards', async () => {
    const random = createRandom(`related orders ${i}`);
    for (let number = 0; number < cases / 6; number++) {
      const { relation, value, sql } = randomTold(random, viewer, [...values, distinct]);
      const direction = random.pick(['ASC', 'DESC', 'ASC_NULLS_FIRST', 'DESC_NULLS_LAST']);
      const orderBy = `[{ ${relation}: ${nested(value.member, direction)} }, { pieces: DESC }]`;
      const expected = await world.client.unsafe(
        `select s.id from ${visibleSales(viewer, 'EXCLUDE')} s
         order by ${sql} ${direction.toLowerCase().replaceAll('_', ' ')}, s.pieces desc, s.id desc`,
      );
      const ids = expected.map(({ id }) => id);
      const [size, from, edge] = random.pick([
        ['first', 'after', 'endCursor'],
        ['last', 'before', 'startCursor'],
      ]) as [string, string, string];
      const met: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = `query ($cursor: String) { sales(orderBy: ${orderBy}, ${size}: 70, ${from}: $cursor) {
          nodes { uuid } pageInfo { ${edge} } } }`;
        const { data, errors } = await world.ask(viewer, query, { cursor });
        expect(errors, query).toEqual([]);
        const page = data.sales.nodes.map(({ uuid }: { uuid: string }) => uuid);
        if (size === 'first') met.push(...page);
        else met.unshift(...page);
        cursor = data.sales.pageInfo[edge];
      } while (cursor !== null);
      expect(met, orderBy).toEqual(ids);
    }
  });
});

describe('a value about related rows', () => {
  const [ann] = salesViewers as readonly [ForeignViewer];

  it('is asked of the row that a relation leads to, and inside of other relations', async () => {
    const { data, errors } = await world.ask(
      ann,
      `{ items(first: 5, where: { sale: { items: { count: { gte: 3 } } } }, orderBy: [{ sale: { items: { sum: { cost: DESC_NULLS_LAST } } } }]) { nodes { sale { uuid } } }
         sales(where: { items: { some: { sale: { items: { max: { cost: { eq: 9 } } } } } } }) { totalCount } }`,
    );
    expect(errors).toEqual([]);
    const visible = visibleSales(ann, 'EXCLUDE');
    const found = await world.client.unsafe(
      `select s.id from item i join ${visible} s on s.id = i.sale_id
       where (select count(*) from item o where o.sale_id = s.id) >= 3
       order by (select sum(cost) from item o where o.sale_id = s.id) desc, i.id desc limit 5`,
    );
    expect(data.items.nodes.map(({ sale }: { sale: { uuid: string } }) => sale.uuid)).toEqual(
      found.map(({ id }) => id),
    );
    const [row] = await world.client.unsafe(
      `select count(*)::int as n from ${visible} s where (select max(cost) from item o where o.sale_id = s.id) = 9`,
    );
    expect(data.sales.totalCount).toBe(row!.n);
  });

  it.each([
    [
      'where: { items: { max: { sale: { pieces: { gt: 1 } } } } }',
      'where.items.max.sale is not told of rows together: max has no sale.',
    ],
    [
      'where: { items: { count: null } }',
      'where.items.count must be a filter, not null. Leave it out to filter nothing.',
    ],
    [
      'orderBy: [{ items: { sum: { title: ASC } } }]',
      'orderBy.items.sum.title is not told of rows together: sum has no title.',
    ],
  ])('that there is none of is refused: %s', async (args, message) => {
    const { errors } = await world.ask(ann, `{ sales(${args}) { totalCount } }`);
    expect(errors).toEqual([expect.stringContaining(message)]);
  });
});
