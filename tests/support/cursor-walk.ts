/**
 * Walks through all pages of lists, in every order, forward and backward, against plain SQL.
 * No row may be lost, repeated or out of order, whatever nulls and ties the data has.
 */
import type { TablesRelationalConfig } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { expect } from 'vitest';
import {
  type Blueprint,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../../src/generator/blueprint/blueprint.ts';
import type { Any } from './api.ts';
import { columnSql, idSql, keySql, relatedSql, tableSql } from './plain-sql.ts';

const directions = {
  ASC: 'asc nulls last',
  ASC_NULLS_FIRST: 'asc nulls first',
  DESC: 'desc nulls first',
  DESC_NULLS_LAST: 'desc nulls last',
} as const;
export type Direction = keyof typeof directions;
export const allDirections = Object.keys(directions) as Direction[];

export interface WalkedWorld {
  readonly blueprint: Blueprint;
  /** As they were declared. */
  readonly relations: TablesRelationalConfig;
  client(): Sql;
  /** Asks as the one who walks. @throws where the answer has errors */
  ask(query: string): Promise<Any>;
  /** The rows of a table that the one who walks sees, as a condition of SQL over the alias. */
  visible(type: TypeBlueprint, alias: string): string;
  /** In which of them a column is known, likewise; undefined for all. */
  known(type: TypeBlueprint, key: string, alias: string): string | undefined;
  readonly directions: readonly Direction[];
  /** By how many columns of each row that a row points to. */
  readonly ordersThroughOne: number;
  /** Whether orders of two keys are walked as well. */
  readonly pairs: boolean;
}

/** One order of a list: how GraphQL asks for it, and the SQL it stands for. */
interface Order {
  readonly graphql: string;
  readonly sql: string;
}

/** A list to walk: the field with its parent around it, and the rows it should have. */
export interface WalkedList {
  readonly name: string;
  readonly type: TypeBlueprint;
  /** Finds the row that the list hangs on, and tells the rows: `from … where …` over `t`. */
  prepare(): Promise<{ readonly from: string; wrap(selection: string): string; unwrap(data: Any): Any }>;
}

/** All lists: those of root fields, and those of declared relations that hang on the row with most rows. The events about a row are no table's to declare. */
export const listsOf = (world: WalkedWorld): WalkedList[] =>
  Object.values(world.blueprint.types).flatMap(type => [
    rootList(world, type),
    ...type.relations
      .filter(({ many, field }) => many && world.relations[type.table]!.relations[field])
      .map(relation => relationList(world, type, relation)),
  ]);

const rootList = (world: WalkedWorld, type: TypeBlueprint): WalkedList => ({
  name: type.plural,
  type,
  prepare: async () => ({
    from: `${tableSql(type)} t where ${world.visible(type, 't')}`,
    wrap: selection => selection.replaceAll('LIST', type.plural),
    unwrap: data => data,
  }),
});

function relationList(world: WalkedWorld, type: TypeBlueprint, relation: RelationBlueprint): WalkedList {
  const target = typeOf(world.blueprint, relation.target);
  const joined = `${tableSql(type)} s join ${relatedSql(world, type, relation)}`;
  const join = relation.through && typeOf(world.blueprint, relation.through.table);
  const seen = [
    world.visible(type, 's'),
    world.visible(target, 't'),
    ...(join ? [world.visible(join, 'j')] : []),
  ].join(' and ');
  return {
    name: `${type.name}.${relation.field}`,
    type: target,
    prepare: async () => {
      const [most] = await world
        .client()
        .unsafe<{ id: string }[]>(
          `select ${idSql(type, 's')} as id from ${joined} where ${seen} group by 1 order by count(*) desc, 1 limit 1`,
        );
      const parent = most?.id ?? '';
      return {
        from: `${joined} where ${seen} and ${idSql(type, 's')} = '${parent}'`,
        wrap: selection =>
          `${type.single}(id: "${parent}") { ${selection.replaceAll('LIST', relation.field)} }`,
        unwrap: data => data[type.single],
      };
    },
  };
}

/** What the one who walks knows of a column. */
function valueSql(world: WalkedWorld, type: TypeBlueprint, key: string, alias: string): string {
  const known = world.known(type, key, alias);
  const column = columnSql(type, key, alias);
  return known === undefined ? column : `case when ${known} then ${column} end`;
}

function ordersOf(world: WalkedWorld, type: TypeBlueprint): Order[] {
  const orderable = type.columns.filter(column => column.orderable);
  const own = orderable.map(({ field, key }) => ({
    graphql: (direction: string) => `{ ${field}: ${direction} }`,
    sql: valueSql(world, type, key, 't'),
  }));
  const throughOne = type.relations
    .filter(relation => !relation.many)
    .flatMap(relation => {
      const target = typeOf(world.blueprint, relation.target);
      // Of the row itself there is the key alone: its columns are the other's.
      const joined = relatedSql(world, type, relation).replaceAll('t.', 'r.').replace(' t on ', ' r where ');
      return target.columns
        .filter(column => column.orderable)
        .slice(0, world.ordersThroughOne)
        .map(({ field, key }) => ({
          graphql: (direction: string) => `{ ${relation.field}: { ${field}: ${direction} } }`,
          sql: `(select ${valueSql(world, target, key, 'r')} from ${joined.replaceAll('s.', 't.')} and ${world.visible(target, 'r')})`,
        }));
    });
  const single = [...own, ...throughOne].flatMap(({ graphql, sql }) =>
    world.directions.map(direction => ({
      graphql: graphql(direction),
      sql: `${sql} ${directions[direction]}, ${tieBreaker(type, direction)}`,
    })),
  );
  return world.pairs ? [...single, ...pairsOf(own, type)] : single;
}

const tieBreaker = (type: TypeBlueprint, direction: string) =>
  keySql(type, 't')
    .map(key => `${key} ${direction.startsWith('DESC') ? 'desc' : 'asc'}`)
    .join(', ');

/** Each column before its neighbour, in directions that change. */
const pairsOf = (
  columns: readonly { graphql(direction: string): string; readonly sql: string }[],
  type: TypeBlueprint,
): Order[] =>
  columns.slice(1).map((second, i) => {
    const [one, other] = [allDirections[i % 4]!, allDirections[(i + 1 + (i >> 2)) % 4]!];
    const first = columns[i]!;
    return {
      graphql: `${first.graphql(one)}, ${second.graphql(other)}`,
      sql: `${first.sql} ${directions[one]}, ${second.sql} ${directions[other]}, ${tieBreaker(type, other)}`,
    };
  });

/** How many rows a list has. */
export async function lengthOf(world: WalkedWorld, list: WalkedList): Promise<number> {
  const { from } = await list.prepare();
  const [row] = await world.client().unsafe<{ n: number }[]>(`select count(*)::int as n from ${from}`);
  return row!.n;
}

const maxAtOnce = 80;

/** Holds the walks through a list to plain SQL, in every order. @param sizes of pages, by the length of the list; backward for one of them */
export async function expectWalked(
  world: WalkedWorld,
  list: WalkedList,
  sizes: (length: number) => { readonly forward: readonly number[]; readonly backward: number },
): Promise<void> {
  const { from, wrap, unwrap } = await list.prepare();
  const orders = ordersOf(world, list.type);
  const expected = await Promise.all(
    orders.map(async order => {
      const rows = await world
        .client()
        .unsafe<{ id: string }[]>(`select ${idSql(list.type, 't')} as id from ${from} order by ${order.sql}`);
      return rows.map(({ id }) => id);
    }),
  );
  // A list that hangs on no row cannot be asked for.
  if (list.name.includes('.') && expected[0]!.length === 0) return;
  const { forward, backward } = sizes(expected[0]!.length);
  const ask = async (selection: string) => unwrap(await world.ask(`{ ${wrap(selection)} }`));
  // A document may ask for a thousand fields.
  const parts = Array.from({ length: Math.ceil(orders.length / maxAtOnce) }, (_, i) =>
    orders.slice(i * maxAtOnce, (i + 1) * maxAtOnce),
  );
  const turns = [...forward.map(size => ({ size, isBackward: false })), { size: backward, isBackward: true }];
  for (const { size, isBackward } of turns) {
    const walked: string[][] = [];
    for (const part of parts)
      walked.push(
        ...(await walk({ name: list.name, length: expected[0]!.length, ask }, part, size, isBackward)),
      );
    orders.forEach((order, i) => {
      expect(walked[i], `${order.graphql}, pages of ${size}, backward: ${isBackward}`).toEqual(expected[i]);
    });
  }
}

interface AskedList {
  readonly name: string;
  readonly length: number;
  ask(selection: string): Promise<Any>;
}

/** Walks all orders of a list at once, an alias for each, and gives the ids each walk met. */
async function walk(
  { name, length, ask }: AskedList,
  orders: readonly Order[],
  size: number,
  isBackward: boolean,
): Promise<string[][]> {
  const [count, position] = isBackward ? ['last', 'before'] : ['first', 'after'];
  const walked: string[][] = orders.map(() => []);
  let open = orders.map((order, i) => ({ order, i, cursor: '' }));
  for (let round = 0; open.length > 0; round++) {
    expect(round, `the walk of ${name} does not end`).toBeLessThan(Math.max(1, Math.ceil(length / size)));
    const fields = open.map(
      ({ order, i, cursor }) =>
        `o${i}: LIST(${count}: ${size}${cursor && `, ${position}: "${cursor}"`}, orderBy: [${order.graphql}]) {
          edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
    );
    const data = await ask(fields.join('\n'));
    open = open.flatMap(({ order, i }) => {
      const { edges, pageInfo } = data[`o${i}`];
      const ids = edges.map((edge: Any) => edge.node.id);
      if (isBackward) walked[i]!.unshift(...ids);
      else walked[i]!.push(...ids);
      expect(pageInfo.startCursor).toBe(edges.at(0)?.cursor ?? null);
      expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
      const hasMore = isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
      return hasMore ? [{ order, i, cursor: isBackward ? edges[0].cursor : edges.at(-1).cursor }] : [];
    });
  }
  return walked;
}
