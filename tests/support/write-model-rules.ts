/**
 * The model's rules about single rows: what is wrong with an input by itself, which CHECKs a row breaks, what differs.
 * Written by hand from the tables' promises; refuses to know who asks.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Any } from './api.ts';
import type { FixtureRow } from './fixture.ts';
import { cohortIn, type ModelType, modelTypes } from './write-model-shapes.ts';
import type { Operation } from './write-roles.ts';

/** A row before and after, and where in the input it stands. */
export interface Change {
  readonly type: ModelType;
  readonly operation: Operation;
  readonly before: FixtureRow | null;
  readonly after: FixtureRow | null;
  readonly at: string;
}

/** Fields with their values before and after. */
export type FieldChanges = Record<string, { before: unknown; after: unknown }>;

/** Whether a change leaves anything different. */
export const isReal = ({ before, after }: Change) => !isDeepStrictEqual(before, after);

const untold = new Set(['createdAt', 'updatedAt', 'passwordHash']);

export const isStale = (input: Any, before: FixtureRow | null) =>
  before !== null && input.ifUpdatedAt === '2001-01-01T00:00:00.000Z';

/** What is wrong with an input by itself. */
export function badRow(type: ModelType, input: Any, path: string): string[] {
  const nulls = type.required
    .filter(name => input[name] === null)
    .map(name => `BAD_USER_INPUT ${path}.${name}`);
  const unreadable = Object.entries(unreadableValues)
    .filter(([name, value]) => input[name] === value)
    .map(([name]) => `BAD_USER_INPUT ${path}.${name}`);
  const { owned, makes } = type;
  const made = makes && input[makes.field]?.create;
  // What is pointed to is said once.
  const pointed = [
    ...(made && input[makes.column] !== undefined ? [`BAD_USER_INPUT ${path}.${makes.field}`] : []),
    ...(input.project && input.projectId !== undefined ? [`BAD_USER_INPUT ${path}.project`] : []),
  ];
  const ofMade = made ? badRow(modelTypes[makes.type]!, made, `${path}.${makes.field}.create`) : [];
  const own = [...nulls, ...unreadable, ...pointed, ...ofMade];
  const asked = owned && input[owned.field];
  if (!asked) return own;
  const seen = new Set<string>();
  const rows = (['delete', 'update', 'create'] as const).flatMap(operation =>
    ((asked[operation] ?? []) as Any[]).flatMap((item, i) => {
      const at = `${path}.${owned.field}.${operation}.${i}`;
      if (operation === 'create') return badRow(modelTypes[owned.type]!, item, at);
      const id = operation === 'delete' ? item : item.id;
      const repeated = seen.has(id) ? [`BAD_USER_INPUT ${operation === 'delete' ? at : `${at}.id`}`] : [];
      seen.add(id);
      return operation === 'delete' ? repeated : [...repeated, ...badRow(modelTypes[owned.type]!, item, at)];
    }),
  );
  return [...own, ...rows];
}

/** Values that only checks by hand find wrong, by field. */
export const unreadableValues = { timezone: 'Nowhere/Nope', dateFrom: 'rubbish' } as const;

/** CHECKs that a changed row breaks. */
export function brokenRow({ type, operation, after, at }: Change): string[] {
  if (!after || operation === 'delete' || operation === 'restore') return [];
  const wrong = (name: string) => `BAD_USER_INPUT ${at}.${name}`;
  const blank = (name: string) => (name in after && String(after[name]).trim() === '' ? [wrong(name)] : []);
  return [
    ...(type.name === 'User' ? blank('displayName') : []),
    ...(type.name === 'Widget' ? [] : blank('name')),
    ...(type.name === 'Project' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(after.slug as string)
      ? [wrong('slug')]
      : []),
    ...(type.name === 'Insight' && (after.config as Any).type !== after.type ? [wrong('config')] : []),
    ...(type.name === 'Cohort' && after.isStatic !== (after.definition === null)
      ? [wrong('definition')]
      : []),
    ...(type.name === 'Widget' && (after.insightId === null) === (after.content === null)
      ? [wrong('insightId'), wrong('content')]
      : []),
  ];
}

/** Where it may be told that only static cohorts have members: at the cohort, or at the member that was written or their list. */
export function placesOfMembers(changes: readonly Change[]): readonly string[] {
  const members = changes.filter(({ type }) => type.name === 'CohortMember');
  const places = changes.map(({ at, operation, type }) => {
    // Of one by itself, none of several fields is named.
    if (at === 'input' || at === 'input.set') return 'input';
    if (/^input\.rows\.\d+$/.test(at)) return members.length > 1 ? 'input.rows' : at;
    if (members.length > 1) return at.split('.').slice(0, 2).join('.');
    // Of an owned row, its only field is.
    return operation !== 'delete' && type.name === 'CohortMember' ? `${at}.personId` : at;
  });
  return places.map(place => `BAD_USER_INPUT ${place}`);
}

/** Changed fields with their values before and after, as a trail tells them. */
export function differences(before: FixtureRow | null, after: FixtureRow | null): FieldChanges {
  const names = Object.keys({ ...before, ...after }).filter(name => !untold.has(name));
  return Object.fromEntries(
    names.flatMap(name => {
      const values = { before: before?.[name] ?? null, after: after?.[name] ?? null };
      return isDeepStrictEqual(values.before, values.after) ? [] : [[name === 'id' ? 'uuid' : name, values]];
    }),
  );
}

/** What the trail tells of one row. */
export interface ModelEvent {
  readonly projectId: string;
  readonly actor: string | null;
  readonly action: Operation;
  readonly entityType: string;
  readonly entityId: string;
  readonly changes: FieldChanges;
}

/** The event of a change; none where nothing is different. */
export function eventOf(
  actor: string,
  action: Operation,
  type: ModelType,
  before: FixtureRow | null,
  after: FixtureRow | null,
): ModelEvent[] {
  const changes = differences(before, after);
  if (Object.keys(changes).length === 0) return [];
  const { id, projectId } = (after ?? before)!;
  const where = (type.name === 'Project' ? id : projectId) as string;
  return [{ projectId: where, actor, action, entityType: type.name, entityId: id, changes }];
}

/** What is wrong with where a cohort's definition leads: into a circle, or to a cohort that is gone. */
export function wrongDefinition(cohorts: readonly FixtureRow[], { after, at }: Change): string[] {
  const trail = [after!.id];
  for (let id = cohortIn(after!.definition); id !== undefined; ) {
    if (trail.includes(id)) return [`BAD_USER_INPUT ${at}.definition`];
    const cohort = cohorts.find(candidate => candidate.id === id);
    if (!cohort || cohort.deletedAt !== null) return [`NOT_FOUND ${at}.definition`];
    trail.push(id);
    id = cohortIn(cohort.definition);
  }
  return [];
}
