/**
 * Writes that are sent again with the client's key: done once, and answered as the first time, whatever happened in between.
 * Knows rows and what is remembered; that random sequences of writes may be repeated is shown where they are made.
 */
import { defineRelations } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { everyone, generateApi, idempotencyTable } from 'insightgraph';
import { describe, expect, it } from 'vitest';
import { type Any, startTestApi } from './support/api.ts';
import { layWire } from './support/fault-wire.ts';
import { asRole } from './support/row-security.ts';
import { tableLocks } from './support/table-locks.ts';
import { codes, digestOf, type Mutated, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  insight,
  layout,
  made,
  projectId,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';
import { buildWorld } from './support/write-world.ts';

useWriteSession();

const locks = tableLocks(() => api);
let keys = 0;
const newKey = () => `key ${keys++}`;
const named = (name: string) => ({ projectId: projectId(), name });
const countOf = async (name: string): Promise<number> =>
  (await api.client<{ n: number }[]>`select count(*)::int as n from dashboards where name = ${name}`)[0]!.n;

/** Sends it twice: the second time nothing is written, and the payload is that of the first. */
async function repeated(mutation: string, input: object, selection: string): Promise<Mutated> {
  const sent = { ...input, idempotencyKey: newKey() };
  const first = await send(mutation, sent, selection);
  expect([first.failures, codes(first)], mutation).toEqual([[], []]);
  const before = await digestOf(api.client);
  const second = await send(mutation, sent, selection);
  expect(second.payload, mutation).toEqual(first.payload);
  expect(await digestOf(api.client), mutation).toBe(before);
  return first;
}

describe('a write that is sent again', () => {
  it('is done once, of each kind, with children, checks and conditions that hold no more', async () => {
    const insightId = await insight();
    const widgets = (create: object[], more = {}) => ({ widgets: { create, ...more } });
    const selection = 'dashboard { uuid name widgets { totalCount } } clientKeys { clientKey nodeId uuid }';
    const { payload } = await repeated(
      'createDashboard',
      {
        ...named('once'),
        ...widgets([
          { clientKey: 'a', content: 'a', layout },
          { clientKey: 'b', insightId, layout },
        ]),
      },
      selection,
    );
    const [a, b] = payload.clientKeys.map(({ uuid }: Any) => uuid);
    const { uuid: id } = payload.dashboard;
    const [{ at }] = await api.client<
      [{ at: Date }]
    >`select updated_at as at from dashboards where id = ${id}`;
    const changes = {
      id,
      name: 'twice',
      ifUpdatedAt: at,
      dateFrom: '-7d',
      ...widgets([{ clientKey: 'c', content: 'c', layout }], {
        update: [{ id: a, content: 'A' }],
        delete: [b],
      }),
    };
    expect((await repeated('updateDashboard', changes, selection)).payload.clientKeys).toHaveLength(1);
    await repeated('deleteWidget', { id: a }, 'deletedId widget { id }');
    await repeated('deleteDashboard', { id }, 'dashboard { name deletedAt }');
    await repeated('restoreDashboard', { id }, 'dashboard { name deletedAt }');
    const where = { name: { eq: 'twice' } };
    const bulk = await repeated(
      'updateDashboards',
      { where, atMost: 5, set: { name: 'thrice' } },
      'count ids',
    );
    expect(bulk.payload.count).toBe(1);
    await repeated('deleteDashboards', { where: { name: { eq: 'thrice' } }, atMost: 5 }, 'count ids');
    const slug = `${world.prefix}-once`;
    await repeated('createProject', { name: 'p', slug }, 'project { slug members { totalCount } }');
    const definition = {
      type: 'AND',
      values: [
        { cohort: { cohortId: await made('Cohort', { ...named('of'), isStatic: true }), negated: false } },
      ],
    };
    await repeated('createCohort', { ...named('c'), isStatic: false, definition }, 'cohort { uuid }');
  });

  it('answers what is there by now, to whom may see it', async () => {
    const input = { ...named('first'), idempotencyKey: newKey() };
    const { payload } = await send('createDashboard', input, 'dashboard { uuid }');
    await send('updateDashboard', { id: payload.dashboard.uuid, name: 'later' });
    const again = await send('createDashboard', input, 'dashboard { uuid name }');
    expect(again.payload.dashboard).toEqual({ ...payload.dashboard, name: 'later' });
    await api.client`delete from dashboards where id = ${payload.dashboard.uuid}`;
    expect((await send('createDashboard', input, 'dashboard { uuid }')).payload).toEqual({
      dashboard: null,
      userErrors: [],
    });
  });

  it('may be another only under another key', async () => {
    const idempotencyKey = newKey();
    const id = await dashboard({ name: 'kept', idempotencyKey });
    const others: [string, object][] = [
      ['createDashboard', named('other')],
      ['updateDashboard', { id, name: 'kept' }],
      ['deleteDashboard', { id }],
      ['deleteDashboards', { where: { name: { eq: 'kept' } }, atMost: 1 }],
    ];
    for (const [mutation, input] of others) {
      const result = await refused(mutation, { ...input, idempotencyKey });
      expect(codes(result), mutation).toEqual(['CONFLICT input.idempotencyKey']);
    }
    expect(
      codes(await send('createDashboard', { name: 'kept', projectId: projectId(), idempotencyKey })),
    ).toEqual([]);
  });

  it('is not the write of somebody else who sends the same key', async () => {
    const input = { ...named('ours'), idempotencyKey: newKey() };
    const writers = [world.tokens.owner, world.tokens.editor, world.tokens.key];
    const ids = new Set<string>();
    for (const token of [...writers, ...writers]) {
      const { payload } = await mutate(api, token, 'createDashboard', input, 'dashboard { uuid }');
      ids.add(payload.dashboard.uuid);
    }
    expect(ids.size).toBe(writers.length);
    expect(await countOf('ours')).toBe(writers.length);
  });

  it('was not done where it was refused: mended, it takes the same key', async () => {
    const idempotencyKey = newKey();
    const refusals: [object, string][] = [
      [named(' '), 'BAD_USER_INPUT input.name'],
      [{ ...named('x'), dateFrom: 'rubbish' }, 'BAD_USER_INPUT input.dateFrom'],
      [{ projectId: world.projects.other, name: 'x' }, 'NOT_FOUND input.projectId'],
    ];
    for (const [input, code] of refusals)
      expect(codes(await refused('createDashboard', { ...input, idempotencyKey }))).toEqual([code]);
    expect(codes(await send('createDashboard', { ...named('mended'), idempotencyKey }))).toEqual([]);
    expect(await countOf('mended')).toBe(1);
  });

  it('is done once where 50 come at the same moment, and all are answered alike', async () => {
    const input = { ...named('at once'), idempotencyKey: newKey() };
    const all = await Promise.all(
      Array.from({ length: 50 }, () => send('createDashboard', input, 'dashboard { uuid }')),
    );
    expect(await countOf('at once')).toBe(1);
    const [{ uuid: id }] = [...new Set(all.map(({ payload }) => payload.dashboard))];
    expect(new Set(all.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
    const [{ at }] = await api.client<
      [{ at: Date }]
    >`select updated_at as at from dashboards where id = ${id}`;
    const change = { id, name: 'changed at once', ifUpdatedAt: at, idempotencyKey: newKey() };
    const changed = await Promise.all(Array.from({ length: 20 }, () => send('updateDashboard', change)));
    expect(changed.flatMap(codes)).toEqual([]);
    const events = await api.client`select 1 from audit_events where entity_id = ${id} and action = 'update'`;
    expect(events).toHaveLength(1);
  });

  it('is done once where its answer was lost with the connection', async () => {
    const wire = await layWire(api.databaseUrl);
    const beside = await startTestApi({ beside: { ...api, databaseUrl: wire.url } });
    const input = { ...named('lost'), idempotencyKey: newKey() };
    const lost = () => mutate(beside, world.tokens.owner, 'createDashboard', input, 'dashboard { name }');
    const first = await api.client.reserve();
    // As somebody who is not done yet would have it.
    await first`begin`;
    await first`insert into idempotency_keys (viewer, key, request, outcome)
      values (${world.users.owner}, ${input.idempotencyKey}, '', '{}')`;
    const sent = lost();
    await locks.waitingAre(1);
    wire.become('cut');
    const answer = await sent;
    expect([answer.failures, answer.errors[0].message]).toEqual([
      ['UNAVAILABLE'],
      expect.stringContaining('whether it was done is not known'),
    ]);
    await first`rollback`;
    first.release();
    while ((await countOf('lost')) === 0) await new Promise(resolve => setTimeout(resolve, 10));
    wire.become('whole');
    const again = await lost();
    expect(again.payload).toEqual({ dashboard: { name: 'lost' }, userErrors: [] });
    expect(await countOf('lost')).toBe(1);
    await beside.close();
    await wire.close();
  });

  it('is remembered for a day, and then the key is free', async () => {
    const input = { ...named('daily'), idempotencyKey: newKey() };
    await send('createDashboard', input);
    const age = (interval: string) =>
      api.client`update idempotency_keys set written_at = now() - ${interval}::text::interval where key = ${input.idempotencyKey}`;
    await age('23 hours');
    await send('createDashboard', input);
    expect(await countOf('daily')).toBe(1);
    await age('25 hours');
    await Promise.all([send('createDashboard', input), send('createDashboard', input)]);
    expect(await countOf('daily')).toBe(2);
  });

  it('leaves nothing of what it says with the server, but the keys of rows', async () => {
    const secret = 'nobody is to store this twice';
    const input = { ...named(secret), idempotencyKey: newKey() };
    const { payload } = await send('createDashboard', input, 'dashboard { uuid }');
    const [row] = await api.client`select * from idempotency_keys where key = ${input.idempotencyKey}`;
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(row).toMatchObject({ viewer: world.users.owner, outcome: { u0: [[payload.dashboard.uuid]] } });
  });

  it.each([
    ['', 'idempotencyKey must have 1 to 255 characters, not 0.'],
    ['x'.repeat(256), 'idempotencyKey must have 1 to 255 characters, not 256.'],
    ['\u0000', expect.stringContaining('idempotencyKey')],
  ])('needs a key that can be remembered, not %j', async (idempotencyKey, message) => {
    const { userErrors } = await refused('createDashboard', { ...named('x'), idempotencyKey });
    expect(userErrors).toEqual([{ code: 'BAD_USER_INPUT', message, path: ['input', 'idempotencyKey'] }]);
  });

  it('has a member for the key in every generated mutation, and in none that is written by hand', () => {
    const takesKey = (name: string) => {
      const field = api.api.schema.getMutationType()!.getFields()[name]!;
      const type = field.args
        .find(argument => argument.name === 'input')
        ?.type.toString()
        .replace('!', '');
      const input = type === undefined ? undefined : (api.api.schema.getType(type) as Any);
      return input?.getFields().idempotencyKey !== undefined;
    };
    const names = Object.keys(api.api.schema.getMutationType()!.getFields());
    const types = Object.values(api.api.blueprint.types).map(({ name }) => name);
    const generated = new RegExp(`^(create|update|delete|restore|revert|upsert)(${types.join('|')})s?$`);
    expect(names.filter(name => generated.test(name)).length).toBeGreaterThan(30);
    expect(names.filter(name => generated.test(name) && !takesKey(name))).toEqual([]);
    expect(names.filter(name => name.startsWith('sign') && takesKey(name))).toEqual([]);
  });
});

describe('what is remembered', () => {
  it('is under row-level security each viewer’s own', async () => {
    const held = await startTestApi({ rowSecurity: true });
    const { tokens: of } = await buildWorld(held, 'held');
    const tokens = [of.owner, of.editor];
    const input = { name: 'p', slug: 'held-once', idempotencyKey: 'k' };
    const create = (token: string, slug: string) =>
      mutate(held, token, 'createProject', { ...input, slug }, 'project { slug }');
    for (const [i, token] of [...tokens, ...tokens].entries()) {
      const result = await create(token, `held-once-${i % 2}`);
      expect([result.failures, result.payload.project]).toEqual([[], { slug: `held-once-${i % 2}` }]);
    }
    expect(await held.client`select 1 from projects where slug like 'held-once-%'`).toHaveLength(2);
    const seen = await asRole(
      held.databaseUrl,
      { writes: true },
      sql => sql`select viewer from idempotency_keys`,
    );
    expect(seen).toEqual([]);
    await held.close();
  });

  it('is found again of rows that PostgreSQL numbers, for viewers of whom nothing is known', async () => {
    const notes = pgTable('notes', { id: integer().primaryKey().generatedAlwaysAsIdentity(), body: text() });
    const relations = defineRelations({ notes });
    const options = {
      relations,
      policy: { notes: { read: everyone, write: { create: everyone, delete: everyone } } },
    } as const;
    const plain = generateApi(options);
    expect(JSON.stringify(plain.schema.getType('CreateNoteInput')!.toConfig())).not.toContain(
      'idempotencyKey',
    );
    const own = await startTestApi({
      api: generateApi({ ...options, idempotency: idempotencyTable('seen before') }),
      ddl: {
        owner: `create table notes (id int primary key generated always as identity, body text);
        create table "seen before" (id uuid primary key default gen_random_uuid(), viewer text not null, key text not null,
          request text not null, outcome jsonb not null, written_at timestamptz not null default now(), unique (viewer, key))`,
      },
    });
    const write = (mutation: string, input: object, selection: string) =>
      mutate(own, undefined, mutation, input, selection);
    const input = { body: 'b', idempotencyKey: 'k' };
    const first = await write('createNote', input, 'note { id rowId }');
    expect(first.payload.note.rowId).toBe(1);
    expect((await write('createNote', input, 'note { id rowId }')).payload).toEqual(first.payload);
    const removal = { id: first.payload.note.id, idempotencyKey: 'l' };
    const gone = await write('deleteNote', removal, 'deletedId');
    expect(gone.payload.deletedId).toBe(removal.id);
    expect((await write('deleteNote', removal, 'deletedId')).payload).toEqual(gone.payload);
    await own.close();
  });
});
