/**
 * How many rows about: exact where there are few, by a sample where there are many, and only those that the viewer may see.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture, uuidOf } from './support/fixture.ts';

/** Of one project; a third as many are of another, between them. */
const many = 60_000;
const mine = uuidOf('project a');
const others = uuidOf('project b');
const cohort = uuidOf('cohort estimated');

let api: TestApi;
let token: string;
let before: number;

beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture());
  token = await api.signIn(emailOf('owner'));
  before = (await counts('persons')).totalCount;
  const { client } = api;
  await client`insert into persons (project_id, properties, created_at)
    select case when i % 4 = 0 then ${others}::uuid else ${mine}::uuid end,
      jsonb_build_object('n', i % 10, 'padding', repeat(md5(i::text), 8)), now()
    from generate_series(1, ${(many * 4) / 3}::int) as i`;
  await client`insert into cohorts (id, project_id, name, is_static) values (${cohort}, ${mine}, 'Estimated', true)`;
  await client`insert into cohort_members (project_id, cohort_id, person_id)
    select project_id, ${cohort}, id from persons where project_id = ${mine} and properties ? 'n' limit 20000`;
  await client`vacuum analyze persons`;
  await client`analyze cohort_members`;
});
afterAll(() => api.close());

interface Counted {
  readonly totalCount: number;
  readonly totalCountEstimate: number;
}

async function counts(list: string): Promise<Counted> {
  const { data, errors } = await api.ask(`{ list: ${list} { totalCount totalCountEstimate } }`, { token });
  expect(errors).toBeUndefined();
  return data.list;
}

const isAbout = ({ totalCount, totalCountEstimate }: Counted) => {
  expect(totalCountEstimate).toBeGreaterThan(totalCount * 0.8);
  expect(totalCountEstimate).toBeLessThan(totalCount * 1.2);
};

describe('an estimate of how many rows there are', () => {
  it('is the count where there are few', async () => {
    for (const list of ['dashboards', 'widgets', 'insights(where: { name: { eq: "no such" } })']) {
      const { totalCount, totalCountEstimate } = await counts(list);
      expect(totalCountEstimate).toBe(totalCount);
    }
    expect(before).toBeLessThan(100);
    const { totalCount, totalCountEstimate } = await counts(
      'persons(where: { properties: { contains: { n: 7 } } })',
    );
    expect(totalCount).toBeGreaterThan(5_000);
    expect(totalCountEstimate).toBe(totalCount);
  });

  it('is near the count where there are many, of those that the viewer may see and the filter leaves', async () => {
    const all = await counts('persons');
    expect(all.totalCount).toBeGreaterThanOrEqual(many);
    // A sample, and no count.
    expect(all.totalCountEstimate).not.toBe(all.totalCount);
    isAbout(all);
    isAbout(await counts('persons(where: { properties: { path: [{ path: ["n"], lt: 5 }] } })'));
  });

  it('is the same each time while nothing changes', async () => {
    expect((await counts('persons')).totalCountEstimate).toBe((await counts('persons')).totalCountEstimate);
  });

  it('is near for lists that hang on a row, through a join table too', async () => {
    const { data, errors } = await api.ask(
      `query($project: ID!, $cohort: ID!) {
        project(id: $project) { persons { totalCount totalCountEstimate } dashboards { totalCount totalCountEstimate } }
        cohort(id: $cohort) { persons { totalCount totalCountEstimate } }
      }`,
      { token, variables: { project: mine, cohort } },
    );
    expect(errors).toBeUndefined();
    isAbout(data.project.persons);
    expect(data.project.dashboards.totalCountEstimate).toBe(data.project.dashboards.totalCount);
    isAbout(data.cohort.persons);
  });

  it('is near though many rows went since PostgreSQL measured the table', async () => {
    await api.client`delete from persons where project_id = ${others} and properties ? 'n'`;
    isAbout(await counts('persons'));
  });
});
