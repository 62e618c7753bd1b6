/**
 * Values about all rows of a list against plain SQL: random filters, viewers and functions, on both paths, at the root and in relations.
 * A row that is not visible changes no figure, nor does a value that the viewer may not know.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../src/seed/random.ts';
import type { Any } from './support/api.ts';
import type { ForeignApi, ForeignViewer } from './support/foreign-api.ts';
import { fillSales, salesViewers, startSales, visibleSales } from './support/sales-world.ts';
import { isLong } from './support/scale.ts';

let world: ForeignApi;
beforeAll(async () => {
  world = await startSales();
  await fillSales(world.client);
});
afterAll(() => world.close());

/** Columns by their names in GraphQL: the expression in SQL, and what is told of it beside how many values there are. */
const columns: Readonly<Record<string, readonly [sql: string, sums: boolean, extremes: boolean]>> = {
  channel: ['channel', false, true],
  pieces: ['pieces', true, true],
  points: ['points', true, true],
  serial: ['serial', true, true],
  price: ['price', true, true],
  weight: ['weight', true, true],
  size: ['size', true, true],
  paid: ['paid', false, false],
  note: ['note', false, true],
  soldAt: ['sold_at', false, true],
  booked: ['booked', false, true],
  opened: ['opened', false, true],
  took: ['took', true, true],
  margin: ['known_margin', true, true],
  clerk: ['clerk', false, false],
};
const filters: readonly (readonly [where: string, sql: string])[] = [
  ['{}', 'true'],
  ['{ channel: { eq: WEB } }', `channel = 'web'`],
  ['{ points: { gt: 1000000000 } }', 'points > 1000000000'],
  ['{ note: { in: ["a", "ä"] } }', `note in ('a', 'ä')`],
  ['{ price: { isNull: true } }', 'price is null'],
  ['{ margin: { gte: "20" } }', 'known_margin >= 20'],
  ['{ OR: [{ paid: { eq: true } }, { size: { lt: 0 } }] }', '(paid or size < 0)'],
  [
    '{ items: { some: { title: { eq: "tea" } } } }',
    `exists (select 1 from item i where i.sale_id = s.id and i.title = 'tea')`,
  ],
  ['{ pieces: { lt: -100 } }', 'false'],
];

interface Case {
  readonly text: string;
  /** By response key and column: the SQL of what is expected. */
  readonly expected: string;
}

/** A list with random figures, and the one row of JSON that PostgreSQL says is right. */
function randomCase(random: Random, viewer: ForeignViewer): Case {
  const [where, condition] = random.pick(filters);
  const deleted = random.pick(['EXCLUDE', 'EXCLUDE', 'INCLUDE', 'ONLY'] as const);
  const selections: string[] = [];
  const told: string[] = [];
  if (random.chance(0.7)) {
    selections.push('n: count');
    told.push(`'n', count(*)`);
  }
  for (const name of ['countDistinct', 'sum', 'avg', 'min', 'max'] as const) {
    const offered = Object.entries(columns).filter(([, [, sums, extremes]]) =>
      name === 'countDistinct' ? true : name === 'sum' || name === 'avg' ? sums : extremes,
    );
    const chosen = offered.filter(() => random.chance(0.25));
    if (chosen.length === 0) continue;
    selections.push(`${name} { ${chosen.map(([column]) => column).join(' ')} }`);
    const pairs = chosen.map(([column, [sql]]) =>
      name === 'countDistinct'
        ? `'${column}', count(distinct ${sql})::text`
        : `'${column}', ${name}(${sql})::text`,
    );
    told.push(`'${name}', json_build_object(${pairs.join(', ')})`);
  }
  if (selections.length === 0) return randomCase(random, viewer);
  return {
    text: `sales(where: ${where}, deleted: ${deleted}, first: 1) { aggregate { ${selections.join(' ')} } }`,
    expected: `select json_build_object(${told.join(', ')}) as told from ${visibleSales(viewer, deleted)} s where ${condition}`,
  };
}

/** How clients are shown what PostgreSQL writes. */
function shown(column: string, name: string, text: string | null): unknown {
  if (text === null) return null;
  if (name === 'countDistinct') return Number(text);
  const isSum = name === 'sum' || name === 'avg';
  if (column === 'weight' || column === 'size') return Number(text);
  if (isSum || column === 'price' || column === 'margin' || column === 'took') {
    const isWhole = ['pieces', 'points', 'serial'].includes(column) && name === 'sum';
    return isWhole && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  }
  if (column === 'serial') return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (column === 'pieces' || column === 'points') return Number(text);
  if (column === 'channel') return text.toUpperCase();
  if (column === 'soldAt') return new Date(text).toISOString();
  return text;
}

const casesPerOperation = 10;
const operations = isLong ? 2_000 : 35;

describe.each(salesViewers.map((viewer, i) => ({ viewer, i })))('viewer $i', ({ viewer, i }) => {
  it(`is told what plain SQL says, in ${operations * casesPerOperation} lists`, async () => {
    const random = createRandom(`aggregates ${i}`);
    for (let number = 0; number < operations; number++) {
      const cases = Array.from({ length: casesPerOperation }, () => randomCase(random, viewer));
      const query = `{ ${cases.map(({ text }, at) => `l${at}: ${text}`).join('\n')} }`;
      const { data, errors } = await world.ask(viewer, query);
      expect(errors, query).toEqual([]);
      const [row] = await world.client.unsafe(
        `select ${cases.map(({ expected }, at) => `(${expected}) as l${at}`).join(', ')}`,
      );
      for (const [at, { text }] of cases.entries()) {
        const told = row![`l${at}`] as Any;
        const expected = Object.fromEntries(
          Object.entries(told as Readonly<Record<string, Any>>).map(([name, value]) => [
            name,
            typeof value === 'number'
              ? value
              : Object.fromEntries(
                  Object.entries(value as Readonly<Record<string, string | null>>).map(([column, each]) => [
                    column,
                    shown(column, name, each),
                  ]),
                ),
          ]),
        );
        expect(data[`l${at}`].aggregate, text).toEqual(expected);
      }
    }
  });
});

describe('values about all rows', () => {
  const [ann] = salesViewers as readonly [ForeignViewer];

  it('are those of each row in a relation, whatever the page', async () => {
    const { data, errors } = await world.ask(
      ann,
      `{ sales(first: 50) { nodes { uuid items(first: 1, where: { title: { ne: "milk" } }) {
        nodes { title } totalCount aggregate { count sum { cost } max { title } __typename countDistinct { title } } } } } }`,
    );
    expect(errors).toEqual([]);
    for (const { uuid, items } of data.sales.nodes) {
      const [row] = await world.client.unsafe(
        `select count(*)::int as n, sum(cost)::int as cost, max(title) as title, count(distinct title)::int as titles
         from item where sale_id = '${uuid}' and title <> 'milk'`,
      );
      expect(items.totalCount).toBe(row!.n);
      expect(items.aggregate).toEqual({
        count: row!.n,
        sum: { cost: row!.cost },
        max: { title: row!.title },
        __typename: 'ItemAggregate',
        countDistinct: { title: row!.titles },
      });
    }
  });

  it('are asked in several places and under other names', async () => {
    const { data, errors } = await world.ask(
      ann,
      `query ($all: Boolean!) { sales { ...A b: aggregate { min { soldAt } low: min { price } } aggregate @include(if: $all) { sum { points } } } }
       fragment A on SaleConnection { aggregate { n: count count __typename sum { pieces __typename } } }`,
      { all: true },
    );
    expect(errors).toEqual([]);
    expect(data.sales.aggregate).toEqual({
      n: data.sales.aggregate.count,
      count: expect.any(Number),
      __typename: 'SaleAggregate',
      sum: { pieces: expect.any(Number), __typename: 'SaleSum', points: expect.any(Number) },
    });
    expect(Object.keys(data.sales.b)).toEqual(['min', 'low']);
    expect(data.sales.b.low.price).not.toBeNull();
  });

  it('are asked without a value', async () => {
    const { data } = await world.ask(ann, '{ sales { aggregate { __typename sum { __typename } } } }');
    expect(data.sales.aggregate).toEqual({ __typename: 'SaleAggregate', sum: { __typename: 'SaleSum' } });
  });

  it('are offered of what has them: no lists, no JSON, no sum of texts', () => {
    const fields = (name: string) => Object.keys((world.api.schema.getType(name) as Any).getFields()).sort();
    expect(fields('SaleSum')).toEqual([
      'margin',
      'pieces',
      'points',
      'price',
      'serial',
      'size',
      'took',
      'weight',
    ]);
    expect(fields('SaleExtremes')).toEqual([
      ...[
        'booked',
        'channel',
        'deletedAt',
        'margin',
        'note',
        'opened',
        'pieces',
        'points',
        'price',
        'serial',
      ],
      ...['size', 'soldAt', 'took', 'weight'],
    ]);
    expect(fields('SaleCountDistinct')).not.toContain('tags');
    expect(fields('SaleCountDistinct')).not.toContain('extra');
    expect(world.api.schema.getType('SaleAvg')!.toString()).toBe('SaleAvg');
  });
});
