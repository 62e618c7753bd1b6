/**
 * The global id of a row wherever its UUID is taken: in filters and unique keys, written out and by variables, on both paths.
 * What a column answers is what inputs take.
 */
import type { GraphQLInputObjectType } from 'graphql';
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
      'where.cohortUuids.has[0] must be the id of a Cohort; this is the id of a User.',
    ],
    [
      '{ auditEvents(where: { entityId: { eq: $ } }) { totalCount } }',
      'where.entityId.eq must be a UUID; ids of objects are taken where it is the key of one.',
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

describe('inside of typed JSON', () => {
  const trend = (members: object) => ({
    trend: {
      granularity: 'DAY',
      chartType: 'LINE',
      dateFrom: '-30d',
      dateTo: '-0d',
      compare: false,
      series: [{ eventName: 'opened', label: 'Opened', metric: 'UNIQUE_USERS' }],
      ...members,
    },
  });
  const inCohort = (cohortId: unknown) => ({
    type: 'AND',
    values: [{ cohort: { cohortId, negated: false } }],
  });
  const create = async (kind: 'Insight' | 'Cohort', input: object): Promise<Any> => {
    const single = kind.toLowerCase();
    const { [`create${kind}`]: payload } = await answered(
      `mutation ($input: Create${kind}Input!) { create${kind}(input: $input) { ${single} { id uuid } userErrors { code message path } } }`,
      { input },
    );
    return { row: payload[single], userErrors: payload.userErrors };
  };
  let projectId: string;
  let cohort: Any;
  beforeAll(async () => {
    const { projects } = await answered('{ projects(first: 1) { nodes { id } } }');
    projectId = projects.nodes[0].id;
    const definition = { type: 'AND', values: [{ personProperty: { property: 'p', operator: 'IS_SET' } }] };
    const made = await create('Cohort', { projectId, name: 'Named', definition, isStatic: false });
    expect(made.userErrors).toEqual([]);
    cohort = made.row;
  });
  const stored = async (table: 'insights' | 'cohorts', column: string, id: string) =>
    (await api.client.unsafe(`select ${column} as value from ${table} where id = '${id}'`))[0]!.value;

  it('the id of a row is taken wherever a member refers to one, and its UUID is stored', async () => {
    const other = (
      await create('Cohort', { projectId, name: 'Other', definition: inCohort(cohort.id), isStatic: false })
    ).row;
    expect(await stored('cohorts', 'definition', other.uuid)).toEqual({
      type: 'AND',
      values: [{ type: 'cohort', cohortId: cohort.uuid, negated: false }],
    });
    const config = trend({ cohortIds: [cohort.id, other.uuid], breakdownCohortIds: [other.id] });
    const { row, userErrors } = await create('Insight', { projectId, name: 'I', type: 'TREND', config });
    expect(userErrors).toEqual([]);
    expect(await stored('insights', 'config', row.uuid)).toMatchObject({
      cohortIds: [cohort.uuid, other.uuid],
      breakdownCohortIds: [other.uuid],
    });
    const { insight, insights, cohorts } = await answered(
      `query ($id: ID!, $cohort: UUID!) {
        insight(id: $id) { config { ... on TrendConfig { cohortIds breakdownCohortIds } } }
        insights(where: { cohortUuids: { hasEvery: [$cohort, "${other.uuid}"] } }) { nodes { id } }
        cohorts(where: { cohortUuids: { has: "${cohort.id}" } }) { nodes { id } }
      }`,
      { id: row.id, cohort: cohort.id },
    );
    expect(insight.config).toEqual({
      cohortIds: [cohort.uuid, other.uuid],
      breakdownCohortIds: [other.uuid],
    });
    expect(insights.nodes).toEqual([{ id: row.id }]);
    expect(cohorts.nodes).toEqual([{ id: other.id }]);
    const preview =
      'query ($id: ID!, $definition: CohortGroupInput!) { previewCohort(projectId: $id, definition: $definition) { count } }';
    const [byId, byUuid] = await Promise.all(
      [cohort.id, cohort.uuid].map(id => answered(preview, { id: projectId, definition: inCohort(id) })),
    );
    expect(byId).toEqual(byUuid);
  });

  it('every member that refers to a row says that it takes ids', () => {
    const members = Object.values(api.api.blueprint.shapes).flatMap(shape =>
      shape.kind === 'object' ? shape.members.map(member => ({ of: shape.name, ...member })) : [],
    );
    const referring = members.filter(({ type }) => JSON.stringify(type).includes('"references"'));
    expect(referring.length).toBeGreaterThan(6);
    for (const { of, field } of referring) {
      const input = api.api.schema.getType(`${of}Input`) as GraphQLInputObjectType;
      expect(input.getFields()[field]!.description, `${of}.${field}`).toContain('of a Cohort');
    }
  });

  it('the id of another type is told as such, at its place, beside all else that is wrong', async () => {
    const user = encodeGlobalId('User', '00000000-0000-4000-8000-000000000000');
    const config = trend({ cohortIds: [cohort.id, user], dateFrom: 'never' });
    const { userErrors } = await create('Insight', { projectId, name: 'I', type: 'TREND', config });
    const told = userErrors.map(({ code, message, path }: Any) => [code, path.join('.'), message]);
    expect(told).toContainEqual([
      'BAD_USER_INPUT',
      'input.config.trend.cohortIds.1',
      'config.trend.cohortIds[1] must be the id of a Cohort; this is the id of a User.',
    ]);
    expect(told.map(([, path]: Any) => path)).toContain('input.config.trend.dateFrom');
    const deep = await create('Cohort', {
      projectId,
      name: 'C',
      definition: inCohort(user),
      isStatic: false,
    });
    expect(deep.userErrors.map(({ message }: Any) => message)).toEqual([
      'definition.values[0].cohort.cohortId must be the id of a Cohort; this is the id of a User.',
    ]);
    // One id is one row, however it is written.
    const twice = await create('Insight', {
      projectId,
      name: 'I',
      type: 'TREND',
      config: trend({ cohortIds: [cohort.id, cohort.uuid] }),
    });
    expect(twice.userErrors).toHaveLength(1);
    const gone = encodeGlobalId('Cohort', '00000000-0000-4000-8000-000000000000');
    const missing = await create('Insight', {
      projectId,
      name: 'I',
      type: 'TREND',
      config: trend({ cohortIds: [gone] }),
    });
    expect(missing.userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'config', 'trend', 'cohortIds', '0'] },
    ]);
  });
});
