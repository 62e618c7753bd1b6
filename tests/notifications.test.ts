/**
 * What users are notified of, by whatever door something was written, once and never of what was refused; and what they do with it.
 * Knows the outcome on real PostgreSQL: inboxes as their users read them, and statements as PostgreSQL counts them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpiringKeys, notifyOfExpiringKeys } from '../src/accounts/expiring-keys.ts';
import { hashToken } from '../src/accounts/viewer.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { asRole } from './support/row-security.ts';
import { countStatements, type StatementCount } from './support/statement-count.ts';
import { inputType, mutate } from './support/write-client.ts';
import { buildWorld, roles, type World, type WorldUser } from './support/write-world.ts';

let api: TestApi;
let statements: StatementCount;
let count = 0;
beforeAll(async () => {
  api = await startTestApi();
  statements = countStatements(api.adminUrl);
});
afterAll(async () => {
  await statements.close();
  await api.close();
});

/** A world of its own, in which all addresses are confirmed and nobody was told anything yet. */
async function newWorld(): Promise<World> {
  const world = await buildWorld(api, `notify${++count}`);
  await api.client`update users set email_confirmed_at = now() where id in ${api.client(Object.values(world.users))}`;
  return world;
}
const emailOf = ({ prefix }: World, user: WorldUser) => `${prefix}-${user}@world.example`;

async function send(mutation: string, input: object, token: string, selection = ''): Promise<Any> {
  const query = `mutation ($input: ${inputType(mutation, input)}!) { ${mutation}(input: $input) { ${selection} userErrors { code message path } } }`;
  const answer = await api.ask(query, { token, variables: { input } });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data[mutation];
}
const told = ({ userErrors }: Any) =>
  userErrors.map(({ code, path }: Any) => `${code} ${path.join('.')}`) as string[];
async function done(mutation: string, input: object, token: string, selection = ''): Promise<Any> {
  const payload = await send(mutation, input, token, selection);
  expect(payload.userErrors).toEqual([]);
  return payload;
}

const shown = `kind readAt actor { displayName } project { name viewerRole } widget { content } apiKey { name }`;
async function inbox({ tokens }: World, user: WorldUser): Promise<Any[]> {
  const query = `{ viewer { unreadNotificationCount notifications(orderBy: [{ createdAt: ASC }]) { totalCount nodes { ${shown} } } } }`;
  const { data, errors } = await api.ask(query, { token: tokens[user] });
  expect(errors).toBeUndefined();
  const { unreadNotificationCount, notifications } = data.viewer;
  expect(unreadNotificationCount).toBe(
    notifications.nodes.filter((each: Any) => each.readAt === null).length,
  );
  return notifications.nodes;
}
const kindsOf = async (world: World, user: WorldUser) => (await inbox(world, user)).map(({ kind }) => kind);
/** How many notifications each user of a world has. */
async function counts(world: World): Promise<Partial<Record<WorldUser, number>>> {
  const each = await Promise.all(roles.map(async role => [role, (await inbox(world, role)).length] as const));
  return Object.fromEntries(each.filter(([, n]) => n > 0));
}

const layout = { x: 0, y: 0, w: 1, h: 1 };
const newDashboard = async (world: World, contents: readonly string[] = [], token = world.tokens.owner) => {
  const widgets = { create: contents.map(content => ({ content, layout })) };
  const input = { projectId: world.projects.a, name: 'D', widgets };
  const { dashboard } = await done(
    'createDashboard',
    input,
    token,
    'dashboard { uuid widgets { nodes { id content } } }',
  );
  const idOf = (content: string): string =>
    dashboard.widgets.nodes.find((widget: Any) => widget.content === content).id;
  return {
    id: dashboard.uuid as string,
    widgets: contents.map(idOf),
  };
};

describe('a member whose role is changed', () => {
  const changeRole = (world: World, role: string, rest: object = {}) =>
    send('updateProjectMember', { id: world.members.viewer, role, ...rest }, world.tokens.owner);

  it('is told by whom and where, and nobody else is', async () => {
    const world = await newWorld();
    await changeRole(world, 'EDITOR');
    expect(await inbox(world, 'viewer')).toEqual([
      {
        kind: 'ROLE_CHANGED',
        readAt: null,
        actor: { displayName: 'owner' },
        project: { name: 'A', viewerRole: 'EDITOR' },
        widget: null,
        apiKey: null,
      },
    ]);
    expect(await counts(world)).toEqual({ viewer: 1 });
  });

  it('is told by every door: of one row, of many, of several owners, back to what was, and by hand', async () => {
    const world = await newWorld();
    const { members, tokens, projects, users } = world;
    await changeRole(world, 'EDITOR');
    const where = { uuid: { in: [members.viewer, members.editor] } };
    await done('updateProjectMembers', { where, atMost: 9, set: { role: 'VIEWER' } }, tokens.owner);
    expect(await counts(world)).toEqual({ viewer: 2, editor: 1 });
    const history = `{ projectMember(id: "${members.viewer}") { history(first: 1) { nodes { id } } } }`;
    const { data } = await api.ask(history, { token: tokens.owner });
    const to = data.projectMember.history.nodes[0].id;
    await done('revertProjectMember', { id: members.viewer, to }, tokens.owner);
    expect(await counts(world)).toEqual({ viewer: 3, editor: 1 });
    // The former owner is told nothing of what they did themselves.
    await done('transferOwnership', { projectId: projects.a, userId: users.editor }, tokens.owner);
    expect(await counts(world)).toEqual({ viewer: 3, editor: 2 });
  });

  it('is told nothing where the role stays, or the change is refused or the own', async () => {
    const world = await newWorld();
    expect(told(await changeRole(world, 'VIEWER'))).toEqual([]);
    expect(told(await changeRole(world, 'EDITOR', { ifUpdatedAt: '2020-01-01T00:00:00Z' }))).toEqual([
      'CONFLICT input.ifUpdatedAt',
    ]);
    const refused = { id: world.members.viewer, role: 'OWNER' };
    expect(told(await send('updateProjectMember', refused, world.tokens.editor))).toEqual([
      'FORBIDDEN input',
    ]);
    const own = { id: world.members.owner, role: 'VIEWER' };
    expect(told(await send('updateProjectMember', own, world.tokens.owner))).toHaveLength(1);
    expect(await counts(world)).toEqual({});
  });

  it('is told once, however often the write is sent, in one statement', async () => {
    const world = await newWorld();
    const sent = await statements.during(() => changeRole(world, 'EDITOR', { idempotencyKey: 'once' }));
    expect(sent).toHaveLength(1);
    await changeRole(world, 'EDITOR', { idempotencyKey: 'once' });
    expect(await counts(world)).toEqual({ viewer: 1 });
  });
});

describe('who is invited', () => {
  const invite = (world: World, email: string) =>
    send('inviteMember', { projectId: world.projects.a, email, role: 'EDITOR' }, world.tokens.owner);

  it('is told where there is an account with the address, which is confirmed, and of nothing in the project', async () => {
    const world = await newWorld();
    expect(told(await invite(world, emailOf(world, 'outsider').toUpperCase()))).toEqual([]);
    expect(told(await invite(world, 'nobody@world.example'))).toEqual([]);
    expect(await inbox(world, 'outsider')).toEqual([
      { kind: 'INVITED', readAt: null, actor: null, project: null, widget: null, apiKey: null },
    ]);
    expect(told(await invite(world, emailOf(world, 'outsider')))).toEqual(['CONFLICT input.email']);
    expect(await counts(world)).toEqual({ outsider: 1 });
  });

  it('is not told while the address may be somebody else’s', async () => {
    const world = await newWorld();
    await api.client`update users set email_confirmed_at = null where id = ${world.users.outsider}`;
    expect(told(await invite(world, emailOf(world, 'outsider')))).toEqual([]);
    expect(await counts(world)).toEqual({});
  });

  it('sees the project with the notification from the acceptance on', async () => {
    const world = await newWorld();
    await invite(world, emailOf(world, 'outsider'));
    const { data } = await api.ask('{ openInvites { uuid } }', { token: world.tokens.outsider });
    const accept = `mutation { acceptInvite(input: { id: "${data.openInvites[0].uuid}" }) { userErrors { code } } }`;
    await api.ask(accept, { token: world.tokens.outsider });
    expect(await inbox(world, 'outsider')).toMatchObject([
      { actor: { displayName: 'owner' }, project: { name: 'A', viewerRole: 'EDITOR' } },
    ]);
  });
});

describe('who is mentioned in the text of a tile', () => {
  it('is told, by address or UUID, if a member, and not by themself', async () => {
    const world = await newWorld();
    const text = `@${emailOf(world, 'viewer').toUpperCase()}, @${world.users.editor}: see (@${emailOf(world, 'owner')}) and @${emailOf(world, 'outsider')}.`;
    const { id } = await newDashboard(world);
    await done('createWidget', { dashboardId: id, content: text, layout }, world.tokens.owner);
    expect(await counts(world)).toEqual({ viewer: 1, editor: 1 });
    expect(await inbox(world, 'viewer')).toEqual([
      {
        kind: 'MENTIONED',
        readAt: null,
        actor: { displayName: 'owner' },
        project: { name: 'A', viewerRole: 'VIEWER' },
        widget: { content: text },
        apiKey: null,
      },
    ]);
  });

  it.each([
    ['at the beginning', (email: string) => `@${email}`, true],
    ['before a full stop', (email: string) => `Ask @${email}.`, true],
    ['in brackets and marks', (email: string) => `**@${email}** (@${email})`, true],
    ['on a line of its own', (email: string) => `one\n@${email}\ntwo`, true],
    ['as an address alone', (email: string) => `Write to ${email}.`, false],
    ['behind a word', (email: string) => `me@${email}`, false],
    ['as the beginning of another', (email: string) => `@${email}x`, false],
    ['with another @ behind', (email: string) => `@${email}@`, false],
  ])('is one %s', async (_, text, isOne) => {
    const world = await newWorld();
    await newDashboard(world, [text(emailOf(world, 'viewer'))]);
    expect(await counts(world)).toEqual(isOne ? { viewer: 1 } : {});
  });

  it('is told of a changed text only if not mentioned before', async () => {
    const world = await newWorld();
    const [viewer, editor] = [emailOf(world, 'viewer'), emailOf(world, 'editor')];
    const { widgets } = await newDashboard(world, [`@${viewer}`]);
    const rewrite = (content: string) =>
      done('updateWidget', { id: widgets[0], content }, world.tokens.owner);
    await rewrite(`@${viewer} @${editor}`);
    expect(await counts(world)).toEqual({ viewer: 1, editor: 1 });
    await rewrite(`@${world.users.viewer} and @${editor}!`);
    expect(await counts(world)).toEqual({ viewer: 1, editor: 1 });
    await rewrite('Nobody');
    await rewrite(`@${editor}`);
    expect(await counts(world)).toEqual({ viewer: 1, editor: 2 });
  });

  it('is told by every door: children, many, in rows that a filter finds, and back to what was', async () => {
    const world = await newWorld();
    const mention = `@${emailOf(world, 'viewer')}`;
    const { id, widgets } = await newDashboard(world, ['one', mention]);
    expect(await counts(world)).toEqual({ viewer: 1 });
    const { tokens } = world;
    await done(
      'createWidgets',
      { rows: [mention, mention].map(content => ({ dashboardId: id, content, layout })) },
      tokens.owner,
    );
    expect(await counts(world)).toEqual({ viewer: 3 });
    await done(
      'updateDashboard',
      { id, widgets: { update: [{ id: widgets[0], content: mention }] } },
      tokens.owner,
    );
    expect(await counts(world)).toEqual({ viewer: 4 });
    const where = { dashboard: { uuid: { eq: id } } };
    await done('updateWidgets', { where, atMost: 9, set: { content: 'none' } }, tokens.owner);
    await done('updateWidgets', { where, atMost: 9, set: { content: mention } }, tokens.owner);
    expect(await counts(world)).toEqual({ viewer: 8 });
    await done('updateWidgets', { where, atMost: 9, set: { content: 'none' } }, tokens.owner);
    await done('updateDashboard', { id, widgets: { delete: [widgets[0]] } }, tokens.owner);
    const { data } = await api.ask(`{ dashboard(id: "${id}") { history(first: 1) { nodes { id } } } }`, {
      token: tokens.owner,
    });
    await done('revertDashboard', { id, to: data.dashboard.history.nodes[0].id }, tokens.owner);
    expect(await counts(world)).toEqual({ viewer: 9 });
  });

  it('is told in the statement of the write, and not of one that is refused', async () => {
    const world = await newWorld();
    const { id } = await newDashboard(world);
    const content = `@${emailOf(world, 'viewer')}`;
    const write = (rest: object, token = world.tokens.owner) =>
      send('createWidget', { dashboardId: id, content, layout, ...rest }, token);
    expect(await statements.during(() => write({ idempotencyKey: 'm' }))).toHaveLength(1);
    await write({ idempotencyKey: 'm' });
    expect(told(await write({ layout: { x: 11, y: 0, w: 5, h: 1 } }))).toHaveLength(1);
    expect(told(await write({}, world.tokens.viewer))).toEqual(['FORBIDDEN input']);
    expect(await counts(world)).toEqual({ viewer: 1 });
  });

  it('is nobody of another project, though the writer sees them there', async () => {
    const world = await newWorld();
    await api.client`insert into project_members (project_id, user_id, role) values (${world.projects.other}, ${world.users.owner}, 'viewer')`;
    await newDashboard(world, [`@${emailOf(world, 'outsider')}`]);
    expect(await counts(world)).toEqual({});
  });

  it('is nobody where a program writes, which sees no users', async () => {
    const world = await newWorld();
    await newDashboard(world, [`@${emailOf(world, 'viewer')}`], world.tokens.key);
    expect(await counts(world)).toEqual({});
  });

  it('is of fifty mentions at most', async () => {
    const world = await newWorld();
    const others = Array.from({ length: 50 }, (_, i) => `@nobody${i}@world.example`).join(' ');
    await newDashboard(world, [`${others} @${emailOf(world, 'viewer')}`]);
    expect(await counts(world)).toEqual({});
  });
});

describe('an API key that is about to expire', () => {
  const keyThatEnds = async (world: World, ends: string, made = '30 days') => {
    await api.client`update api_keys set expires_at = now() + ${ends}::interval, created_at = now() - ${made}::interval where id = ${world.keyId}`;
    return notifyOfExpiringKeys(api.database);
  };

  it('is told to the owners of its project, each once', async () => {
    const world = await newWorld();
    expect(await keyThatEnds(world, '8 days')).toBe(0);
    expect(await keyThatEnds(world, '6 days')).toBe(1);
    const again = await Promise.all([1, 2, 3].map(() => notifyOfExpiringKeys(api.database)));
    expect(again).toEqual([0, 0, 0]);
    expect(await inbox(world, 'owner')).toMatchObject([
      { kind: 'KEY_EXPIRES', actor: null, apiKey: { name: 'key' }, project: { name: 'A' } },
    ]);
    expect(await counts(world)).toEqual({ owner: 1 });
  });

  it('is told once, of many who look at the same moment', async () => {
    const world = await newWorld();
    await api.client`update api_keys set expires_at = now() + interval '1 day', created_at = now() - interval '9 days' where id = ${world.keyId}`;
    const found = await Promise.all(Array.from({ length: 4 }, () => notifyOfExpiringKeys(api.database)));
    expect(found.reduce((sum, each) => sum + each)).toBe(1);
    expect(await counts(world)).toEqual({ owner: 1 });
  });

  it.each([
    ['has ended', '-1 second', {}],
    ['is young', '6 days', { made: '1 day' }],
    ['is revoked', '6 days', { revoked: true }],
    ['is of a deleted project', '6 days', { deleted: true }],
  ])(
    'is not one that %s',
    async (_, ends, { made, revoked, deleted }: { made?: string; revoked?: boolean; deleted?: boolean }) => {
      const world = await newWorld();
      if (revoked) await api.client`update api_keys set revoked_at = now() where id = ${world.keyId}`;
      if (deleted) await api.client`update projects set deleted_at = now() where id = ${world.projects.a}`;
      expect(await keyThatEnds(world, ends, made)).toBe(0);
    },
  );

  it('is looked for when a server starts, which does not fail by it', async () => {
    const world = await newWorld();
    await api.client`update api_keys set expires_at = now() + interval '1 day', created_at = now() - interval '9 days' where id = ${world.keyId}`;
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => failures.push(error);
    await new ExpiringKeys({ database: api.database, onFailure }).close();
    expect([await counts(world), failures]).toEqual([{ owner: 1 }, []]);
    const broken = {
      db: { execute: () => Promise.reject(new Error('away')) },
    } as unknown as TestApi['database'];
    await new ExpiringKeys({ database: broken, onFailure }).close();
    expect(failures).toEqual([new Error('away')]);
  });

  it('is nothing to whom the kind is muted', async () => {
    const world = await newWorld();
    await done(
      'updateUser',
      { id: world.users.owner, mutedNotifications: ['KEY_EXPIRES'] },
      world.tokens.owner,
    );
    expect(await keyThatEnds(world, '6 days')).toBe(0);
  });
});

describe('a kind that is muted', () => {
  it('is not written, and others are', async () => {
    const world = await newWorld();
    const { tokens, users, members } = world;
    const mute = (kinds: readonly string[]) =>
      done(
        'updateUser',
        { id: users.viewer, mutedNotifications: kinds },
        tokens.viewer,
        'user { mutedNotifications }',
      );
    expect((await mute(['MENTIONED'])).user.mutedNotifications).toEqual(['MENTIONED']);
    await newDashboard(world, [`@${emailOf(world, 'viewer')}`]);
    await done('updateProjectMember', { id: members.viewer, role: 'EDITOR' }, tokens.owner);
    expect(await kindsOf(world, 'viewer')).toEqual(['ROLE_CHANGED']);
    await mute([]);
    await newDashboard(world, [`@${emailOf(world, 'viewer')}`]);
    expect(await kindsOf(world, 'viewer')).toEqual(['ROLE_CHANGED', 'MENTIONED']);
  });

  it('is nobody else’s to see, to find or to set', async () => {
    const world = await newWorld();
    const { tokens, users } = world;
    await done('updateUser', { id: users.viewer, mutedNotifications: ['INVITED'] }, tokens.viewer);
    const query = `{ user(id: "${users.viewer}") { mutedNotifications }
      users(where: { mutedNotifications: { has: INVITED } }) { totalCount } }`;
    const asOwner = await api.ask(query, { token: tokens.owner });
    expect(asOwner.data).toEqual({ user: { mutedNotifications: null }, users: { totalCount: 0 } });
    const other = await send('updateUser', { id: users.viewer, mutedNotifications: [] }, tokens.owner);
    expect(told(other)).toEqual(['FORBIDDEN input']);
  });
});

describe('an inbox', () => {
  /** The viewer of a world with so many notifications, the oldest first. */
  async function withMentions(n: number) {
    const world = await newWorld();
    for (let i = 0; i < n; i++) await newDashboard(world, [`${i} @${emailOf(world, 'viewer')}`]);
    const query =
      '{ viewer { notifications(orderBy: [{ createdAt: ASC }]) { nodes { id uuid createdAt } } } }';
    const { data } = await api.ask(query, { token: world.tokens.viewer });
    return { world, token: world.tokens.viewer, nodes: data.viewer.notifications.nodes as Any[] };
  }
  const mark = (input: object, token: string) =>
    send('markNotificationsRead', input, token, 'markedNotifications viewer { unreadNotificationCount }');

  it('is marked as read by ids, by all up to a moment, and by all', async () => {
    const { world, token, nodes } = await withMentions(4);
    expect(await mark({ ids: [nodes[0].id] }, token)).toEqual({
      markedNotifications: 1,
      viewer: { unreadNotificationCount: 3 },
      userErrors: [],
    });
    expect((await mark({ ids: [nodes[0].uuid, nodes[1].uuid] }, token)).markedNotifications).toBe(1);
    expect((await mark({ all: true, upTo: nodes[2].createdAt }, token)).markedNotifications).toBe(1);
    const unread = '{ viewer { notifications(where: { readAt: { isNull: true } }) { nodes { id } } } }';
    const { data } = await api.ask(unread, { token });
    expect(data.viewer.notifications.nodes).toEqual([{ id: nodes[3].id }]);
    expect((await mark({ all: true }, token)).viewer.unreadNotificationCount).toBe(0);
    expect((await inbox(world, 'viewer')).every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('takes one statement to be marked, and one to be told', async () => {
    const { token } = await withMentions(1);
    const query = 'mutation { markNotificationsRead(input: { all: true }) { markedNotifications } }';
    expect(await statements.during(() => api.ask(query, { token }))).toHaveLength(1);
    const read =
      '{ viewer { unreadNotificationCount notifications { totalCount nodes { kind project { name } widget { content } } } } }';
    await api.ask(read, { token });
    expect(await statements.during(() => api.ask(read, { token }))).toHaveLength(1);
  });

  it('says what is wrong with a mark, and marks nothing then', async () => {
    const { world, token, nodes } = await withMentions(1);
    const missing = '00000000-0000-4000-8000-000000000000';
    const faults = async (input: object) => told(await mark(input, token));
    expect(await faults({})).toEqual(['BAD_USER_INPUT input']);
    expect(await faults({ ids: [nodes[0].id], all: true })).toEqual(['BAD_USER_INPUT input']);
    expect(await faults({ ids: [] })).toEqual(['BAD_USER_INPUT input.ids']);
    expect(await faults({ ids: Array(101).fill(nodes[0].id) })).toEqual(['BAD_USER_INPUT input.ids']);
    expect(await faults({ ids: [nodes[0].id], upTo: '2026-01-01T00:00:00Z' })).toEqual([
      'BAD_USER_INPUT input.upTo',
    ]);
    expect(await faults({ ids: [nodes[0].id, 'nonsense'] })).toEqual(['BAD_USER_INPUT input.ids.1']);
    expect(await faults({ ids: [nodes[0].id, missing] })).toEqual(['NOT_FOUND input.ids.1']);
    expect(await inbox(world, 'viewer')).toMatchObject([{ readAt: null }]);
  });

  it('is of nobody else, at any door', async () => {
    const { world, nodes } = await withMentions(1);
    const { id, uuid } = nodes[0];
    const query = `{ notification(id: "${uuid}") { kind } node(id: "${id}") { id } notifications { totalCount }
      user(id: "${world.users.viewer}") { unreadNotificationCount notifications { totalCount } }
      users(where: { notifications: { some: { kind: { eq: MENTIONED } } } }) { totalCount } }`;
    const asOwner = await api.ask(query, { token: world.tokens.owner });
    expect(asOwner.data).toEqual({
      notification: null,
      node: null,
      notifications: { totalCount: 0 },
      user: { unreadNotificationCount: null, notifications: { totalCount: 0 } },
      users: { totalCount: 0 },
    });
    expect(told(await mark({ ids: [uuid] }, world.tokens.owner))).toEqual(['NOT_FOUND input.ids.0']);
    const asKey = await api.ask('{ notifications { totalCount } }', { token: world.tokens.key });
    expect(asKey.data).toEqual({ notifications: { totalCount: 0 } });
    const byKey = await api.ask(
      'mutation { markNotificationsRead(input: { all: true }) { markedNotifications } }',
      { token: world.tokens.key },
    );
    expect(byKey.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await inbox(world, 'viewer')).toMatchObject([{ readAt: null }]);
  });

  it('tells who lost access the kind and the time, and nothing else', async () => {
    const { world } = await withMentions(1);
    await done('deleteProjectMember', { id: world.members.viewer }, world.tokens.owner);
    expect(await inbox(world, 'viewer')).toEqual([
      { kind: 'MENTIONED', readAt: null, actor: null, project: null, widget: null, apiKey: null },
    ]);
    const find = (where: string) =>
      api.ask(`{ notifications(where: ${where}) { totalCount } }`, { token: world.tokens.viewer });
    expect((await find('{ widget: { content: { contains: "@" } } }')).data.notifications.totalCount).toBe(0);
    expect((await find('{ project: { name: { eq: "A" } } }')).data.notifications.totalCount).toBe(0);
  });
});

describe('where PostgreSQL holds statements to the rules too', () => {
  let secured: TestApi;
  let there: World;
  beforeAll(async () => {
    secured = await startTestApi({ rowSecurity: true });
    there = await buildWorld(secured, 'secured');
    await secured.client`update users set email_confirmed_at = now()`;
  });
  afterAll(() => secured.close());

  const write = async (mutation: string, input: object) => {
    const { payload, errors } = await mutate(secured, there.tokens.owner, mutation, input);
    expect(errors).toBeUndefined();
    expect(payload.userErrors).toEqual([]);
  };

  it('users are told as they are without', async () => {
    const { projects, members } = there;
    await secured.client`update users set muted_notifications = '{mentioned}' where id = ${there.users.editor}`;
    await write('updateProjectMember', { id: members.viewer, role: 'EDITOR' });
    const content = `@${emailOf(there, 'viewer')} @${emailOf(there, 'editor')} @${emailOf(there, 'outsider')}`;
    const widgets = { create: [{ content, layout }] };
    await write('createDashboard', { projectId: projects.a, name: 'D', widgets });
    await write('inviteMember', { projectId: projects.a, email: emailOf(there, 'outsider'), role: 'EDITOR' });
    const found = await secured.client`select user_id, kind from notifications order by created_at, kind`;
    expect(found.map(({ user_id, kind }) => [user_id, kind])).toEqual([
      [there.users.viewer, 'role_changed'],
      [there.users.viewer, 'mentioned'],
      [there.users.outsider, 'invited'],
    ]);
    const query = '{ viewer { unreadNotificationCount notifications { nodes { kind project { name } } } } }';
    const { data } = await secured.ask(query, { token: there.tokens.viewer });
    expect(data.viewer).toMatchObject({ unreadNotificationCount: 2 });
    const marked = await mutate(
      secured,
      there.tokens.viewer,
      'markNotificationsRead',
      { all: true },
      'markedNotifications',
    );
    expect(marked.payload.markedNotifications).toBe(2);
  });

  it('nobody tells others in the name of somebody else, of other projects, or whom they do not see', async () => {
    const { users, projects } = there;
    const insert = (user: string, project: string, actor: string) =>
      asRole(
        secured.databaseUrl,
        { writes: true, credentials: ['user', hashToken(there.tokens.owner)] },
        sql =>
          sql`insert into notifications (user_id, project_id, actor_id, kind, subject_id)
          values (${user}, ${project}, ${actor}, 'mentioned', ${project})`.then(
            () => 'done',
            ({ code }) => code as string,
          ),
      );
    expect(await insert(users.viewer, projects.a, users.owner)).toBe('done');
    expect(await insert(users.viewer, projects.a, users.editor)).toBe('42501');
    expect(await insert(users.viewer, projects.other, users.owner)).toBe('42501');
    expect(await insert(users.outsider, projects.a, users.owner)).toBe('42501');
  });
});
