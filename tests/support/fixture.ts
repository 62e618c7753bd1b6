/**
 * A small world with every awkward case in it: strangers, leavers, deleted parents, nulls, ties and equal times.
 * Flat rows by table; which of them a viewer may see is the oracle's business.
 */
import { createHash } from 'node:crypto';
import type { Database } from '../../src/database/open.ts';
import { type TableName, tables } from '../../src/model/relations.ts';

export type FixtureRow = Record<string, unknown> & { id: string };
export type Fixture = Record<TableName, FixtureRow[]>;

/** The people of the world. `leaver` made things in project `a` and is no member any more. */
export const people = ['owner', 'editor', 'viewer', 'outsider', 'leaver', 'loner', 'administrator'] as const;
export type Person = (typeof people)[number];

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The UUID of a named row: the same in every run. */
export function uuidOf(name: string): string {
  const h = sha256(name);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

const email = (person: string) => `${person}@fixture.example`;
export const emailOf = (person: Person) => email(person);

/** Few different values, so that most columns have ties, and some rows have none. */
const cycle = <T>(values: readonly T[], i: number): T => values[(i * 5 + (i >> 2)) % values.length]!;
const times = [0, 0, 1, 1, 1, 60_000, 86_400_000].map(ms => new Date(Date.UTC(2026, 2, 1, 12) + ms));
const names = ['b', 'a', 'B', 'ä', 'a b', 'ab', 'a'];
const optional = [null, 'x', 'X', null, 'y', ''];
const stamps = (i: number) => ({ createdAt: cycle(times, i), updatedAt: cycle(times, i + 3) });
const maybeTime = (i: number) => (i % 3 === 0 ? null : cycle(times, i + 1));

/** The world, with `size` rows in the lists that pages are tested on. */
export function buildFixture(size = 11): Fixture {
  const many = <T>(make: (i: number) => T, n = size): T[] => Array.from({ length: n }, (_, i) => make(i));
  const id = (name: string) => uuidOf(name);
  const user = (person: string) => id(`user ${person}`);
  const project = (name: string) => id(`project ${name}`);
  const creators = [
    user('owner'),
    user('leaver'),
    user('owner'),
    null,
    user('owner'),
    user('owner'),
    user('editor'),
  ];
  const row = (table: string, name: string, i: number) => ({ id: id(`${table} ${name}`), ...stamps(i) });
  const extras = many(i => `extra${i}`);

  const users = [...people, ...extras].map((person, i) => ({
    ...row('user', person, i),
    email: email(person),
    passwordHash: 'none',
    hasSecondFactor: true,
    displayName: cycle(names, i),
    isAdministrator: person === 'administrator',
    mutedNotifications: cycle([[], ['mentioned'], ['invited', 'mentioned']], i),
  }));
  const userProfiles = [...people.filter(person => person !== 'leaver'), ...extras].map((person, i) => ({
    ...row('profile', person, i),
    userId: user(person),
    firstName: cycle(optional, i),
    lastName: cycle(names, i + 1),
    avatarUrl: cycle([null, 'https://one.example/a.png', 'https://two.example/b.png'], i),
    locale: cycle([null, 'de-AT', 'en'], i),
    timezone: cycle(['UTC', null, 'Europe/Berlin'], i),
    preferences: cycle([{}, { colorScheme: 'dark' }, { colorScheme: 'light', weekStartsOn: 1 }], i),
  }));
  const accounts = many(i => ({
    ...row('account', `${i}`, i),
    userId: user(cycle(['owner', 'owner', 'editor', 'owner', 'viewer', 'outsider'], i)),
    provider: cycle(['one', 'two'], i),
    subject: `subject ${i}`,
    email: cycle([null, 'a@example.com', 'b@example.com'], i),
    accessToken: 'sealed',
    refreshToken: 'sealed',
  }));
  const projects = ['a', 'b', 'c', 'gone', ...many(i => `more${i}`)].map((name, i) => ({
    ...row('project', name, i),
    name: cycle(names, i),
    slug: `fixture-${name}`,
    timezone: cycle(['UTC', 'Europe/Berlin'], i),
    deletedAt: name === 'gone' ? times[6]! : null,
  }));
  const member = (projectName: string, person: string, role: string, i: number) => ({
    ...row('member', `${projectName} ${person}`, i),
    projectId: project(projectName),
    userId: user(person),
    role,
  });
  const projectMembers = [
    member('a', 'owner', 'owner', 0),
    member('a', 'editor', 'editor', 1),
    member('a', 'viewer', 'viewer', 2),
    member('b', 'outsider', 'owner', 3),
    member('c', 'loner', 'owner', 4),
    member('gone', 'owner', 'owner', 5),
    member('gone', 'viewer', 'editor', 6),
    ...extras.map((person, i) => member('a', person, cycle(['viewer', 'editor'], i), i)),
    ...many(i => member(`more${i}`, 'owner', 'owner', i)),
  ];
  const inProjects = <T>(make: (projectName: string, name: string, i: number) => T): T[] => [
    ...many(i => make('a', `a${i}`, i)),
    ...['b', 'c', 'gone'].flatMap((p, j) => [make(p, `${p}0`, j), make(p, `${p}1`, j + 1)]),
  ];
  const deleted = (i: number) => ({ deletedAt: i % 5 === 4 ? times[5]! : null });
  const own = (table: string, p: string, name: string, i: number) => ({
    ...row(table, name, i),
    projectId: project(p),
  });
  const persons = inProjects((p, name, i) => ({
    ...own('person', p, name, i),
    properties: cycle([{}, { plan: 'pro', age: 5 }, { plan: null }], i),
  }));
  const cohorts = inProjects((p, name, i) => ({
    ...own('cohort', p, name, i),
    createdBy: cycle(creators, i),
    name: cycle(names, i),
    description: cycle(optional, i),
    definition: null,
    isStatic: true,
    ...deleted(i),
  }));
  const dashboards = inProjects((p, name, i) => ({
    ...own('dashboard', p, name, i),
    createdBy: cycle(creators, i),
    name: cycle(names, i),
    description: cycle(optional, i),
    dateFrom: cycle(optional, i + 1),
    dateTo: cycle(optional, i + 2),
    isPinned: i % 2 === 0,
    ...deleted(i),
  }));
  const insights = inProjects((p, name, i) => ({
    ...own('insight', p, name, i),
    createdBy: cycle(creators, i + 1),
    type: cycle(['trend', 'funnel', 'paths'], i),
    name: cycle(names, i),
    description: cycle(optional, i),
    config: { type: cycle(['trend', 'funnel', 'paths'], i) },
    isFavorite: i % 3 === 0,
    ...deleted(i),
  }));
  const apiKeys = inProjects((p, name, i) => ({
    ...own('key', p, name, i),
    createdBy: cycle(creators, i),
    name: cycle(names, i),
    prefix: `igk_${i}`,
    keyHash: sha256(`key ${name}`),
    scopes: i % 2 ? ['read'] : ['read', 'write'],
    lastUsedAt: maybeTime(i),
    expiresAt: null,
    revokedAt: null,
  }));
  const shareLinks = inProjects((p, name, i) => ({
    ...own('link', p, name, i),
    dashboardId: id(`dashboard ${name}`),
    createdBy: cycle(creators, i),
    name: cycle(names, i),
    prefix: `igl_${i}`,
    tokenHash: sha256(`link ${name}`),
    lastUsedAt: maybeTime(i),
    expiresAt: null,
    revokedAt: maybeTime(i + 1),
  }));
  // Every dashboard of a project carries tiles of each of its insights; the first has the most.
  const widget = (p: string, dashboard: string, insight: string | null, i: number) => ({
    ...row('widget', `${dashboard} ${insight} ${i}`, i),
    projectId: project(p),
    dashboardId: id(`dashboard ${dashboard}`),
    insightId: insight && id(`insight ${insight}`),
    content: insight ? null : cycle(['text', 'Text', ''], i),
    layout: { x: 0, y: i, w: 1, h: 1 },
  });
  const widgets = [
    ...many(i => widget('a', 'a0', i % 3 ? `a${i}` : null, i)),
    ...many(i => widget('a', `a${i}`, 'a0', i)),
    ...['b', 'c', 'gone'].flatMap(p => [widget(p, `${p}0`, `${p}0`, 0), widget(p, `${p}1`, null, 1)]),
  ];
  // Most are the owner's; some are about what their user does not see.
  const notifications = many(
    i => ({
      ...row('notification', `${i}`, i),
      userId: user(cycle(['owner', 'owner', 'leaver', 'owner', 'viewer', 'outsider'], i)),
      projectId: project(cycle(['a', 'a', 'b', 'gone'], i)),
      kind: cycle(['mentioned', 'role_changed', 'key_expires', 'mentioned'], i),
      actorId: cycle(creators, i + 2),
      subjectId: cycle([widgets[0]!.id, widgets.at(-1)!.id, apiKeys[i]!.id, widgets[1]!.id], i),
      readAt: maybeTime(i),
    }),
    size + 3,
  );
  const cohortMember = (p: string, cohort: string, person: string, i: number) => ({
    ...row('cohort member', `${cohort} ${person}`, i),
    projectId: project(p),
    cohortId: id(`cohort ${cohort}`),
    personId: id(`person ${person}`),
  });
  const cohortMembers = [
    ...many(i => cohortMember('a', 'a0', `a${i}`, i)),
    ...many(i => cohortMember('a', `a${i + 1}`, 'a0', i), size - 1),
    ...['b', 'c', 'gone'].map((p, i) => cohortMember(p, `${p}0`, `${p}0`, i)),
  ];
  return {
    users,
    userProfiles,
    accounts,
    projects,
    projectMembers,
    persons,
    cohorts,
    dashboards,
    insights,
    apiKeys,
    widgets,
    shareLinks,
    notifications,
    cohortMembers,
    sessions: [
      ...many(i => ({ person: 'owner' as string, name: `owner${i}`, i })),
      ...['viewer', 'outsider'].map((person, i) => ({ person, name: `${person}0`, i })),
    ].map(({ person, name, i }) => ({
      ...row('session', name, i),
      userId: user(person),
      tokenHash: sha256(`session ${name}`),
      status: cycle(['active', 'revoked'], i),
      expiresAt: cycle(times, i),
      lastUsedAt: maybeTime(i),
      ipAddress: cycle(optional, i),
      userAgent: cycle(optional, i + 1),
    })),
    projectInvites: inProjects((p, name, i) => ({
      ...own('invite', p, name, i),
      email: email(`invited${i}`),
      role: cycle(['viewer', 'editor'], i),
      status: cycle(['pending', 'accepted', 'cancelled'], i),
      invitedBy: cycle(creators, i),
      tokenHash: sha256(`invite ${name}`),
      expiresAt: cycle(times, i),
    })),
    personDistinctIds: [
      ...many(i => ({ p: 'a', person: 'a0', i })),
      ...['b', 'c', 'gone'].map(p => ({ p, person: `${p}0`, i: 0 })),
    ].map(({ p, person, i }) => ({
      ...row('distinct id', `${person} ${i}`, i),
      projectId: project(p),
      personId: id(`person ${person}`),
      distinctId: `${cycle(names, i)}-${i}`,
    })),
    auditEvents: inProjects((p, name, i) => ({
      ...own('event', p, name, i),
      actorUserId: i % 3 ? cycle([user('owner'), user('owner'), user('leaver')], i) : null,
      actorApiKeyId: i % 3 ? null : id(`key ${p}0`),
      action: cycle(['create', 'update', 'delete'], i),
      entityType: cycle(['Dashboard', 'Insight'], i),
      entityId: id(`dashboard ${name}`),
      changes: {},
    })),
  };
}

/** Writes the world, parents first. */
export async function insertFixture({ db }: Database, fixture: Fixture): Promise<void> {
  const order: TableName[] = [
    'users',
    'userProfiles',
    'accounts',
    'projects',
    'projectMembers',
    'sessions',
    'projectInvites',
    'apiKeys',
    'persons',
    'personDistinctIds',
    'cohorts',
    'cohortMembers',
    'dashboards',
    'insights',
    'widgets',
    'shareLinks',
    'notifications',
    'auditEvents',
  ];
  for (const table of order) await db.insert(tables[table]).values(fixture[table] as never);
}
