/**
 * Soft deletion and restoring: what leaves with a row, and what comes back with it.
 * Looked at through lists, counts, filters and hops alike.
 */
import { describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { codes } from './support/write-client.ts';
import {
  dashboard,
  insight,
  layout,
  made,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
} from './support/write-session.ts';

useWriteSession();

describe('soft deletion', () => {
  it('tells the id of what it took away, and nothing else does', async () => {
    const d = await dashboard();
    const idOf = async (mutation: string, input: object) =>
      (await send(mutation, input, 'deletedId dashboard { id }')).payload;
    const id = encodeGlobalId('Dashboard', d);
    expect(await idOf('deleteDashboard', { id: d })).toMatchObject({ deletedId: id, dashboard: { id } });
    expect(await idOf('deleteDashboard', { id: d })).toMatchObject({ deletedId: null, dashboard: null });
    expect(await idOf('restoreDashboard', { id: d })).toMatchObject({ deletedId: null, dashboard: { id } });
    expect(await idOf('updateDashboard', { id: d, name: 'n' })).toMatchObject({ deletedId: null });
  });

  it('takes a row out of every list, count, filter and hop with what hangs on it, and restoring brings all back', async () => {
    const i = await insight();
    const d = await dashboard({
      widgets: {
        create: [
          { insightId: i, layout },
          { content: 't', layout },
        ],
      },
    });
    const look = () =>
      read(`{ dashboard(id: "${d}") { widgets { totalCount nodes { insight { uuid } content } } }
        insight(id: "${i}") { widgets { totalCount } } node(id: "${encodeGlobalId('Insight', i)}") { id }
        dashboards(where: { uuid: { eq: "${d}" } }) { totalCount } insights(where: { uuid: { eq: "${i}" } }) { totalCount }
        withTile: dashboards(where: { uuid: { eq: "${d}" }, widgets: { some: { insight: { uuid: { eq: "${i}" } } } } }) { totalCount }
        widgets(where: { insight: { uuid: { eq: "${i}" } } }) { totalCount }
        project(id: "${projectId()}") { widgets(where: { dashboardId: { eq: "${d}" } }) { totalCount } } }`);
    const whole = await look();
    expect(whole.dashboard.widgets.totalCount).toBe(2);
    await send('deleteInsight', { id: i });
    const without = await look();
    expect(without).toEqual({
      dashboard: { widgets: { totalCount: 1, nodes: [{ insight: null, content: 't' }] } },
      insight: null,
      node: null,
      dashboards: { totalCount: 1 },
      insights: { totalCount: 0 },
      withTile: { totalCount: 0 },
      widgets: { totalCount: 0 },
      project: { widgets: { totalCount: 1 } },
    });
    await send('deleteDashboard', { id: d });
    expect((await look()).project.widgets.totalCount).toBe(0);
    for (const [mutation, id] of [
      ['restoreDashboard', d],
      ['restoreInsight', i],
    ] as const)
      expect(codes(await send(mutation, { id }))).toEqual([]);
    expect(await look()).toEqual(whole);
  });

  it('of a project takes everything in it, frees its slug, and restoring needs the slug to be free', async () => {
    const id = await made('Project', { name: 'P', slug: 'w-freed' });
    const inside = await made('Dashboard', { projectId: id, name: 'in' });
    const shown = await send('deleteProject', { id }, 'project { uuid deletedAt dashboards { totalCount } }');
    expect(codes(shown)).toEqual([]);
    expect(shown.payload.project.deletedAt).not.toBeNull();
    const look = () =>
      read(
        `{ project(id: "${id}") { uuid } dashboard(id: "${inside}") { uuid } dashboards(where: { uuid: { eq: "${inside}" } }) { totalCount } }`,
      );
    expect(await look()).toEqual({ project: null, dashboard: null, dashboards: { totalCount: 0 } });
    expect(codes(await refused('updateDashboard', { id: inside, name: 'x' }))).toEqual([
      'NOT_FOUND input.id',
    ]);
    const other = await made('Project', { name: 'Q', slug: 'w-freed' });
    const conflict = await refused('restoreProject', { id });
    expect(codes(conflict)).toEqual(['CONFLICT input.id']);
    expect(conflict.userErrors[0]!.message).toBe('slug is taken by another project.');
    await send('updateProject', { id: other, slug: 'w-moved' });
    expect(codes(await send('restoreProject', { id }))).toEqual([]);
    expect(await look()).toEqual({
      project: { uuid: id },
      dashboard: { uuid: inside },
      dashboards: { totalCount: 1 },
    });
  });
});
