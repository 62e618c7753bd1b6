/**
 * What a generated mutation answers, and how many statements it takes, as PostgreSQL counts them.
 * Who may write is the matrix's business, what stands against a write that of other suites.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';
import { codes, type Mutated } from './support/write-client.ts';
import {
  api,
  dashboard,
  insight,
  layout,
  lifecycle,
  made,
  projectId,
  read,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

let statements: StatementCount;
beforeAll(() => {
  statements = countStatements(api.adminUrl);
});
afterAll(() => statements.close());

describe('statements', () => {
  const countOf = async (mutation: string, input: object, selection = '') => {
    let result: Mutated | undefined;
    const sent = await statements.during(async () => {
      result = await send(mutation, input, selection);
    });
    expect(result!.failures).toEqual([]);
    return { count: sent.length, result: result! };
  };

  it('one for a mutation that asks for nothing, its own columns, or typed JSON', async () => {
    const [d, i] = [await dashboard(), await insight()];
    const c = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true });
    const own = 'dashboard { id uuid name description isPinned createdAt updatedAt deletedAt }';
    const typed =
      'insight { id type isFavorite config { __typename ... on LifecycleConfig { targetEvent granularity } } }';
    for (const [mutation, input, selection] of [
      ['createDashboard', { projectId: projectId(), name: 'x' }, ''],
      ['createDashboard', { projectId: projectId(), name: 'x' }, `${own} clientKeys { nodeId uuid }`],
      ['updateDashboard', { id: d, name: 'y', widgets: { create: [{ content: 't', layout }] } }, own],
      ['updateInsight', { id: i, isFavorite: true }, typed],
      ['updateCohort', { id: c, name: 'y' }, 'cohort { name definition { type } }'],
      ['deleteDashboard', { id: d }, own],
      ['restoreDashboard', { id: d }, own],
      ['updateDashboards', { where: { uuid: { eq: d } }, atMost: 1, set: { name: 'z' } }, 'count'],
      ['deleteDashboards', { where: { uuid: { eq: d } }, atMost: 1 }, 'count'],
      ['updateUser', { id: world.users.owner, displayName: 'Owner' }, 'user { displayName email }'],
    ] as const) {
      const { count, result } = await countOf(mutation, input, selection);
      expect(codes(result), mutation).toEqual([]);
      expect(count, `${mutation} ${selection}`).toBe(1);
    }
  });

  it('answers the same with one statement as a query does', async () => {
    const fields =
      'id uuid name description type isFavorite createdAt updatedAt deletedAt config { __typename ... on LifecycleConfig { targetEvent granularity dateFrom cohortIds } }';
    const result = await send(
      'createInsight',
      { projectId: projectId(), name: 'é\u2028"\\', ...lifecycle },
      `insight { ${fields} }`,
    );
    const { insight: queried } = await read(
      `{ insight(id: "${result.payload.insight.uuid}") { ${fields} } }`,
    );
    expect(result.payload.insight).toEqual(queried);
  });

  it('two where the payload asks for relations or counts', async () => {
    const deep =
      'dashboard { name project { name viewerRole } widgets { totalCount nodes { insight { name } } } }';
    const { count, result } = await countOf(
      'createDashboard',
      { projectId: projectId(), name: 'x', widgets: { create: [{ insightId: await insight(), layout }] } },
      deep,
    );
    expect(count).toBe(2);
    expect(result.payload.dashboard).toEqual({
      name: 'x',
      project: { name: 'A', viewerRole: 'OWNER' },
      widgets: { totalCount: 1, nodes: [{ insight: { name: 'i' } }] },
    });
  });

  it('one for a refusal of the database, one more where more may be wrong, and none where it is not known which rows are meant', async () => {
    const d = await dashboard();
    for (const [expected, code, mutation, input] of [
      [1, 'NOT_FOUND', 'updateDashboard', { id: world.users.owner, name: 'x' }],
      [1, 'CONFLICT', 'deleteDashboard', { id: d, ifUpdatedAt: '2001-01-01T00:00:00Z' }],
      [
        1,
        'LIMIT_EXCEEDED',
        'updateDashboards',
        { where: { name: { ne: '' } }, atMost: 1, set: { name: 'x' } },
      ],
      [0, 'BAD_USER_INPUT', 'updateDashboard', { id: 'x', name: 'x' }],
      [1, 'BAD_USER_INPUT', 'updateDashboard', { id: d, name: 'a\u0000' }],
      [2, 'BAD_USER_INPUT', 'updateDashboard', { id: d, name: ' ' }],
      [0, 'BAD_USER_INPUT', 'updateDashboards', { where: {}, atMost: 1, set: { name: 'x' } }],
    ] as const) {
      const { count, result } = await countOf(mutation, input);
      expect(
        result.userErrors.map(error => error.code),
        JSON.stringify(input),
      ).toEqual([code]);
      expect(count, JSON.stringify(input)).toBe(expected);
    }
  });

  it('three for a CONFLICT with the current object', async () => {
    const d = await dashboard({ name: 'now' });
    const { count, result } = await countOf(
      'updateDashboard',
      { id: d, name: 'x', ifUpdatedAt: '2001-01-01T00:00:00Z' },
      'dashboard { name }',
    );
    expect(codes(result)).toEqual(['CONFLICT input.ifUpdatedAt']);
    expect(result.payload.dashboard).toEqual({ name: 'now' });
    expect(count).toBe(3);
  });
});

describe('what a client has to ask for again', () => {
  it('is read with the write, as it is afterwards', async () => {
    const name = `after ${await dashboard()}`;
    const list = `dashboards(where: { name: { eq: "${name}" } }) { totalCount nodes { name widgets { totalCount } } }`;
    const { payload, failures } = await send(
      'createDashboard',
      { projectId: projectId(), name, widgets: { create: [{ content: 't', layout }] } },
      `dashboard { name } query { ${list} viewer { email } project(id: "${projectId()}") { dashboards(first: 1) { totalCount } } }`,
    );
    expect(failures).toEqual([]);
    expect(payload.query.dashboards).toEqual({
      totalCount: 1,
      nodes: [{ name, widgets: { totalCount: 1 } }],
    });
    expect(payload.query).toEqual(
      await read(
        `{ ${list} viewer { email } project(id: "${projectId()}") { dashboards(first: 1) { totalCount } } }`,
      ),
    );
  });

  it('is the viewer’s own row, too, in every payload', async () => {
    const name = `viewer ${await dashboard()}`;
    const viewer = 'viewer { email memberships { totalCount } }';
    const expected = await read(`{ ${viewer} }`);
    const where = { name: { eq: name } };
    for (const [mutation, input] of [
      ['createDashboard', { projectId: projectId(), name }],
      ['updateDashboards', { where, atMost: 1, set: { name } }],
      ['updateDashboard', { id: world.users.owner, name }],
    ] as const)
      expect((await send(mutation, input, viewer)).payload, mutation).toMatchObject(expected);
    const renamed = await send(
      'updateUser',
      { id: world.users.owner, displayName: name },
      'viewer { displayName }',
    );
    expect(renamed.payload.viewer.displayName).toBe(name);
  });

  it('is there where nothing was written, too', async () => {
    const { payload } = await send(
      'updateDashboard',
      { id: world.users.owner, name: 'x' },
      'query { viewer { displayName } }',
    );
    expect(payload.userErrors).toHaveLength(1);
    expect(payload.query.viewer.displayName).toEqual(expect.any(String));
  });

  it('of many rows is told by their ids', async () => {
    const name = `many ${await dashboard()}`;
    const made = await Promise.all([1, 2, 3].map(() => dashboard({ name })));
    const where = { name: { eq: name } };
    const ids = `ids count query { dashboards(where: { name: { eq: "${name}" } }) { totalCount nodes { id } } }`;
    const { payload } = await send('updateDashboards', { where, atMost: 9, set: { description: 'x' } }, ids);
    expect(payload.count).toBe(made.length);
    expect([...payload.ids].sort()).toEqual(
      payload.query.dashboards.nodes.map((node: Any) => node.id).sort(),
    );
    const gone = await send('deleteDashboards', { where, atMost: 9 }, ids);
    expect([...gone.payload.ids].sort()).toEqual([...payload.ids].sort());
    expect(gone.payload.query.dashboards.totalCount).toBe(0);
    expect((await send('deleteDashboards', { where, atMost: 9 }, 'ids')).payload.ids).toEqual([]);
  });
});

describe('an edge in a payload', () => {
  const edge = 'dashboardEdge { cursor node { id name project { name } } }';

  it('is the one of the list in its default order, by two statements, and by one without its cursor', async () => {
    const name = `edge ${await dashboard()}`;
    const { payload } = await send('createDashboard', { projectId: projectId(), name }, edge);
    const later = await dashboard({ name });
    const where = `where: { name: { eq: "${name}" } }`;
    const { dashboards } = await read(
      `{ dashboards(${where}) { edges { cursor node { id name project { name } } } } }`,
    );
    expect(payload.dashboardEdge).toEqual(dashboards.edges[0]);
    const after = await read(
      `{ dashboards(${where}, after: "${payload.dashboardEdge.cursor}") { nodes { uuid } } }`,
    );
    expect(after.dashboards.nodes).toEqual([{ uuid: later }]);
    for (const [selection, expected] of [
      ['dashboardEdge { node { id name } }', 1],
      [`${edge} dashboard { project { name } } viewer { email }`, 2],
    ] as const) {
      const sent = await statements.during(async () => {
        await send('updateDashboard', { id: later, name: selection.slice(0, 20) }, selection);
      });
      expect(sent, selection).toHaveLength(expected);
    }
  });

  it('is null of a row that is deleted, and where nothing was written', async () => {
    const id = await dashboard();
    const deleted = await send('deleteDashboard', { id }, `dashboard { uuid } ${edge}`);
    expect(deleted.payload).toEqual({ dashboard: { uuid: id }, dashboardEdge: null, userErrors: [] });
    expect((await send('updateDashboard', { id, name: 'x' }, edge)).payload.dashboardEdge).toBeNull();
    const restored = await send('restoreDashboard', { id }, 'dashboardEdge { node { uuid } }');
    expect(restored.payload.dashboardEdge).toEqual({ node: { uuid: id } });
  });
});

describe('edges in a payload of many', () => {
  const edges = 'dashboardEdges { cursor node { id name project { name } } }';

  it('are those of the list in its default order, in the order of the input, by one statement more', async () => {
    const name = `edges ${await dashboard()}`;
    const rows = ['b', 'a', 'c'].map(description => ({ projectId: projectId(), name, description }));
    let payload: Any;
    const sent = await statements.during(async () => {
      ({ payload } = await send(
        'createDashboards',
        { rows },
        `ids ${edges} dashboards { description } viewer { email } query { dashboards(first: 1) { totalCount } }`,
      ));
    });
    expect(sent).toHaveLength(2);
    expect(payload.dashboards.map((row: Any) => row.description)).toEqual(['b', 'a', 'c']);
    expect(payload.dashboardEdges.map(({ node }: Any) => node.id)).toEqual(payload.ids);
    const { dashboards } = await read(
      `{ dashboards(where: { name: { eq: "${name}" } }) { ${edgesOf(edges)} } }`,
    );
    const byId = (list: Any[]) => list.toSorted((a, b) => (a.node.id < b.node.id ? -1 : 1));
    expect(byId(payload.dashboardEdges)).toEqual(byId(dashboards.edges));
    const where = { name: { eq: name } };
    const changed = await send('updateDashboards', { where, atMost: 9, set: { isPinned: true } }, edges);
    expect(byId(changed.payload.dashboardEdges)).toEqual(byId(dashboards.edges));
    const cursors = await send(
      'updateDashboards',
      { where, atMost: 9, set: { isPinned: false } },
      'dashboardEdges { cursor }',
    );
    expect(cursors.payload.dashboardEdges.map(({ cursor }: Any) => cursor).sort()).toEqual(
      dashboards.edges.map(({ cursor }: Any) => cursor).sort(),
    );
  });

  it('take no statement where they are not asked for, and are none of deleted rows and where nothing was written', async () => {
    const name = `no edges ${await dashboard()}`;
    const where = { name: { eq: name } };
    await dashboard({ name });
    const sent = await statements.during(async () => {
      await send('updateDashboards', { where, atMost: 9, set: { isPinned: true } }, 'ids count');
    });
    expect(sent).toHaveLength(1);
    const refused = await send('updateDashboards', { where, atMost: 0, set: { name } }, edges);
    expect([codes(refused), refused.payload.dashboardEdges]).toEqual([['BAD_USER_INPUT input.atMost'], []]);
    const deleted = await send('deleteDashboards', { where, atMost: 9 }, `count ${edges}`);
    expect(deleted.payload).toMatchObject({ count: 1, dashboardEdges: [] });
  });
});

describe('a payload of many deleted rows', () => {
  const left = 'count dashboards { uuid widgets { totalCount } } projects { uuid } insights { uuid }';

  it('has the rows that they belonged to, each once, as they are without them, also when it is sent again', async () => {
    const insights = [await insight(), await insight()];
    const widgets = {
      create: insights.flatMap(insightId => [
        { insightId, layout },
        { content: 't', layout },
      ]),
    };
    const boards = [await dashboard({ widgets }), await dashboard({ widgets }), await dashboard({ widgets })];
    const where = {
      dashboardId: { in: boards.slice(0, 2) },
      OR: [{ insightId: { eq: insights[0] } }, { content: { eq: 't' } }],
    };
    const input = { where, atMost: 9, idempotencyKey: `left ${boards[0]}` };
    const sorted = (rows: Any[]) => rows.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
    const expected = sorted(boards.slice(0, 2).map(uuid => ({ uuid, widgets: { totalCount: 1 } })));
    const told = ({ payload }: Mutated) => ({ ...payload, dashboards: sorted(payload.dashboards) });
    const all = {
      count: 6,
      dashboards: expected,
      projects: [{ uuid: projectId() }],
      insights: [{ uuid: insights[0] }],
      userErrors: [],
    };
    const sent = await statements.during(async () => {
      expect(told(await send('deleteWidgets', input, left))).toEqual(all);
    });
    expect(sent).toHaveLength(2);
    expect(told(await send('deleteWidgets', input, left))).toEqual(all);
    // A row that is not to be seen any more is none of those that are left.
    await send('deleteDashboard', { id: boards[0] });
    const [seen] = expected.filter(({ uuid }) => uuid !== boards[0]);
    expect(told(await send('deleteWidgets', input, left))).toEqual({ ...all, dashboards: [seen] });
  });

  it('has none where nothing was deleted, and takes no statement where they are not asked for', async () => {
    const d = await dashboard({ widgets: { create: [{ content: 't', layout }] } });
    const where = { dashboardId: { eq: d } };
    const nothing = { count: 0, dashboards: [], projects: [], insights: [] };
    const refused = await send('deleteWidgets', { where, atMost: 0 }, left);
    expect(refused.payload).toMatchObject(nothing);
    const changed = await send('updateWidgets', { where, atMost: 5, set: { content: 'u' } }, left);
    expect(changed.payload).toMatchObject({ ...nothing, count: 1 });
    const sent = await statements.during(async () => {
      await send('deleteWidgets', { where, atMost: 5 }, 'ids count');
    });
    expect(sent).toHaveLength(1);
    expect((await send('deleteWidgets', { where, atMost: 5 }, left)).payload).toMatchObject(nothing);
  });
});

/** The edges of a list that a payload’s are compared with. */
const edgesOf = (selection: string) => selection.replace('dashboardEdges', 'edges');

describe('a deleted row’s payload', () => {
  it('has the rows that it belonged to as they are without it, also when it is sent again', async () => {
    const insightId = await insight();
    const d = await dashboard({
      name: 'left',
      widgets: {
        create: [
          { content: 't', layout },
          { insightId, layout },
        ],
      },
    });
    const { dashboard: shown } = await read(
      `{ dashboard(id: "${d}") { widgets { nodes { id insight { uuid } } } } }`,
    );
    // Both are of the same millisecond.
    const [text, chart] = [false, true].map(isChart =>
      shown.widgets.nodes.find((node: Any) => (node.insight !== null) === isChart),
    );
    const left =
      'dashboard { uuid widgets { totalCount nodes { id } } } project { uuid viewerRole } insight { uuid }';
    const project = { uuid: projectId(), viewerRole: 'OWNER' };
    const input = { id: text.id, idempotencyKey: `left ${d}` };
    const expected = {
      dashboard: { uuid: d, widgets: { totalCount: 1, nodes: [{ id: chart.id }] } },
      project,
      insight: null,
    };
    const sent = await statements.during(async () => {
      expect((await send('deleteWidget', input, left)).payload).toMatchObject(expected);
    });
    expect(sent).toHaveLength(2);
    expect((await send('deleteWidget', input, left)).payload).toMatchObject(expected);
    // A row that is not to be seen any more is none of those that are left.
    await send('deleteDashboard', { id: d });
    expect((await send('deleteWidget', input, left)).payload).toMatchObject({ ...expected, dashboard: null });
    await send('restoreDashboard', { id: d });
    const gone = await send('deleteWidget', { id: chart.id }, left);
    expect(gone.payload).toMatchObject({
      dashboard: { uuid: d, widgets: { totalCount: 0 } },
      insight: { uuid: insightId },
    });
  });

  it('has none of them where nothing was deleted', async () => {
    const widget = await made('Widget', { dashboardId: await dashboard(), content: 'x', layout });
    const left = 'dashboard { uuid } project { uuid }';
    const late = { id: widget, ifUpdatedAt: '2001-01-01T00:00:00Z' };
    for (const [mutation, input] of [
      ['updateWidget', { id: widget, content: 'y' }],
      ['deleteWidget', late],
    ] as const)
      expect((await send(mutation, input, left)).payload).toMatchObject({ dashboard: null, project: null });
  });

  it('shows the row as it is where it was marked, and its id where it is gone', async () => {
    const d = await dashboard({ widgets: { create: [{ content: 't', layout }] } });
    const { dashboard: shown } = await read(`{ dashboard(id: "${d}") { widgets { nodes { id } } } }`);
    const [{ id }] = shown.widgets.nodes;
    const gone = await send('deleteWidget', { id }, 'widget { id } deletedId');
    expect(gone.payload).toEqual({ widget: null, deletedId: id, userErrors: [] });
    const marked = await send('deleteDashboard', { id: d }, 'dashboard { uuid deletedAt }');
    expect(marked.payload.dashboard).toEqual({ uuid: d, deletedAt: expect.any(String) });
  });

  it('has no id of what was deleted where nothing was: not of what was made or changed', async () => {
    const dashboardId = await dashboard();
    const input = { projectId: projectId(), dashboardId, content: 'x', layout };
    const created = await send('createWidget', input, 'widget { id } deletedId');
    expect(created.payload.deletedId).toBeNull();
    const { id } = created.payload.widget;
    expect((await send('updateWidget', { id, content: 'y' }, 'deletedId')).payload.deletedId).toBeNull();
    const late = { id, ifUpdatedAt: '2001-01-01T00:00:00Z' };
    expect((await send('deleteWidget', late, 'deletedId')).payload.deletedId).toBeNull();
  });
});
