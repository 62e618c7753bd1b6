/**
 * Writes at the same time: no update is lost, no deadlock reaches a client, and many rows are all or nothing.
 * Concurrency is forced by a lock that is let go once enough statements wait for it.
 */
import { describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { codes } from './support/write-client.ts';
import {
  api,
  dashboard,
  heldUp,
  layout,
  made,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
} from './support/write-session.ts';

useWriteSession();

describe('ifUpdatedAt', () => {
  it('lets exactly one of fifty concurrent updates win, and shows the others what it wrote', async () => {
    const d = await dashboard();
    const { dashboard: before } = await read(`{ dashboard(id: "${d}") { updatedAt } }`);
    const all = () =>
      Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          send(
            'updateDashboard',
            { id: d, name: `n${i}`, ifUpdatedAt: before.updatedAt },
            'dashboard { name updatedAt }',
          ),
        ),
      );
    const results = await heldUp('dashboards', d, 12, all);
    const winners = results.filter(result => result.userErrors.length === 0);
    expect(winners).toHaveLength(1);
    const [winner] = winners;
    for (const result of results) {
      expect(result.failures).toEqual([]);
      expect(result.payload.dashboard).toEqual(winner!.payload.dashboard);
      if (result !== winner) expect(codes(result)).toEqual(['CONFLICT input.ifUpdatedAt']);
    }
    expect(winner!.payload.dashboard.updatedAt > before.updatedAt).toBe(true);
  });

  it('holds for deletion and restoring, and for owned children', async () => {
    const stale = '2001-01-01T00:00:00Z';
    const d = await dashboard({ widgets: { create: [{ content: 't', layout }] } });
    const { dashboard: shown } = await read(
      `{ dashboard(id: "${d}") { widgets { nodes { uuid updatedAt } } } }`,
    );
    const [widget] = shown.widgets.nodes;
    const refusedDelete = await refused('deleteDashboard', { id: d, ifUpdatedAt: stale });
    expect(codes(refusedDelete)).toEqual(['CONFLICT input.ifUpdatedAt']);
    const update = (ifUpdatedAt: string) => ({
      id: d,
      widgets: { update: [{ id: widget.uuid, content: 'u', ifUpdatedAt }] },
    });
    const child = await refused('updateDashboard', update(stale));
    expect(codes(child)).toEqual(['CONFLICT input.widgets.update.0.ifUpdatedAt']);
    expect(codes(await send('updateDashboard', update(widget.updatedAt)))).toEqual([]);
    await send('deleteDashboard', { id: d });
    expect(codes(await refused('restoreDashboard', { id: d, ifUpdatedAt: stale }))).toEqual([
      'CONFLICT input.ifUpdatedAt',
    ]);
  });

  it('can tell any two updates apart, even within a millisecond', async () => {
    const d = await dashboard();
    await api.client`update dashboards set updated_at = now() + interval '1 hour' where id = ${d}`;
    const times: string[] = [];
    for (let i = 0; i < 5; i++) {
      const result = await send('updateDashboard', { id: d, name: `n${i}` }, 'dashboard { updatedAt }');
      times.push(result.payload.dashboard.updatedAt);
    }
    const ms = times.map(time => Date.parse(time));
    expect(ms.map(time => time - ms[0]!)).toEqual([0, 1, 2, 3, 4]);
    const same = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        send('updateDashboard', { id: d, name: `m${i}` }, 'dashboard { updatedAt }'),
      ),
    );
    expect(new Set(same.map(result => result.payload.dashboard.updatedAt)).size).toBe(20);
  });

  it('takes any instant, and answers CONFLICT for one that cannot have been', async () => {
    const d = await dashboard();
    for (const instant of [
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2020-01-01T00:00:00.123456+05:30',
    ]) {
      expect(codes(await refused('updateDashboard', { id: d, ifUpdatedAt: instant })), instant).toEqual([
        'CONFLICT input.ifUpdatedAt',
      ]);
    }
  });
});

describe('bulk mutations', () => {
  it('change nothing where the filter finds more than was expected, and refuse an empty filter', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => dashboard()));
    const where = { uuid: { in: ids } };
    expect(codes(await refused('updateDashboards', { where, atMost: 2, set: { name: 'x' } }))).toEqual([
      'LIMIT_EXCEEDED input.atMost',
    ]);
    expect(codes(await refused('deleteDashboards', { where, atMost: 2 }))).toEqual([
      'LIMIT_EXCEEDED input.atMost',
    ]);
    for (const empty of [{}, { AND: [] }, { name: {} }, { uuid: null }]) {
      const result = await refused('deleteDashboards', { where: empty, atMost: 1000 });
      expect(codes(result), JSON.stringify(empty)).toEqual(['BAD_USER_INPUT input.where']);
    }
    // A condition that asks for nothing finds all rows, whatever it looks like.
    for (const empty of [{ config: { path: [{ path: ['type'] }] } }, { widgets: { every: {} } }]) {
      const result = await refused('deleteInsights', { where: empty, atMost: 1000 });
      expect(codes(result), JSON.stringify(empty)).toEqual(['BAD_USER_INPUT input.where']);
    }
    for (const atMost of [0, -1, 1001])
      expect(codes(await refused('deleteDashboards', { where, atMost }))).toEqual([
        'BAD_USER_INPUT input.atMost',
      ]);
    const done = await send('updateDashboards', { where, atMost: 3, set: { name: 'x' } }, 'count');
    expect(done.payload).toEqual({ count: 3, userErrors: [] });
  });

  it('survive two hundred of them in opposite orders on the same rows', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => dashboard()));
    const all = () =>
      Promise.all(
        Array.from({ length: 200 }, (_, i) => {
          const order = i % 2 ? ids : [...ids].reverse();
          return send(
            'updateDashboards',
            {
              where: { uuid: { in: order.slice(0, 8) } },
              atMost: 8,
              set: { name: `n${i}`, description: `n${i}` },
            },
            'count',
          );
        }),
      );
    const results = await heldUp('dashboards', ids[6]!, 12, all);
    for (const result of results) {
      expect([...result.failures, ...codes(result)]).toEqual([]);
      expect(result.payload.count).toBe(8);
    }
    const rows = await api.client<{ name: string; description: string }[]>`
      select name, description from dashboards where id in ${api.client(ids)}`;
    for (const row of rows) expect(row.name).toBe(row.description);
    const [events] = await api.client<{ n: number }[]>`
      select count(*)::int as n from audit_events where action = 'update' and entity_id in ${api.client(ids)}`;
    expect(events!.n).toBe(1600);
  });

  it('and single ones survive mixed writes of the same rows through parents and children', async () => {
    const ids = await Promise.all(
      [1, 2].map(() =>
        dashboard({
          widgets: {
            create: [
              { content: 'a', layout },
              { content: 'b', layout },
            ],
          },
        }),
      ),
    );
    const { dashboards } = await read(
      `{ dashboards(where: { uuid: { in: ${JSON.stringify(ids)} } }) { nodes { uuid widgets { nodes { uuid } } } } }`,
    );
    const widgets: string[] = dashboards.nodes.flatMap((node: Any) =>
      node.widgets.nodes.map((w: Any) => w.uuid),
    );
    const results = await Promise.all(
      Array.from({ length: 120 }, (_, i) => {
        const node = dashboards.nodes[i % 2];
        const own = node.widgets.nodes.map((w: Any) => w.uuid);
        if (i % 3 === 0)
          return send('updateWidgets', {
            where: { uuid: { in: widgets } },
            atMost: 4,
            set: { content: `c${i}` },
          });
        if (i % 3 === 1)
          return send('updateDashboard', {
            id: node.uuid,
            name: `n${i}`,
            widgets: {
              update: (i % 2 ? own : [...own].reverse()).map((id: string) => ({ id, content: `c${i}` })),
            },
          });
        return send('updateProject', { id: projectId(), name: 'A' });
      }),
    );
    for (const result of results) expect([...result.failures, ...codes(result)]).toEqual([]);
  });
});

describe('owners of one project', () => {
  it('who are all demoted at once keep one among them, and nobody meets a deadlock', async () => {
    const project = await made('Project', { name: 'owners', slug: `w-owners-${Date.now()}` });
    const people = await api.client<{ id: string }[]>`
      insert into users (email, display_name, password_hash)
      select 'owner-' || n || '@crowd.example', 'Owner ' || n, '-' from generate_series(1, 12) n returning id`;
    await api.client`insert into project_members (project_id, user_id, role)
      select ${project}::uuid, id, 'owner' from users where email like 'owner-%@crowd.example'`;
    const members = await api.client<
      { id: string }[]
    >`select id from project_members where project_id = ${project}`;
    expect(members).toHaveLength(people.length + 1);
    const results = await Promise.all(
      members.map(({ id }) => send('updateProjectMember', { id, role: 'VIEWER' })),
    );
    // Whoever is demoted first may lose the right to demote the others; one owner is left in any case.
    const told = new Set(results.flatMap(result => codes(result)));
    for (const code of told) expect(code).toMatch(/^(BAD_USER_INPUT input\.role|FORBIDDEN input)$/);
    const [left] = await api.client<{ n: number }[]>`
      select count(*)::int as n from project_members where project_id = ${project} and role = 'owner'`;
    expect(left!.n).toBeGreaterThanOrEqual(1);
  });
});
