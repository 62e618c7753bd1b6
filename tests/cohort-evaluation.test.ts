/**
 * Cohorts as SQL against cohorts as plain JavaScript, on generated persons and definitions, and against a table by hand.
 * The statements travel as those of a request do.
 */
import { aliasedTable, type SQL, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/database/open.ts';
import { ReadBatch } from '../src/database/read-batch.ts';
import { relations, tables } from '../src/model/relations.ts';
import type { CohortConditionNode } from '../src/model/shapes/cohort-conditions.ts';
import { type CohortDefinition, cohortDefinition } from '../src/model/shapes/cohort-definition.ts';
import { propertyOperator } from '../src/model/shapes/property-filter.ts';
import {
  conditionsOf,
  loadReferences,
  type References,
} from '../src/operations/cohorts/cohort-references.ts';
import { compileDefinition } from '../src/operations/cohorts/compile-definition.ts';
import { type EvaluatedPerson, isInCohort, type World } from './support/cohort-evaluator.ts';
import { cohortTree, personProperties, randomFrom } from './support/cohort-generator.ts';
import { operatorCases } from './support/cohort-operator-cases.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { uuidOf } from './support/fixture.ts';
import { patienceMs, scaled } from './support/scale.ts';

const now = new Date('2026-03-15T12:34:56.789Z');
const [own, other] = [uuidOf('project own'), uuidOf('project other')];
const statics = [uuidOf('cohort static few'), uuidOf('cohort static many')];
const foreignStatic = uuidOf('cohort static foreign');
const dynamics = Array.from({ length: 6 }, (_, i) => uuidOf(`cohort dynamic ${i}`));

const definitionCount = scaled(250);
const random = randomFrom(20260315);
const everybody: EvaluatedPerson[] = Array.from({ length: 2000 }, (_, i) => ({
  id: uuidOf(`person ${i}`),
  properties: personProperties(random),
}));
const ownIds = new Set(everybody.map(one => one.id));
// Each refers to the ones before it.
const dynamicDefinitions = dynamics.map((_, i) =>
  small([...statics, ...dynamics.slice(Math.max(0, i - 2), i)]),
);
const definitions = Array.from({ length: definitionCount }, () => small([...statics, ...dynamics]));
const world: World = {
  now,
  cohorts: new Map<string, ReadonlySet<string> | CohortDefinition>([
    [statics[0]!, new Set(everybody.filter((_, i) => i % 17 === 0).map(person => person.id))],
    [statics[1]!, new Set(everybody.filter((_, i) => i % 3 !== 0).map(person => person.id))],
    ...dynamics.map((id, i) => [id, dynamicDefinitions[i]!] as const),
  ]),
};

/** A definition whose shape holds and that stays small with its references inlined. */
function small(cohortIds: readonly string[]): CohortDefinition {
  for (;;) {
    const definition = cohortTree(random, cohortIds);
    const references = [...conditionsOf(definition, '')].filter(placed => placed.condition.type === 'cohort');
    if (references.length <= 2) return cohortDefinition.parse(definition);
  }
}

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({
    url: testDatabase.url,
    poolSize: 2,
    statementTimeoutMs: patienceMs,
    prepare: true,
  });
  const { db } = database;
  await db
    .insert(tables.projects)
    .values([own, other].map((id, i) => ({ id, name: `Project ${i}`, slug: `project-${i}` })));
  await insertPersons(own, everybody);
  // The same properties in another project: whoever is found there has escaped.
  await insertPersons(other, everybody.slice(0, 500).map(escaped));
  await db.insert(tables.cohorts).values([
    ...statics.map(id => ({ id, projectId: own, name: 'Static', isStatic: true })),
    { id: foreignStatic, projectId: other, name: 'Foreign', isStatic: true },
    ...dynamics.map((id, i) => ({
      id,
      projectId: own,
      name: 'Dynamic',
      definition: dynamicDefinitions[i]!,
    })),
  ]);
  const members = statics.flatMap(cohortId =>
    [...(world.cohorts.get(cohortId) as ReadonlySet<string>)].map(personId => ({
      cohortId,
      personId,
      projectId: own,
    })),
  );
  await db.insert(tables.cohortMembers).values(members);
  await db
    .insert(tables.cohortMembers)
    .values(
      everybody
        .slice(0, 100)
        .map(person => ({ cohortId: foreignStatic, personId: escaped(person).id, projectId: other })),
    );
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const escaped = (person: EvaluatedPerson): EvaluatedPerson => ({
  ...person,
  id: uuidOf(`other ${person.id}`),
});

async function insertPersons(projectId: string, persons: readonly EvaluatedPerson[]): Promise<void> {
  await database.db.execute(
    sql`insert into persons (id, project_id, properties)
      select (p ->> 'id')::uuid, ${projectId}::text::uuid, p -> 'properties'
      from jsonb_array_elements(${JSON.stringify(persons)}::text::jsonb) as p`,
  );
}

const read = () => {
  const batch = new ReadBatch({ database, relations, deadlineMs: patienceMs });
  return (expression: SQL) => batch.value(expression);
};
const person = aliasedTable(tables.persons, 'd0');

/** Whom a definition finds in a project. @throws if it is NULL for anybody */
async function found(
  definition: CohortDefinition,
  projectId = own,
  given?: References,
): Promise<Set<string>> {
  const referenced = given ?? (await loadReferences(read(), { projectId, visible: sql`true` }, [definition]));
  const condition = compileDefinition(definition, { person, referenced, now });
  const answer = (await read()(sql`select json_build_object(
    'ids', (select coalesce(json_agg(${person.id}), '[]') from ${tables.persons} as "d0" where ${person.projectId} = ${projectId} and ${condition}),
    'unknown', (select count(*) from ${tables.persons} as "d0" where (${condition}) is null))::text`)) as string;
  const { ids, unknown } = JSON.parse(answer) as { ids: string[]; unknown: number };
  expect(unknown).toBe(0);
  return new Set(ids);
}

const only = (condition: object, type: 'AND' | 'OR' = 'AND'): CohortDefinition => ({
  type,
  values: [condition as CohortConditionNode],
});

describe('a generated definition', () => {
  it(`finds the persons that plain JavaScript finds, and nobody of another project: 2,000 persons, ${definitionCount} definitions, no difference`, async () => {
    const differences: object[] = [];
    let members = 0;
    for (const definition of definitions) {
      const ids = await found(definition);
      members += ids.size;
      const wrong = everybody.filter(one => isInCohort(definition, one, world) !== ids.has(one.id));
      const strangers = [...ids].filter(id => !ownIds.has(id));
      if (wrong.length + strangers.length > 0)
        differences.push({ definition, wrong: wrong.slice(0, 2), strangers });
    }
    expect(differences).toEqual([]);
    // Neither everybody nor nobody, on the whole.
    expect(members).toBeGreaterThan(definitionCount * 2000 * 0.2);
    expect(members).toBeLessThan(definitionCount * 2000 * 0.8);
  });

  it('makes use of every operator and every kind of cohort, each with persons inside and outside', () => {
    const conditions = definitions.flatMap(definition =>
      [...conditionsOf(definition, '')].map(c => c.condition),
    );
    const divided = (test: (condition: CohortConditionNode) => boolean) =>
      conditions.filter(test).filter(condition => {
        const inside = everybody.filter(one => isInCohort(condition, one, world)).length;
        return inside > 0 && inside < everybody.length;
      }).length;
    for (const operator of propertyOperator.options) {
      expect(
        divided(c => c.type === 'person_property' && c.operator === operator),
        operator,
      ).toBeGreaterThan(definitionCount / 50);
    }
    for (const id of [...statics, ...dynamics]) {
      for (const negated of [true, false]) {
        expect(
          divided(c => c.type === 'cohort' && c.cohortId === id && c.negated === negated),
          id,
        ).toBeGreaterThan(0);
      }
    }
  });
});

describe('a static cohort', () => {
  it('has the members of its own project only, even where rows point across projects', async () => {
    const referenced: References = new Map([[foreignStatic, { kind: 'static', id: foreignStatic }]]);
    const definition = only({ type: 'cohort', cohortId: foreignStatic, negated: false });
    const [crossing] = everybody;
    // What the foreign keys forbid: a person of this project in a cohort of the other one.
    const admin = postgres(testDatabase.adminUrl, { max: 1, fetch_types: false });
    await admin`set session_replication_role = replica`;
    await admin`insert into cohort_members (project_id, cohort_id, person_id) values (${other}, ${foreignStatic}, ${crossing!.id})`;
    await admin.end();
    expect(await found(definition, own, referenced)).toEqual(new Set());
    expect((await found(definition, other, referenced)).size).toBe(100);
  });

  it('is found by a UUID in capitals', async () => {
    const ids = await found(only({ type: 'cohort', cohortId: statics[0]!.toUpperCase(), negated: false }));
    expect(ids).toEqual(world.cohorts.get(statics[0]!));
  });
});

describe('a group without members, as other hands may store it,', () => {
  it('holds everybody for AND and nobody for OR', async () => {
    expect((await found({ type: 'AND', values: [] })).size).toBe(2000);
    expect((await found({ type: 'OR', values: [] })).size).toBe(0);
  });
});

describe('the operator', () => {
  it.each(operatorCases)('$operator $operand matches as the table says', async operatorCase => {
    const { operator, operand, inside, outside, notSet } = operatorCase;
    const project = uuidOf(`project ${JSON.stringify(operatorCase)}`);
    await database.db.insert(tables.projects).values({ id: project, name: operator, slug: project });
    const cases = [
      ...inside.map(value => ({ value: { p: value }, isIn: true })),
      ...outside.map(value => ({ value: { p: value }, isIn: false })),
      ...[{}, { p: null }, { q: 'x' }].map(value => ({ value, isIn: notSet })),
    ].map(c => ({ ...c, id: uuidOf(`${project} ${JSON.stringify(c.value)}`) }));
    await insertPersons(
      project,
      cases.map(c => ({ id: c.id, properties: c.value })),
    );
    const definition = cohortDefinition.parse(
      only({ type: 'person_property', property: 'p', operator, ...operand }),
    );
    const ids = await found(definition, project);
    expect(cases.map(c => [c.value, ids.has(c.id)])).toEqual(cases.map(c => [c.value, c.isIn]));
  });
});
