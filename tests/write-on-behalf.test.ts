/**
 * Writes that no request asks for: as somebody, with all that holds for whoever that is, and on connections that are closed afterwards.
 * Knows tables of an application, and the product's own; what a hook writes, its own suite says.
 */
import { type ConnectedApi, connectApi, generateApi, type OnBehalf } from 'insightgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApi } from '../src/operations/schema.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { openTestClient, type TestDatabase } from './support/database.ts';
import { hookApi, policy, relations } from './support/hook-tables.ts';
import { ann, connectionOf, createHookDatabase, silent } from './support/hook-world.ts';

describe('a write without a request', () => {
  let database: TestDatabase;
  let api: ConnectedApi;
  beforeAll(async () => {
    database = await createHookDatabase();
    const checked = hookApi(extension =>
      extension.addWriteCheck({
        kind: 'values',
        table: 'album',
        columns: ['title'],
        check: ({ title }) =>
          title === '' ? [{ code: 'BAD_USER_INPUT', path: ['title'], message: 'title must be said.' }] : [],
      }),
    );
    api = await connectApi({ api: checked, ...connectionOf(database), maxWrittenRows: 3 });
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const create = (who: OnBehalf, input: object = { title: 'A' }) =>
    api.write(who, 'createAlbum', input, 'album { title }');
  /** The codes of what is told, or of what is thrown. */
  const refused = async (work: Promise<{ readonly userErrors: readonly { readonly code: string }[] }>) => {
    try {
      return (await work).userErrors.map(({ code }) => code);
    } catch (error) {
      return (error as Any).extensions?.code ?? (error as Error).message;
    }
  };

  it.each([
    ['credentials', ann],
    ['an account', { account: '2' }],
  ] as const)('is done by %s, and gives the payload', async (_, who) => {
    expect(await create(who)).toEqual({ album: { title: 'A' }, userErrors: [] });
  });

  it('is held to the rules of whoever it is done for', async () => {
    expect(await refused(create('anonymous'))).toEqual(['FORBIDDEN']);
    expect(await refused(api.write('anonymous', 'createReview', { body: 'b' }))).toEqual([]);
    expect(await refused(create({ authorization: 'Bearer wrong' }))).toBe('UNAUTHENTICATED');
    expect(await refused(create({ authorization: '' }))).toBe('UNAUTHENTICATED');
    expect(await refused(create({ account: '4711' }))).toBe('UNAUTHENTICATED');
  });

  it('is held to checks, and to the number of rows', async () => {
    expect(await refused(create(ann, { title: '' }))).toEqual(['BAD_USER_INPUT']);
    const tracks = { create: Array.from({ length: 3 }, (_, i) => ({ name: `${i}` })) };
    expect(await refused(create(ann, { title: 'A', tracks }))).toBe('LIMIT_EXCEEDED');
  });

  it('of a mutation or a member that is not there fails', async () => {
    expect(await refused(api.write(ann, 'makeAlbums', {}))).toBe(
      'There is no generated mutation "makeAlbums".',
    );
    expect(await refused(create(ann, { title: 'A', name: 'A' }))).toContain(
      'Field "name" is not defined by type "CreateAlbumInput"',
    );
  });

  it('by an account needs to know how one is found', async () => {
    const open = generateApi({
      relations,
      policy: { ...policy, album: { read: policy.review.read }, track: { read: policy.review.read } },
    });
    const other = await connectApi({ api: open, ...connectionOf(database) });
    expect(await refused(other.write({ account: '1' }, 'createReview', { body: 'b' }))).toMatch(
      /^Nobody can be told by an account/,
    );
    expect(await refused(other.write('anonymous', 'createReview', { body: 'b' }))).toEqual([]);
    await other.close();
  });

  it('leaves no connection behind', async () => {
    const { url } = database;
    const other = await connectApi({
      api: hookApi(extension =>
        extension.addWriteHook({ name: 'seen', table: 'album', on: ['created'], run: () => {} }),
      ),
      ...connectionOf(database),
    });
    await other.write(ann, 'createAlbum', { title: 'A' });
    await other.close();
    await api.close();
    const client = openTestClient(url);
    const left =
      await client`select pid from pg_stat_activity where datname = current_database() and application_name = 'insightgraph'`;
    await client.end({ timeout: 5 });
    expect(left).toEqual([]);
  });

  it('is not begun without the outbox in the database', async () => {
    const client = openTestClient(database.url);
    await client`alter table outbox rename to elsewhere`;
    await client.end({ timeout: 5 });
    const hooked = hookApi(extension =>
      extension.addWriteHook({ name: 'seen', table: 'album', on: ['created'], run: () => {} }),
    );
    await expect(connectApi({ api: hooked, ...connectionOf(database) })).rejects.toThrow(
      'The outbox "outbox" is not in the database as outboxTable() declares it: make it by a migration.',
    );
  });
});

describe('a write of the product without a request', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ demo: true });
  });
  afterAll(() => api.close());

  it('leaves its trail, and changes no row that the viewer may not', async () => {
    const [owner, outsider] = [
      await api.signIn('owner@demo.example'),
      await api.signIn('outsider@demo.example'),
    ];
    const { data } = await api.ask('{ dashboards(first: 1) { nodes { id uuid } } }', { token: owner });
    const [{ id, uuid }] = data.dashboards.nodes;
    const job = await connectApi({ api: buildApi(), databaseUrl: api.databaseUrl, log: silent, poolSize: 2 });
    const rename = (token: string) =>
      job.write({ authorization: `Bearer ${token}` }, 'updateDashboard', { id, name: 'By a job' });
    expect((await rename(outsider)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await rename(owner)).userErrors).toEqual([]);
    await job.close();
    const trail =
      await api.client`select u.email, e.changes from audit_events e join users u on u.id = e.actor_user_id
      where e.entity_id = ${uuid} and e.changes::text like '%By a job%'`;
    expect(trail).toMatchObject([{ email: 'owner@demo.example' }]);
  });
});
