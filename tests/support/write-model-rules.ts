/**
 * The model's rules about single rows: what is wrong with an input by itself, which CHECKs a row breaks, what differs.
 * Written by hand from the tables' promises; refuses to know who asks.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Any } from './api.ts';
import type { FixtureRow } from './fixture.ts';
import { type ModelType, modelTypes } from './write-model-shapes.ts';
import type { Operation } from './write-roles.ts';

/** A row before and after, and where in the input it stands; `!` ends a place that tells no field. */
export interface Change {
  readonly type: ModelType;
  readonly operation: Operation;
  readonly before: FixtureRow | null;
  readonly after: FixtureRow | null;
  readonly at: string;
}

/** Fields with their values before and after. */
export type FieldChanges = Record<string, { before: unknown; after: unknown }>;

const untold = new Set(['createdAt', 'updatedAt', 'passwordHash']);

export const isStale = (input: Any, before: FixtureRow | null) =>
  before !== null && input.ifUpdatedAt === '2001-01-01T00:00:00.000Z';

/** What is wrong with an input by itself. */
export function badRow(type: ModelType, input: Any, path: string): string[] {
  const nulls = type.required
    .filter(name => input[name] === null)
    .map(name => `BAD_USER_INPUT ${path}.${name}`);
  const { owned } = type;
  const asked = owned && input[owned.field];
  if (!asked) return nulls;
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
  return [...nulls, ...rows];
}

/** CHECKs that a changed row breaks. */
export function brokenRow({ type, operation, after, at }: Change): string[] {
  if (!after || operation === 'delete' || operation === 'restore') return [];
  const wrong = (name: string) => `BAD_USER_INPUT ${at.endsWith('!') ? at.slice(0, -1) : `${at}.${name}`}`;
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

/** Where it is told that only static cohorts have members: at the members that were written, else at the cohort. */
export function placesOfMembers(changes: readonly Change[]): readonly string[] {
  const members = changes.filter(({ type }) => type.name === 'CohortMember');
  const told = members.filter(({ operation }) => operation !== 'delete');
  const places = (told.length > 0 ? told : members.length > 0 ? members : changes).map(
    ({ at, operation, type }) => {
      if (at.endsWith('!')) return at.slice(0, -1);
      // Of an owned row, its only field is named; of one by itself, none of several.
      if (at === 'input' || at === 'input.set') return at.replace('.set', '');
      return operation === 'delete' ? `${at}.id` : type.name === 'CohortMember' ? `${at}.personId` : at;
    },
  );
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
