/**
 * Rows at any depth in one write: new ones that a row points to, and children of children.
 * One statement, under the rules of each table, with everything that is wrong told at its place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Any } from './support/api.ts';
import { foreignWorld } from './support/foreign-world.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';
import { ledger } from './support/worlds/ledger.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  engagement,
  insight,
  layout,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';

const missing = '00000000-0000-4000-8000-000000000000';
const config = { lifecycle: engagement };

describe('a new row that a row points to', () => {
  useWriteSession();
  let statements: StatementCount;
  beforeAll(() => {
    statements = countStatements(api.adminUrl);
  });
  afterAll(() => statements.close());

  const shown = 'insight { uuid name type project { uuid } creator { uuid } }';
  const expected = (name: string) => ({
    uuid: expect.any(String),
    name,
    type: 'LIFECYCLE',
    project: { uuid: projectId() },
    creator: { uuid: world.users.owner },
  });

  it('is made with it, in its project, and leaves an event', async () => {
    const create = { create: { name: 'nested', config } };
    const input = { dashboardId: await dashboard(), projectId: projectId(), layout, insight: create };
    const { payload, userErrors } = await send('createWidget', input, `widget { ${shown} }`);
    expect(userErrors).toEqual([]);
    expect(payload.widget.insight).toEqual(expected('nested'));
    const { project } = await read(`{ project(id: "${projectId()}") {
      auditEvents(where: { entityId: { eq: "${payload.widget.insight.uuid}" } }) { nodes { action entityType } } } }`);
    expect(project.auditEvents.nodes).toEqual([{ action: 'CREATE', entityType: 'Insight' }]);
  });

  it('is made with children, of new and of changed rows, by one statement', async () => {
    const d = await dashboard({ widgets: { create: [{ content: 'x', layout }] } });
    const { dashboard: before } = await read(`{ dashboard(id: "${d}") { widgets { nodes { uuid } } } }`);
    const widgets = {
      update: [
        { id: before.widgets.nodes[0].uuid, content: null, insight: { create: { name: 'changed', config } } },
      ],
      create: ['first', 'second'].map(name => ({ layout, insight: { create: { name, config } } })),
    };
    let result: Any;
    const sent = await statements.during(async () => {
      result = await send('updateDashboard', { id: d, widgets });
    });
    expect(codes(result)).toEqual([]);
    expect(sent).toHaveLength(1);
    const after = await read(`{ dashboard(id: "${d}") { widgets { nodes { ${shown} } } } }`);
    expect(after.dashboard.widgets.nodes.map((node: Any) => node.insight)).toEqual(
      expect.arrayContaining(['changed', 'first', 'second'].map(expected)),
    );
  });

  it('is made with each of many rows, at whatever depth', async () => {
    const rows = ['one', 'two'].map(name => ({
      projectId: projectId(),
      name,
      widgets: { create: [{ layout, insight: { create: { name: `of ${name}`, config } } }] },
    }));
    const { payload, userErrors } = await send('createDashboards', { rows }, 'ids');
    expect(userErrors).toEqual([]);
    const names = await Promise.all(
      payload.ids.map(async (id: string) => {
        const { dashboard: made } = await read(
          `{ dashboard(id: "${id}") { name widgets { nodes { insight { name } } } } }`,
        );
        return [made.name, made.widgets.nodes.map((node: Any) => node.insight.name)];
      }),
    );
    expect(names.sort()).toEqual([
      ['one', ['of one']],
      ['two', ['of two']],
    ]);
  });

  it('is wrong at its own place, together with all else that is', async () => {
    const i = await insight();
    const wrong = { create: { name: ' ', config: { lifecycle: { ...engagement, dateFrom: 'rubbish' } } } };
    const missed = { create: { name: 'x', config: { lifecycle: { ...engagement, cohortIds: [missing] } } } };
    const result = await refused('createDashboard', {
      projectId: projectId(),
      name: ' ',
      widgets: {
        create: [
          { layout, insight: wrong },
          { layout, insight: missed },
          { layout, insightId: i, insight: { create: { name: 'x', config } } },
          { layout, content: 'x', insight: { create: { name: 'x', config } } },
        ],
      },
    });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.name',
      'BAD_USER_INPUT input.widgets.create.0.insight.create.config.lifecycle.dateFrom',
      'BAD_USER_INPUT input.widgets.create.0.insight.create.name',
      'BAD_USER_INPUT input.widgets.create.2.insight',
      'BAD_USER_INPUT input.widgets.create.3.content',
      'NOT_FOUND input.widgets.create.1.insight.create.config.lifecycle.cohortIds.0',
    ]);
  });

  it('is for nobody to make who may not', async () => {
    const input = { dashboardId: await dashboard(), projectId: projectId(), layout };
    const made = { ...input, insight: { create: { name: 'x', config } } };
    expect(codes(await mutate(api, world.tokens.viewer, 'createWidget', made))).toEqual(['FORBIDDEN input']);
    expect(codes(await mutate(api, world.tokens.outsider, 'createWidget', made))).toEqual([
      'NOT_FOUND input.projectId',
      'NOT_FOUND input.dashboardId',
    ]);
  });

  it('counts as a row that is written', async () => {
    const create = Array.from({ length: 500 }, () => ({
      layout,
      insight: { create: { name: 'x', config } },
    }));
    const input = { projectId: projectId(), name: 'x', widgets: { create } };
    const query = `mutation ($input: CreateDashboardInput!) {
      one: createDashboard(input: $input) { userErrors { code } } two: createDashboard(input: $input) { userErrors { code } } }`;
    const { errors } = await api.ask(query, { token: world.tokens.owner, variables: { input } });
    expect(errors?.map(({ message }: Any) => message)).toEqual([
      'The operation would write up to 2002 rows: at most 2000 are allowed in one operation. Write them in several.',
    ]);
  });
});

describe('children of children', () => {
  const plan = foreignWorld(ledger);
  beforeAll(() => plan.open());
  afterAll(() => plan.close());

  const entry = (line: number, marks: object) => ({ amount: '1.5', line, marks });
  const write = (mutation: string, input: object, selection = '') =>
    mutate(plan.api(), ledger.viewers.ann!.token, mutation, input, selection);
  const shown =
    'account { id entries(orderBy: [{ line: ASC }]) { nodes { id line marks { nodes { id } } } } }';

  it('are made, changed and deleted with the row at the top', async () => {
    const marks = (...tags: string[]) => ({ create: tags.map((tag, place) => ({ tag, place })) });
    const made = await write(
      'createAccount',
      {
        holder: 'ann',
        entries: { create: [entry(1, marks('', ' ')), entry(2, marks('a:b')), entry(3, {})] },
      },
      `${shown} clientKeys { clientKey }`,
    );
    expect(codes(made)).toEqual([]);
    const lines = ({ payload }: Any) =>
      payload.account.entries.nodes.map(({ line, marks }: Any) => [line, marks.nodes.length]);
    expect(lines(made)).toEqual([
      [1, 2],
      [2, 1],
      [3, 0],
    ]);
    const [first, second, third] = made.payload.account.entries.nodes;
    const { id } = made.payload.account;
    const [kept, doomed] = first.marks.nodes.map((mark: Any) => mark.id);
    const entries = {
      update: [
        { id: first.id, marks: { delete: [doomed] } },
        { id: third.id, line: 4, marks: marks('%3A', 'a:b') },
      ],
      delete: [],
    };
    const changed = await write('updateAccount', { id, entries }, shown);
    expect(codes(changed)).toEqual([]);
    expect(lines(changed)).toEqual([
      [1, 1],
      [2, 1],
      [4, 2],
    ]);
    // What belongs to another row is not found, and nothing is told of what would belong to a row that is not there.
    const wrong = await write('updateAccount', {
      id,
      entries: {
        update: [
          { id: second.id, line: 1, marks: { delete: [kept] } },
          { id: missing, marks: { ...marks('nothing'), delete: [doomed] } },
        ],
        create: [
          entry(5000, marks('', '', 'nothing')),
          entry(5, { create: [{ tag: 'much too long for one', place: 1 }] }),
        ],
      },
    });
    expect(codes(wrong).sort()).toEqual([
      'BAD_USER_INPUT input.entries.create.0.line',
      'BAD_USER_INPUT input.entries.create.1.marks.create.0.tag',
      'CONFLICT input.entries.create.0.marks.create.1.tag',
      'CONFLICT input.entries.update.0.line',
      'NOT_FOUND input.entries.create.0.marks.create.2.tag',
      'NOT_FOUND input.entries.update.0.marks.delete.0',
      'NOT_FOUND input.entries.update.1.id',
    ]);
  });

  it('are under the rules of their own table, which see all rows above them', async () => {
    const create = [entry(1, { create: [{ tag: '', place: 1 }] })];
    expect(codes(await write('createAccount', { holder: 'ann', entries: { create } }))).toEqual([]);
    expect(codes(await write('createAccount', { holder: 'bob', entries: { create } }))).toEqual([
      'FORBIDDEN input',
    ]);
  });
});
