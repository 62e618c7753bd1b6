/**
 * Rows that are written together with the row they belong to: their keys, their parents, and all or nothing.
 * Dashboards with widgets, and cohorts with members.
 */
import { describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { codes } from './support/write-client.ts';
import {
  api,
  dashboard,
  layout,
  made,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

const missing = '00000000-0000-4000-8000-000000000000';

describe('owned children', () => {
  it('answer with the ids of new rows under the client’s keys', async () => {
    const create = ['one', 'two', 'three'].map(content => ({ clientKey: `key ${content}`, content, layout }));
    const result = await send(
      'createDashboard',
      { projectId: projectId(), name: 'x', widgets: { create } },
      'dashboard { widgets { nodes { id uuid content } } } clientKeys { clientKey nodeId uuid }',
    );
    expect(codes(result)).toEqual([]);
    expect(result.payload.clientKeys).toHaveLength(3);
    for (const { clientKey, nodeId, uuid } of result.payload.clientKeys) {
      const node = result.payload.dashboard.widgets.nodes.find((w: Any) => w.id === nodeId);
      expect(node.uuid).toBe(uuid);
      expect(`key ${node.content}`).toBe(clientKey);
    }
  });

  it('have keys of their own each', async () => {
    const create = ['one', 'two'].map(content => ({ clientKey: 'same', content, layout }));
    const result = await refused('createDashboard', {
      projectId: projectId(),
      name: 'x',
      widgets: { create },
    });
    expect(codes(result)).toEqual(['BAD_USER_INPUT input.widgets.create.1.clientKey']);
  });

  it('of another parent are not found, and nothing at all is written', async () => {
    const [mine, other] = await Promise.all(
      [1, 2].map(() => dashboard({ widgets: { create: [{ content: 't', layout }] } })),
    );
    const { dashboard: theirs } = await read(`{ dashboard(id: "${other}") { widgets { nodes { uuid } } } }`);
    const { dashboard: ours } = await read(`{ dashboard(id: "${mine}") { widgets { nodes { uuid } } } }`);
    const [foreign, own] = [theirs, ours].map(shown => shown.widgets.nodes[0].uuid);
    const create = [{ content: 'new', layout }];
    const updated = await refused('updateDashboard', {
      id: mine,
      name: 'x',
      widgets: {
        create,
        update: [
          { id: own, content: 'x' },
          { id: foreign, content: 'x' },
        ],
      },
    });
    expect(codes(updated)).toEqual(['NOT_FOUND input.widgets.update.1.id']);
    const deleted = await refused('updateDashboard', {
      id: mine,
      name: 'x',
      widgets: { create, delete: [own, foreign] },
    });
    expect(codes(deleted)).toEqual(['NOT_FOUND input.widgets.delete.1']);
  });

  it('that are to be deleted are ids in a list, and told by their place in it', async () => {
    const d = await dashboard();
    const result = await send('updateDashboard', { id: d, widgets: { delete: [missing, 'x'] } });
    expect(codes(result)).toEqual([
      'BAD_USER_INPUT input.widgets.delete.1',
      'NOT_FOUND input.widgets.delete.0',
    ]);
    const late = await send('updateDashboard', { id: d, widgets: { delete: [missing] } });
    expect(codes(late)).toEqual(['NOT_FOUND input.widgets.delete.0']);
  });

  it('are changed or deleted once in a mutation', async () => {
    const d = await dashboard({ widgets: { create: [{ content: 't', layout }] } });
    const { dashboard: shown } = await read(`{ dashboard(id: "${d}") { widgets { nodes { id uuid } } } }`);
    const [{ id, uuid: plain }] = shown.widgets.nodes;
    for (const [widgets, path] of [
      [
        {
          update: [
            { id, content: 'x' },
            { id: plain, content: 'y' },
          ],
        },
        'update.1.id',
      ],
      [{ update: [{ id, content: 'x' }], delete: [plain] }, 'update.0.id'],
      [{ delete: [id, plain] }, 'delete.1'],
    ] as const) {
      expect(codes(await refused('updateDashboard', { id: d, widgets }))).toEqual([
        `BAD_USER_INPUT input.widgets.${path}`,
      ]);
    }
  });

  it('can take the place of those that are deleted with the same mutation', async () => {
    const [first, second] = world.persons.a;
    const c = await made('Cohort', {
      projectId: projectId(),
      name: 'c',
      isStatic: true,
      members: { create: [{ personId: first }] },
    });
    const { cohort } = await read(`{ cohort(id: "${c}") { members { nodes { id } } } }`);
    const members = {
      delete: [cohort.members.nodes[0].id],
      create: [{ personId: first }, { personId: second }],
    };
    const result = await send('updateCohort', { id: c, members }, 'cohort { persons { nodes { uuid } } }');
    expect(codes(result)).toEqual([]);
    expect(result.payload.cohort.persons.nodes.map((node: Any) => node.uuid).sort()).toEqual(
      [first, second].sort(),
    );
    const twice = await refused('updateCohort', { id: c, members: { create: [{ personId: first }] } });
    expect(codes(twice)).toEqual(['CONFLICT input.members.create.0.personId']);
  });

  it('have only the members in inputs that may be written', () => {
    const fields = (name: string) => Object.keys((api.api.schema.getType(name) as Any).getFields());
    expect(fields('UpdateCohortMembersInput')).toEqual(['create', 'delete']);
    expect(fields('UpdateDashboardWidgetsInput')).toEqual(['create', 'delete', 'update']);
    expect(fields('UpdateDashboardWidgetInput')).toEqual([
      'content',
      'id',
      'ifUpdatedAt',
      'insight',
      'insightId',
      'layout',
    ]);
  });
});
