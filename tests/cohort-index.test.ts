/**
 * Cohorts of a project with 100,000 persons: which conditions PostgreSQL answers from the index on properties.
 * Asks PostgreSQL's planner, not the clock.
 */
import { aliasedTable, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/database/open.ts';
import { tables } from '../src/model/relations.ts';
import { type CohortDefinition, cohortDefinition } from '../src/model/shapes/cohort-definition.ts';
import type { References } from '../src/operations/cohorts/cohort-references.ts';
import { compileDefinition } from '../src/operations/cohorts/compile-definition.ts';
import { createTestDatabase, openTestClient, type TestDatabase } from './support/database.ts';
import { uuidOf } from './support/fixture.ts';

const project = uuidOf('project large');
const [dynamic, few] = [uuidOf('cohort dynamic'), uuidOf('cohort few')];
let testDatabase: TestDatabase;
let database: Database;
let client: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, poolSize: 1, statementTimeoutMs: 0, prepare: true });
  client = openTestClient(testDatabase.url);
  await client`insert into projects (id, name, slug) values (${project}, 'Large', 'large')`;
  await client`insert into persons (project_id, properties)
    select ${project}, jsonb_build_object('plan', 'plan ' || i % 500, 'country', 'country ' || i % 200,
      'seats', i % 1000, 'email', 'person' || i || '@example.com')
    from generate_series(1, 100000) as i`;
  await client`insert into cohorts (id, project_id, name, is_static) values (${few}, ${project}, 'Few', true)`;
  await client`insert into cohort_members (project_id, cohort_id, person_id)
    select project_id, ${few}, id from persons limit 20`;
  // Also brings the index up to date with the rows just inserted.
  await client`vacuum analyze persons`;
  await client`analyze cohort_members`;
});
afterAll(async () => {
  await Promise.all([database.close(), client.end({ timeout: 5 })]);
  await testDatabase.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Plan[];
}
const person = aliasedTable(tables.persons, 'd0');
const property = (name: string, operator: string, operand: object) => ({
  type: 'person_property',
  property: name,
  operator,
  ...operand,
});
const eq = (name: string, value: unknown) => property(name, 'eq', { value });

const referenced: References = new Map([
  [
    dynamic,
    { kind: 'dynamic', definition: { type: 'AND', values: [eq('plan', 'plan 7')] } as CohortDefinition },
  ],
  [few, { kind: 'static', id: few }],
]);

/** How the persons of a definition are found, and how many they are. */
async function ask(type: 'AND' | 'OR', ...values: object[]): Promise<{ nodes: string[]; count: number }> {
  const definition = cohortDefinition.parse({ type, values });
  const condition = compileDefinition(definition, { person, referenced, now: new Date() });
  const from = sql`from ${tables.persons} as "d0" where ${person.projectId} = ${project} and ${condition}`;
  const [explained] = await database.db.execute<{ 'QUERY PLAN': unknown }>(
    sql`explain (format json) select ${person.id} ${from}`,
  );
  const plan = explained!['QUERY PLAN'];
  const [counted] = await database.db.execute<{ count: number }>(sql`select count(*)::int as count ${from}`);
  return {
    nodes: nodesOf((typeof plan === 'string' ? JSON.parse(plan) : plan)[0].Plan),
    count: counted!.count,
  };
}

const nodesOf = (plan: Plan): string[] => [
  [plan['Node Type'], plan['Index Name']].filter(Boolean).join(' '),
  ...(plan.Plans ?? []).flatMap(nodesOf),
];

const indexScan = 'Bitmap Index Scan persons_properties_index';

describe('the index on properties finds the persons', () => {
  it('of an equality', async () => {
    const { nodes, count } = await ask('AND', eq('plan', 'plan 3'));
    expect(nodes).toContain(indexScan);
    expect(count).toBe(200);
  });

  it('of an equality with a number', async () => {
    const { nodes, count } = await ask('AND', eq('seats', 77));
    expect(nodes).toContain(indexScan);
    expect(count).toBe(100);
  });

  it('of a list of values, short or long', async () => {
    for (const length of [2, 12, 50]) {
      const values = Array.from({ length }, (_, i) => `plan ${i}`);
      const { nodes, count } = await ask('AND', property('plan', 'in', { values }));
      expect(nodes, `${length}`).toContain(indexScan);
      expect(count).toBe(200 * length);
    }
  });

  it('of equalities that all have to hold', async () => {
    const { nodes, count } = await ask('AND', eq('plan', 'plan 3'), eq('country', 'country 3'));
    expect(nodes).toContain(indexScan);
    expect(count).toBe(100);
  });

  it('of equalities and lists of which any has to hold', async () => {
    const { nodes, count } = await ask(
      'OR',
      eq('plan', 'plan 3'),
      property('seats', 'in', { values: [1, 2] }),
    );
    expect(nodes).toEqual(expect.arrayContaining(['BitmapOr', indexScan]));
    expect(nodes.filter(node => node === indexScan)).toHaveLength(2);
    expect(count).toBe(400);
  });

  it('of an equality beside conditions that no index answers', async () => {
    const { nodes, count } = await ask(
      'AND',
      property('email', 'contains', { value: '9@' }),
      property('seats', 'gte', { value: 500 }),
      { type: 'OR', values: [eq('plan', 'plan 9'), eq('plan', 'plan 509')] },
      property('country', 'neq', { value: 'country 1' }),
    );
    expect(nodes).toContain(indexScan);
    expect(count).toBe(100);
  });

  it('of an equality in a cohort that is referred to', async () => {
    const { nodes, count } = await ask('AND', { type: 'cohort', cohortId: dynamic, negated: false });
    expect(nodes).toContain(indexScan);
    expect(count).toBe(200);
  });
});

describe('a statement that is planned once for all values', () => {
  const planOf = async (...values: object[]): Promise<string> => {
    const definition = cohortDefinition.parse({ type: 'AND', values });
    const condition = compileDefinition(definition, { person, referenced, now: new Date() });
    const statement = sql`explain (generic_plan, format json) select ${person.id} from ${tables.persons} as "d0" where ${condition}`;
    return JSON.stringify(await client.unsafe(new PgDialect().sqlToQuery(statement).sql).simple());
  };

  it('finds an equality by the index', async () => {
    expect(await planOf(eq('plan', 'plan 3'))).toContain('persons_properties_index');
  });

  it('finds a list by the index, and reads the list once rather than for every person', async () => {
    const plan = await planOf(property('plan', 'in', { values: ['plan 1', 'plan 2'] }));
    expect(plan).toContain('persons_properties_index');
    expect(plan).toContain('hashed SubPlan');
    expect(plan).toMatch(/Index Cond[^}]*InitPlan/);
    expect(plan).not.toMatch(/(Index Cond|Filter)[^}]*string_to_array/);
  });
});

describe('without the index on properties', () => {
  it('an order is evaluated person by person', async () => {
    const { nodes, count } = await ask('AND', property('seats', 'lt', { value: 10 }));
    expect(nodes).not.toContain(indexScan);
    expect(count).toBe(1000);
  });

  it('the members of a static cohort are looked up, and no other person is read', async () => {
    const { nodes, count } = await ask('AND', { type: 'cohort', cohortId: few, negated: false });
    expect(nodes.join()).toMatch(/Index (Only )?Scan persons_/);
    expect(count).toBe(20);
  });
});
