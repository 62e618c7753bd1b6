/**
 * Rows that are edited as one: with each change of a part the whole moves in time, so that who saves the whole from an old state is
 * told. By every door, in no deadlock, and not where nothing changes.
 */
import { defineRelations } from 'drizzle-orm';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateApi } from '../src/generator/generate-api.ts';
import { everyone } from '../src/generator/rules/rule-parts.ts';
import { type ForeignApi, inOwnShop, inShop, startForeignApi } from './support/foreign-api.ts';
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
  statements,
  useWriteSession,
} from './support/write-session.ts';

useWriteSession();

const timeOf = async (type: string, id: string): Promise<string> =>
  (await read(`{ row: ${type}(id: "${id}") { updatedAt } }`)).row.updatedAt;
const widget = (content: string) => ({ content, layout });

/** A dashboard with widgets, and how to find out whether it has moved in time since. */
async function board(...contents: string[]) {
  const id = await dashboard({ widgets: { create: contents.map(widget) } });
  const { dashboard: shown } = await read(
    `{ dashboard(id: "${id}") { widgets(orderBy: [{ content: ASC }]) { nodes { uuid } } } }`,
  );
  let last = await timeOf('dashboard', id);
  return {
    id,
    widgets: shown.widgets.nodes.map(({ uuid }: { uuid: string }) => uuid) as string[],
    /** Whether it moved; and if so, who saves from the old state is told. */
    async moved(): Promise<boolean> {
      const now = await timeOf('dashboard', id);
      const isMoved = now > last;
      if (isMoved)
        expect(codes(await refused('updateDashboard', { id, name: 'lost', ifUpdatedAt: last }))).toEqual([
          'CONFLICT input.ifUpdatedAt',
        ]);
      last = now;
      return isMoved;
    },
  };
}

describe('a whole moves in time', () => {
  it('with each part that is made, changed and deleted, alone and with others', async () => {
    const { id, widgets, moved } = await board('a', 'b', 'c', 'd');
    const [a, b, c, d] = widgets;
    const where = (...ids: unknown[]) => ({ where: { uuid: { in: ids } }, atMost: 9 });
    for (const [mutation, input] of [
      ['createWidget', { projectId: projectId(), dashboardId: id, ...widget('e') }],
      ['updateWidget', { id: a, content: 'f' }],
      ['deleteWidget', { id: b }],
      ['updateWidgets', { ...where(a, c), set: { content: 'g' } }],
      ['deleteWidgets', where(c, d)],
    ] as const) {
      expect(codes(await send(mutation, input)), mutation).toEqual([]);
      expect(await moved(), mutation).toBe(true);
    }
  });

  it('once with its parts and by itself, and with none that stay as they are', async () => {
    const { id, widgets, moved } = await board('a', 'b');
    const [a, b] = widgets;
    await send('updateDashboard', { id, name: 'n', widgets: { update: [{ id: a, content: 'c' }] } });
    expect(await moved()).toBe(true);
    await send('updateWidget', { id: a, content: 'c', layout });
    await send('updateWidgets', { where: { uuid: { in: [a] } }, atMost: 1, set: { content: 'c' } });
    await refused('updateWidget', { id: b, content: null });
    expect(await moved()).toBe(false);
  });

  it('without an event of its own in the trail', async () => {
    const { id, widgets } = await board('a');
    const events = () => api.client`select entity_type from audit_events where entity_id = ${id}`;
    const before = await events();
    await send('updateWidget', { id: widgets[0], content: 'b' });
    expect(await events()).toEqual(before);
  });

  it('wherever the policy says so', async () => {
    const cohort = await made('Cohort', { projectId: projectId(), name: 'c', isStatic: true });
    const [person] = await api.client`select id from persons where project_id = ${projectId()} limit 1`;
    const before = await timeOf('cohort', cohort);
    const input = { projectId: projectId(), cohortId: cohort, personId: person!.id };
    const member = await made('CohortMember', input);
    const between = await timeOf('cohort', cohort);
    await send('deleteCohortMember', { id: member });
    const after = await timeOf('cohort', cohort);
    expect([before < between, between < after]).toEqual([true, true]);
  });
});

describe('fifty writes at once of a whole and its parts', () => {
  it('all come through, without a deadlock', async () => {
    const { id, widgets } = await board('a', 'b', 'c');
    const run = vi.spyOn(statements(), 'run');
    const write = (i: number) => {
      const one = widgets[i % 3];
      const where = { uuid: { in: widgets } };
      switch (i % 5) {
        case 0:
          return send('updateDashboard', {
            id,
            name: `n${i}`,
            widgets: { update: [{ id: one, content: `p${i}` }] },
          });
        case 1:
          return send('updateWidget', { id: one, content: `w${i}` });
        case 2:
          return send('createWidget', { projectId: projectId(), dashboardId: id, ...widget(`m${i}`) });
        case 3:
          return send('updateWidgets', { where, atMost: 3, set: { content: `b${i}` } });
        default:
          return send('updateDashboards', { where: { uuid: { eq: id } }, atMost: 1, set: { name: `m${i}` } });
      }
    };
    // All wait for the whole at first: who had locked a part before it would stand against who locks it next.
    const all = () => Promise.all(Array.from({ length: 50 }, (_, i) => write(i)));
    const results = await heldUp('dashboards', id, 12, all);
    for (const result of results) expect([result.failures, codes(result)]).toEqual([[], []]);
    // The server tries again what PostgreSQL undid because of a deadlock.
    expect(run.mock.settledResults.filter(({ type }) => type === 'rejected')).toEqual([]);
    run.mockRestore();
    const { dashboard: shown } = await read(`{ dashboard(id: "${id}") { widgets { totalCount } } }`);
    expect(shown.widgets.totalCount).toBe(13);
  });
});

const moment = () => timestamp('updated_at', { withTimezone: true, precision: 3 }).notNull().defaultNow();
const folders = pgTable('folder', {
  id: uuid().primaryKey().defaultRandom(),
  shopId: uuid('shop_id').notNull(),
  name: text().notNull(),
  updatedAt: moment(),
});
const papers = pgTable('paper', {
  id: uuid().primaryKey().defaultRandom(),
  shopId: uuid('shop_id').notNull(),
  folderId: uuid('folder_id').references(() => folders.id),
  body: text(),
});
const relations = defineRelations({ folders, papers }, r => ({
  folders: { papers: r.many.papers() },
  papers: { folder: r.one.folders({ from: r.papers.folderId, to: r.folders.id }) },
}));
const granted = { create: inOwnShop, update: inOwnShop, delete: inOwnShop };

describe('a part that can be put into another whole', () => {
  const shop = '00000000-0000-4000-8000-00000000000a';
  const clerk = { user: '00000000-0000-4000-8000-00000000000b', shops: [shop], writable: [shop] };
  let foreign: ForeignApi;
  beforeAll(async () => {
    foreign = await startForeignApi({
      relations,
      rules: {
        folders: { read: inShop, write: { ...granted, owns: ['papers'] } },
        papers: { read: inShop, write: { ...granted, partOf: 'folder' } },
      },
      ddl: `create table folder (id uuid primary key default gen_random_uuid(), shop_id uuid not null, name text not null,
          updated_at timestamptz(3) not null default now());
        create table paper (id uuid primary key default gen_random_uuid(), shop_id uuid not null,
          folder_id uuid references folder, body text);
        insert into folder (shop_id, name, updated_at) select '${shop}', n, '2026-01-01' from unnest('{a,b,c}'::text[]) n;`,
    });
  });
  afterAll(() => foreign.close());

  /** The names of the folders that moved in time since they were asked for last. */
  async function movedFolders(): Promise<string[]> {
    const rows = await foreign.client`select name from folder where updated_at > '2026-01-01' order by name`;
    await foreign.client`update folder set updated_at = '2026-01-01'`;
    return rows.map(({ name }) => name);
  }

  it('moves the one that it leaves and the one that it comes to', async () => {
    const ids = new Map(
      (await foreign.client`select name, id from folder`).map(({ name, id }) => [name, id]),
    );
    const write = async (mutation: string, input: object, selection = '') => {
      const result = await foreign.mutate(clerk, mutation, input, selection);
      expect([result.failures, codes(result)]).toEqual([[], []]);
      return result.payload;
    };
    const { paper } = await write('createPaper', { shopId: shop, body: 'x' }, 'paper { uuid }');
    expect(await movedFolders()).toEqual([]);
    for (const [folderId, moved] of [
      [ids.get('a'), ['a']],
      [ids.get('b'), ['a', 'b']],
      [ids.get('b'), []],
      [null, ['b']],
    ] as const) {
      await write('updatePaper', { id: paper.uuid, folderId });
      expect(await movedFolders()).toEqual(moved);
    }
    // Those that the statement writes by themselves lose nothing by it.
    const create = [{ shopId: shop, body: 'y' }];
    await write('updateFolder', { id: ids.get('c'), name: 'd', papers: { create } });
    expect(await movedFolders()).toEqual(['d']);
  });
});

describe('a policy does not start', () => {
  const refusedBy =
    (papersWrite: object, foldersWrite: object | undefined = granted) =>
    () =>
      generateApi({
        relations,
        policy: {
          folders: { read: everyone, write: foldersWrite },
          papers: { read: everyone, write: { update: everyone, ...papersWrite } },
        } as never,
      });

  it('that says rows are parts of what is none of their relations to one row', () => {
    expect(refusedBy({ partOf: 'papers' })).toThrow(/part of "papers", which is no to-one relation/);
  });

  it('whose whole nobody may update', () => {
    expect(refusedBy({ partOf: 'folder' }, { delete: everyone })).toThrow(
      'rows part of "folder", whose table has to have a column "updatedAt" and a rule of who may update it.',
    );
  });
});
