/**
 * Who may write what, as DOMAIN's table of roles has it: written by hand, not read from the policy.
 * Knows roles and the fixture's rows; refuses to know how a rule is enforced.
 */
import { createHash } from 'node:crypto';
import type { TableName } from '../../src/model/relations.ts';
import { buildFixture, type Fixture, type FixtureRow, uuidOf } from './fixture.ts';

export const writers = ['owner', 'editor', 'viewer', 'outsider', 'readKey', 'writeKey'] as const;
export type Writer = (typeof writers)[number];
export type Operation = 'create' | 'update' | 'delete' | 'restore';

export const keySecrets = { readKey: `igk_${'r'.repeat(43)}`, writeKey: `igk_${'w'.repeat(43)}` };

type Role = 'owner' | 'editor' | 'viewer';
const writing: readonly Role[] = ['owner', 'editor'];
const owning: readonly Role[] = ['owner'];

/** Per table and operation the roles that may; `self` and `anyone` are signed-in users. */
export const granted: Partial<
  Record<TableName, Partial<Record<Operation, readonly Role[] | 'self' | 'anyone'>>>
> = {
  users: { update: 'self' },
  projects: { create: 'anyone', update: writing, delete: owning, restore: owning },
  projectMembers: { create: owning, update: owning, delete: owning },
  apiKeys: { create: owning, update: owning },
  shareLinks: { create: writing, update: writing },
  cohorts: { create: writing, update: writing, delete: writing, restore: writing },
  cohortMembers: { create: writing, delete: writing },
  dashboards: { create: writing, update: writing, delete: writing, restore: writing },
  insights: { create: writing, update: writing, delete: writing, restore: writing },
  widgets: { create: writing, update: writing, delete: writing },
};

/** The tables whose rows are made or changed by values of theirs, and the fields that tell the row. */
export const upserted: Partial<Record<TableName, readonly string[]>> = {
  projects: ['slug'],
  projectMembers: ['projectId', 'userId'],
};

/** The fixture with what writes need beside it: keys, members that can go, and a second project of the owner. */
export function buildWriteFixture(): Fixture {
  const fixture = buildFixture(6);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  for (const [name, scopes] of [
    ['readKey', ['read']],
    ['writeKey', ['read', 'write']],
  ] as const) {
    const keyHash = sha256(keySecrets[name]);
    fixture.apiKeys.push({ ...fixture.apiKeys[0]!, id: uuidOf(name), name, scopes: [...scopes], keyHash });
  }
  for (const project of ['b', 'gone', 'more0']) {
    fixture.projectMembers.push({
      ...fixture.projectMembers[2]!,
      id: uuidOf(`guest of ${project}`),
      projectId: uuidOf(`project ${project}`),
      userId: uuidOf('user loner'),
    });
  }
  // One with a definition, and no members.
  fixture.cohorts.push({
    ...fixture.cohorts[0]!,
    id: uuidOf('cohort defined'),
    isStatic: false,
    definition: {
      type: 'AND',
      values: [{ type: 'person_property', property: 'plan', operator: 'is_set' }],
    },
  });
  for (const table of ['persons', 'cohorts', 'dashboards', 'insights'] as const) {
    const row = {
      ...fixture[table][0]!,
      id: uuidOf(`${table} of more0`),
      projectId: uuidOf('project more0'),
    };
    fixture[table].push(row);
  }
  return fixture;
}

/** Who a writer is: a user, or a key of one project with the role of its scope. */
export type Identity =
  | { readonly userId: string }
  | { readonly userId: null; readonly projectId: string; readonly role: Role };

/** The fixture's writers. */
export function fixtureIdentity(writer: Writer): Identity {
  if (!(writer in keySecrets)) return { userId: uuidOf(`user ${writer}`) };
  return { userId: null, projectId: uuidOf('project a'), role: writer === 'writeKey' ? 'editor' : 'viewer' };
}

/** What a writer sees of rows, and may do. */
export function rolesOf<W extends string>(fixture: Fixture, identityOf: (writer: W) => Identity) {
  const userId = (writer: W) => identityOf(writer).userId;
  const roleIn = (writer: W, projectId: unknown): Role | undefined => {
    const identity = identityOf(writer);
    if (identity.userId === null) return projectId === identity.projectId ? identity.role : undefined;
    const found = fixture.projectMembers.find(
      member => member.projectId === projectId && member.userId === userId(writer),
    );
    return found?.role as Role | undefined;
  };
  const isDeleted = (table: TableName, id: unknown) =>
    fixture[table].find(candidate => candidate.id === id)!.deletedAt != null;
  const reads = (writer: W, projectId: unknown) =>
    !isDeleted('projects', projectId) && roleIn(writer, projectId) !== undefined;
  const projectOf = (table: TableName, row: FixtureRow) => (table === 'projects' ? row.id : row.projectId);

  const sees = (writer: W, table: TableName, row: FixtureRow): boolean => {
    if (table === 'users') {
      const user = userId(writer);
      const shares = fixture.projectMembers.some(
        member => member.userId === row.id && reads(writer, member.projectId),
      );
      return user !== null && (row.id === user || shares);
    }
    if (!reads(writer, projectOf(table, row)) || row.deletedAt != null) return false;
    if (table === 'apiKeys') return roleIn(writer, row.projectId) === 'owner';
    if (table === 'cohortMembers') return !isDeleted('cohorts', row.cohortId);
    if (table === 'shareLinks')
      return writing.includes(roleIn(writer, row.projectId)!) && !isDeleted('dashboards', row.dashboardId);
    if (table !== 'widgets') return true;
    return (
      !isDeleted('dashboards', row.dashboardId) && !(row.insightId && isDeleted('insights', row.insightId))
    );
  };
  const may = (writer: W, table: TableName, operation: Operation, row: FixtureRow): boolean => {
    const who = granted[table]?.[operation];
    if (who === undefined) return false;
    if (who === 'anyone') return userId(writer) !== null;
    if (who === 'self') return row.id === userId(writer);
    const role = roleIn(writer, projectOf(table, row));
    return role !== undefined && who.includes(role);
  };
  /** Whether a deleted row is there to be brought back; its project has to be in use. */
  const canRestore = (writer: W, table: TableName, row: FixtureRow) =>
    row.deletedAt != null &&
    (table === 'projects' || !isDeleted('projects', row.projectId)) &&
    may(writer, table, 'restore', row);
  return { sees, may, canRestore };
}
