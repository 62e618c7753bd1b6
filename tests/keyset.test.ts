/**
 * Pages against plain SQL: every list × every order × several page sizes, forward and backward.
 * No row may be lost, repeated or out of order, whatever nulls and ties the data has.
 */
import { getTableName, type Relation } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RelationBlueprint, TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { relations, type TableName, tables } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, type Fixture, insertFixture } from './support/fixture.ts';
import { isLong } from './support/scale.ts';

const { blueprint } = buildApi();
const fixture: Fixture = buildFixture();
let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ yoga: { maxQueryTokens: 50_000, maxAliases: 500 } });
  await insertFixture(api.database, fixture);
  token = await api.signIn(emailOf('owner'));
});
afterAll(() => api.close());

/** One order of a list: how GraphQL asks for it, and the SQL it stands for. */
interface Order {
  readonly graphql: string;
  readonly sql: string;
}

const sqlColumn = (table: string, key: string) =>
  (tables[table as TableName] as unknown as Record<string, { name: string }>)[key]!.name;
const sqlTable = (table: string) => getTableName(tables[table as TableName]);

function ordersOf({ type, ordersThroughOne }: List): Order[] {
  const keys = type.columns
    .filter(column => column.orderable)
    .map(column => ({
      graphql: column.field,
      sql: `t.${sqlColumn(type.table, column.key)}`,
      wrap: (d: string) => d,
    }));
  const throughOne = type.relations
    .filter(relation => !relation.many)
    .flatMap(relation => {
      const target = blueprint.types[relation.target]!;
      return target.columns
        .filter(column => column.orderable)
        .slice(0, ordersThroughOne)
        .map(column => ({
          graphql: relation.field,
          sql: `(select r.${sqlColumn(relation.target, column.key)} from ${sqlTable(relation.target)} r where r.id = t.${sourceColumn(type, relation)} and ${visibleToOwner(relation.target, 'r')})`,
          wrap: (direction: string) => `{ ${column.field}: ${direction} }`,
        }));
    });
  return [...keys, ...throughOne].flatMap(({ graphql, sql, wrap }) =>
    [
      ['ASC', 'asc nulls last'],
      ['DESC', 'desc nulls first'],
      ['DESC_NULLS_LAST', 'desc nulls last'],
    ].map(([direction, sqlDirection]) => ({
      graphql: `{ ${graphql}: ${wrap(direction!)} }`,
      sql: `${sql} ${sqlDirection}, t.id ${direction!.startsWith('DESC') ? 'desc' : 'asc'}`,
    })),
  );
}

function sourceColumn(type: TypeBlueprint, relation: RelationBlueprint): string {
  const { sourceColumns } = relations[type.table as TableName].relations[relation.field as never] as Relation;
  return sourceColumns[0]!.name;
}

/** What the owner of project `a` and of `more…` sees, in SQL of its own. */
function visibleToOwner(table: string, alias: string): string {
  const owned = `in (select m.project_id from project_members m join projects p on p.id = m.project_id
    where p.deleted_at is null and m.user_id = (select id from users where email = '${emailOf('owner')}'))`;
  const present = blueprint.types[table]!.softDelete ? ` and ${alias}.deleted_at is null` : '';
  switch (table) {
    case 'users':
      return `exists (select 1 from project_members m where m.user_id = ${alias}.id and m.project_id ${owned})`;
    case 'sessions':
      return `${alias}.user_id = (select id from users where email = '${emailOf('owner')}')`;
    case 'projects':
      return `${alias}.id ${owned}${present}`;
    case 'cohortMembers':
      return `${alias}.project_id ${owned} and ${alias}.cohort_id in (select id from cohorts where deleted_at is null)`;
    case 'widgets':
      return `${alias}.project_id ${owned} and ${alias}.dashboard_id in (select id from dashboards where deleted_at is null)
        and (${alias}.insight_id is null or ${alias}.insight_id in (select id from insights where deleted_at is null))`;
    default:
      return `${alias}.project_id ${owned}${present}`;
  }
}

/** A list to walk: the field with its parent around it, and the rows it should have. */
interface List {
  readonly name: string;
  readonly type: TypeBlueprint;
  readonly pageSizes: readonly number[];
  /** By how many columns of each row that a row points to. */
  readonly ordersThroughOne: number;
  wrap(selection: string): string;
  unwrap(data: Any): Any;
  readonly from: string;
}

function rootList(type: TypeBlueprint): List {
  return {
    name: type.plural,
    type,
    pageSizes: isLong ? [1, 3, 7] : [1, 3],
    ordersThroughOne: isLong ? 6 : 2,
    wrap: selection => selection.replaceAll('LIST', type.plural),
    unwrap: data => data,
    from: `${sqlTable(type.table)} t where ${visibleToOwner(type.table, 't')}`,
  };
}

function relationList(type: TypeBlueprint, relation: RelationBlueprint): List {
  const drizzle = relations[type.table as TableName].relations[relation.field as never] as Relation;
  const target = blueprint.types[relation.target]!;
  const parent = parentWithMost(type, drizzle);
  const through = drizzle.through;
  const join = through
    ? `join ${getTableName(drizzle.throughTable as never)} j on j.${name(through.target[0]!)} = t.id where j.${name(through.source[0]!)} = '${parent}' and`
    : `where t.${drizzle.targetColumns[0]!.name} = '${parent}' and`;
  return {
    name: `${type.name}.${relation.field}`,
    type: target,
    // Pages and orders are compiled as those of the root list: most of them are for the long run.
    pageSizes: isLong ? [1, 3, 7] : [3],
    ordersThroughOne: isLong ? 6 : 1,
    wrap: selection => `${type.single}(id: "${parent}") { ${selection.replaceAll('LIST', relation.field)} }`,
    unwrap: data => data[type.single],
    from: `${sqlTable(target.table)} t ${join} ${visibleToOwner(target.table, 't')}`,
  };
}

const name = (column: { _: { column: object } }) => (column._.column as { name: string }).name;

/** The visible row that most rows of the relation hang on. */
function parentWithMost(type: TypeBlueprint, relation: Relation): string {
  const [key, rows] = relation.through
    ? [relation.through.source[0]!._.key, tableRows(relation.throughTable)]
    : [
        keyOf(relation.targetTableName, relation.targetColumns[0]!.name),
        fixture[relation.targetTableName as TableName],
      ];
  const candidates = fixture[type.table as TableName].filter(
    row => !('deletedAt' in row && row.deletedAt) && row.email !== emailOf('leaver'),
  );
  const count = (id: string) => rows.filter(row => row[key] === id).length;
  return candidates.reduce((best, row) => (count(row.id) > count(best.id) ? row : best)).id;
}

const keyOf = (table: string, column: string) =>
  Object.keys(tables[table as TableName]).find(key => sqlColumn(table, key) === column)!;
const tableRows = (table: unknown) =>
  fixture[Object.keys(tables).find(key => tables[key as TableName] === table) as TableName];

const types = Object.values(blueprint.types);
const lists = types.flatMap(type => [
  rootList(type),
  ...type.relations.filter(r => r.many).map(relation => relationList(type, relation)),
]);

async function expectedIds(list: List, order: Order): Promise<string[]> {
  const rows = await api.client.unsafe<{ id: string }[]>(
    `select t.id from ${list.from} order by ${order.sql}`,
  );
  return rows.map(row => row.id);
}

/** Walks all orders of a list at once, an alias for each, and gives the ids each walk met. */
async function walk(
  list: List,
  orders: readonly Order[],
  size: number,
  backward: boolean,
): Promise<string[][]> {
  const [count, position] = backward ? ['last', 'before'] : ['first', 'after'];
  const walked: string[][] = orders.map(() => []);
  let open = orders.map((order, i) => ({ order, i, cursor: '' }));
  for (let round = 0; open.length > 0; round++) {
    expect(round, `the walk of ${list.name} does not end`).toBeLessThan(100);
    const fields = open.map(
      ({ order, i, cursor }) =>
        `o${i}: LIST(${count}: ${size}${cursor && `, ${position}: "${cursor}"`}, orderBy: [${order.graphql}]) {
          edges { cursor node { uuid } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
    );
    const answer = await api.ask(`{ ${list.wrap(fields.join('\n'))} }`, { token });
    expect(answer.errors, JSON.stringify(answer.errors?.[0])).toBeUndefined();
    const data = list.unwrap(answer.data);
    open = open.flatMap(({ order, i }) => {
      const { edges, pageInfo } = data[`o${i}`];
      const ids = edges.map((edge: Any) => edge.node.uuid);
      if (backward) walked[i]!.unshift(...ids);
      else walked[i]!.push(...ids);
      expect(pageInfo.startCursor).toBe(edges.at(0)?.cursor ?? null);
      expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
      const hasMore = backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
      return hasMore ? [{ order, i, cursor: backward ? edges[0].cursor : edges.at(-1).cursor }] : [];
    });
  }
  return walked;
}

describe('a walk through all pages meets the rows of plain SQL, each once and in order', () => {
  it('of lists that are long enough to have several pages of every size', async () => {
    const lengths = await Promise.all(
      lists.map(async list => (await expectedIds(list, ordersOf(list)[0]!)).length),
    );
    const short = lists.filter((_, i) => lengths[i]! < 4).map(list => list.name);
    expect(short).toEqual([]);
  });

  for (const list of lists) {
    it(`of ${list.name}, in every order`, async () => {
      const orders = ordersOf(list);
      const expected = await Promise.all(orders.map(order => expectedIds(list, order)));
      for (const size of list.pageSizes) {
        // Backward pages are the same conditions mirrored; one size that has ends and middles shows them.
        for (const backward of size === 3 ? [false, true] : [false]) {
          const walked = await walk(list, orders, size, backward);
          orders.forEach((order, i) => {
            expect(walked[i], `${order.graphql}, pages of ${size}, backward: ${backward}`).toEqual(
              expected[i],
            );
          });
        }
      }
    });
  }
});
