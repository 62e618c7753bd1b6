/**
 * What looking for the persons of stored cohorts costs: a price that is told before, and what their definitions ask beyond it,
 * which shows when they are read. The same on both paths, held to the same limits.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { askWhole, type WholeAnswer } from './support/asking.ts';

let api: TestApi;
let resolvers: TestApi;
let token: string;
let projectId: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  resolvers = await startTestApi({ beside: api, compiled: false });
  token = await api.signIn('owner@demo.example');
  const [project] = await api.client<{ id: string }[]>`select id from projects where slug = 'lumen-notes'`;
  projectId = project!.id;
});
afterAll(async () => {
  await resolvers.close();
  await api.close();
});

const condition = (operator: string) => ({
  type: 'person_property',
  property: 'plan',
  operator,
  ...(operator === 'is_set' ? {} : { value: 'p' }),
});
const all = (...values: object[]) => ({ type: 'AND', values });
const regex = condition('regex');
const isSet = condition('is_set');

async function cohort(definition: object): Promise<string> {
  const id = randomUUID();
  await api.client`insert into cohorts (id, project_id, name, is_static, definition)
    values (${id}, ${projectId}, ${id}, false, ${JSON.stringify(definition)}::text::jsonb)`;
  return id;
}

const ask = ({ url }: TestApi, query: string, variables: object = {}) =>
  askWhole(url, { query, token, variables: { ...variables }, headers: { 'x-cost': 'true' } });

/** The answer of both, which is the same. */
async function askBoth(query: string, variables?: object): Promise<WholeAnswer> {
  const [expected, answer] = [await ask(resolvers, query, variables), await ask(api, query, variables)];
  expect(answer.text).toBe(expected.text);
  return answer;
}

const priceOf = async (query: string, variables?: object): Promise<number> => {
  const { body } = await askBoth(query, variables);
  expect(body.errors).toBeUndefined();
  const { requested, actual } = body.extensions.cost;
  expect(actual).toBeLessThanOrEqual(requested);
  return requested;
};

const row = 1;
const look = 1;
/** What any cohort costs, and what conditions do. */
const flat = 500;
const pattern = 5_000;
const plain = 10;

describe('the persons of a cohort cost', () => {
  const count = (id: string) => `{ cohort(id: "${id}") { personCount } }`;

  it('the price of any cohort, where its definition asks no more', async () => {
    expect(await priceOf(count(await cohort(all(...Array(50).fill(isSet)))))).toBe(row + flat);
  });

  it('what the definition asks, where that is more', async () => {
    const id = await cohort(all(regex, isSet));
    expect(await priceOf(count(id))).toBe(row + pattern + plain);
    const persons = `{ cohort(id: "${id}") { persons(first: 3) { nodes { uuid } } } }`;
    expect(await priceOf(persons)).toBe(row + look + pattern + plain + 3 * row);
  });

  it('as much for each look at it', async () => {
    const id = await cohort(all(regex));
    const each = `{ cohort(id: "${id}") { a: personCount b: personCount persons(first: 3) { nodes { uuid } } } }`;
    expect(await priceOf(each)).toBe(row + 2 * pattern + look + pattern + 3 * row);
  });

  it('what the cohorts ask that the definition refers to', async () => {
    const inner = await cohort(all(regex, isSet));
    const outer = await cohort(all({ type: 'cohort', cohortId: inner, negated: false }, isSet));
    expect(await priceOf(count(outer))).toBe(row + pattern + 2 * plain);
    const preview = `query ($d: CohortGroupInput!) {
      previewCohort(projectId: "${projectId}", definition: $d) { count sample(first: 3) { uuid } } }`;
    const definition = { type: 'AND', values: [{ cohort: { cohortId: inner, negated: false } }] };
    const alone = { type: 'AND', values: [{ personProperty: { property: 'plan', operator: 'IS_SET' } }] };
    const own = await priceOf(preview, { d: alone });
    expect(await priceOf(preview, { d: definition })).toBe(own + 2 * pattern);
  });
});

describe('a cohort that asks too much', () => {
  it('is refused before anybody is looked for, and what is beside it is answered', async () => {
    const id = await cohort(all(...Array(20).fill(regex)));
    const sent: string[] = [];
    const { pool } = api.database;
    const run = pool.run.bind(pool);
    pool.run = (statement, until) => {
      sent.push(statement.text);
      return run(statement, until);
    };
    const { status, body } = await askBoth(`{ cohort(id: "${id}") { name personCount } }`);
    pool.run = run;
    expect([status, body.data]).toEqual([200, { cohort: { name: id, personCount: null } }]);
    expect(body.errors).toEqual([
      expect.objectContaining({
        message:
          'The operation costs 100001 points: at most 100000 are allowed. The dearest part is definition, for what it asks of each person: 99500 points. Ask for less at once.',
        path: ['cohort', 'personCount'],
        extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
      }),
    ]);
    expect(sent).toHaveLength(1);
  });

  it('is taken from the allowance, which tells what is left', async () => {
    const id = await cohort(all(regex));
    const query = `{ cohort(id: "${id}") { personCount } }`;
    for (const compiled of [true, false]) {
      const server = await startTestApi({ beside: api, compiled, allowance: { points: 12_000 } });
      try {
        const answers = [];
        for (let i = 0; i < 4; i++) answers.push(await ask(server, query));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
        const left = answers.map(({ headers }) => Number(/r=(\d+)/.exec(headers.get('ratelimit')!)![1]));
        expect(left).toEqual([6_999, 1_998, 0, 0]);
        expect(answers[0]!.body.extensions.cost.remaining).toBe(6_999);
      } finally {
        await server.close();
      }
    }
  });
});
