/**
 * Every table × every door × every viewer, against an oracle in plain JavaScript that knows the roles.
 * A row the viewer may not see must be at no door: not in lists, hops, nodes, filters, orders, counts or cursors.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { newSecret } from '../src/generator/write/issued-secret.ts';
import { relations, type TableName, tables } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { policy } from '../src/policy/policy.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import {
  buildFixture,
  emailOf,
  type Fixture,
  type FixtureRow,
  insertFixture,
  type Person,
  uuidOf,
} from './support/fixture.ts';
import { describePolicyMatrix } from './support/policy-matrix.ts';
import { deletedThrough, type OracleRow, type PolicyWorld } from './support/policy-oracle.ts';

const fixture: Fixture = buildFixture(6);
const { blueprint } = buildApi();
const types = Object.values(blueprint.types);

const signedIn = ['owner', 'editor', 'viewer', 'outsider', 'administrator'] as const satisfies Person[];
type ViewerName = (typeof signedIn)[number] | 'readKey' | 'writeKey' | 'shareLink';
const viewers: ViewerName[] = [...signedIn, 'readKey', 'writeKey', 'shareLink'];
const keySecrets = {
  readKey: `igk_${'r'.repeat(43)}`,
  writeKey: `igk_${'w'.repeat(43)}`,
  shareLink: newSecret('igl_'),
};
const sharedDashboard = uuidOf('dashboard a0');

let api: TestApi;
const tokens = new Map<ViewerName, string>();

beforeAll(async () => {
  const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');
  const sample = fixture.apiKeys[0]!;
  for (const [name, scopes] of [
    ['readKey', ['read']],
    ['writeKey', ['read', 'write']],
  ] as const) {
    fixture.apiKeys.push({
      ...sample,
      id: uuidOf(name),
      name,
      scopes: [...scopes],
      keyHash: hash(keySecrets[name]),
    });
  }
  fixture.shareLinks.push({
    ...fixture.shareLinks[0]!,
    id: uuidOf('shareLink'),
    dashboardId: sharedDashboard,
    tokenHash: hash(keySecrets.shareLink),
    revokedAt: null,
  });
  api = await startTestApi({
    maxOperationCost: 1_000_000_000,
    yoga: { maxQueryTokens: 50_000, maxAliases: 1_000 },
  });
  await insertFixture(api.database, fixture);
  for (const viewer of viewers) {
    tokens.set(
      viewer,
      viewer in keySecrets ? keySecrets[viewer as 'readKey'] : await api.signIn(emailOf(viewer as Person)),
    );
  }
  // The sessions just opened are rows too.
  const opened = await api.database.db.select().from(tables.sessions);
  fixture.sessions = opened as unknown as FixtureRow[];
});
afterAll(() => api.close());

// ---- the oracle: DOMAIN's roles, in JavaScript ----

const userId = (viewer: ViewerName) => (viewer in keySecrets ? null : uuidOf(`user ${viewer}`));
const projectOf = (id: unknown) => fixture.projects.find(project => project.id === id)!;

function roleIn(viewer: ViewerName, projectId: unknown): string | undefined {
  if (viewer in keySecrets) {
    if (projectId !== uuidOf('project a')) return undefined;
    return viewer === 'writeKey' ? 'editor' : 'viewer';
  }
  const membership = fixture.projectMembers.find(
    m => m.projectId === projectId && m.userId === userId(viewer),
  );
  return membership?.role as string | undefined;
}
const inUse = (projectId: unknown) => projectOf(projectId).deletedAt === null;
const reads = (viewer: ViewerName, projectId: unknown) =>
  inUse(projectId) && roleIn(viewer, projectId) !== undefined;
const writes = (viewer: ViewerName, projectId: unknown) =>
  inUse(projectId) && ['owner', 'editor'].includes(roleIn(viewer, projectId) ?? '');
const owns = (viewer: ViewerName, projectId: unknown) =>
  inUse(projectId) && roleIn(viewer, projectId) === 'owner';
const isDeleted = (table: TableName, id: unknown) => {
  const row = fixture[table].find(candidate => candidate.id === id);
  return row?.deletedAt != null;
};

const seesUser = (viewer: ViewerName, id: unknown) =>
  userId(viewer) !== null &&
  (id === userId(viewer) || fixture.projectMembers.some(m => m.userId === id && reads(viewer, m.projectId)));

const sees: Record<TableName, (viewer: ViewerName, row: FixtureRow) => boolean> = {
  users: (viewer, user) => seesUser(viewer, user.id),
  userProfiles: (viewer, profile) => seesUser(viewer, profile.userId),
  accounts: (viewer, account) => userId(viewer) !== null && account.userId === userId(viewer),
  notifications: (viewer, notification) => userId(viewer) !== null && notification.userId === userId(viewer),
  sessions: (viewer, session) => userId(viewer) !== null && session.userId === userId(viewer),
  projects: (viewer, project) => reads(viewer, project.id),
  projectMembers: (viewer, member) => reads(viewer, member.projectId),
  projectInvites: (viewer, invite) => owns(viewer, invite.projectId),
  apiKeys: (viewer, key) => owns(viewer, key.projectId),
  persons: (viewer, person) => reads(viewer, person.projectId),
  personDistinctIds: (viewer, distinctId) => reads(viewer, distinctId.projectId),
  cohorts: (viewer, cohort) => reads(viewer, cohort.projectId) && cohort.deletedAt === null,
  cohortMembers: (viewer, m) => reads(viewer, m.projectId) && !isDeleted('cohorts', m.cohortId),
  dashboards: (viewer, dashboard) => reads(viewer, dashboard.projectId) && dashboard.deletedAt === null,
  insights: (viewer, insight) => reads(viewer, insight.projectId) && insight.deletedAt === null,
  widgets: (viewer, widget) =>
    reads(viewer, widget.projectId) &&
    !isDeleted('dashboards', widget.dashboardId) &&
    !(widget.insightId && isDeleted('insights', widget.insightId)),
  shareLinks: (viewer, link) => writes(viewer, link.projectId) && !isDeleted('dashboards', link.dashboardId),
  auditEvents: (viewer, event) => owns(viewer, event.projectId),
};

/** Who may know what a row has in a column, where not all do who see the row. */
const knows: Readonly<Record<string, (viewer: ViewerName, row: FixtureRow) => boolean>> = {
  'users.isAdministrator': (viewer, user) => user.id === userId(viewer),
  'users.emailConfirmedAt': (viewer, user) => user.id === userId(viewer),
  'users.hasSecondFactor': (viewer, user) => user.id === userId(viewer),
  'users.mutedNotifications': (viewer, user) => user.id === userId(viewer),
  'userProfiles.locale': (viewer, profile) => profile.userId === userId(viewer),
  'userProfiles.timezone': (viewer, profile) => profile.userId === userId(viewer),
  'userProfiles.preferences': (viewer, profile) => profile.userId === userId(viewer),
};

/** The same of a share link: the one dashboard and what hangs on it, its project, and nothing of any other table. */
const meetsAsGuest: Partial<Record<TableName, (row: FixtureRow) => boolean>> = {
  projects: project => project.id === uuidOf('project a'),
  dashboards: ({ id }) => id === sharedDashboard,
  widgets: ({ dashboardId }) => dashboardId === sharedDashboard,
  insights: ({ id }) =>
    fixture.widgets.some(widget => widget.dashboardId === sharedDashboard && widget.insightId === id),
};
const meets = (viewer: ViewerName, table: TableName, row: FixtureRow) =>
  sees[table](viewer, row) && (viewer !== 'shareLink' || (meetsAsGuest[table]?.(row) ?? false));

/** Who may bring deleted rows back, and so see them on request. */
const mayRestore: Partial<Record<TableName, (viewer: ViewerName, row: FixtureRow) => boolean>> = {
  projects: (viewer, project) => roleIn(viewer, project.id) === 'owner',
  cohorts: (viewer, row) =>
    inUse(row.projectId) && ['owner', 'editor'].includes(roleIn(viewer, row.projectId) ?? ''),
  dashboards: (viewer, row) =>
    inUse(row.projectId) && ['owner', 'editor'].includes(roleIn(viewer, row.projectId) ?? ''),
  insights: (viewer, row) =>
    inUse(row.projectId) && ['owner', 'editor'].includes(roleIn(viewer, row.projectId) ?? ''),
};

/** Which join rows lead to a deleted row on request: what they say of it themselves is not asked. */
const leadsToDeleted: Partial<Record<TableName, (viewer: ViewerName, join: FixtureRow) => boolean>> = {
  projectMembers: () => true,
  cohortMembers: (viewer, member) => reads(viewer, member.projectId),
};

const rowsOf = (type: TypeBlueprint) => fixture[type.table as TableName];
/** The rows of the fixture under their global ids; what is in it changes when sessions are opened. */
const named = new Map<FixtureRow, OracleRow & { readonly values: FixtureRow }>();
function nameOf({ name }: TypeBlueprint, row: FixtureRow) {
  const known = named.get(row) ?? { id: encodeGlobalId(name, row.id), values: row };
  named.set(row, known);
  return known;
}

const world: PolicyWorld = {
  blueprint,
  relations,
  isAbout: ({ values }, { name }, row) => values.entityType === name && values.entityId === row.values.id,
  viewers,
  ask: async (viewer, query) => {
    const answer = await api.ask(query, { token: tokens.get(viewer as ViewerName)! });
    expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
    return answer.data;
  },
  rows: table => rowsOf(blueprint.types[table]!).map(row => nameOf(blueprint.types[table]!, row)),
  sees: (viewer, table, { values }) => meets(viewer as ViewerName, table as TableName, values as FixtureRow),
  restores: (viewer, table, { values }) =>
    mayRestore[table as TableName]!(viewer as ViewerName, values as FixtureRow),
  leadsToDeleted: (viewer, table, { values }) =>
    leadsToDeleted[table as TableName]!(viewer as ViewerName, values as FixtureRow),
  knows: (viewer, table, key, row) =>
    knows[`${table}.${key}`]?.(viewer as ViewerName, row.values as FixtureRow) ?? true,
};

describe('the world of the test', () => {
  it('has for every table rows that some viewer sees and rows that some viewer does not', () => {
    for (const type of types) {
      for (const outcome of [true, false]) {
        const found = viewers.some(v =>
          rowsOf(type).some(row => sees[type.table as TableName](v, row) === outcome),
        );
        expect(found, `${type.table}: visible = ${outcome}`).toBe(true);
      }
    }
  });

  it('has a row that may be restored of every table where that can be, and says so of no other', () => {
    expect(types.filter(({ softDelete }) => softDelete).map(({ table }) => table)).toEqual(
      types.map(({ table }) => table).filter(table => table in mayRestore),
    );
  });

  it('has for every many-to-many relation deleted rows that some viewer meets through it and some viewer does not', () => {
    const through = deletedThrough(world);
    expect(through.map(({ name }) => name)).toEqual(['User.projects', 'Person.cohorts']);
    for (const { name, met } of through) expect(new Set(met), name).toEqual(new Set([true, false]));
  });
});

describePolicyMatrix(world);

describe('anonymous', () => {
  for (const type of types) {
    it(`is told to sign in at every door to ${type.plural}, and nothing else`, async () => {
      const row = rowsOf(type)[0]!;
      const globalId = encodeGlobalId(type.name, row.id);
      for (const query of [
        `{ ${type.plural} { totalCount nodes { uuid } } }`,
        `{ ${type.plural} { totalCount } }`,
        `{ ${type.single}(id: "${row.id}") { uuid } }`,
        `{ node(id: "${globalId}") { id } }`,
        `{ nodes(ids: ["${globalId}"]) { id } }`,
      ]) {
        const answer = await api.ask(query);
        expect(answer.data === null || Object.values(answer.data).every(value => value === null)).toBe(true);
        expect(answer.errors!.map(error => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
      }
    });
  }

  it('has no viewer', async () => {
    expect((await api.ask('{ viewer { uuid } }')).data).toEqual({ viewer: null });
  });
});

describe('hidden columns', () => {
  it('are in no output, filter, order or input of the schema', () => {
    const hidden = Object.entries(policy).flatMap(([table, { hidden: keys = [] }]) =>
      keys.map(key => [blueprint.types[table]!.name, key] as const),
    );
    expect(hidden).toEqual([
      ['User', 'passwordHash'],
      ['User', 'suspendedAt'],
      ['Account', 'accessToken'],
      ['Account', 'refreshToken'],
      ['Session', 'tokenHash'],
      ['Project', 'suspendedAt'],
      ['ProjectInvite', 'tokenHash'],
      ['ApiKey', 'keyHash'],
      ['ShareLink', 'tokenHash'],
      ['Notification', 'projectId'],
      ['Notification', 'actorId'],
      ['Notification', 'subjectId'],
    ]);
    for (const [name, key] of hidden) {
      for (const type of [name, `${name}Where`, `${name}OrderBy`]) {
        const { getFields } = api.api.schema.getType(type) as Any;
        expect(Object.keys(getFields.call(api.api.schema.getType(type)))).not.toContain(key);
      }
    }
  });
});
