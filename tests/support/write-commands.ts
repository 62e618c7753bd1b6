/**
 * Random mutations over the rows of a world: mostly sensible, often refused, never aimless.
 * Knows what a client may try; whether it succeeds is the model's business.
 */
import type { TableName } from '../../src/model/relations.ts';
import type { Random } from '../../src/seed/random.ts';
import type { Any } from './api.ts';
import type { FixtureRow } from './fixture.ts';
import type { Command, WriteModel } from './write-model.ts';
import { unreadableValues } from './write-model-rules.ts';
import { type ModelType, modelTypes } from './write-model-shapes.ts';
import type { Operation } from './write-roles.ts';
import type { World, WorldUser } from './write-world.ts';

export type Actor = WorldUser | 'key';

const actors: readonly Actor[] = [
  'owner',
  'owner',
  'owner',
  'owner',
  'editor',
  'editor',
  'viewer',
  'outsider',
  'key',
  'key',
];
const kinds: readonly string[] = [
  'Dashboard',
  'Dashboard',
  'Dashboard',
  'Insight',
  'Insight',
  'Cohort',
  'Cohort',
  'Cohort',
  'Widget',
  'Widget',
  'CohortMember',
  'ProjectMember',
  'ProjectMember',
  'Project',
  'User',
];
const operations: Readonly<Record<string, readonly Operation[]>> = {
  User: ['update'],
  CohortMember: ['create', 'delete'],
  ProjectMember: ['create', 'update', 'update', 'delete'],
  Widget: ['create', 'update', 'update', 'delete'],
};
const all: readonly Operation[] = ['create', 'create', 'update', 'update', 'update', 'delete', 'restore'];

/** The types whose rows are made or changed, whichever it takes. */
const sought = ['Project', 'ProjectMember', 'ProjectMember'];

/** What there has to be for the rest to mean something. */
const beginnings = ['Insight', 'Insight', 'Dashboard', 'Cohort', 'Dashboard', 'Widget'];

export const stale = '2001-01-01T00:00:00.000Z';

/** Makes commands over the model's rows as they are at the moment. */
export class CommandMaker {
  private keys = 0;
  private made = 0;
  private readonly random: Random;
  private readonly world: World;
  private readonly model: WriteModel<Actor>;

  constructor(random: Random, world: World, model: WriteModel<Actor>) {
    this.random = random;
    this.world = world;
    this.model = model;
  }

  next(): Command<Actor> {
    const first = beginnings[this.made++];
    if (first) {
      const input = this.rowInput(modelTypes[first]!, 'create');
      return { writer: 'owner', operation: 'create', type: first, bulk: false, input };
    }
    const writer = this.pick(actors);
    if (this.chance(0.08)) return this.upsert(writer);
    const type = modelTypes[this.pick(kinds)]!;
    const picked = this.pick(operations[type.name] ?? all);
    const isAny = picked !== 'restore' || this.model.rows[type.table].some(row => row.deletedAt !== null);
    const operation = isAny ? picked : 'delete';
    // With new projects come memberships, whose ids no payload of many tells.
    const isTold = operation !== 'create' || type.name !== 'Project';
    const isBulk = operation !== 'restore' && isTold && this.chance(0.2);
    const input = isBulk ? this.bulkInput(type, operation) : this.rowInput(type, operation);
    return { writer, operation, type: type.name, bulk: isBulk, input };
  }

  private upsert(writer: Actor): Command<Actor> {
    const type = modelTypes[this.pick(sought)]!;
    const project = this.chance(0.9) ? this.world.projects.a : this.row('projects').id;
    const input = {
      ...(type.name === 'Project' ? {} : { projectId: project }),
      ...this.changes(type, 'create'),
    };
    return { writer, operation: 'create', type: type.name, bulk: false, upsert: true, input };
  }

  private bulkInput(type: ModelType, operation: Operation): Any {
    if (operation === 'create')
      return {
        rows: Array.from({ length: this.chance(0.03) ? 0 : 1 + this.below(3) }, () =>
          this.rowInput(type, operation),
        ),
      };
    const ids = Array.from({ length: 1 + this.below(4) }, () => this.row(type.table).id);
    // Of many rows, none points to a new one.
    const { insight: _, ...changes } = this.changes(type, 'update');
    const set = operation === 'update' ? { set: changes } : {};
    const some = { uuid: { in: [...new Set(ids)] } };
    const all = 'projectId' in type.references ? { projectId: { eq: this.world.projects.a } } : some;
    const where = this.chance(0.03) ? {} : this.chance(0.6) ? all : some;
    return { where, atMost: this.chance(0.03) ? 0 : this.pick([1, 1, 2, 4]), ...set };
  }

  private rowInput(type: ModelType, operation: Operation): Any {
    if (operation === 'create') return { ...this.newRow(type), ...this.owned(type, undefined) };
    const row = this.row(type.table, operation === 'restore' ? 0.8 : 0.15);
    const condition = this.chance(0.07) ? { ifUpdatedAt: stale } : {};
    if (operation !== 'update') return { id: row.id, ...condition };
    return { id: row.id, ...condition, ...this.changes(type, 'update'), ...this.owned(type, row) };
  }

  /** A complete new row; in rare cases of a project that it should not be in. */
  private newRow(type: ModelType): Any {
    const projectId = this.chance(0.9) ? this.world.projects.a : this.row('projects').id;
    const base = type.name === 'Project' ? {} : this.projectOf(projectId);
    return { ...base, ...this.changes(type, 'create') };
  }

  /** By its id, its slug, or, seldom, both. */
  private projectOf(id: string): Any {
    if (this.chance(0.8)) return { projectId: id };
    const slug = this.model.find('projects', id)?.slug ?? 'no-such-project';
    return { ...(this.chance(0.1) ? { projectId: id } : {}), project: { connect: { slug } } };
  }

  private changes(type: ModelType, purpose: 'create' | 'update'): Any {
    const isNew = purpose === 'create';
    const some = (value: () => Any): Any => (isNew || this.chance(0.5) ? value() : {});
    const maybe = (value: () => Any): Any => (this.chance(0.35) ? value() : {});
    const name = () => ({ name: this.name(isNew) });
    const description = () => ({ description: this.pick(['x', 'y', '', null]) });
    switch (type.name) {
      case 'User':
        return { displayName: this.name(false) };
      case 'Project':
        return {
          ...some(name),
          ...some(() => ({ slug: this.slug() })),
          ...maybe(() => ({ timezone: this.pick(['UTC', 'Europe/Berlin', unreadableValues.timezone]) })),
        };
      case 'ProjectMember':
        return {
          ...(isNew ? { userId: this.row('users').id } : {}),
          role: this.pick(['OWNER', 'EDITOR', 'EDITOR', 'VIEWER']),
        };
      case 'Dashboard':
        return {
          ...some(name),
          ...maybe(description),
          ...maybe(() => ({ isPinned: this.chance(0.9) ? this.chance(0.5) : null })),
          ...maybe(() => ({ dateFrom: this.pick(['-7d', '-1d', null, unreadableValues.dateFrom]) })),
        };
      case 'Insight': {
        const kind = this.pick(['lifecycle', 'stickiness']);
        const lifecycle = this.chance(0.5)
          ? 'config lifecycle'
          : `config lifecycle ${this.row('cohorts').id}`;
        const config = kind === 'lifecycle' || this.chance(0.1) ? lifecycle : `config ${kind}`;
        return {
          ...some(name),
          ...maybe(description),
          ...some(() => ({ type: kind.toUpperCase(), config })),
          ...maybe(() => ({ isFavorite: this.chance(0.5) })),
        };
      }
      case 'Cohort':
        return {
          ...some(name),
          ...maybe(description),
          ...some(() => this.kind()),
          ...(this.chance(0.1) ? { isStatic: this.chance(0.5) } : {}),
        };
      case 'CohortMember':
        return { cohortId: this.row('cohorts').id, personId: this.row('persons').id };
      default:
        return { ...(isNew ? { dashboardId: this.row('dashboards').id } : {}), ...this.tile(isNew) };
    }
  }

  private kind = () =>
    this.chance(0.5)
      ? { isStatic: true, definition: null }
      : {
          isStatic: false,
          definition: this.chance(0.4) ? 'definition' : `definition ${this.definedCohort()}`,
        };

  /** Mostly one that may refer to others itself. */
  private definedCohort(): string {
    const defined = this.model.rows.cohorts.filter(row => row.definition !== null);
    return (defined.length > 0 && this.chance(0.7) ? this.pick(defined) : this.row('cohorts')).id;
  }

  private tile(isNew: boolean): Any {
    const layout = { x: this.below(6), y: this.below(9), w: 2, h: 1 };
    const shown = this.chance(0.2)
      ? this.madeInsight()
      : this.chance(0.5)
        ? { insightId: this.row('insights').id, content: null }
        : { insightId: null, content: this.pick(['t', 'u']) };
    const odd = this.chance(0.08) ? { content: this.pick([null, 'both']) } : {};
    if (isNew) return { layout, ...shown, ...odd };
    return { ...(this.chance(0.5) ? { layout } : {}), ...(this.chance(0.5) ? shown : {}), ...odd };
  }

  /** A new insight to show, told apart by its name; seldom beside one that is there. */
  private madeInsight(): Any {
    const name = this.chance(0.05) ? ' ' : `${this.world.prefix} made ${this.keys++}`;
    const create = { ...this.changes(modelTypes.Insight!, 'create'), name };
    const other = this.chance(0.05) ? { insightId: this.row('insights').id } : {};
    return { insight: { create }, content: null, ...other };
  }

  /** Children to write with their parent. */
  private owned(type: ModelType, row: FixtureRow | undefined): Any {
    const { owned } = type;
    if (!owned || this.chance(0.4)) return {};
    const child = modelTypes[owned.type]!;
    const list = <T>(n: number, make: () => T) => Array.from({ length: this.below(n) }, make);
    const create = list(4, () => ({
      clientKey: `k${this.keys++}`,
      ...(child.name === 'Widget' ? this.tile(true) : { personId: this.row('persons').id }),
    }));
    if (!row) return { [owned.field]: { create } };
    const isMine = (candidate: FixtureRow) => candidate[owned.link] === row.id || this.chance(0.02);
    const mine = this.model.rows[child.table].filter(isMine);
    const ids = () => (mine.length > 0 ? list(3, () => this.pick(mine).id) : []);
    const once = this.chance(0.1) ? ids() : [...new Set(ids())];
    const doomed = once.filter(() => this.chance(0.4));
    const rest = once.filter(id => !doomed.includes(id));
    const update =
      child.name === 'Widget'
        ? {
            update: rest.map(id => ({
              id,
              ...this.tile(false),
              ...(this.chance(0.05) ? { ifUpdatedAt: stale } : {}),
            })),
          }
        : {};
    return { [owned.field]: { create, delete: doomed, ...update } };
  }

  private name = (isNew: boolean) =>
    this.chance(0.05)
      ? this.pick(['', '  ', isNew ? '' : null])
      : this.pick(['a', 'b', 'ä"\\', 'line\nbreak']);
  private slug = () =>
    this.chance(0.1) ? 'No' : `${this.world.prefix}-${this.pick(['a', 'other', 's1', 's2', 's3'])}`;

  /** A row of the table, deleted ones as often as said; or one that never was. */
  private row(table: TableName, deleted = 0.15): { readonly id: string } {
    const wanted = this.model.rows[table].filter(row => (row.deletedAt != null) === this.chance(deleted));
    const from = wanted.length > 0 ? wanted : this.model.rows[table];
    if (from.length === 0 || this.chance(0.02)) return { id: '00000000-0000-4000-8000-000000000000' };
    return this.pick(from);
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
  private below = (n: number) => this.random.int(0, n - 1);
  private chance = (p: number) => this.random.int(0, 999) < p * 1000;
}
