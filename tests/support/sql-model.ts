/**
 * A model of writes in plain SQL: the same tables in a database of their own, on which each write is done step by step, as the
 * plan of a world says who may do what. What PostgreSQL holds rows to, it is left to say itself.
 */
import type { Sql, TransactionSql } from 'postgres';
import { columnOf, type TypeBlueprint, typeOf } from '../../src/generator/blueprint/blueprint.ts';
import { type ChildWrites, type ForeignCommand, type Given, referredIn } from './foreign-commands.ts';
import type { ForeignWorld } from './foreign-world.ts';
import { columnSql, idSql, keySql, literal, quoted, tableSql } from './plain-sql.ts';
import { castOf, type Item, type MadeIds, RowStatements, type Written } from './row-statements.ts';
import { type ForeignKey, foreignKeysOf } from './table-references.ts';

/** What must come of a write: all these errors, beside which others may be told, or some of them, or nothing against it. */
export type Verdict =
  | { readonly kind: 'errors'; readonly errors: readonly string[]; readonly also: readonly string[] }
  | { readonly kind: 'constraint'; readonly codes: readonly string[] }
  | { readonly kind: 'done'; readonly count: number };

class Undone extends Error {
  readonly verdict: Verdict;
  constructor(verdict: Verdict) {
    super('undone');
    this.verdict = verdict;
  }
}

/** What PostgreSQL has against rows, as clients are told it. */
const codeOf: Readonly<Record<string, string>> = {
  '23505': 'CONFLICT',
  '23503': 'BAD_USER_INPUT',
  '23001': 'BAD_USER_INPUT',
  '23514': 'BAD_USER_INPUT',
  '23502': 'BAD_USER_INPUT',
};

/** One write while it is done: what stands against it, and what PostgreSQL said. */
interface Trial extends Written {
  readonly sql: TransactionSql;
  readonly faults: string[];
  readonly broken: string[];
}

export class SqlModel {
  private keys: readonly ForeignKey[] = [];
  private readonly statements: RowStatements;
  private readonly world: ForeignWorld;
  private readonly client: Sql;

  constructor(world: ForeignWorld, client: Sql) {
    this.world = world;
    this.client = client;
    this.statements = new RowStatements(world);
  }

  async open(): Promise<void> {
    this.keys = await foreignKeysOf(this.client);
  }

  /** What must come of a command; it is done where nothing stands against it and `isDone` says that it was. */
  async judge(command: ForeignCommand, isDone: boolean, made: MadeIds): Promise<Verdict> {
    try {
      return await this.client.begin(async sql => {
        const trial: Trial = { sql, viewer: command.viewer, made, faults: [], broken: [] };
        const count = command.several
          ? await this.doSeveral(trial, command.table, command.several)
          : command.many
            ? await this.doMany(trial, command, command.many)
            : await this.doOne(trial, await this.branchOf(trial, command));
        await sql.unsafe('set constraints all immediate');
        const verdict = verdictOf(trial, count);
        if (verdict.kind !== 'done' || !isDone) throw new Undone(verdict);
        return verdict;
      });
    } catch (error) {
      if (error instanceof Undone) return error.verdict;
      const code = codeOf[String((error as { code?: string }).code)];
      if (code === undefined) throw error;
      return { kind: 'constraint', codes: [code] };
    }
  }

  private async doOne(trial: Trial, command: ForeignCommand): Promise<number> {
    const type = this.typeOf(command.table);
    const { operation, children, isStale } = command;
    if (operation !== 'create') {
      const { sees, restores = 'false' } = this.world.plan.tables[type.table]!;
      const met = await this.holds(trial, type, command.id!, operation === 'restore' ? restores : sees);
      if (!met) throw refused(['NOT_FOUND input.id'], []);
    }
    if (isStale) trial.faults.push('CONFLICT input.ifUpdatedAt');
    const { given, wrong } = await this.settled(trial, type, command.given, command.id, 'input');
    // Of rows that belong to one which leads nowhere, it is not known here what is wrong.
    if (wrong.length > 0) throw refused(wrong, everyCode);
    const id = await this.write(trial, type, {
      operation,
      id: command.id,
      given,
      key: 'main',
      path: 'input',
    });
    const forbidden = trial.faults.filter(fault => fault === 'FORBIDDEN input');
    if (forbidden.length > 0) throw refused(forbidden, []);
    const parent = id ?? command.id;
    if (children && parent !== undefined) await this.doChildren(trial, type, parent, children);
    // Of rows that would belong to one which PostgreSQL does not take, nothing is known.
    else if (children) trial.broken.push('NOT_FOUND', 'FORBIDDEN');
    return 1;
  }

  /** Of an upsert, what it comes to: a change of the row that the viewer sees by the key, or a new one. */
  private async branchOf(trial: Trial, command: ForeignCommand): Promise<ForeignCommand> {
    const { upsert, given, table } = command;
    if (!upsert) return command;
    const type = this.typeOf(table);
    const id = await this.soughtId(trial, type, upsert.sought, given);
    const children = upsert.children.find(
      ({ under }) => under === (id === undefined ? 'whenCreated' : 'whenUpdated'),
    );
    if (id === undefined) return { ...command, operation: 'create', children };
    const fixed = type.write!.columns.filter(column => column.fixed).map(({ key }) => key);
    const kept = [...upsert.sought, ...fixed];
    const changes = Object.entries(given).filter(([key]) => !kept.includes(key));
    return { ...command, operation: 'update', id, given: Object.fromEntries(changes), children };
  }

  /** The row with the values of columns that the viewer sees. */
  private async soughtId(
    { sql, viewer }: Trial,
    type: TypeBlueprint,
    sought: readonly string[],
    given: Given,
  ): Promise<string | undefined> {
    const same = sought.map(
      key => `${columnSql(type, key, 't')} = ${literal(given[key]!.text!)}::${castOf(type, key)}`,
    );
    const sees = this.world.conditionFor(viewer, this.world.plan.tables[type.table]!.sees);
    const [row] = await sql.unsafe<{ id: string }[]>(
      `select ${idSql(type, 't')} as id from ${tableSql(type)} t where ${[...same, sees].join(' and ')}`,
    );
    return row?.id;
  }

  /** Values with the rows that they point to, which are sought or made first; and which lead nowhere. */
  private async settled(
    trial: Trial,
    type: TypeBlueprint,
    given: Given,
    id: string | undefined,
    path: string,
  ): Promise<{ given: Given; wrong: string[] }> {
    const values: Record<string, Given[string]> = { ...given };
    const wrong: string[] = [];
    for (const [key, { form, field, target, by, given: told, key: made }] of referredIn(given)) {
      const to = this.typeOf(target);
      const there = form === 'create' ? undefined : await this.soughtId(trial, to, [by], told);
      const at = `${path}.${field}`;
      if (form === 'connect' && there === undefined)
        wrong.push(`NOT_FOUND ${at}.connect.${columnOf(to, by).field}`);
      const inside = form === 'create' ? 'create' : 'connectOrCreate.create';
      const isMade = there === undefined && form !== 'connect';
      const row = isMade
        ? await this.write(trial, to, {
            operation: 'create',
            id: undefined,
            given: told,
            key: made,
            path: `${at}.${inside}`,
          })
        : there;
      values[key] = { sent: row, text: row === undefined ? null : await this.keyOf(trial, to, row) };
    }
    wrong.push(...(await this.wrongReferences(trial, type, values, id, path)));
    return { given: values, wrong };
  }

  /** The single key of a row. */
  private async keyOf({ sql }: Trial, type: TypeBlueprint, id: string): Promise<string> {
    const [row] = await sql.unsafe<{ key: string }[]>(
      `select ${columnSql(type, type.key[0]!, 't')}::text as key from ${tableSql(type)} t where ${idSql(type, 't')} = ${literal(id)}`,
    );
    return row!.key;
  }

  private async doSeveral(trial: Trial, table: string, rows: readonly Given[]): Promise<number> {
    const type = this.typeOf(table);
    let isMisled = false;
    for (const [i, row] of rows.entries()) {
      const path = `input.rows.${i}`;
      const { given, wrong } = await this.settled(trial, type, row, undefined, path);
      trial.faults.push(...wrong);
      isMisled ||= wrong.length > 0;
      if (wrong.length > 0) continue;
      await this.write(trial, type, { operation: 'create', id: undefined, given, key: `main${i}`, path });
    }
    if (isMisled) throw refused(trial.faults, everyCode);
    return rows.length;
  }

  private async doChildren(
    trial: Trial,
    parent: TypeBlueprint,
    parentId: string,
    { field, under, create, update, delete: doomed }: ChildWrites,
  ): Promise<void> {
    const at = `input.${field}${under === undefined ? '' : `.${under}`}`;
    const owned = parent.write!.owns.find(each => each.field === field)!;
    const type = this.typeOf(owned.target);
    const link = owned.link.map(
      ({ child, parent: own }) =>
        [
          child,
          `(select ${columnSql(parent, own, 'p')} from ${tableSql(parent)} p where ${idSql(parent, 'p')} = '${parentId}')`,
        ] as const,
    );
    const isMine = (id: string) =>
      this.holds(
        trial,
        type,
        id,
        [
          this.world.plan.tables[type.table]!.sees,
          ...link.map(([child, value]) => `${columnSql(type, child, 't')} = ${value}`),
        ]
          .map(condition => `(${condition})`)
          .join(' and '),
      );
    for (const [i, id] of doomed.entries()) {
      const path = `${at}.delete.${i}`;
      if (!(await isMine(id))) trial.faults.push(`NOT_FOUND ${path}`);
      else await this.write(trial, type, { operation: 'delete', id, given: {}, path });
    }
    for (const [i, { id, given: told }] of update.entries()) {
      const path = `${at}.update.${i}`;
      if (!(await isMine(id))) {
        trial.faults.push(`NOT_FOUND ${path}.id`);
        continue;
      }
      const { given, wrong } = await this.settled(trial, type, told, id, path);
      trial.faults.push(...wrong);
      if (wrong.length === 0) await this.write(trial, type, { operation: 'update', id, given, path });
    }
    for (const [i, { clientKey, given: told }] of create.entries()) {
      const path = `${at}.create.${i}`;
      const { given, wrong } = await this.settled(trial, type, told, undefined, path);
      trial.faults.push(...wrong);
      if (wrong.length > 0) {
        // Of others, it is not known here whether they are alike.
        trial.broken.push(...Object.values(codeOf));
        continue;
      }
      const fixed = Object.fromEntries(link);
      await this.write(trial, type, {
        operation: 'create',
        id: undefined,
        given,
        fixed,
        key: clientKey,
        path,
      });
    }
  }

  private async doMany(
    trial: Trial,
    { table, operation, given }: ForeignCommand,
    { key, value, atMost }: NonNullable<ForeignCommand['many']>,
  ): Promise<number> {
    const type = this.typeOf(table);
    const { sees, knows = {} } = this.world.plan.tables[table]!;
    const column = columnSql(type, key, 't');
    const known =
      knows[key] === undefined
        ? column
        : `case when ${this.world.conditionFor(trial.viewer, knows[key])} then ${column} end`;
    const meets =
      value.text === null ? `${known} is null` : `${known} = ${literal(value.text)}::${castOf(type, key)}`;
    const found = await trial.sql.unsafe<{ id: string }[]>(
      `select ${idSql(type, 't')} as id from ${tableSql(type)} t
       where ${this.world.conditionFor(trial.viewer, sees)} and ${meets} order by ${keySql(type, 't').join()}`,
    );
    for (const { id } of found) {
      const wrong = await this.wrongReferences(trial, type, given, id, 'input.set');
      trial.faults.push(...wrong);
    }
    const rows = trial.faults.length > 0 ? [] : found;
    let count = 0;
    for (const { id } of rows) {
      const item: Item = { operation, id, given, path: 'input', valuesAt: 'input.set' };
      const before = await this.givenOf(trial, type, item);
      await this.write(trial, type, item);
      if (before === undefined || before !== (await this.givenOf(trial, type, item))) count++;
    }
    // No more rows are looked at than it takes to know that there are too many: which, is not said.
    if (found.length > atMost)
      throw new Undone({ kind: 'constraint', codes: ['LIMIT_EXCEEDED', 'FORBIDDEN', 'NOT_FOUND'] });
    const forbidden = trial.faults.filter(fault => fault === 'FORBIDDEN input');
    if (forbidden.length > 0) throw refused(['FORBIDDEN input'], []);
    return count;
  }

  /** What a row has where an update gives something; undefined where it would tell what the viewer may not know. */
  private async givenOf(trial: Trial, type: TypeBlueprint, { operation, id, given }: Item) {
    if (operation !== 'update') return undefined;
    const { knows = {} } = this.world.plan.tables[type.table]!;
    const values = Object.keys(given).map(key => {
      const column = columnSql(type, key, 't');
      return columnOf(type, key).kind === 'json' ? `to_jsonb(${column})::text` : `${column}::text`;
    });
    const known = Object.keys(given).map(key => this.world.conditionFor(trial.viewer, knows[key] ?? 'true'));
    const [row] = await trial.sql.unsafe<{ known: boolean; told: string }[]>(
      `select ${['true', ...known].join(' and ')} as known, array[${values.join()}]::text[]::text as told
       from ${tableSql(type)} t where ${idSql(type, 't')} = ${literal(id!)}`,
    );
    return row?.known ? row.told : undefined;
  }

  /** Does one row, after its rules; the id that it has then, unless PostgreSQL is against it. */
  private async write(trial: Trial, type: TypeBlueprint, item: Item): Promise<string | undefined> {
    const truth = this.world.plan.tables[type.table]!;
    const rule = {
      create: truth.creates,
      update: truth.updates,
      delete: truth.deletes,
      restore: truth.restores,
    }[item.operation];
    const { before, after } = this.statements.selects(trial, type, item);
    const isAllowed = async (condition: string) => {
      for (const row of [before, after])
        if (row && !(await this.holdsOf(trial, row, condition))) return false;
      return true;
    };
    const faults: string[] = [];
    if (rule === undefined || !(await isAllowed(rule))) faults.push(`FORBIDDEN ${item.path}`);
    else
      for (const [key, condition] of Object.entries(truth.sets ?? {}))
        if (key in item.given && !(await isAllowed(condition)))
          faults.push(`FORBIDDEN ${item.valuesAt ?? item.path}.${columnOf(type, key).field}`);
    trial.faults.push(...faults);
    if (faults.some(fault => fault === `FORBIDDEN ${item.path}`)) return undefined;
    try {
      return await trial.sql.savepoint(async sql => {
        const [row] = await sql.unsafe<{ id: string }[]>(this.statements.write(trial, type, item));
        return row?.id;
      });
    } catch (error) {
      const code = codeOf[String((error as { code?: string }).code)];
      if (code === undefined) throw error;
      trial.broken.push(code);
      return undefined;
    }
  }

  /** References that were given and lead to no row which the viewer sees. */
  private async wrongReferences(
    trial: Trial,
    type: TypeBlueprint,
    given: Given,
    id: string | undefined,
    path: string,
  ): Promise<string[]> {
    const wrong: string[] = [];
    for (const { table, columns, target, targetColumns } of this.keys) {
      const to = this.world.types.find(each => tableSql(each) === target);
      if (table !== tableSql(type) || !to) continue;
      const keys = columns.map(name => type.stored.find(({ sqlName }) => sqlName === name)!.key);
      if (!keys.some(key => key in given)) continue;
      const values = await Promise.all(keys.map(key => this.textOf(trial, type, given, id, key)));
      if (values.some(value => value === null)) continue;
      const same = targetColumns.map((name, i) => {
        const stored = to.stored.find(({ sqlName }) => sqlName === name)!;
        return `t.${quoted(name)} = ${literal(values[i]!)}::${stored.sqlType}`;
      });
      const sees = this.world.conditionFor(trial.viewer, this.world.plan.tables[to.table]!.sees);
      const [row] = await trial.sql.unsafe(
        `select 1 from ${target} t where ${same.join(' and ')} and ${sees}`,
      );
      if (!row) wrong.push(`NOT_FOUND ${path}.${columnOf(type, keys.at(-1)!).field}`);
    }
    return [...new Set(wrong)];
  }

  /** What a column would hold. */
  private async textOf(
    { sql }: Trial,
    type: TypeBlueprint,
    given: Given,
    id: string | undefined,
    key: string,
  ): Promise<string | null> {
    if (key in given) return given[key]!.text;
    if (id === undefined) return null;
    const [row] = await sql.unsafe<{ text: string | null }[]>(
      `select ${columnSql(type, key, 't')}::text as text from ${tableSql(type)} t where ${idSql(type, 't')} = ${literal(id)}`,
    );
    return row?.text ?? null;
  }

  private holds(trial: Trial, type: TypeBlueprint, id: string, condition: string): Promise<boolean> {
    const row = `select x.* from ${tableSql(type)} x where ${idSql(type, 'x')} = ${literal(id)}`;
    return this.holdsOf(trial, row, condition);
  }

  private async holdsOf({ sql, viewer }: Trial, row: string, condition: string): Promise<boolean> {
    const rows = await sql.unsafe(
      `select 1 from (${row}) t where ${this.world.conditionFor(viewer, condition)}`,
    );
    return rows.length > 0;
  }

  private typeOf = (table: string) => typeOf(this.world.blueprint, table);
}

const everyCode = ['NOT_FOUND', 'FORBIDDEN', ...new Set(Object.values(codeOf))];

const refused = (errors: readonly string[], also: readonly string[]) =>
  new Undone({ kind: 'errors', errors: [...new Set(errors)], also });

function verdictOf({ faults, broken }: Trial, count: number): Verdict {
  if (faults.length > 0) return { kind: 'errors', errors: [...new Set(faults)], also: broken };
  return broken.length > 0 ? { kind: 'constraint', codes: broken } : { kind: 'done', count };
}
