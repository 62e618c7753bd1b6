/**
 * Updates that say what is so already: nothing is written, noted in the trail or moved in time, and the row is told all the same.
 * Knows digests of the database and versions of rows; that each kind of values is compared exactly is shown beside each kind.
 */
import { describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { codes, digestOf, type Mutated } from './support/write-client.ts';
import {
  api,
  dashboard,
  insight,
  layout,
  lifecycle,
  made,
  read,
  refused,
  send,
  useWriteSession,
} from './support/write-session.ts';

useWriteSession();

/** A mutation without errors, after which the whole database is as it was, its trail too. */
async function unchanged(mutation: string, input: object, selection = ''): Promise<Mutated> {
  const before = await digestOf(api.client);
  const result = await send(mutation, input, selection);
  expect([result.failures, codes(result)]).toEqual([[], []]);
  expect(await digestOf(api.client)).toBe(before);
  return result;
}

const versionOf = async (table: string, id: string) =>
  (await api.client`select xmin::text as version from ${api.client(table)} where id = ${id}`)[0]!.version;

describe('an update of what is so already', () => {
  it('writes no new version of the row, and tells it as it is', async () => {
    const values = { name: 'n', description: 'd', isPinned: true, dateFrom: '-7d' };
    const id = await dashboard(values);
    const version = await versionOf('dashboards', id);
    const told = 'dashboard { uuid name description createdAt updatedAt creator { displayName } }';
    const { dashboard: before } = await read(`{ ${told.replace('dashboard', `dashboard(id: "${id}")`)} }`);
    const own = 'dashboard { uuid name updatedAt }';
    for (const input of [values, { name: 'n' }, {}]) {
      const { payload } = await unchanged('updateDashboard', { id, ...input }, own);
      expect(payload.dashboard).toEqual({ uuid: id, name: 'n', updatedAt: before.updatedAt });
    }
    expect((await unchanged('updateDashboard', { id, ...values }, told)).payload.dashboard).toEqual(before);
    expect(await versionOf('dashboards', id)).toBe(version);
  });

  it('compares JSON by what it says', async () => {
    const id = await insight();
    const { targetEvent, granularity, dateFrom, dateTo } = lifecycle.config.lifecycle;
    const turned = { dateTo, dateFrom, granularity, targetEvent };
    await unchanged('updateInsight', { id, config: { lifecycle: turned } }, 'insight { updatedAt }');
    const other = { lifecycle: { ...turned, targetEvent: 'close' } };
    const { payload } = await send('updateInsight', { id, config: other }, 'insight { createdAt updatedAt }');
    expect(payload.insight.updatedAt > payload.insight.createdAt).toBe(true);
  });

  it('is refused all the same where the row was changed since, or may not be pointed where it does', async () => {
    const id = await dashboard();
    const stale = { id, name: 'd', ifUpdatedAt: '2001-01-01T00:00:00Z' };
    expect(codes(await refused('updateDashboard', stale))).toEqual(['CONFLICT input.ifUpdatedAt']);
    const hidden = await insight();
    const widget = await made('Widget', { ...(await onDashboard()), insightId: hidden, layout });
    await send('deleteInsight', { id: hidden });
    expect(codes(await refused('updateWidget', { id: widget, layout }))).toEqual(['NOT_FOUND input.id']);
  });

  const onDashboard = async () => {
    const dashboardId = await dashboard();
    const { dashboard: shown } = await read(`{ dashboard(id: "${dashboardId}") { projectId } }`);
    return { dashboardId, projectId: shown.projectId };
  };
});

describe('an update with children', () => {
  const shown = 'updatedAt widgets(orderBy: [{ content: ASC }]) { nodes { uuid content updatedAt } }';
  const readBoard = async (id: string): Promise<Any> =>
    (await read(`{ dashboard(id: "${id}") { ${shown} } }`)).dashboard;
  const board = () => dashboard({ widgets: { create: ['a', 'b'].map(content => ({ content, layout })) } });

  it('that change nothing changes nothing', async () => {
    const id = await board();
    const before = await readBoard(id);
    const update = before.widgets.nodes.map(({ uuid, content }: Any) => ({ id: uuid, content, layout }));
    const { payload } = await unchanged(
      'updateDashboard',
      { id, name: 'd', widgets: { update } },
      `dashboard { ${shown} }`,
    );
    expect(payload.dashboard).toEqual(before);
  });

  it('is a change of their parent as soon as one of them changes, comes or goes', async () => {
    const id = await board();
    let before = await readBoard(id);
    const [a, b] = before.widgets.nodes.map(({ uuid }: Any) => uuid);
    const same = { id: a, content: 'a' };
    for (const [widgets, moved] of [
      [{ update: [same, { id: b, content: 'c' }] }, [b]],
      [{ update: [same], create: [{ content: 'd', layout }] }, []],
      [{ update: [same], delete: [b] }, []],
    ] as const) {
      expect(codes(await send('updateDashboard', { id, name: 'd', widgets }))).toEqual([]);
      const after = await readBoard(id);
      expect(after.updatedAt > before.updatedAt).toBe(true);
      const times = new Map(before.widgets.nodes.map(({ uuid, updatedAt }: Any) => [uuid, updatedAt]));
      const others = after.widgets.nodes.filter(
        ({ uuid, updatedAt }: Any) => times.has(uuid) && times.get(uuid) !== updatedAt,
      );
      expect(others.map(({ uuid }: Any) => uuid)).toEqual(moved);
      before = after;
    }
  });
});

describe('an update of many', () => {
  it('writes and counts those rows that become different', async () => {
    const ids = await Promise.all(['x', 'y', 'x'].map(name => dashboard({ name })));
    const where = { uuid: { in: ids } };
    const before = await Promise.all(ids.map(id => versionOf('dashboards', id)));
    const { payload } = await send('updateDashboards', { where, atMost: 3, set: { name: 'x' } }, 'count ids');
    const { dashboard: changed } = await read(`{ dashboard(id: "${ids[1]}") { id } }`);
    expect(payload).toMatchObject({ count: 1, ids: [changed.id] });
    const after = await Promise.all(ids.map(id => versionOf('dashboards', id)));
    expect(after.map((version, i) => version !== before[i])).toEqual([false, true, false]);
    const again = await unchanged('updateDashboards', { where, atMost: 3, set: { name: 'x' } }, 'count ids');
    expect(again.payload).toMatchObject({ count: 0, ids: [] });
    const narrow = await refused('updateDashboards', { where, atMost: 2, set: { name: 'x' } }, 'count');
    expect(codes(narrow)).toEqual(['LIMIT_EXCEEDED input.atMost']);
  });
});
