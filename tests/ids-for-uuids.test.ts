/**
 * The global id of a row wherever its UUID is taken: in filters and unique keys, written out and by variables, on both paths.
 * What a column answers is what inputs take.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { buildFixture, emailOf, insertFixture } from './support/fixture.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi();
  await insertFixture(api.database, buildFixture());
  token = await api.signIn(emailOf('owner'));
});
afterAll(() => api.close());

const ask = (query: string, variables: object = {}) => api.ask(query, { token, variables });
const answered = async (query: string, variables: object = {}): Promise<Any> => {
  const { data, errors } = await ask(query, variables);
  expect(errors, query).toBeUndefined();
  return data;
};

describe('a global id', () => {
  it('finds in every filter on a key what the UUID finds', async () => {
    const filters: string[] = [];
    for (const { plural, columns } of Object.values(api.api.blueprint.types))
      for (const { field, names } of columns) {
        if (names === undefined) continue;
        const { nodes } = (await answered(`{ ${plural}(first: 50) { nodes { value: ${field} } } }`))[plural];
        const uuids = [...new Set(nodes.map(({ value }: Any) => value))].filter(value => value !== null);
        if (uuids.length === 0) continue;
        filters.push(`${plural}.${field}`);
        const ids = uuids.map(uuid => encodeGlobalId(names, String(uuid)));
        const list = (where: string) =>
          `${plural}(where: { ${where} }, first: 5) { totalCount nodes { uuid } }`;
        const by = (kind: string, given: readonly unknown[]) =>
          `${kind}Equal: ${list(`${field}: { eq: ${JSON.stringify(given[0])} }`)}
           ${kind}Others: ${list(`NOT: { ${field}: { in: ${JSON.stringify([...given.slice(1), uuids[0]])} } }`)}`;
        const found = await answered(`{ ${by('plain', uuids)} ${by('named', ids)} }`);
        expect(found.plainEqual.totalCount).toBeGreaterThan(0);
        expect(found.namedEqual, field).toEqual(found.plainEqual);
        expect(found.namedOthers, field).toEqual(found.plainOthers);
      }
    expect(filters.length).toBeGreaterThan(25);
    expect(filters).toEqual(
      expect.arrayContaining([
        'dashboards.uuid',
        'dashboards.projectId',
        'widgets.dashboardId',
        'dashboards.createdBy',
      ]),
    );
  });

  it('is passed by variables that are declared for UUIDs, one after the other', async () => {
    const [widget] = (await answered('{ widgets(first: 1) { nodes { dashboardId dashboard { id } } } }'))
      .widgets.nodes;
    const query = `query ($one: UUID!, $some: [UUID!]) { one: widgets(where: { dashboardId: { eq: $one } }) { totalCount }
      some: widgets(where: { dashboard: { uuid: { in: $some } } }) { totalCount } }`;
    const plain = await answered(query, { one: widget.dashboardId, some: [widget.dashboardId] });
    const named = await answered(query, {
      one: widget.dashboard.id,
      some: [widget.dashboard.id, widget.dashboardId],
    });
    expect(plain.one.totalCount).toBeGreaterThan(0);
    expect(named).toEqual(plain);
  });

  it('is a part of a unique key', async () => {
    const [member] = (
      await answered('{ projectMembers(first: 1) { nodes { id project { id } user { id } } } }')
    ).projectMembers.nodes;
    const found = await answered(
      `{ projectMember(by: { projectIdAndUserId: { projectId: "${member.project.id}", userId: "${member.user.id}" } }) { id } }`,
    );
    expect(found.projectMember).toEqual({ id: member.id });
  });

  it.each([
    [
      '{ widgets(where: { dashboardId: { eq: $ } }) { totalCount } }',
      'where.dashboardId.eq must be the id of a Dashboard; this is the id of a User.',
    ],
    [
      '{ dashboards(where: { uuid: { in: [$] } }) { totalCount } }',
      'where.uuid.in[0] must be the id of a Dashboard; this is the id of a User.',
    ],
    [
      '{ dashboards(where: { project: { uuid: { ne: $ } } }) { totalCount } }',
      'where.project.uuid.ne must be the id of a Project; this is the id of a User.',
    ],
    [
      '{ projectMember(by: { projectIdAndUserId: { projectId: $, userId: $ } }) { id } }',
      'by.projectIdAndUserId.projectId must be the id of a Project; this is the id of a User.',
    ],
    [
      '{ insights(where: { cohortUuids: { has: $ } }) { totalCount } }',
      'where.cohortUuids.has[0] must be a UUID; ids of objects are taken where it is the key of one.',
    ],
  ])('of another type, or where none is meant, is refused: %s', async (query, message) => {
    const id = JSON.stringify(encodeGlobalId('User', '00000000-0000-4000-8000-000000000000'));
    const { errors } = await ask(query.replaceAll('$', id));
    expect(errors!.map(error => [error.extensions.code, error.message])).toEqual([
      ['BAD_USER_INPUT', message],
    ]);
  });

  it.each(['x', 'VXNlcjphYmM', 'VXNlcg', '', '00000000-0000-4000-8000-00000000000'])(
    'has to be one: not %j',
    async value => {
      for (const [query, variables] of [
        [`{ dashboards(where: { uuid: { eq: ${JSON.stringify(value)} } }) { totalCount } }`, {}],
        ['query ($id: UUID!) { dashboards(where: { uuid: { eq: $id } }) { totalCount } }', { id: value }],
      ] as const) {
        const { errors } = await ask(query, variables);
        expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
      }
    },
  );
});

it('What a column answers that points to a row is what inputs and filters take', async () => {
  const [row] = (
    await answered('{ widgets(first: 1) { nodes { uuid dashboardId projectId dashboard { uuid id } } } }')
  ).widgets.nodes;
  expect(row.dashboardId).toBe(row.dashboard.uuid);
  for (const dashboardId of [row.dashboardId, row.dashboard.id]) {
    const { createWidget } = await answered(
      `mutation ($input: CreateWidgetInput!) { createWidget(input: $input) { widget { dashboardId projectId } userErrors { message path } } }`,
      {
        input: {
          projectId: row.projectId,
          dashboardId,
          content: 'A text.',
          layout: { x: 0, y: 0, w: 2, h: 2 },
        },
      },
    );
    expect(createWidget).toEqual({
      widget: { dashboardId: row.dashboardId, projectId: row.projectId },
      userErrors: [],
    });
  }
});
