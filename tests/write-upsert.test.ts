/**
 * A row by the values of a unique key: made where there is none that the viewer sees, changed where there is, by one statement.
 * Under the rules of both; telling of rows that are not to be seen what creating tells, and nothing else.
 */
import { defineRelations } from 'drizzle-orm';
import { pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ForeignApi, inOwnShop, inShop, startForeignApi } from './support/foreign-api.ts';
import { codes, digestOf, mutate } from './support/write-client.ts';
import {
  api,
  projectId,
  read,
  refused,
  send,
  statements,
  useWriteSession,
  world,
} from './support/write-session.ts';

useWriteSession();

const slugOf = (name: string) => `${world.prefix}-up-${name}`;
const shown = 'created project { uuid name slug timezone createdAt updatedAt }';
const upsert = (name: string, more: object = {}) =>
  send('upsertProject', { slug: slugOf(name), name, ...more }, shown);

describe('an upsert', () => {
  it('makes the row with all that comes with it, and changes it from then on, each by one statement', async () => {
    const run = vi.spyOn(statements(), 'run');
    const made = await upsert('one', { timezone: 'Europe/Berlin' });
    const changed = await upsert('one', { name: 'Renamed' });
    expect(run).toHaveBeenCalledTimes(2);
    run.mockRestore();
    expect([codes(made), codes(changed)]).toEqual([[], []]);
    const { project } = made.payload;
    expect(made.payload).toMatchObject({ created: true, project: { slug: slugOf('one'), name: 'one' } });
    expect(changed.payload.created).toBe(false);
    // What is not said stays as it is.
    const { updatedAt } = changed.payload.project;
    expect(changed.payload.project).toEqual({ ...project, name: 'Renamed', updatedAt });
    expect(updatedAt > project.updatedAt).toBe(true);
    const { project: row } = await read(
      `{ project(id: "${project.uuid}") { viewerRole members { totalCount } } }`,
    );
    expect(row).toEqual({ viewerRole: 'OWNER', members: { totalCount: 1 } });
    const trail =
      await api.client`select action from audit_events where entity_id = ${project.uuid} order by id`;
    expect(trail.map(({ action }) => action).sort()).toEqual(['create', 'update']);
  });

  it('of what is so already changes nothing, and tells the row', async () => {
    const { payload } = await upsert('same');
    const before = await digestOf(api.client);
    const again = await upsert('same');
    expect([codes(again), again.payload]).toEqual([[], { ...payload, created: false }]);
    expect(await digestOf(api.client)).toBe(before);
  });

  it('of fifty at once makes one row, and fails in none', async () => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => upsert('race', { name: `n${i}` })),
    );
    for (const result of results) expect([result.failures, codes(result)]).toEqual([[], []]);
    expect(results.filter(({ payload }) => payload.created)).toHaveLength(1);
    expect(new Set(results.map(({ payload }) => payload.project.uuid)).size).toBe(1);
  });

  it('takes a deleted row for none where its values are free again', async () => {
    const { payload } = await upsert('gone');
    await send('deleteProject', { id: payload.project.uuid });
    const again = await upsert('gone');
    expect([codes(again), again.payload.created]).toEqual([[], true]);
    expect(again.payload.project.uuid).not.toBe(payload.project.uuid);
  });

  it('of a client’s key is done once, and tells the same again: whether it made, changed or kept the row', async () => {
    const first = { slug: slugOf('once'), name: 'first' };
    const repeated = async (key: string, name: string) => {
      const input = { ...first, name, idempotencyKey: slugOf(key) };
      const done = await send('upsertProject', input, shown);
      const before = await digestOf(api.client);
      const again = await send('upsertProject', input, shown);
      expect([codes(again), again.payload], key).toEqual([[], done.payload]);
      expect(await digestOf(api.client), key).toBe(before);
      return done.payload;
    };
    const made = await repeated('make', 'first');
    expect(made).toMatchObject({ created: true, project: { name: 'first' } });
    expect(await repeated('keep', 'first')).toEqual({ ...made, created: false });
    const changed = await repeated('change', 'second');
    const { uuid } = made.project;
    expect(changed).toMatchObject({ created: false, project: { uuid, name: 'second' } });
    // What made the row does not undo what has changed it since.
    const late = await send('upsertProject', { ...first, idempotencyKey: slugOf('make') }, shown);
    expect(late.payload).toEqual({ ...changed, created: true });
    for (const [mutation, input] of [
      ['upsertProject', { ...first, name: 'other' }],
      ['createProject', first],
    ] as const) {
      const result = await refused(mutation, { ...input, idempotencyKey: slugOf('make') });
      expect(codes(result), mutation).toEqual(['CONFLICT input.idempotencyKey']);
    }
  });

  it('of a client’s key that comes twenty times at once is done once, whether the row is there or not', async () => {
    for (const name of ['made at once', 'changed at once']) {
      const input = { slug: slugOf('at-once'), name, idempotencyKey: slugOf(name) };
      const all = await Promise.all(
        Array.from({ length: 20 }, () => send('upsertProject', input, 'created project { uuid name }')),
      );
      for (const { failures, payload } of all) expect([failures, payload]).toEqual([[], all[0]!.payload]);
      const { created, project } = all[0]!.payload;
      expect([created, project.name]).toEqual([name.startsWith('made'), name]);
      const events =
        await api.client`select 1 from audit_events where entity_id = ${project.uuid} and action = ${created ? 'create' : 'update'}`;
      expect(events).toHaveLength(1);
    }
  });

  it('by several columns sets those of a new row that never change, and only then', async () => {
    const { project } = (await upsert('two')).payload;
    const change = async (role: string) => {
      const input = { projectId: project.uuid, userId: world.users.viewer, role };
      const result = await send('upsertProjectMember', input, 'created projectMember { role uuid }');
      expect(codes(result)).toEqual([]);
      return result.payload;
    };
    const made = await change('EDITOR');
    expect(made).toMatchObject({ created: true, projectMember: { role: 'EDITOR' } });
    const { uuid } = made.projectMember;
    expect(await change('VIEWER')).toMatchObject({ created: false, projectMember: { role: 'VIEWER', uuid } });
  });
});

describe('an upsert is refused', () => {
  it('by the rule of what it would do: of updates where the row is there, of creating where it is not', async () => {
    const as = (who: 'editor' | 'viewer', input: object) =>
      mutate(api, world.tokens[who], 'upsertProjectMember', input);
    const there = await as('editor', { projectId: projectId(), userId: world.users.owner, role: 'VIEWER' });
    expect(there.userErrors).toEqual([
      { code: 'FORBIDDEN', message: 'You may not update this project member.', path: ['input'] },
    ]);
    const unknown = { projectId: projectId(), userId: world.users.outsider, role: 'VIEWER' };
    expect(codes(await as('editor', unknown))).toEqual(['NOT_FOUND input.userId']);
    const { project } = (await upsert('three')).payload;
    await send('createProjectMember', {
      projectId: project.uuid,
      userId: world.users.editor,
      role: 'EDITOR',
    });
    const added = { projectId: project.uuid, userId: world.users.viewer, role: 'VIEWER' };
    const made = await as('editor', added);
    expect(made.userErrors).toEqual([
      { code: 'FORBIDDEN', message: 'You may not create this project member.', path: ['input'] },
    ]);
  });

  it('where somebody else’s row has the values, as creating is, to the byte', async () => {
    const input = { slug: `${world.prefix}-other`, name: 'mine' };
    const [made, upserted] = [await refused('createProject', input), await refused('upsertProject', input)];
    expect(codes(upserted)).toEqual(['CONFLICT input.slug']);
    expect(upserted.userErrors).toEqual(made.userErrors);
  });

  it('where a value is wrong, told once at its field', async () => {
    const result = await refused('upsertProject', {
      slug: 'Not A Slug',
      name: '  ',
      timezone: 'Nowhere/Nope',
    });
    expect(codes(result).sort()).toEqual([
      'BAD_USER_INPUT input.name',
      'BAD_USER_INPUT input.slug',
      'BAD_USER_INPUT input.timezone',
    ]);
  });
});

const books = pgTable(
  'book',
  {
    id: uuid().primaryKey().defaultRandom(),
    shopId: uuid('shop_id').notNull(),
    isbn: text().unique(),
    shelf: text(),
    place: text(),
    title: text().notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true, precision: 3 }).notNull().defaultNow(),
  },
  t => [unique().on(t.shelf, t.place)],
);

describe('an upsert of a table with several unique keys', () => {
  const shop = '00000000-0000-4000-8000-00000000000a';
  const clerk = { user: '00000000-0000-4000-8000-00000000000b', shops: [shop], writable: [shop] };
  let foreign: ForeignApi;
  beforeAll(async () => {
    foreign = await startForeignApi({
      relations: defineRelations({ books }),
      rules: { books: { read: inShop, write: { create: inOwnShop, update: inOwnShop, fixed: ['shopId'] } } },
      ddl: `create table book (id uuid primary key default gen_random_uuid(), shop_id uuid not null, isbn text unique,
        shelf text, place text, title text not null, updated_at timestamptz(3) not null default now(), unique (shelf, place));`,
    });
  });
  afterAll(() => foreign.close());

  it('says by which, and may change the others', async () => {
    const put = async (input: object) => {
      const result = await foreign.mutate(
        clerk,
        'upsertBook',
        { shopId: shop, title: 't', ...input },
        'created book { isbn shelf place }',
      );
      expect(result.failures).toEqual([]);
      return codes(result).length > 0
        ? codes(result)
        : { created: result.payload.created, ...result.payload.book };
    };
    const [isbn, shelf] = ['1', 'a'];
    expect(await put({ by: 'ISBN', isbn, shelf, place: 'x' })).toEqual({
      created: true,
      isbn,
      shelf,
      place: 'x',
    });
    expect(await put({ by: 'ISBN', isbn, place: 'y' })).toEqual({ created: false, isbn, shelf, place: 'y' });
    const moved = { by: 'SHELF_AND_PLACE', shelf, place: 'y', isbn: '2' };
    expect(await put(moved)).toEqual({ created: false, isbn: '2', shelf, place: 'y' });
    expect(await put({ by: 'ISBN', isbn: '3', shelf, place: 'y' })).toEqual(['CONFLICT input.place']);
    expect(await put({ by: 'SHELF_AND_PLACE', shelf })).toEqual(['BAD_USER_INPUT input.place']);
  });
});
