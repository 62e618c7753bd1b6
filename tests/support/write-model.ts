/**
 * A model of generated writes in memory: what a mutation answers, which rows and which trail it leaves.
 * Built from DESIGN and DOMAIN by hand; refuses to know SQL and how the server does it.
 */
import type { TableName } from '../../src/model/relations.ts';
import type { Any } from './api.ts';
import type { Fixture, FixtureRow } from './fixture.ts';
import {
  badRow,
  brokenRow,
  type Change,
  eventOf,
  isReal,
  isStale,
  type ModelEvent,
  placesOfMembers,
  wrongDefinition,
} from './write-model-rules.ts';
import { asStored, jsonReferences, type ModelType, modelTypes, wholeOf } from './write-model-shapes.ts';
import { type Identity, type Operation, rolesOf, upserted } from './write-roles.ts';

/** A mutation with its input; values that have a stored form of their own are named. */
export interface Command<W extends string> {
  readonly writer: W;
  readonly operation: Operation;
  readonly type: string;
  readonly bulk: boolean;
  /** A row is made only where there is none with its values. */
  readonly upsert?: true;
  readonly input: Any;
}

/** What must come of a command; `commit` makes it so, given the ids of new rows by their key. */
export type Verdict =
  | { readonly failures: readonly string[] }
  /** All these errors, and what may be told beside them. */
  | { readonly errors: readonly string[]; readonly also: readonly string[] }
  | { readonly anyOf: readonly string[] }
  | {
      readonly count: number;
      /** The ids of rows that were there and become others: their times move, and those of no others. */
      readonly moved: ReadonlySet<string>;
      commit(ids: ReadonlyMap<string, string>): readonly ModelEvent[];
    };

const forbidden = ['FORBIDDEN input'];
/** The id of no row. */
const nowhere = '00000000-0000-4000-8000-000000000000';

/** What a verdict would have clients told. */
const toldIn = (verdict: Verdict): readonly string[] => {
  if ('errors' in verdict) return [...verdict.errors, ...verdict.also];
  return 'anyOf' in verdict ? verdict.anyOf : [];
};

/** An input without the values that are told to be bad. */
function without(input: Any, bad: readonly string[]): Any {
  const copy = structuredClone(input);
  for (const error of bad) {
    const path = error.split(' ')[1]!.split('.').slice(1);
    const holder = path.slice(0, -1).reduce((value, step) => value[step], copy);
    // Of a project that is said twice, the one by its slug counts for what else is told.
    const member = path.at(-1) === 'project' ? 'projectId' : path.at(-1)!;
    if (!Array.isArray(holder) && member !== 'id') delete holder[member];
  }
  return copy;
}

/** The column of a row that points to one which is made with it, by what that will be known as. */
const pointsToMade = ({ makes }: ModelType, input: Any): object =>
  makes && input[makes.field]?.create ? { [makes.column]: `new ${input[makes.field].create.name}` } : {};

/** What is told of a row whose project is told by its slug. */
function toldBySlug(verdict: Verdict, at: string): Verdict {
  const id = `NOT_FOUND ${at}.projectId`;
  const slug = `NOT_FOUND ${at}.project.connect.slug`;
  const bySlug = (told: readonly string[]) => told.map(error => (error === id ? slug : error));
  if ('anyOf' in verdict) return { anyOf: bySlug(verdict.anyOf) };
  return 'errors' in verdict ? { errors: bySlug(verdict.errors), also: bySlug(verdict.also) } : verdict;
}

export class WriteModel<W extends string> {
  readonly rows: Fixture;
  private readonly roles: ReturnType<typeof rolesOf<W>>;
  private readonly identityOf: (writer: W) => Identity & { readonly id: string };

  constructor(rows: Fixture, identityOf: (writer: W) => Identity & { readonly id: string }) {
    this.rows = rows;
    this.identityOf = identityOf;
    this.roles = rolesOf(rows, identityOf);
  }

  /** What a command must do to the rows as they are. */
  judge(command: Command<W>): Verdict {
    const { writer, input } = command;
    const type = modelTypes[command.type]!;
    const badRows = command.bulk ? this.badBulk(command) : [];
    if (badRows.length > 0) return { errors: [...badRows, ...this.badSet(command, type)], also: [] };
    const identity = this.identityOf(writer);
    if (identity.userId === null && this.find('projects', identity.projectId)!.deletedAt !== null)
      return { failures: ['UNAUTHENTICATED'] };
    const bad = command.bulk ? this.badSet(command, type) : badRow(type, input, 'input');
    const rest = this.judgeValues({ ...command, input: without(input, bad) }, type);
    return bad.length > 0 ? { errors: bad, also: toldIn(rest) } : rest;
  }

  private judgeValues({ input: given, ...command }: Command<W>, type: ModelType): Verdict {
    const { writer, bulk, operation } = command;
    if (bulk && operation !== 'create') return this.judgeBulk({ ...command, input: given }, type);
    const rows: readonly Any[] = bulk ? given.rows : [given];
    const input = bulk
      ? { ...given, rows: rows.map(row => this.connected(writer, row)) }
      : this.connected(writer, given);
    const verdict = (bulk ? this.judgeMany : this.judgeRow).call(this, { ...command, input }, type);
    return rows.reduce<Verdict>(
      (told, row, i) => (row.project ? toldBySlug(told, bulk ? `input.rows.${i}` : 'input') : told),
      verdict,
    );
  }

  /** A new row whose project is told by its slug, by the id. */
  private connected(writer: W, { project, ...row }: Any): Any {
    if (!project) return row;
    const found = this.rows.projects.find(
      each => each.slug === project.connect.slug && this.roles.sees(writer, 'projects', each),
    );
    return { ...row, projectId: found?.id ?? nowhere };
  }

  /** The row that an upsert comes to, as far as the writer sees it. */
  private sought({ writer, upsert, input }: Command<W>, type: ModelType): FixtureRow | undefined {
    const keys = upsert ? upserted[type.table]! : [];
    if (keys.length === 0) return undefined;
    return this.rows[type.table].find(
      row => keys.every(key => row[key] === input[key]) && this.roles.sees(writer, type.table, row),
    );
  }

  /** Whether a command makes its row, if it is done. */
  makes(command: Command<W>): boolean {
    return command.operation === 'create' && !this.sought(command, modelTypes[command.type]!);
  }

  find(table: TableName, id: unknown): FixtureRow | undefined {
    return this.rows[table].find(row => row.id === id);
  }

  private badBulk({ operation, input }: Command<W>): string[] {
    if (operation === 'create') return input.rows.length === 0 ? ['BAD_USER_INPUT input.rows'] : [];
    return [
      ...(Object.keys(input.where).length === 0 ? ['BAD_USER_INPUT input.where'] : []),
      ...(input.atMost < 1 ? ['BAD_USER_INPUT input.atMost'] : []),
    ];
  }

  private badSet({ operation, input }: Command<W>, type: ModelType): string[] {
    if (operation === 'create')
      return (input.rows as Any[]).flatMap((row, i) => badRow(type, row, `input.rows.${i}`));
    return operation === 'update' ? badRow(type, input.set, 'input.set') : [];
  }

  private judgeMany({ writer, input }: Command<W>, type: ModelType): Verdict {
    const rows = (input.rows as Any[]).map((given, i) => {
      const at = `input.rows.${i}`;
      const after = this.newRow(writer, type, given, `main${i}`, {});
      const errors: string[] = [];
      const children = this.beside(writer, type, after, { input: given, at }, errors);
      const main: Change = { type, operation: 'create', before: null, after, at };
      const wrong = this.wrongReferences(writer, type, after, given, at);
      const isForbidden = wrong.length === 0 && !this.roles.may(writer, type.table, 'create', after);
      const must = wrong.length > 0 ? wrong : isForbidden ? [`FORBIDDEN ${at}`] : errors;
      return { changes: [main, ...children], must, errors, circles: this.wrongDefinitions([main], given) };
    });
    const settled = this.settle(
      writer,
      rows.flatMap(({ changes }) => changes),
      'input',
    );
    const circles = rows.flatMap(row => row.circles);
    const also = [...rows.flatMap(({ errors }) => errors), ...circles, ...toldIn(settled)];
    const must = rows.flatMap(row => row.must);
    if (must.length > 0) return { errors: must, also };
    if (circles.length > 0) return { anyOf: also };
    return 'count' in settled ? { ...settled, count: rows.length } : settled;
  }

  private judgeBulk({ writer, operation, input }: Command<W>, type: ModelType): Verdict {
    const { may, sees } = this.roles;
    const { uuid, projectId } = input.where;
    const found = this.rows[type.table].filter(
      row =>
        (!uuid || uuid.in.includes(row.id)) &&
        (!projectId || projectId.eq === row.projectId) &&
        sees(writer, type.table, row),
    );
    // No more rows are looked at than it takes to know that there are too many.
    const locked = [...found].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, input.atMost + 1);
    const set = input.set ?? {};
    const wrong = locked.flatMap(row => this.wrongReferences(writer, type, row, set, 'input.set'));
    const isForbidden = locked.some(row => !may(writer, type.table, operation, row));
    const changes = found.map(row => this.change(type, operation, row, set, 'input.set'));
    const circles = this.wrongDefinitions(changes, set);
    const settled = this.settle(writer, changes, operation === 'delete' ? 'input' : 'input.set');
    const tooMany = locked.length > input.atMost ? ['LIMIT_EXCEEDED input.atMost'] : [];
    const also = [...circles, ...toldIn(settled)];
    if (wrong.length > 0)
      return { errors: [...new Set(wrong)], also: [...tooMany, ...also, ...(isForbidden ? forbidden : [])] };
    if (isForbidden) return { errors: forbidden, also: [] };
    if (tooMany.length > 0) return { errors: tooMany, also };
    return circles.length > 0 ? { anyOf: also } : settled;
  }

  private judgeRow(command: Command<W>, type: ModelType): Verdict {
    const { writer, input } = command;
    const { sees, may, canRestore } = this.roles;
    const sought = this.sought(command, type);
    const operation = sought ? 'update' : command.operation;
    const before = operation === 'create' ? null : (sought ?? this.find(type.table, input.id) ?? null);
    if (operation !== 'create') {
      const isThere =
        before &&
        (operation === 'restore' ? canRestore(writer, type.table, before) : sees(writer, type.table, before));
      if (!isThere) return { errors: ['NOT_FOUND input.id'], also: [] };
    }
    const row = before ?? this.newRow(writer, type, input, 'main', {});
    const given = operation === 'create' || operation === 'update' ? input : {};
    const wrong = this.wrongReferences(writer, type, row, given, 'input');
    const errors = isStale(input, before) ? ['CONFLICT input.ifUpdatedAt'] : [];
    const main =
      operation === 'create'
        ? { type, operation, before: null, after: row, at: 'input' }
        : this.change(type, operation, before!, given, 'input');
    const children =
      operation === 'create' || operation === 'update'
        ? this.beside(writer, type, row, { input, at: 'input' }, errors)
        : [];
    const circles = this.wrongDefinitions([main], given);
    const removed = before && operation !== 'update' ? 'input.id' : 'input';
    const held = this.settle(writer, [main, ...children], removed);
    // What a trigger has against a row that is made or changed is told at none of its values.
    const settled =
      command.upsert && 'anyOf' in held ? { anyOf: [...held.anyOf, 'BAD_USER_INPUT input'] } : held;
    const also = [...circles, ...toldIn(settled)];
    if (wrong.length > 0) return { errors: wrong, also: [...errors, ...also] };
    if (!may(writer, type.table, operation, row)) return { errors: forbidden, also: [] };
    if (errors.length > 0) return { errors, also };
    return circles.length > 0 ? { anyOf: also } : settled;
  }

  /** The changes of rows that are written with a row; what stands against them goes to `errors`. */
  private beside(
    writer: W,
    type: ModelType,
    row: FixtureRow,
    place: { readonly input: Any; readonly at: string },
    errors: string[],
  ): Change[] {
    return [
      ...this.pointed(writer, type, row, place, errors),
      ...this.children(writer, type, row, place, errors),
    ];
  }

  /** The new row that a row points to. */
  private pointed(
    writer: W,
    { makes }: ModelType,
    { projectId }: FixtureRow,
    { input, at: above }: { readonly input: Any; readonly at: string },
    errors: string[],
  ): Change[] {
    const given = makes && input[makes.field]?.create;
    if (!given) return [];
    const type = modelTypes[makes.type]!;
    const at = `${above}.${makes.field}.create`;
    const after = this.newRow(writer, type, given, given.name, { projectId });
    errors.push(...this.wrongReferences(writer, type, after, given, at));
    return [{ type, operation: 'create', before: null, after, at }];
  }

  /** The changes of owned rows. */
  private children(
    writer: W,
    parent: ModelType,
    row: FixtureRow,
    { input, at }: { readonly input: Any; readonly at: string },
    errors: string[],
  ): Change[] {
    const { owned } = parent;
    const asked = owned && input[owned.field];
    if (!owned || !asked) return [];
    const type = modelTypes[owned.type]!;
    const groups = (['delete', 'update', 'create'] as const).filter(
      operation => asked[operation]?.length > 0,
    );
    return groups.flatMap(operation =>
      (asked[operation] as Any[]).flatMap((item, i) => {
        const path = `${at}.${owned.field}.${operation}.${i}`;
        if (operation === 'create') {
          const after = this.newRow(writer, type, item, item.clientKey, {
            projectId: row.projectId,
            [owned.link]: row.id,
          });
          errors.push(...this.wrongReferences(writer, type, after, item, path));
          const made = this.pointed(writer, type, after, { input: item, at: path }, errors);
          return [...made, { type, operation, before: null, after, at: path }];
        }
        const before = this.find(type.table, operation === 'delete' ? item : item.id);
        if (!before || before[owned.link] !== row.id || !this.roles.sees(writer, type.table, before)) {
          errors.push(`NOT_FOUND ${operation === 'delete' ? path : `${path}.id`}`);
          return [];
        }
        if (operation === 'delete') return [this.change(type, operation, before, {}, path)];
        if (isStale(item, before)) errors.push(`CONFLICT ${path}.ifUpdatedAt`);
        errors.push(...this.wrongReferences(writer, type, before, item, path));
        const made = this.pointed(writer, type, before, { input: item, at: path }, errors);
        return [...made, this.change(type, operation, before, item, path)];
      }),
    );
  }

  private newRow(writer: W, type: ModelType, input: Any, key: string, link: object): FixtureRow {
    const others = ['clientKey', type.owned?.field, type.makes?.field];
    const columns = Object.keys(input).filter(name => !others.includes(name));
    const given = Object.fromEntries(columns.map(name => [name, asStored(input[name])]));
    const creator = type.hasCreator ? { createdBy: this.identityOf(writer).userId } : {};
    return {
      ...type.defaults,
      ...creator,
      ...given,
      ...pointsToMade(type, input),
      ...link,
      id: `new ${key}`,
    };
  }

  private change(type: ModelType, operation: Operation, before: FixtureRow, input: Any, at: string): Change {
    if (operation === 'delete')
      return { type, operation, before, after: type.soft ? { ...before, deletedAt: 'T' } : null, at };
    if (operation === 'restore')
      return { type, operation, before, after: { ...before, deletedAt: null }, at };
    const set = Object.entries(input).filter(
      ([name]) => name in before && name !== 'id' && name !== 'updatedAt',
    );
    const given = Object.fromEntries(set.map(([name, value]) => [name, asStored(value)]));
    const after = { ...before, ...given, ...pointsToMade(type, input) };
    return { type, operation, before, after, at };
  }

  /** What checks by hand have against definitions that were given. */
  private wrongDefinitions(changes: readonly Change[], { definition }: Any): string[] {
    if (jsonReferences({ definition }).length === 0) return [];
    return changes.flatMap(change => wrongDefinition(this.rows.cohorts, change));
  }

  private wrongReferences(writer: W, type: ModelType, row: FixtureRow, input: Any, path: string): string[] {
    const inJson = jsonReferences(input).flatMap(({ path: place, id }) => {
      const target = this.find('cohorts', id);
      const isThere = target?.projectId === row.projectId && this.roles.sees(writer, 'cohorts', target!);
      return isThere ? [] : [`NOT_FOUND ${path}.${place}`];
    });
    const direct = Object.entries(type.references).flatMap(([name, table]) => {
      const id = input[name];
      if (id === undefined || id === null) return [];
      const target = this.find(table, id);
      const isInProject = ['projects', 'users'].includes(table) || target?.projectId === row.projectId;
      return target && isInProject && this.roles.sees(writer, table, target)
        ? []
        : [`NOT_FOUND ${path}.${name}`];
    });
    return [...direct, ...inJson];
  }

  /** Holds the rows to the constraints, and if they hold, makes the changes. */
  private settle(writer: W, changes: readonly Change[], removed: string): Verdict {
    const broken = changes.flatMap(change => brokenRow(change));
    const touched = new Map(changes.map(change => [change.before?.id ?? change.after!.id, change]));
    const after = (table: TableName) => [
      ...this.rows[table].filter(row => !touched.has(row.id)),
      ...[...touched.values()].flatMap(({ type, after: row }) => (type.table === table && row ? [row] : [])),
    ];
    for (const { type, after: row, operation, at } of changes) {
      const field = (name: string) => (operation === 'restore' ? removed : `${at}.${name}`);
      const taken = (same: (other: FixtureRow) => boolean) =>
        row && after(type.table).some(other => other.id !== row.id && same(other));
      const is = (...names: string[]) => taken(other => names.every(name => other[name] === row![name]));
      if (
        type.name === 'Project' &&
        row?.deletedAt === null &&
        taken(other => other.deletedAt === null && other.slug === row.slug)
      )
        broken.push(`CONFLICT ${field('slug')}`);
      if (type.name === 'ProjectMember' && is('projectId', 'userId'))
        broken.push(`CONFLICT ${field('userId')}`);
      if (type.name === 'CohortMember' && is('cohortId', 'personId'))
        broken.push(`CONFLICT ${field('personId')}`);
    }
    if (broken.length > 0) return { anyOf: broken };
    for (const { before, type, operation } of changes) {
      if (type.name !== 'ProjectMember' || before?.role !== 'owner') continue;
      if (!after('projectMembers').some(row => row.projectId === before.projectId && row.role === 'owner'))
        return { anyOf: [`BAD_USER_INPUT ${operation === 'delete' ? removed : `${removed}.role`}`] };
    }
    const misplaced = (row: FixtureRow) =>
      after('cohorts').some(cohort => cohort.id === row.cohortId && !cohort.isStatic);
    if (after('cohortMembers').some(misplaced)) return { anyOf: placesOfMembers(changes) };
    const made = changes.filter(isReal);
    const moved = new Set(made.flatMap(({ before }) => (before ? [before.id] : [])));
    // A row moves with its parts, those that it has and those that it had.
    for (const { type, before, after } of made)
      for (const row of [before, after]) {
        const whole = wholeOf[type.name];
        const id = whole && row?.[whole.link];
        if (whole && this.find(whole.table, id)) moved.add(id as string);
      }
    return { count: made.length, moved, commit: ids => this.commit(writer, changes, ids) };
  }

  private commit(writer: W, changes: readonly Change[], ids: ReadonlyMap<string, string>): ModelEvent[] {
    const real = (value: unknown) =>
      typeof value === 'string' && value.startsWith('new ') ? ids.get(value.slice(4))! : value;
    return changes.flatMap(({ type, operation, before, after }) => {
      const row =
        after &&
        (Object.fromEntries(Object.entries(after).map(([key, value]) => [key, real(value)])) as FixtureRow);
      const table = this.rows[type.table];
      if (before) table.splice(table.indexOf(before), 1);
      if (row) table.push(row);
      if (type.name === 'User') return [];
      const event = eventOf(this.identityOf(writer).id, operation, type, before, row);
      return type.name === 'Project' && !before
        ? [...event, ...this.join(writer, row!.id, ids.get('companion')!)]
        : event;
    });
  }

  /** The membership that is made with a project. */
  private join(writer: W, projectId: string, id: string): ModelEvent[] {
    const { userId } = this.identityOf(writer);
    const member: FixtureRow = { id, projectId, userId, role: 'owner' };
    this.rows.projectMembers.push(member);
    return eventOf(this.identityOf(writer).id, 'create', modelTypes.ProjectMember!, null, member);
  }
}
