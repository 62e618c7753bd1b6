/**
 * Requests that are small to send and large to answer: filters in variables, and pages inside of pages.
 * They are refused before PostgreSQL, and before anything is done for somebody who is not signed in.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';

let api: TestApi;
let statements: StatementCount;
let token: string;

beforeAll(async () => {
  api = await startTestApi({ demo: true });
  statements = countStatements(api.adminUrl);
  token = await api.signIn('owner@demo.example');
});
afterAll(async () => {
  await statements.close();
  await api.close();
});

const filtered = 'query ($where: DashboardWhere) { dashboards(first: 1, where: $where) { totalCount } }';
const aliased = (count: number) =>
  `query ($where: DashboardWhere) { ${Array.from({ length: count }, (_, i) => `a${i}: dashboards(first: ${i + 1}, where: $where) { totalCount }`).join(' ')} }`;
const wide = (members: number) => ({ OR: Array.from({ length: members }, () => ({ name: { lt: '' } })) });
function deep(levels: number): object {
  let where: object = { name: { eq: 'x' } };
  for (let i = 0; i < levels; i++) where = { project: { dashboards: { some: where } } };
  return where;
}

async function refusal(query: string, where: object, as?: string) {
  let answer: Awaited<ReturnType<TestApi['ask']>> | undefined;
  const sent = await statements.during(async () => {
    answer = await api.ask(query, { token: as, variables: { where } });
  });
  expect(sent).toEqual([]);
  const [error] = answer!.errors!;
  return [error!.extensions.code, error!.message];
}

describe('a filter', () => {
  it('of thousands of members is refused, and those of all fields count together', async () => {
    const message =
      'The filters and orders of the request are too large: at most 5000 members and list items are allowed altogether.';
    expect(await refusal(filtered, wide(6_000), token)).toEqual(['LIMIT_EXCEEDED', message]);
    const together = await api.ask(aliased(40), { token, variables: { where: wide(100) } });
    expect(together.errors![0]!.message).toBe(message);
    expect((await api.ask(aliased(10), { token, variables: { where: wide(100) } })).errors).toBeUndefined();
  });

  it('through relations of relations without end is refused', async () => {
    expect(await refusal(filtered, deep(50), token)).toEqual([
      'LIMIT_EXCEEDED',
      'where is nested too deeply: at most 16 levels are allowed.',
    ]);
    for (const levels of [250, 1_000])
      expect(await refusal(filtered, deep(levels), token)).toEqual([
        'LIMIT_EXCEEDED',
        'The variables are nested too deeply: at most 500 levels of lists and objects are allowed.',
      ]);
    // Few enough levels are left to their price.
    expect((await refusal(filtered, deep(4), token))[1]).toMatch(/^The operation costs \d+ points/);
    expect((await api.ask(filtered, { token, variables: { where: deep(1) } })).errors).toBeUndefined();
  });

  it('of somebody who is not signed in is not even measured', async () => {
    expect(await refusal(filtered, wide(6_000))).toMatchObject(['UNAUTHENTICATED', /Sign in first/]);
    expect(await refusal(filtered, deep(50))).toMatchObject(['UNAUTHENTICATED', /Sign in first/]);
  });
});

describe('pages', () => {
  const people = (size: number) =>
    `{ persons(first: ${size}) { nodes { project { persons(first: ${size}) { nodes { project { persons(first: ${size}) { nodes { uuid } } } } } } } } }`;

  it('inside of pages are refused where they could have too many rows, however few there are', async () => {
    const answer = await api.ask(people(100), { token });
    expect(answer.errors!.map(error => [error.extensions.code, error.message])).toEqual([
      [
        'LIMIT_EXCEEDED',
        'The operation costs 1030301 points: at most 100000 are allowed. The dearest part is persons.project.persons.project.persons, for the number of its rows: 1000000 points. Ask for less at once.',
      ],
    ]);
    expect((await api.ask(people(20), { token })).errors).toBeUndefined();
  });

  it('are priced by variables, defaults and fragments alike', async () => {
    for (const [query, variables] of [
      [
        'query ($n: Int) { persons(first: $n) { nodes { project { persons(last: $n) { nodes { project { persons(first: $n) { nodes { uuid } } } } } } } } }',
        { n: 100 },
      ],
      [
        'query ($n: Int = 100) { persons(first: $n) { nodes { project { persons(last: $n) { nodes { project { persons(first: $n) { nodes { uuid } } } } } } } } }',
        {},
      ],
      [
        '{ persons(first: 100) { ...A } } fragment A on PersonConnection { nodes { project { persons(first: 100) { ...B } } } } fragment B on PersonConnection { edges { node { project { persons(first: 100) { nodes { uuid } } } } } }',
        {},
      ],
    ] as const) {
      const answer = await api.ask(query, { token, variables });
      expect(answer.errors?.[0]?.extensions.code, query).toBe('LIMIT_EXCEEDED');
    }
  });

  it('of which only the count is asked cost no rows', async () => {
    const counts = `{ persons(first: 100) { nodes { project { persons(first: 100) { totalCount } } } } }`;
    expect((await api.ask(counts, { token })).errors).toBeUndefined();
  });
});
