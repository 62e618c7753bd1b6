/**
 * Filters on the columns of others' tables against plain SQL: every operator of every column, by values that rows have,
 * alone and combined, with the counts of what they leave.
 */
import type { GraphQLInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnBlueprint, TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import type { Any } from './support/api.ts';
import { gatherPools, type Pools, type Value } from './support/foreign-values.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { foreignWorlds } from './support/foreign-worlds.ts';
import { columnSql, idSql, literal, tableSql } from './support/plain-sql.ts';
import { isLong } from './support/scale.ts';

/** What an operator asks of a column and a value, in SQL; of what is missing, `ne` and `notIn` hold. */
const operators: Readonly<Record<string, (column: string, value: string) => string>> = {
  eq: (column, value) => `${column} = ${value}`,
  ne: (column, value) => `${column} is distinct from ${value}`,
  lt: (column, value) => `${column} < ${value}`,
  lte: (column, value) => `${column} <= ${value}`,
  gt: (column, value) => `${column} > ${value}`,
  gte: (column, value) => `${column} >= ${value}`,
  in: (column, value) => `${column} in (${value})`,
  notIn: (column, value) => `(${column} in (${value})) is not true`,
  contains: (column, value) => `strpos(${column}::text, ${value}::text) > 0`,
  startsWith: (column, value) => `starts_with(${column}::text, ${value}::text)`,
  /** Of JSON, whatever it holds at its top. */
  holds: (column, value) => `${column}::jsonb @> ${value}::jsonb`,
  endsWith: (column, value) => `right(${column}::text, length(${value}::text)) = ${value}::text`,
};

interface Filter {
  readonly where: object;
  /** The condition over `t`, of what the one who asks may know. */
  readonly sql: string;
}

/** A text that is looked for inside of others may have a thousand characters. */
const isShort = ({ text }: Value) => text === null || text.length <= 1_000;

/** A document may ask for a thousand fields. */
const maxAtOnce = 80;

describe.each(
  foreignWorlds.filter(({ tables }) => Object.values(tables).some(({ sees }) => sees !== 'false')),
)('filters of tables $title', plan => {
  const world = foreignWorld(plan);
  let pools: Pools;

  beforeAll(async () => {
    await world.open();
    pools = await gatherPools(world);
  });
  afterAll(() => world.close());

  const known = (viewer: string, type: TypeBlueprint, key: string) => {
    const column = columnSql(type, key, 't');
    const condition = plan.tables[type.table]!.knows?.[key];
    return condition === undefined
      ? column
      : `(case when ${world.conditionFor(viewer, condition)} then ${column} end)`;
  };

  function filtersOf(viewer: string, type: TypeBlueprint, column: ColumnBlueprint): Filter[] {
    const { field, key, sqlType } = column;
    const filter = plan.api.schema.getType(column.filterName) as GraphQLInputObjectType;
    const offered = Object.keys(filter.getFields());
    const stored = known(viewer, type, key);
    const missing = [true, false].map(is => ({
      where: { [field]: { isNull: is } },
      sql: `${stored} is ${is ? '' : 'not '}null`,
    }));
    if (column.list) return missing;
    const pool = pools.get(type.table)!.get(key) ?? [];
    // One from the middle tells both sides; the long run asks for all.
    const values = (isLong ? pool : pool.slice(pool.length >> 1).slice(0, 1)).filter(isShort);
    const asked = values
      .filter((value): value is Value & { text: string } => value.text !== null)
      .flatMap(({ sent, text }) =>
        Object.entries(operators)
          .filter(
            ([operator]) => offered.includes(operator) && !(text === '' && /ith|contains/.test(operator)),
          )
          .map(([operator, condition]) => ({
            where: {
              [field]: { [operator]: /in$/i.test(operator) && !/contains/.test(operator) ? [sent] : sent },
            },
            sql: (column.kind === 'json' ? operators.holds! : condition)(
              stored,
              `${literal(text)}::${sqlType}`,
            ),
          })),
      );
    return [...missing, ...asked];
  }

  /** Filters that stand together, and against each other. */
  function combined(filters: readonly Filter[]): Filter[] {
    const [one, other, third] = [filters.at(0), filters.at(filters.length >> 1), filters.at(-1)];
    if (!one || !other || !third) return [];
    return [
      { where: { AND: [other.where, third.where] }, sql: `(${other.sql}) and (${third.sql})` },
      { where: { OR: [one.where, third.where] }, sql: `(${one.sql}) or (${third.sql})` },
      { where: { NOT: third.where }, sql: `(${third.sql}) is not true` },
      {
        where: { NOT: { OR: [other.where, { NOT: third.where }] } },
        sql: `((${other.sql}) or (${third.sql}) is not true) is not true`,
      },
    ];
  }

  const types = world.types.filter(({ table }) => plan.tables[table]!.sees !== 'false');
  describe.each(world.viewers.slice(0, isLong ? undefined : 1))('by %s', viewer => {
    it.each(types.map(type => [type.plural, type] as const))(
      'leave the rows of plain SQL: %s',
      async (_, type) => {
        const single = type.columns.flatMap(column => filtersOf(viewer, type, column));
        const filters = [...single, ...combined(single)];
        expect(filters.length).toBeGreaterThan(2);
        for (let start = 0; start < filters.length; start += maxAtOnce)
          await expectLeft(viewer, type, filters.slice(start, start + maxAtOnce));
      },
    );
  });

  async function expectLeft(viewer: string, type: TypeBlueprint, filters: readonly Filter[]): Promise<void> {
    const data: Any = await world.ask(
      viewer,
      `query (${filters.map((_, i) => `$w${i}: ${type.name}Where!`).join(' ')}) { ${filters
        .map((_, i) => `f${i}: ${type.plural}(first: 100, where: $w${i}) { totalCount nodes { id } }`)
        .join(' ')} }`,
      Object.fromEntries(filters.map(({ where }, i) => [`w${i}`, where])),
    );
    const sees = world.conditionFor(viewer, plan.tables[type.table]!.sees);
    const expected = await world.client().unsafe<{ ids: string[] }[]>(
      filters
        .map(
          ({ sql }, i) =>
            `(select ${i} as i, coalesce(array_to_json(array_agg(${idSql(type, 't')})), '[]') as ids from ${tableSql(type)} t where ${sees} and (${sql}))`,
        )
        .join(' union all ')
        .concat(' order by i'),
    );
    filters.forEach(({ where }, i) => {
      const at = `${type.plural} where ${JSON.stringify(where)}`;
      const ids: string[] = data[`f${i}`].nodes.map(({ id }: Any) => id);
      expect(data[`f${i}`].totalCount, at).toBe(expected[i]!.ids.length);
      if (expected[i]!.ids.length <= 100) expect(ids.sort(), at).toEqual(expected[i]!.ids.sort());
    });
  }
});
