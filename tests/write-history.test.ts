/**
 * What became of rows, as their history tells it, and rows made what they were: with what belongs to them, and nothing silently left out.
 * Knows rows and events; that a revert is held to rules and constraints is an ordinary write's, and shown where these are.
 */
import { describe, expect, it } from 'vitest';
import { everyone } from '../src/generator/rules/rule-parts.ts';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import type { KeptEvent } from '../src/generator/write/compile-kept.ts';
import { undo } from '../src/generator/write/undo.ts';
import { buildApi } from '../src/operations/schema.ts';
import type { Any } from './support/api.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  insight,
  layout,
  lifecycle,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

/** The events about a row, the first one first. */
async function historyOf(type: string, id: string): Promise<Any[]> {
  const data = await read(
    `{ row: ${type}(id: "${id}") { history(first: 100) { nodes { id action before after actorUser { uuid } createdAt } } } }`,
  );
  return data.row.history.nodes;
}

/** What a dashboard is, without the times of its changes. */
const stateOf = async (id: string): Promise<Any> =>
  (
    await api.client`select to_jsonb(d) - '{updated_at}'::text[] as row, (
      select coalesce(jsonb_agg(to_jsonb(w) - '{created_at,updated_at}'::text[] order by id), '[]') from widgets w where dashboard_id = d.id) as widgets
      from dashboards d where id = ${id}`
  )[0];

describe('the history of a row', () => {
  it('tells who did what and when, and the fields before and after', async () => {
    const id = world.members.viewer;
    await send('updateProjectMember', { id, role: 'EDITOR' });
    const [event, ...others] = await historyOf('projectMember', id);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      action: 'UPDATE',
      before: { role: 'VIEWER' },
      after: { role: 'EDITOR' },
      actorUser: { uuid: world.users.owner },
    });
    await send('deleteProjectMember', { id });
    const { project } = await read(
      `{ project(id: "${projectId()}") { auditEvents(where: { entityId: { eq: "${id}" }, action: { eq: DELETE } }) { nodes { before after } } } }`,
    );
    expect(project.auditEvents.nodes).toEqual([
      { before: expect.objectContaining({ role: 'EDITOR' }), after: null },
    ]);
    const [made] = await historyOf('dashboard', await dashboard({ name: 'made' }));
    expect(made).toMatchObject({ action: 'CREATE', before: null, after: { name: 'made' } });
  });

  it('is under the rule of the trail', async () => {
    const id = await dashboard();
    const { data } = await api.ask(`{ dashboard(id: "${id}") { history { totalCount } } }`, {
      token: world.tokens.editor,
    });
    expect(data.dashboard.history.totalCount).toBe(0);
    const [event] = await historyOf('dashboard', id);
    const input = { id, to: event.id };
    const result = await mutate(api, world.tokens.editor, 'revertDashboard', input);
    expect(codes(result)).toEqual(['NOT_FOUND input.to']);
  });
});

describe('a row that is made what it was', () => {
  it('is so with the rows that belong to it, under the ids that they had', async () => {
    const insightId = await insight();
    const { payload } = await send(
      'createDashboard',
      {
        projectId: projectId(),
        name: 'first',
        widgets: {
          create: [
            { clientKey: 'kept', content: 'kept', layout },
            { clientKey: 'gone', insightId, layout: { ...layout, x: 4 } },
            { clientKey: 'changed', content: 'old', layout: { ...layout, y: 4 } },
          ],
        },
      },
      'dashboard { uuid } clientKeys { clientKey uuid }',
    );
    const { uuid: id } = payload.dashboard;
    const of = Object.fromEntries(payload.clientKeys.map(({ clientKey, uuid }: Any) => [clientKey, uuid]));
    const first = await stateOf(id);
    await send('updateDashboard', {
      id,
      name: 'second',
      description: 'd',
      isPinned: true,
      widgets: {
        delete: [of.gone],
        update: [{ id: of.changed, content: 'new' }],
        create: [{ content: 'added', layout: { ...layout, y: 8 } }],
      },
    });
    const second = await stateOf(id);
    await send('updateWidget', { id: of.changed, content: 'newer' });
    await send('deleteWidget', { id: of.kept });
    await send('updateDashboard', { id, name: 'third' });
    await send('deleteDashboard', { id });
    await send('restoreDashboard', { id });
    const third = await stateOf(id);
    const events = await historyOf('dashboard', id);
    const at = (name: string) => events.find(({ after }) => after?.name === name).id;
    for (const [to, state] of [
      ['first', first],
      ['second', second],
    ]) {
      const done = await send(
        'revertDashboard',
        { id, to: at(to) },
        'dashboard { name widgets { totalCount } }',
      );
      expect([done.failures, done.userErrors]).toEqual([[], []]);
      expect(done.payload.dashboard).toEqual({ name: to, widgets: { totalCount: state.widgets.length } });
      expect(await stateOf(id)).toEqual(state);
    }
    const [before] = (await historyOf('dashboard', id)).toReversed();
    await send('revertDashboard', { id, to: events.at(-1).id });
    expect(await stateOf(id)).toEqual(third);
    expect((await historyOf('dashboard', id)).at(-1)).toMatchObject({
      action: 'UPDATE',
      before: { name: 'second' },
      after: { name: 'third' },
    });
    await send('revertDashboard', { id, to: before.id });
    expect(await stateOf(id)).toEqual(second);
  });

  it('brings back typed JSON, checked as any other', async () => {
    const id = await insight({ name: 'i' });
    const other = { lifecycle: { ...lifecycle.config.lifecycle, targetEvent: 'close' } };
    await send('updateInsight', { id, config: other });
    const [event] = await historyOf('insight', id);
    const shown = 'insight { config { ... on LifecycleConfig { targetEvent } } }';
    const { payload } = await send('revertInsight', { id, to: event.id }, shown);
    expect(payload.insight.config.targetEvent).toBe('open');
  });

  it('is refused by ifUpdatedAt, by another’s event, and where it is not there', async () => {
    const [id, other] = [await dashboard(), await dashboard({ name: 'other' })];
    const [event] = await historyOf('dashboard', id);
    const [foreign] = await historyOf('dashboard', other);
    await send('updateDashboard', { id, name: 'new' });
    const revert = (input: object) => refused('revertDashboard', { id, to: event.id, ...input });
    expect(codes(await revert({ ifUpdatedAt: '2020-01-01T00:00:00Z' }))).toEqual([
      'CONFLICT input.ifUpdatedAt',
    ]);
    expect(codes(await revert({ to: foreign.id }))).toEqual(['NOT_FOUND input.to']);
    expect(codes(await revert({ to: other }))).toEqual(['NOT_FOUND input.to']);
    const sent = async (input: object) =>
      codes(await send('revertDashboard', { id, to: event.id, ...input }));
    expect(await sent({ to: 'rubbish' })).toEqual(['BAD_USER_INPUT input.to']);
    expect(await sent({ id: encodeGlobalId('AuditEvent', event.id) })).toEqual(['BAD_USER_INPUT input.id']);
    await send('deleteDashboard', { id });
    expect(codes(await revert({}))).toEqual(['NOT_FOUND input.id']);
  });

  it('is not so where a reference is gone, or the trail does not tell, which is said', async () => {
    const insightId = await insight();
    const id = await dashboard({ widgets: { create: [{ insightId, layout }] } });
    const [event] = await historyOf('dashboard', id);
    const { data } = await api.ask(`{ dashboard(id: "${id}") { widgets { nodes { uuid } } } }`, {
      token: world.tokens.owner,
    });
    const [{ uuid: widget }] = data.dashboard.widgets.nodes;
    await send('updateDashboard', { id, name: 'later', widgets: { delete: [widget] } });
    await send('deleteInsight', { id: insightId });
    const revert = () => refused('revertDashboard', { id, to: event.id });
    expect((await revert()).userErrors).toEqual([
      {
        code: 'NOT_FOUND',
        message: `widgets.${widget}.insightId: There is no such insight here.`,
        path: ['input', 'to'],
      },
    ]);
    await send('restoreInsight', { id: insightId });
    await api.client`update dashboards set name = 'past the API' where id = ${id}`;
    expect((await revert()).userErrors).toEqual([
      {
        code: 'BAD_USER_INPUT',
        message: 'What became of name since is not in the trail, or was changed past it.',
        path: ['input', 'to'],
      },
    ]);
  });

  it('is so once for a key', async () => {
    const id = await dashboard({ name: 'a' });
    await send('updateDashboard', { id, name: 'b' });
    const [event] = await historyOf('dashboard', id);
    const input = { id, to: event.id, idempotencyKey: 'revert once' };
    await send('revertDashboard', input);
    await send('updateDashboard', { id, name: 'c' });
    const again = await send('revertDashboard', input, 'dashboard { name }');
    expect([codes(again), again.payload.dashboard.name]).toEqual([[], 'c']);
    expect(await historyOf('dashboard', id)).toHaveLength(4);
  });
});

describe('what is undone', () => {
  const dashboards = buildApi().blueprint.types.dashboards!;
  const update = (changes: KeptEvent['changes']): KeptEvent => ({ id: '1', action: 'update', changes });

  it('is held to what each event left behind', () => {
    const events = [update({ name: ['"b"', '"c"'] }), update({ name: ['"a"', '"b"'] })];
    expect(undo(dashboards, { name: '"c"' }, events)).toEqual({ fields: { name: '"a"' }, untold: [] });
    expect(undo(dashboards, { name: '"c"' }, events.toReversed()).untold).toEqual(['name']);
    expect(undo(dashboards, null, events).untold).toEqual(['']);
  });

  it('is not told of columns that not everybody knows, which may have changed with others', () => {
    const restricted = { read: everyone, nullable: true };
    const columns = dashboards.columns.map(column =>
      column.key === 'description' ? { ...column, restricted } : column,
    );
    const { untold } = undo({ ...dashboards, columns }, { name: '"b"' }, [update({ name: ['"a"', '"b"'] })]);
    expect(untold).toEqual(['description']);
  });
});
