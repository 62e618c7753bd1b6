/**
 * The world in which every mutation is tried: the fixture, its writers, and a row of every type to make or change.
 * Knows how a refusal is shown to change nothing; what is refused is the suites' to say.
 */
import { afterAll, beforeAll, expect } from 'vitest';
import type { TypeBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import { isPartOnly } from '../../src/generator/blueprint/write-names.ts';
import { type TableName, tables } from '../../src/model/relations.ts';
import { buildApi } from '../../src/operations/schema.ts';
import { type Any, startTestApi, type TestApi } from './api.ts';
import { emailOf, type Fixture, type FixtureRow, insertFixture, type Person, uuidOf } from './fixture.ts';
import { digestOf, type Mutated, mutate } from './write-client.ts';
import {
  buildWriteFixture,
  fixtureIdentity,
  keySecrets,
  rolesOf,
  type Writer,
  writers,
} from './write-roles.ts';

export const fixture: Fixture = buildWriteFixture();
export const { sees, may, canRestore } = rolesOf(fixture, fixtureIdentity);
export const { blueprint, schema } = buildApi();
/** What is written by mutations of its own. */
export const types = Object.values(blueprint.types).filter(
  type => type.write && !isPartOnly(blueprint, type),
);
export const missing = uuidOf('nothing has this id');

export let api: TestApi;
/** The digest of the database as the last refusal left it, as long as nothing has been written since. */
let unchanged: string | undefined;
const tokens = new Map<Writer, string>();

/** Starts and ends the server of a suite. */
export function useMatrixWorld(): void {
  beforeAll(async () => {
    unchanged = undefined;
    api = await startTestApi();
    await insertFixture(api.database, fixture);
    for (const writer of writers) {
      const isKey = writer in keySecrets;
      tokens.set(
        writer,
        isKey ? keySecrets[writer as 'readKey'] : await api.signIn(emailOf(writer as Person)),
      );
    }
  });
  afterAll(() => api.close());
}

export const layout = { x: 3, y: 7, w: 2, h: 2 };
const config = { lifecycle: { targetEvent: 'open', granularity: 'DAY', dateFrom: '-7d', dateTo: '-0d' } };

/** A change that every row of the table can take. */
export const changes: Partial<Record<TableName, object>> = {
  users: { displayName: 'changed' },
  projects: { name: 'changed' },
  projectMembers: { role: 'EDITOR' },
  apiKeys: { name: 'changed' },
  shareLinks: { name: 'changed' },
  cohorts: { name: 'changed' },
  dashboards: { name: 'changed' },
  insights: { name: 'changed' },
  widgets: { layout },
};

/** A person who is in no cohort yet but one. */
const cohortIn: Record<string, string> = { a: 'cohort a1', more0: 'cohorts of more0' };
const personIn: Record<string, string> = { a: 'person a2', more0: 'persons of more0' };

/** A complete row of the table in a project; the rows it points to are given by name. */
export const rows: Partial<Record<TableName, (project: string, n: number) => Record<string, unknown>>> = {
  projects: (_, n) => ({ name: 'made', slug: `made-${n}` }),
  projectMembers: project => ({
    projectId: uuidOf(`project ${project}`),
    userId: uuidOf('user loner'),
    role: 'VIEWER',
  }),
  apiKeys: project => ({ projectId: uuidOf(`project ${project}`), name: 'made', scopes: ['read'] }),
  shareLinks: project => ({
    projectId: uuidOf(`project ${project}`),
    dashboardId: uuidOf(project === 'more0' ? 'dashboards of more0' : `dashboard ${project}0`),
    name: 'made',
  }),
  cohorts: project => ({ projectId: uuidOf(`project ${project}`), name: 'made', isStatic: true }),
  cohortMembers: project => ({
    projectId: uuidOf(`project ${project}`),
    cohortId: uuidOf(cohortIn[project] ?? `cohort ${project}0`),
    personId: uuidOf(personIn[project] ?? `person ${project}1`),
  }),
  dashboards: project => ({ projectId: uuidOf(`project ${project}`), name: 'made' }),
  insights: project => ({ projectId: uuidOf(`project ${project}`), name: 'made', type: 'LIFECYCLE', config }),
  widgets: project => ({
    projectId: uuidOf(`project ${project}`),
    dashboardId: uuidOf(project === 'more0' ? 'dashboards of more0' : `dashboard ${project}0`),
    insightId: uuidOf(project === 'more0' ? 'insights of more0' : `insight ${project}0`),
    layout,
  }),
};

/** One row per kind: own or foreign project, deleted, hanging on something deleted. */
export function targetsOf(type: TypeBlueprint): FixtureRow[] {
  const table = type.table as TableName;
  const kinds = new Map<string, FixtureRow>();
  for (const row of fixture[table]) {
    // The last owner of a project cannot go, whoever asks: that is another test's claim.
    if (table === 'projectMembers' && row.role === 'owner') continue;
    const seenBy = writers.map(writer => sees(writer, table, row));
    const kind = [row.projectId, row.deletedAt != null, ...seenBy].join();
    if (!kinds.has(kind)) kinds.set(kind, row);
  }
  return [...kinds.values()];
}

/** Puts a row back as the fixture has it. */
export async function putBack(table: TableName, row: FixtureRow): Promise<void> {
  const drizzle = tables[table] as Any;
  unchanged = undefined;
  await api.database.db.insert(drizzle).values(row).onConflictDoUpdate({ target: drizzle.id, set: row });
}

/** Runs a mutation that must be refused, and shows that nothing moved. */
export async function refused(work: () => Promise<Mutated>): Promise<Mutated> {
  const before = unchanged ?? (await digestOf(api.client));
  const result = await work();
  unchanged = await digestOf(api.client);
  expect(unchanged, 'the database after a refusal').toBe(before);
  return result;
}

export function send(
  writer: Writer | undefined,
  mutation: string,
  input: object,
  selection = '',
): Promise<Mutated> {
  unchanged = undefined;
  return mutate(api, writer && tokens.get(writer), mutation, input, selection);
}

/** Asks as a writer, on both paths. */
export async function read(writer: Writer, query: string): Promise<Any> {
  const { data, errors } = await api.ask(query, { token: tokens.get(writer) });
  expect(errors, query).toBeUndefined();
  return data;
}
