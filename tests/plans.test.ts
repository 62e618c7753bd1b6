/**
 * How PostgreSQL answers lists of large tables: from indexes, row by row as the page needs them, whatever the tables hold.
 * Counts the rows that it meets and snapshots the indexes that it uses; asks no clock.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from './support/api.ts';
import { insertLargeWorld, largeTables, tokenOf } from './support/large-world.ts';
import { explainCompiled } from './support/plan-rows.ts';

let api: TestApi;
const used: string[] = [];

beforeAll(async () => {
  api = await startTestApi();
  await insertLargeWorld(api.client);
});
afterAll(() => api.close());

/**
 * Rows that a page of 20 may meet for a member of one project, and of all 60: the first 20 of each and what their rules ask of
 * others, however many rows the tables hold (30,000).
 */
const mostRows = { one: 1_500, all: 5_000 };

/** Two indexes begin with the project, and cost the same where the project is all that is known: samples decide. */
const membersOfProject = /^project_members_project_(created_index|user_unique)$/;

const page = 'nodes { uuid }';
const inOne = 'where: { projectId: { eq: $project } }';

/** Reads by name, of which each is asked by a member of one project and of all. */
const reads: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    largeTables.flatMap(list => [
      [`${list} in default order`, `{ ${list} { ${page} } }`],
      [`${list} from the end`, `{ ${list}(last: 20) { ${page} } }`],
      // Of so few rows that a member of all projects is in many: they are looked for among those of all.
      [`${list}, a few`, `{ ${list}(first: 5) { ${page} } }`],
      [`${list} of a project`, `query($project: UUID!) { ${list}(${inOne}) { ${page} } }`],
      [
        `${list} with cursors`,
        `{ ${list}(first: 20, orderBy: [{ createdAt: DESC }]) { edges { cursor node { uuid } } pageInfo { hasNextPage endCursor } } }`,
      ],
    ]),
  ),
  'users in default order': `{ users { totalCount nodes { uuid } } }`,
  'persons by a property': `{ persons(where: { properties: { path: [{ path: ["email"], eq: "person77@example.com" }] } }) { ${page} } }`,
  'dashboards by a word': `{ dashboards(search: "dashboard 77") { totalCount ${page} } }`,
  'insights by the beginning of a word, in another order': `{ insights(search: "insight 123", orderBy: [{ name: ASC }]) { ${page} } }`,
  'a dashboard page': `query($project: UUID!) {
    dashboards(first: 5, ${inOne}) {
      nodes {
        name
        project { name members(first: 5) { nodes { role user { displayName } } } }
        widgets(first: 10) { nodes { content insight { name creator { displayName } } } }
      }
    }
  }`,
  'insights with creators': `query($project: UUID!) { insights(first: 50, ${inOne}) { nodes { name creator { displayName } } } }`,
  'from the viewer down': `{
    viewer {
      memberships(first: 5) {
        nodes { project { dashboards(first: 3) { nodes { widgets(first: 3) { nodes { insight { name } } } } } } }
      }
    }
  }`,
  'persons with their distinct ids': `{ persons { nodes { distinctIds { nodes { distinctId } } } } }`,
};

describe.each(['one', 'all'] as const)('for a member of %s project(s)', viewer => {
  it.each(Object.entries(reads))('%s', async (name, query) => {
    const met = await explainCompiled(api, query, tokenOf(viewer));
    expect(met.scannedWhole, name).toEqual([]);
    expect(met.rows, JSON.stringify(met, null, 1)).toBeLessThan(mostRows[viewer]);
    const indexes = met.indexes.map(index => index.replace(membersOfProject, 'project_members by project'));
    used.push(`${name}, by a member of ${viewer}: ${[...new Set(indexes)].sort().join(', ')}`);
  });
});

it('come from these indexes', async () => {
  await expect(`${used.join('\n')}\n`).toMatchFileSnapshot('snapshots/plans.txt');
});
