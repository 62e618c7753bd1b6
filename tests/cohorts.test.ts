/**
 * Cohorts that answer: their persons and counts, previews, references, and filters into typed JSON.
 * What a condition means is compared elsewhere; here it is asked through the API, on the demo data.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';

const project = '79e2ef4b-f116-83fa-9e2d-49dea36c712e';
const foreignProject = 'b86fa1a0-717f-8209-8145-83b096b3f8f4';
let api: TestApi;
let statements: StatementCount;
let token: string;
let outsider: string;

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  statements = countStatements(api.adminUrl);
  token = await api.signIn('owner@demo.example');
  outsider = await api.signIn('outsider@demo.example');
});
afterAll(async () => {
  await statements.close();
  await api.close();
});

const ask = async (query: string, as = token): Promise<Any> => {
  const answer = await api.ask(query, { token: as });
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  return answer.data;
};
const errorsOf = async (query: string, as = token) => {
  const answer = await api.ask(query, { token: as });
  return (answer.errors ?? []).map(error => [error.extensions.code, error.message]);
};
const isPro = '{ personProperty: { property: "plan", operator: EQ, value: "pro" } }';
const inCohort = (id: string, negated = false) => `{ cohort: { cohortId: "${id}", negated: ${negated} } }`;
const definition = (...values: string[]) => `{ type: AND, values: [${values.join(', ')}] }`;
const preview = (of: string, selection = 'count', id = project) =>
  `{ previewCohort(projectId: "${id}", definition: ${of}) { ${selection} } }`;
const createCohort = (name: string, rest: string, id = project) =>
  `mutation { createCohort(input: { projectId: "${id}", name: "${name}", ${rest} }) { cohort { uuid } userErrors { code message path } } }`;
const count = async (where: string) =>
  (
    await api.client.unsafe<{ n: number }[]>(
      `select count(*)::int as n from persons p where project_id = '${project}' and ${where}`,
    )
  )[0]!.n;

describe('persons of a cohort', () => {
  it('are those who meet its definition, page by page, filtered and counted', async () => {
    const { createCohort: made } = await ask(createCohort('Pro', `definition: ${definition(isPro)}`));
    const pro = await count(`properties @> '{"plan":"pro"}'`);
    const german = await count(`properties @> '{"plan":"pro","country":"DE"}'`);
    const data = await ask(`{ cohort(id: "${made.cohort.uuid}") { personCount
      first: persons(first: 2) { totalCount nodes { uuid properties } pageInfo { hasNextPage endCursor } }
      german: persons(where: { properties: { contains: { country: "DE" } } }) { totalCount } } }`);
    expect(pro).toBeGreaterThan(german);
    expect(german).toBeGreaterThan(0);
    expect(data.cohort).toMatchObject({
      personCount: pro,
      first: { totalCount: pro },
      german: { totalCount: german },
    });
    expect(data.cohort.first.nodes.every((node: Any) => node.properties.plan === 'pro')).toBe(true);
    const next = await ask(
      `{ cohort(id: "${made.cohort.uuid}") { persons(first: 100, after: "${data.cohort.first.pageInfo.endCursor}") { nodes { uuid } } } }`,
    );
    expect(next.cohort.persons.nodes).toHaveLength(pro - 2);
  });

  it('are the members of a static cohort', async () => {
    const [cohort] = await api.client<{ id: string; n: number }[]>`
      select c.id, count(*)::int as n from cohorts c join cohort_members m on m.cohort_id = c.id
      where c.project_id = ${project} and c.is_static and c.deleted_at is null group by c.id limit 1`;
    const data = await ask(
      `{ cohort(id: "${cohort!.id}") { personCount members { totalCount } persons { totalCount } } }`,
    );
    expect(data.cohort).toEqual({
      personCount: cohort!.n,
      members: { totalCount: cohort!.n },
      persons: { totalCount: cohort!.n },
    });
  });

  it('of a definition with events are an error of that field alone, never an empty list', async () => {
    const [cohort] = await api.client<{ id: string }[]>`
      select id from cohorts where project_id = ${project} and definition @? '$.**.type ? (@ == "event")' and deleted_at is null limit 1`;
    const answer = await api.ask(
      `{ cohort(id: "${cohort!.id}") { name personCount persons { totalCount } } }`,
      { token },
    );
    expect(answer.data.cohort).toMatchObject({ name: expect.any(String), personCount: null, persons: null });
    expect(answer.errors!.map(error => error.path)).toEqual([
      ['cohort', 'personCount'],
      ['cohort', 'persons'],
    ]);
    for (const error of answer.errors!) {
      expect(error.extensions.code).toBe('BAD_USER_INPUT');
      expect(error.message).toMatch(/events are not stored/);
    }
  });

  it('of all cohorts of a list take one statement more, however many they are', async () => {
    const operation = `{ project(id: "${project}") { cohorts(where: { isStatic: { eq: false }, cohortUuids: { isEmpty: true }, name: { in: ["Pro", "Paying", "European teams"] } }) {
      nodes { name personCount persons(first: 1) { totalCount nodes { distinctIds { totalCount } } } } } } }`;
    const data = await ask(operation);
    expect(data.project.cohorts.nodes.length).toBeGreaterThan(1);
    expect(await statements.during(() => ask(operation))).toHaveLength(2);
  });
});

describe('previewCohort', () => {
  it('counts and samples who would be in', async () => {
    const data = await ask(preview(definition(isPro), 'count sample(first: 3) { uuid properties }'));
    expect(data.previewCohort.count).toBe(await count(`properties @> '{"plan":"pro"}'`));
    expect(data.previewCohort.sample).toHaveLength(3);
  });

  it('never reaches persons or cohorts of another project, and says NOT_FOUND for them', async () => {
    const foreign = await ask(
      createCohort('Theirs', `definition: ${definition(isPro)}`, foreignProject),
      outsider,
    );
    const theirs = foreign.createCohort.cohort.uuid;
    expect(await errorsOf(preview(definition(inCohort(theirs))))).toEqual([
      ['NOT_FOUND', `definition.values[0].cohortId: the project has no cohort ${theirs}.`],
    ]);
    expect(await errorsOf(preview(definition(isPro), 'count', foreignProject))).toEqual([
      ['NOT_FOUND', 'There is no such project.'],
    ]);
    expect(await errorsOf(preview(definition(isPro), 'count', project), outsider)).toEqual([
      ['NOT_FOUND', 'There is no such project.'],
    ]);
  });

  it('names every member of a definition that is wrong', async () => {
    const wrong = '{ personProperty: { property: "plan", operator: BETWEEN, value: "x" } }';
    const [[code, message]] = (await errorsOf(preview(definition(isPro, wrong)))) as [string[]];
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toMatch(
      /^definition.*values.*1.*personProperty.*value.* the operator BETWEEN takes values, not value/,
    );
  });
});

describe('references between cohorts', () => {
  it('have to lead to a cohort of the project, and in no circle', async () => {
    const made = await ask(createCohort('A', `definition: ${definition(isPro)}`));
    const a = made.createCohort.cohort.uuid;
    const second = await ask(createCohort('B', `definition: ${definition(inCohort(a, true))}`));
    const b = second.createCohort.cohort.uuid;
    const data = await ask(`{ a: cohort(id: "${a}") { personCount } b: cohort(id: "${b}") { personCount } }`);
    expect(data.a.personCount + data.b.personCount).toBe(await count('true'));

    const update = (id: string, of: string) =>
      ask(
        `mutation { updateCohort(input: { id: "${id}", definition: ${of} }) { cohort { uuid } userErrors { code message path } } }`,
      );
    const circle = (await update(a, definition(inCohort(b)))).updateCohort;
    expect(circle.cohort).toBeNull();
    expect(circle.userErrors).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['input', 'definition'] }]);
    expect(circle.userErrors[0].message).toMatch(/circle|itself/);
    const missing = (await update(a, definition(inCohort(foreignProject)))).updateCohort;
    expect(missing.userErrors).toEqual([
      {
        code: 'NOT_FOUND',
        message: 'There is no such cohort here.',
        path: ['input', 'definition', 'values', '0', 'cohort', 'cohortId'],
      },
    ]);
  });

  it('of insights have to be cohorts of the project', async () => {
    const config = (ids: string) =>
      `{ lifecycle: { targetEvent: "x", granularity: DAY, dateFrom: "-7d", dateTo: "-0d", cohortIds: [${ids}] } }`;
    const create = (ids: string) =>
      ask(
        `mutation { createInsight(input: { projectId: "${project}", name: "L", type: LIFECYCLE, config: ${config(ids)} }) { insight { uuid } userErrors { code message path } } }`,
      );
    const cohort = (await ask(createCohort('C', `definition: ${definition(isPro)}`))).createCohort.cohort
      .uuid;
    expect((await create(`"${cohort}"`)).createInsight.userErrors).toEqual([]);
    expect((await create(`"${cohort}", "${foreignProject}"`)).createInsight.userErrors).toEqual([
      {
        code: 'NOT_FOUND',
        message: 'There is no such cohort here.',
        path: ['input', 'config', 'lifecycle', 'cohortIds', '1'],
      },
    ]);
    const found = await ask(`{ insights(where: { cohortUuids: { has: "${cohort}" } }) { nodes { name } } }`);
    expect(found.insights.nodes).toEqual([{ name: 'L' }]);
  });
});

describe('filters into typed JSON', () => {
  it('find insights by the events they use, wherever in the configuration', async () => {
    const data = await ask(
      `{ insights(first: 100, where: { project: { uuid: { eq: "${project}" } } }) { nodes { uuid } } }`,
    );
    const rows = await api.client<{ id: string; text: string }[]>`
      select id, config::text as text from insights where id = any(${`{${data.insights.nodes.map((n: Any) => n.uuid).join(',')}}`}::text::uuid[])`;
    for (const event of ['signed_up', 'note_edited', 'subscription_started', 'no such event']) {
      const expected = rows.filter(row => row.text.includes(`"${event}"`)).map(row => row.id);
      const found = await ask(
        `{ insights(first: 100, where: { project: { uuid: { eq: "${project}" } }, eventNames: { has: "${event}" } }) { nodes { uuid } } }`,
      );
      expect(found.insights.nodes.map((n: Any) => n.uuid).sort()).toEqual(expected.sort());
    }
  });

  it('find persons by property with the operators of cohorts, as a preview would', async () => {
    for (const filter of [
      '{ property: "plan", operator: IN, values: ["pro", "team"] }',
      '{ property: "seats", operator: GTE, value: 5 }',
      '{ property: "company", operator: IS_NOT_SET }',
      '{ property: "country", operator: NEQ, value: "DE" }',
    ]) {
      const data = await ask(
        `{ persons(where: { projectId: { eq: "${project}" }, propertyFilters: [${filter}] }) { totalCount }
           previewCohort(projectId: "${project}", definition: ${definition(`{ personProperty: ${filter} }`)}) { count } }`,
      );
      expect(data.persons.totalCount).toBe(data.previewCohort.count);
      expect(data.persons.totalCount).toBeGreaterThan(0);
    }
  });
});
