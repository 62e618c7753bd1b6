/**
 * Share links: made and ended by those who write in the project, and of what hangs on the one dashboard the least that a page needs for
 * whoever has one. All other doors of a guest the policy matrix holds.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken } from '../src/accounts/viewer.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import { codes, mutate } from './support/write-client.ts';
import {
  api,
  dashboard,
  insight,
  layout,
  projectId,
  read,
  refused,
  send,
  useWriteSession,
  world,
} from './support/write-session.ts';
import { buildWorld, type World } from './support/write-world.ts';

useWriteSession();

const shown = 'secret shareLink { id uuid name prefix expiresAt revokedAt }';
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const share = async (dashboardId: string, input: object = {}): Promise<Any> => {
  const made = await send('createShareLink', { dashboardId, name: 'guest', ...input }, shown);
  expect(made.userErrors).toEqual([]);
  return made.payload;
};
const ask = async (token: string, query: string): Promise<Any> => {
  const { data, errors } = await api.ask(query, { token });
  expect(errors, JSON.stringify(errors)).toBeUndefined();
  return data;
};
/** The names of the dashboards that a link shows, or a code. */
const shows = async (token: string): Promise<unknown> => {
  const { data, errors } = await api.ask('{ dashboards { nodes { name } } }', { token });
  return errors ? errors[0]!.extensions.code : data.dashboards.nodes.map(({ name }: Any) => name);
};

let board: string;
let onBoard: string;
let elsewhere: string;
let otherBoard: string;
let link: Any;

beforeAll(async () => {
  [onBoard, elsewhere] = [await insight({ name: 'on the board' }), await insight({ name: 'elsewhere' })];
  const widgets = (insightId: string) => ({
    create: [
      { insightId, layout },
      { content: 'text', layout },
    ],
  });
  board = await dashboard({ name: 'shared', widgets: widgets(onBoard) });
  otherBoard = await dashboard({ name: 'not shared', widgets: widgets(elsewhere) });
  link = await share(board);
});

describe('a share link', () => {
  it('is shown once, and shows a page of the one dashboard', async () => {
    expect(link.secret).toMatch(/^igl_[0-9A-Za-z]{49}$/);
    expect(link.shareLink.prefix).toBe(link.secret.slice(0, 12));
    const page = await ask(
      link.secret,
      `{ viewer { uuid } dashboard(id: "${board}") {
          name project { name timezone } creator { uuid } viewerCan { update delete }
          widgets { totalCount nodes { content layout { x } insight { name config { __typename } creator { uuid } } } } } }`,
    );
    expect(page).toMatchObject({
      viewer: null,
      dashboard: {
        name: 'shared',
        project: { name: 'A', timezone: 'UTC' },
        creator: null,
        viewerCan: { update: false, delete: false },
        widgets: { totalCount: 2 },
      },
    });
    const chart = page.dashboard.widgets.nodes.find((widget: Any) => widget.content === null);
    expect(chart.insight).toEqual({
      name: 'on the board',
      config: { __typename: 'LifecycleConfig' },
      creator: null,
    });
  });

  it('shows nothing else, at whatever door', async () => {
    const found = await ask(
      link.secret,
      `{ other: dashboard(id: "${otherBoard}") { name } insight(id: "${elsewhere}") { name }
         dashboards { totalCount } insights { nodes { name widgets { totalCount } } } widgets { totalCount }
         projects { nodes { name dashboards { totalCount } insights { totalCount } members { totalCount } persons { totalCount }
           cohorts { totalCount } auditEvents { totalCount } apiKeys { totalCount } invites { totalCount } users { totalCount } } }
         users { totalCount } persons { totalCount aggregate { count } } personDistinctIds { totalCount } cohorts { totalCount }
         shareLinks { totalCount } sessions { totalCount } auditEvents { totalCount } projectMembers { totalCount }
         hidden: dashboards(where: { project: { dashboards: { some: { name: { eq: "not shared" } } } } }) { totalCount }
         counted: dashboards(where: { project: { dashboards: { count: { gt: 1 } } } }) { totalCount }
         search(query: "elsewhere") { edges { node { __typename } } } }`,
    );
    const none = { totalCount: 0 };
    expect(found).toMatchObject({
      other: null,
      insight: null,
      dashboards: { totalCount: 1 },
      insights: { nodes: [{ name: 'on the board', widgets: { totalCount: 1 } }] },
      widgets: { totalCount: 2 },
      users: none,
      persons: { totalCount: 0, aggregate: { count: 0 } },
      personDistinctIds: none,
      cohorts: none,
      shareLinks: none,
      sessions: none,
      auditEvents: none,
      projectMembers: none,
      hidden: none,
      counted: none,
      search: { edges: [] },
    });
    expect(found.projects.nodes).toEqual([
      {
        name: 'A',
        dashboards: { totalCount: 1 },
        insights: { totalCount: 1 },
        ...Object.fromEntries(
          ['members', 'persons', 'cohorts', 'auditEvents', 'apiKeys', 'invites', 'users'].map(key => [
            key,
            none,
          ]),
        ),
      },
    ]);
  });

  it('does nothing: every mutation is refused before it runs, generated or written by hand', async () => {
    for (const [mutation, input] of [
      ['updateDashboard', { id: board, name: 'mine' }],
      ['createDashboard', { projectId: projectId(), name: 'mine' }],
      ['deleteDashboard', { id: board }],
      ['createShareLink', { dashboardId: board, name: 'more' }],
      ['revokeShareLink', { id: link.shareLink.id }],
      ['signIn', { email: 'a@b.example', password: 'a password of some length' }],
    ] as const) {
      const { failures, payload } = await mutate(api, link.secret, mutation, input);
      expect([failures, payload], mutation).toEqual([['FORBIDDEN'], null]);
    }
    expect(await shows(link.secret)).toEqual(['shared']);
  });

  it('follows what is on the dashboard', async () => {
    const added = await insight({ name: 'added' });
    const { payload } = await send(
      'updateDashboard',
      { id: board, widgets: { create: [{ insightId: added, layout }] } },
      'dashboard { widgets { nodes { uuid insight { name } } } }',
    );
    const names = async () => {
      const { insights } = await ask(
        link.secret,
        '{ insights(orderBy: [{ name: ASC }]) { nodes { name } } }',
      );
      return insights.nodes.map(({ name }: Any) => name);
    };
    expect(await names()).toEqual(['added', 'on the board']);
    const widget = payload.dashboard.widgets.nodes.find(({ insight: of }: Any) => of?.name === 'added').uuid;
    await send('updateDashboard', { id: board, widgets: { delete: [widget] } });
    expect(await names()).toEqual(['on the board']);
  });
});

describe('a share link ends', () => {
  const lasting = async (): Promise<Any> => {
    const made = await share(await dashboard({ name: 'ending' }));
    expect(await shows(made.secret)).toEqual(['ending']);
    return made;
  };
  const ended = async (secret: string) => expect(await shows(secret)).toBe('UNAUTHENTICATED');

  it('when it is revoked, once and for all', async () => {
    const { secret, shareLink } = await lasting();
    const first = await send('revokeShareLink', { id: shareLink.id }, 'shareLink { revokedAt }');
    const again = await send('revokeShareLink', { id: shareLink.id }, 'shareLink { revokedAt }');
    expect(again.payload.shareLink).toEqual(first.payload.shareLink);
    await ended(secret);
  });

  it('by time, and goes on where its end is put off', async () => {
    const { secret, shareLink } = await lasting();
    await api.client`update share_links set expires_at = now() - interval '1 second' where id = ${shareLink.uuid}`;
    await ended(secret);
    await send('updateShareLink', { id: shareLink.id, expiresAt: inDays(1) });
    expect(await shows(secret)).toEqual(['ending']);
  });

  it('with its dashboard and its project, as long as these are away', async () => {
    const { secret } = await lasting();
    for (const [away, back] of [
      [
        "update dashboards set deleted_at = now() where name = 'ending'",
        "update dashboards set deleted_at = null where name = 'ending'",
      ],
      [
        `update projects set deleted_at = now() where id = '${projectId()}'`,
        `update projects set deleted_at = null where id = '${projectId()}'`,
      ],
      [
        `update projects set suspended_at = now() where id = '${projectId()}'`,
        `update projects set suspended_at = null where id = '${projectId()}'`,
      ],
    ] as const) {
      await api.client.unsafe(away);
      await ended(secret);
      await api.client.unsafe(back);
      expect(await shows(secret)).toEqual(['ending']);
    }
  });
});

describe('share links of a dashboard', () => {
  it('are listed for those who may write, and for nobody else', async () => {
    const query = `{ dashboard(id: "${board}") { shareLinks { nodes { name prefix creator { uuid } } } } }`;
    const listed = async (token: string) => (await ask(token, query)).dashboard.shareLinks.nodes;
    expect(await listed(world.tokens.owner)).toEqual([
      { name: 'guest', prefix: link.secret.slice(0, 12), creator: { uuid: world.users.owner } },
    ]);
    expect(await listed(world.tokens.editor)).toHaveLength(1);
    for (const who of [world.tokens.viewer, link.secret]) expect(await listed(who)).toEqual([]);
  });

  it('are made by editors, not by viewers, not for what one does not see, and not for the past', async () => {
    const make = (token: string, input: object) =>
      mutate(api, token, 'createShareLink', { name: 'n', ...input });
    expect(codes(await make(world.tokens.editor, { dashboardId: otherBoard }))).toEqual([]);
    expect(codes(await make(world.tokens.viewer, { dashboardId: otherBoard }))).toEqual(['FORBIDDEN input']);
    expect(codes(await make(world.tokens.outsider, { dashboardId: otherBoard }))).toContain(
      'NOT_FOUND input.dashboardId',
    );
    const wrong = await refused('createShareLink', { dashboardId: board, name: '', expiresAt: inDays(-1) });
    expect(codes(wrong).sort()).toEqual(['BAD_USER_INPUT input.expiresAt', 'BAD_USER_INPUT input.name']);
    const moved = await send('updateShareLink', { id: link.shareLink.id, dashboardId: otherBoard });
    expect(moved.failures).toEqual(['BAD_USER_INPUT']);
  });

  it('leave their making and their end in the audit trail, without the secret', async () => {
    const { secret, shareLink } = await share(board, { name: 'trail' });
    await send('revokeShareLink', { id: shareLink.id });
    const found = await read(
      `{ shareLink(id: "${shareLink.uuid}") { history { nodes { action changes } } } }`,
    );
    expect(found.shareLink.history.nodes.map(({ action }: Any) => action)).toEqual(['CREATE', 'UPDATE']);
    expect(JSON.stringify(found)).not.toContain(secret.slice(12));
  });
});

describe('where PostgreSQL holds statements to the rules too', () => {
  let secured: TestApi;
  let there: World;
  beforeAll(async () => {
    secured = await startTestApi({ rowSecurity: true });
    there = await buildWorld(secured, 's');
  });
  afterAll(() => secured.close());

  it('a share link shows the one dashboard, to statements without any condition too', async () => {
    const make = async (mutation: string, input: object, selection: string) =>
      (await mutate(secured, there.tokens.owner, mutation, input, selection)).payload;
    const named = (name: string) =>
      make('createDashboard', { projectId: there.projects.a, name }, 'dashboard { uuid }');
    const { dashboard: first } = await named('first');
    await named('second');
    const { secret } = await make('createShareLink', { dashboardId: first.uuid, name: 'g' }, 'secret');
    const query = '{ dashboards { nodes { name } } projects { totalCount } persons { totalCount } }';
    const expected = {
      dashboards: { nodes: [{ name: 'first' }] },
      projects: { totalCount: 1 },
      persons: { totalCount: 0 },
    };
    const asked = await secured.ask(query, { token: secret });
    expect(asked.errors, JSON.stringify(asked.errors)).toBeUndefined();
    expect(asked.data).toEqual(expected);
    const credentials = JSON.stringify(['shareLink', hashToken(secret)]);
    const rows = await secured.client.begin(async sql => {
      await sql`set local role insightgraph_viewer`;
      await sql`select set_config('insightgraph_security.viewer', ${credentials}, true)`;
      return sql`select (select count(*)::int from dashboards) as dashboards, (select count(*)::int from persons) as persons,
        (select count(*)::int from projects) as projects, (select count(*)::int from project_members) as members`;
    });
    expect(rows[0]).toEqual({ dashboards: 1, persons: 0, projects: 1, members: 0 });
  });
});
