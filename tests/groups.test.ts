/**
 * Groups of a list's rows against plain SQL: random keys, filters, conditions, orders and viewers, on both paths; and time by the
 * clock of a time zone. A row that is not visible is in no group, nor is a value known there that the viewer may not know.
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

const instant = (text: string) => new Date(text).toISOString();
const upper = (text: string) => text.toUpperCase();
const same = (text: string) => text;

/** What rows can be grouped by: as it is asked, in SQL, where the value is told, how the order of it is asked, and how it is shown. */
interface Key {
  readonly by: string;
  readonly sql: string;
  readonly member: string;
  readonly order?: (direction: string) => string;
  readonly shown: (text: string) => unknown;
}
const plain = (field: string, sql: string, shown: Key['shown'] = same): Key => ({
  by: `{ ${field}: true }`,
  sql,
  member: field,
  order: direction => `{ ${field}: ${direction} }`,
  shown,
});
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'];
const keys = (random: Random): readonly Key[] => {
  const unit = random.pick(['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
  const zone = random.pick(zones);
  const days = random.pick(['DAY', 'WEEK', 'MONTH']);
  return [
    plain('channel', 's.channel', upper),
    plain('paid', 's.paid', text => text === 'true'),
    plain('clerk', 's.clerk'),
    plain('note', 's.note'),
    plain('size', 's.size', Number),
    plain('margin', 's.known_margin'),
    {
      ...plain('soldAt', `date_trunc('${unit}', s.sold_at, '${zone}')`, instant),
      by: `{ soldAt: { bucket: ${unit}, timezone: "${zone}" } }`,
    },
    {
      ...plain('booked', `date_trunc('${days}', s.booked::timestamp)::date`),
      by: `{ booked: { bucket: ${days} } }`,
    },
    {
      by: '{ extra: { path: ["plan"] } }',
      sql: `nullif(s.extra -> 'plan', 'null')`,
      member: 'extra',
      shown: JSON.parse,
    },
  ];
};

interface Case {
  readonly text: string;
  readonly keys: readonly Key[];
  readonly expected: string;
}

function randomCase(random: Random, viewer: ForeignViewer): Case {
  const deleted = random.pick(['EXCLUDE', 'EXCLUDE', 'ONLY', 'INCLUDE'] as const);
  const [where, condition] = random.pick([
    ['{}', 'true'],
    ['{ points: { gt: 1000000000 } }', 's.points > 1000000000'],
    ['{ channel: { ne: WEB } }', `s.channel <> 'web'`],
  ] as const);
  const offered = [...keys(random)];
  const chosen = Array.from(
    { length: random.pick([1, 1, 2, 3]) },
    () => offered.splice(random.int(0, offered.length - 1), 1).at(0)!,
  );
  const [having, asked] = random.pick([
    ['', 'true'],
    ['', 'true'],
    [', having: { count: { gte: 3 } }', 'count(*) >= 3'],
    [
      ', having: { sum: { pieces: { gt: 40000 } }, count: { lt: 30 } }',
      'sum(s.pieces) > 40000 and count(*) < 30',
    ],
    [
      ', having: { max: { channel: { eq: WEB } }, avg: { price: { gt: "1" } } }',
      `max(s.channel) = 'web' and avg(s.price) > 1`,
    ],
  ] as const);
  const direction = random.pick(['ASC', 'DESC', 'ASC_NULLS_FIRST', 'DESC_NULLS_LAST']);
  const sqlDirection = direction.toLowerCase().replaceAll('_', ' ');
  const [ordered] = chosen.filter(({ order }) => order);
  const orders: (readonly [string, string])[] = [
    ['', ''],
    [`, orderBy: [{ count: ${direction} }]`, `count(*) ${sqlDirection},`],
    [
      `, orderBy: [{ sum: { price: ${direction} } }, { min: { note: ASC } }]`,
      `sum(s.price) ${sqlDirection}, min(s.note),`,
    ],
    ...(ordered
      ? [[`, orderBy: [{ key: ${ordered.order!(direction)} }]`, `${ordered.sql} ${sqlDirection},`] as const]
      : []),
  ];
  const [orderBy, order] = random.pick(orders);
  const first = random.pick([1, 3, 100, 1_000]);
  const by = chosen.map(key => key.by).join(', ');
  return {
    text: `sales(where: ${where}, deleted: ${deleted}, first: 1) {
      groups(by: [${by}]${having}${orderBy}, first: ${first}) { key { ${chosen.map(({ member }) => member).join(' ')} } count sum { points } countDistinct { clerk } } }`,
    keys: chosen,
    expected: `select coalesce(json_agg(g.told), '[]') from (
      select json_build_array(${chosen.map(({ sql }) => `(${sql})::text`).join(', ')}, count(*), sum(s.points), count(distinct s.clerk)) as told
      from ${visibleSales(viewer, deleted)} s where ${condition} group by ${chosen.map(({ sql }) => sql).join(', ')} having ${asked}
      order by ${order} ${chosen.map(({ sql }) => sql).join(', ')} limit ${first}) g`,
  };
}

const casesPerOperation = 10;
const operations = isLong ? 2_000 : 35;

describe.each(salesViewers.map((viewer, i) => ({ viewer, i })))('viewer $i', ({ viewer, i }) => {
  it(`is told the groups of plain SQL, in ${operations * casesPerOperation} lists`, async () => {
    const random = createRandom(`groups ${i}`);
    let met = 0;
    for (let number = 0; number < operations; number++) {
      const cases = Array.from({ length: casesPerOperation }, () => randomCase(random, viewer));
      const query = `{ ${cases.map(({ text }, at) => `l${at}: ${text}`).join('\n')} }`;
      const { data, errors } = await world.ask(viewer, query);
      expect(errors, query).toEqual([]);
      const [row] = await world.client.unsafe(
        `select ${cases.map(({ expected }, at) => `(${expected}) as l${at}`).join(', ')}`,
      );
      for (const [at, { text, keys: chosen }] of cases.entries()) {
        const expected = (row![`l${at}`] as Any[][]).map(told => ({
          key: Object.fromEntries(
            chosen.map(({ member, shown }, k) => [member, told[k] === null ? null : shown(told[k])]),
          ),
          count: told[chosen.length],
          sum: { points: told[chosen.length + 1] },
          countDistinct: { clerk: told[chosen.length + 2] },
        }));
        expect(data[`l${at}`].groups, text).toEqual(expected);
        met += expected.length;
      }
    }
    expect(met > 0).toBe(viewer.shops.length > 0);
  });
});

describe('groups', () => {
  const [ann] = salesViewers as readonly [ForeignViewer];
  const groupsOf = async (args: string, selection = 'count', list = 'sales') => {
    const { data, errors } = await world.ask(ann, `{ ${list} { groups(${args}) { ${selection} } } }`);
    expect(errors).toEqual([]);
    return data[list].groups as Any[];
  };

  it('are made by values of rows that relations lead to, of which those are missing that are not seen', async () => {
    const groups = await groupsOf(
      'by: [{ sale: { channel: true } }]',
      'key { sale { channel } } count',
      'items',
    );
    const rows = await world.client.unsafe(
      `select (select s.channel from ${visibleSales(ann, 'EXCLUDE')} s where s.id = i.sale_id) as channel, count(*)::int as count
       from item i where i.shop_id = any('{${ann.shops.join()}}'::uuid[]) group by 1 order by 1`,
    );
    expect(groups).toEqual(
      rows.map(({ channel, count }) => ({
        key: { sale: { channel: channel === null ? null : upper(channel) } },
        count,
      })),
    );
    expect(groups.at(-1).key.sale.channel).toBeNull();
  });

  it('are those of each row in a relation', async () => {
    const { data, errors } = await world.ask(
      ann,
      '{ sales(first: 30) { nodes { uuid items { groups(by: [{ title: true }], orderBy: [{ count: DESC }]) { key { title } count } } } } }',
    );
    expect(errors).toEqual([]);
    for (const { uuid, items } of data.sales.nodes) {
      const rows = await world.client.unsafe(
        `select title, count(*)::int as count from item where sale_id = '${uuid}' group by 1 order by 2 desc, 1`,
      );
      expect(items.groups).toEqual(rows.map(({ title, count }) => ({ key: { title }, count })));
    }
  });

  it('are asked for by several arguments at once, and by variables', async () => {
    const query = `query ($by: [SaleGroupBy!]!, $zone: String, $first: Int, $having: SaleGroupHaving, $order: [SaleGroupOrder!]) { sales {
      a: groups(by: $by, first: $first, having: $having, orderBy: $order) { key { channel paid __typename } __typename count }
      b: groups(by: [{ soldAt: { bucket: DAY, timezone: $zone } }], first: 2) { key { soldAt note } }
      aggregate { count } } }`;
    const ask = async (variables: object) => {
      const { data, errors } = await world.ask(ann, query, { ...variables });
      expect(errors).toEqual([]);
      return data.sales;
    };
    const first = await ask({ by: [{ channel: true }, { paid: true }], zone: 'UTC' });
    expect(first.a.length).toBe(9);
    expect(first.a[0]).toEqual({
      key: { channel: 'WEB', paid: false, __typename: 'SaleGroupKey' },
      __typename: 'SaleRowGroup',
      count: expect.any(Number),
    });
    const other = await ask({
      by: [{ channel: true }],
      zone: 'Asia/Kathmandu',
      first: 2,
      having: { count: { gt: 0 } },
      order: [{ key: { channel: 'DESC' } }],
    });
    expect(other.a.map(({ key }: Any) => key)).toEqual([
      { channel: 'PHONE', paid: null, __typename: 'SaleGroupKey' },
      { channel: 'SHOP', paid: null, __typename: 'SaleGroupKey' },
    ]);
    expect(other.b[0].key.soldAt).toMatch(/T18:15:00.000Z$/);
    expect(first.b[0].key.soldAt).toMatch(/T00:00:00.000Z$/);
    expect(other.b[0].key.note).toBeNull();
    expect(other.aggregate).toEqual(first.aggregate);
  });

  describe('with units of time that have no rows', () => {
    const at = async (moments: readonly string[]) => {
      await world.client`delete from item`;
      await world.client`delete from sale`;
      for (const moment of moments)
        await world.client`insert into sale (id, shop_id, clerk, channel, pieces, sold_at, booked)
          values (gen_random_uuid(), ${ann.shops[0]!}, ${ann.user}, 'web', 1, ${moment || null}::text::timestamptz, ${moment ? moment.slice(0, 10) : null}::text::date)`;
    };
    afterAll(() => fillSales(world.client));
    const told = (groups: readonly Any[]) =>
      groups.map(({ key, count, sum }) => [key.soldAt, count, sum?.pieces]);
    const values = 'key { soldAt } count sum { pieces }';

    it('tell days by the clock of the time zone, through both changes of summer time', async () => {
      await at(['2026-03-28T12:00:00Z', '2026-03-30T22:30:00Z', '2026-03-30T21:30:00Z']);
      expect(
        told(
          await groupsOf('by: [{ soldAt: { bucket: DAY, timezone: "Europe/Berlin", empty: true } }]', values),
        ),
      ).toEqual([
        ['2026-03-27T23:00:00.000Z', 1, 1],
        ['2026-03-28T23:00:00.000Z', 0, null],
        ['2026-03-29T22:00:00.000Z', 1, 1],
        ['2026-03-30T22:00:00.000Z', 1, 1],
      ]);
      await at(['2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z']);
      expect(
        told(
          await groupsOf(
            'by: [{ soldAt: { bucket: DAY, timezone: "Europe/Berlin", empty: true } }], orderBy: [{ key: { soldAt: DESC } }]',
            values,
          ),
        ),
      ).toEqual([
        ['2026-10-25T23:00:00.000Z', 1, 1],
        ['2026-10-24T22:00:00.000Z', 0, null],
        ['2026-10-23T22:00:00.000Z', 1, 1],
      ]);
    });

    it('tell both hours of one name in autumn', async () => {
      await at(['2026-10-24T23:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T02:30:00Z']);
      expect(
        told(
          await groupsOf(
            'by: [{ soldAt: { bucket: HOUR, timezone: "Europe/Berlin", empty: true } }]',
            values,
          ),
        ),
      ).toEqual([
        ['2026-10-24T23:00:00.000Z', 1, 1],
        ['2026-10-25T00:00:00.000Z', 1, 1],
        ['2026-10-25T01:00:00.000Z', 0, null],
        ['2026-10-25T02:00:00.000Z', 1, 1],
      ]);
    });

    it.each([
      ['WEEK', ['2026-01-05', '2026-01-12', '2026-01-19']],
      ['MONTH', ['2026-01-01']],
    ])('tell %ss of a column of days, and what is missing apart', async (unit, days) => {
      await at(['2026-01-06T00:00:00Z', '2026-01-20T00:00:00Z', '']);
      const groups = await groupsOf(
        `by: [{ booked: { bucket: ${unit}, empty: true } }]`,
        'key { booked } count',
      );
      expect(groups.map(({ key }) => key.booked)).toEqual([...days, null]);
    });

    it('tell no more than are wanted, however far the first is from the last', async () => {
      await at(['1000-01-01T00:00:00Z', '9999-12-31T00:00:00Z', '']);
      for (const [direction, expected] of [
        ['ASC', ['1000-01-01T00:00:00.000Z', '1000-01-01T00:01:00.000Z', '1000-01-01T00:02:00.000Z']],
        [
          'DESC_NULLS_LAST',
          ['9999-12-31T00:00:00.000Z', '9999-12-30T23:59:00.000Z', '9999-12-30T23:58:00.000Z'],
        ],
      ] as const)
        expect(
          (
            await groupsOf(
              `by: [{ soldAt: { bucket: MINUTE, empty: true } }], first: 3, orderBy: [{ key: { soldAt: ${direction} } }]`,
              'key { soldAt }',
            )
          ).map(({ key }) => key.soldAt),
        ).toEqual(expected);
    });

    it('tell nothing where there are no rows', async () => {
      await at([]);
      expect(await groupsOf('by: [{ soldAt: { bucket: DAY, empty: true } }]')).toEqual([]);
    });
  });

  it.each([
    ['by: []', 'by takes 1 to 5 keys, not 0.'],
    [
      'by: [{ channel: true }, { channel: true }]',
      'by[1] groups by channel once more: each can be grouped by once.',
    ],
    ['by: [{ channel: false }]', 'by[0].channel must be true. Leave it out not to group by it.'],
    ['by: [{ channel: true }], first: 0', 'first must be from 1 to 1000, not 0.'],
    ['by: [{ channel: true }], first: 1001', 'first must be from 1 to 1000, not 1001.'],
    [
      'by: [{ soldAt: { bucket: DAY, timezone: "+02:00" } }]',
      'by[0].soldAt.timezone must be the name of a time zone, such as "Europe/Berlin".',
    ],
    [
      `by: [{ soldAt: { bucket: DAY, timezone: "UTC'; select" } }]`,
      'by[0].soldAt.timezone must be the name of a time zone, such as "Europe/Berlin".',
    ],
    [
      'by: [{ booked: { bucket: DAY, timezone: "UTC" } }]',
      'by[0].booked.timezone must be left out: the column has no time zone.',
    ],
    ['by: [{ booked: { bucket: HOUR } }]', 'by[0].booked.bucket must be DAY or longer: the column has days.'],
    ['by: [{ extra: { path: [] } }]', 'by[0].extra.path must name at least one member.'],
    [
      'by: [{ channel: true }], orderBy: [{ key: { note: ASC } }]',
      'orderBy[0].key.note is not among the keys of by: groups have no such value.',
    ],
    [
      'by: [{ channel: true }], orderBy: [{ sum: { note: ASC } }]',
      'orderBy[0].sum.note is not told of groups: sum has no note.',
    ],
    [
      'by: [{ channel: true }], having: { max: { items: { some: {} } } }',
      'having.max.items is not told of groups: max has no items.',
    ],
    [
      'by: [{ channel: true }], having: { count: { eq: null } }',
      'having.count.eq must not be null. Use { isNull: true } to find missing values, or leave the operator out.',
    ],
    [
      'by: [{ soldAt: { bucket: DAY, empty: true } }, { channel: true }]',
      'empty can be asked for where by has one key.',
    ],
    [
      'by: [{ soldAt: { bucket: DAY, empty: true } }], having: { count: { gt: 1 } }',
      'empty cannot be asked for together with having.',
    ],
    [
      'by: [{ soldAt: { bucket: DAY, empty: true } }], orderBy: [{ count: ASC }]',
      'empty can be asked for in the order of the key alone.',
    ],
  ])('tells what is wrong with %s', async (args, message) => {
    const { errors } = await world.ask(ann, `{ sales { groups(${args}) { count } } }`);
    expect(errors).toEqual([`BAD_USER_INPUT: ${message}`]);
  });
});
