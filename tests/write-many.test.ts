/**
 * Many new rows by one mutation: in their order, with their children, all or nothing, each as `createX` would make it.
 * Knows one statement's count; refuses to know how many rows an operation may write altogether.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Any } from './support/api.ts';
import { codes, errorFields } from './support/write-client.ts';
import {
  api,
  insight,
  layout,
  projectId,
  read,
  refused,
  send,
  statements,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

const board = (name: string, more: object = {}) => ({ projectId: projectId(), name, ...more });

describe('many new rows', () => {
  it('are made in the order of the input, with their children, defaults and events, by one statement', async () => {
    const run = vi.spyOn(statements(), 'run');
    const create = (...contents: string[]) => ({
      widgets: { create: contents.map(content => ({ clientKey: content, content, layout })) },
    });
    const rows = [
      board('one', create('a', 'b')),
      board('two', { isPinned: true }),
      board('three', create('c')),
    ];
    const result = await send('createDashboards', { rows }, 'count ids clientKeys { clientKey uuid }');
    expect(run).toHaveBeenCalledTimes(1);
    run.mockRestore();
    const { count, ids, clientKeys } = result.payload;
    expect([result.userErrors, count]).toEqual([[], 3]);
    const shown = 'name isPinned createdAt updatedAt creator { id } widgets { nodes { uuid content } }';
    const { nodes } = await read(`{ nodes(ids: ${JSON.stringify(ids)}) { ... on Dashboard { ${shown} } } }`);
    expect(nodes.map(({ name, isPinned }: Any) => [name, isPinned])).toEqual([
      ['one', false],
      ['two', true],
      ['three', false],
    ]);
    const contents = nodes.map(({ widgets }: Any) => widgets.nodes.map(({ content }: Any) => content).sort());
    expect(contents).toEqual([['a', 'b'], [], ['c']]);
    const uuids = new Map(
      nodes.flatMap(({ widgets }: Any) => widgets.nodes.map((w: Any) => [w.content, w.uuid])),
    );
    expect(clientKeys.map(({ clientKey, uuid }: Any) => [clientKey, uuid])).toEqual([...uuids].sort());
    const events = await api.client`select entity_type, count(*)::int as n from audit_events
      where request_id = ${result.requestId} group by 1 order by 1`;
    expect([...events]).toEqual([
      { entity_type: 'Dashboard', n: 3 },
      { entity_type: 'Widget', n: 3 },
    ]);
  });

  it('are told as deeply as they are asked for, and so are those that were changed', async () => {
    const shown = 'dashboards { name project { slug } widgets { totalCount } } count ids';
    const rows = ['x', 'y'].map(name => board(name));
    const { payload } = await send('createDashboards', { rows }, shown);
    const { slug } = (await read(`{ project(id: "${projectId()}") { slug } }`)).project;
    const one = (name: string) => ({ name, project: { slug }, widgets: { totalCount: 0 } });
    expect(payload.dashboards).toEqual([one('x'), one('y')]);
    const where = { name: { in: ['x', 'y'] }, projectId: { eq: projectId() } };
    const changed = await send('updateDashboards', { where, atMost: 9, set: { name: 'x' } }, shown);
    expect(changed.payload).toMatchObject({ count: 1, dashboards: [one('x')] });
    const gone = await send('deleteDashboards', { where, atMost: 9 }, 'dashboards { deletedAt } count');
    expect(gone.payload.dashboards).toEqual([
      { deletedAt: expect.any(String) },
      { deletedAt: expect.any(String) },
    ]);
  });

  it('come with what each of them needs', async () => {
    const rows = ['p', 'q'].map(name => ({ name, slug: `${world.prefix}-many-${name}` }));
    const { payload } = await send(
      'createProjects',
      { rows },
      'projects { viewerRole members { totalCount } }',
    );
    expect(payload.projects).toEqual(rows.map(() => ({ viewerRole: 'OWNER', members: { totalCount: 1 } })));
  });
});

describe('where anything is wrong with one of many', () => {
  it('none is made, and all of it is told at the place of its row', async () => {
    const other = { id: '00000000-0000-4000-8000-000000000000' };
    const rows = [
      board('fine'),
      board('', { widgets: { create: [{ content: 'x', layout: { x: 11, y: 0, w: 9, h: 1 } }] } }),
      board('fine', { widgets: { create: [{ insightId: other.id, layout }] } }),
      { projectId: other.id, name: 'nowhere' },
    ];
    const result = await refused('createDashboards', { rows }, 'count ids dashboards { name }');
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.rows.1.name',
      'BAD_USER_INPUT input.rows.1.widgets.create.0.layout.w',
      'NOT_FOUND input.rows.2.widgets.create.0.insightId',
      'NOT_FOUND input.rows.3.projectId',
    ]);
    expect(result.payload).toMatchObject({ count: 0, ids: [], dashboards: [] });
  });

  it('so are values that two of them share, and rows that may not be made', async () => {
    const slug = `${world.prefix}-twice`;
    const twice = await refused('createProjects', { rows: [1, 2].map(() => ({ name: 'n', slug })) });
    expect(codes(twice)).toEqual(['CONFLICT input.rows.1.slug']);
    const foreign = await refused('createDashboards', {
      rows: [board('a'), board('b', { projectId: world.projects.other })],
    });
    expect(codes(foreign)).toEqual(['NOT_FOUND input.rows.1.projectId']);
    const shown = await insight();
    const widgets = [
      { content: 'c', layout },
      { insightId: shown, content: 'both', layout },
    ];
    const both = await refused('createDashboards', { rows: [board('a', { widgets: { create: widgets } })] });
    expect(codes(both)).toEqual(['BAD_USER_INPUT input.rows.0.widgets.create.1.content']);
  });

  it('a key of one row by which it would be done once, as it is of the whole', async () => {
    const idempotencyKey = 'a key of many';
    const one = await refused('createDashboards', { rows: [board('n', { idempotencyKey })] });
    expect(codes(one)).toEqual(['BAD_USER_INPUT input.rows.0.idempotencyKey']);
    const input = { rows: [board('n'), board('m')], idempotencyKey };
    const [first, again] = [
      await send('createDashboards', input, 'ids'),
      await send('createDashboards', input, 'ids'),
    ];
    expect(first.payload.ids).toHaveLength(2);
    expect(again.payload).toEqual(first.payload);
  });

  it('their number is refused where it is none, or more than a mutation takes', async () => {
    expect(codes(await refused('createDashboards', { rows: [] }))).toEqual(['BAD_USER_INPUT input.rows']);
    const rows = Array.from({ length: 1001 }, () => board('n'));
    const result = await refused('createDashboards', { rows });
    expect(result.userErrors).toEqual([
      { code: 'BAD_USER_INPUT', message: 'rows must be 1 to 1000, not 1001.', path: ['input', 'rows'] },
    ]);
  });

  it('an operation that would write more rows than one may, is refused before anything runs', async () => {
    const widgets = { create: Array.from({ length: 400 }, () => ({ content: 'w', layout })) };
    const rows = Array.from({ length: 5 }, () => board('n', { widgets }));
    const query = `mutation ($input: CreateManyDashboardsInput!) { createDashboards(input: $input) { count ${errorFields} } }`;
    const { errors } = await api.ask(query, { token: world.tokens.owner, variables: { input: { rows } } });
    expect(errors![0]!.message).toMatch(/^The operation would write up to 2005 rows/);
  });
});

describe('the price of many new rows', () => {
  it('has the rows that are written, and those that are read of them', async () => {
    const priceOf = async (n: number, selection: string) => {
      const rows = Array.from({ length: n }, () => board('n'));
      const response = await fetch(api.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${world.tokens.owner}`,
          'x-cost': 'true',
        },
        body: JSON.stringify({
          query: `mutation ($input: CreateManyDashboardsInput!) { createDashboards(input: $input) { ${selection} } }`,
          variables: { input: { rows } },
        }),
      });
      return ((await response.json()) as Any).extensions.cost.requested;
    };
    const [few, many] = [await priceOf(2, 'count'), await priceOf(22, 'count')];
    const [fewRead, manyRead] = [
      await priceOf(2, 'dashboards { name }'),
      await priceOf(22, 'dashboards { name }'),
    ];
    expect(many).toBeGreaterThan(few);
    expect(manyRead - many).toBeGreaterThan(fewRead - few);
  });
});
