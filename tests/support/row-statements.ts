/**
 * One row as plain SQL writes it: made, changed, removed or brought back, and selected as it is and as it would be.
 * Refuses to know who may do that.
 */
import type { TypeBlueprint } from '../../src/generator/blueprint/blueprint.ts';
import type { ForeignCommand, Given } from './foreign-commands.ts';
import type { ForeignWorld } from './foreign-world.ts';
import { columnSql, idSql, literal, quoted, tableSql } from './plain-sql.ts';

/** The ids that new rows got: of the row itself under `main`, of others under their client's keys. */
export type MadeIds = ReadonlyMap<string, string>;

/** Who writes, and the ids that new rows got. */
export interface Written {
  readonly viewer: string;
  readonly made: MadeIds;
}

/** One row to write: where it is told of, and where its values are. */
export interface Item {
  readonly operation: ForeignCommand['operation'];
  readonly id: string | undefined;
  readonly given: Given;
  /** Expressions that tie it to the row it belongs to. */
  readonly fixed?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly path: string;
  readonly valuesAt?: string;
}

export class RowStatements {
  private invented = 0;
  private readonly world: ForeignWorld;

  constructor(world: ForeignWorld) {
    this.world = world;
  }

  /** The row as it is, and as it would be, in place of `t`. */
  selects(trial: Written, type: TypeBlueprint, { operation, id, given, fixed = {}, key }: Item) {
    const from =
      id === undefined ? '' : ` from ${tableSql(type)} x where ${idSql(type, 'x')} = ${literal(id)}`;
    const before = id === undefined ? undefined : `select x.*${from}`;
    const isSet = operation === 'create' || operation === 'update';
    const values =
      operation === 'create' ? this.newValues(trial, type, given, fixed, key) : valuesOf(type, given);
    const columns = type.stored.map(
      stored =>
        `${values[stored.key] ?? (id === undefined ? `null::${plainType(stored.sqlType)}` : columnSql(type, stored.key, 'x'))} as ${quoted(stored.sqlName)}`,
    );
    return { before, after: isSet ? `select ${columns.join()}${from}` : undefined };
  }

  write(trial: Written, type: TypeBlueprint, item: Item): string {
    const { operation, id, given, fixed = {}, key } = item;
    const named = `where ${idSql(type, 't')} = ${literal(id ?? '')}`;
    const returning = `returning ${idSql(type, 't')} as id`;
    const { softDelete } = type;
    const mark = (value: string) =>
      `update ${tableSql(type)} t set ${quoted(sqlNameIn(type, softDelete!.column))} = ${value} ${named} ${returning}`;
    if (operation === 'restore') return mark('null');
    if (operation === 'delete')
      return softDelete ? mark('now()') : `delete from ${tableSql(type)} t ${named} ${returning}`;
    const values =
      operation === 'create' ? this.newValues(trial, type, given, fixed, key) : valuesOf(type, given);
    const names = Object.keys(values).map(each => quoted(sqlNameIn(type, each)));
    if (operation === 'create')
      return `insert into ${tableSql(type)} as t (${names.join()}) overriding system value values (${Object.values(values).join()}) ${returning}`;
    if (names.length === 0) return `select ${idSql(type, 't')} as id from ${tableSql(type)} t ${named}`;
    return `update ${tableSql(type)} t set ${Object.values(values)
      .map((value, i) => `${names[i]} = ${value}`)
      .join()} ${named} ${returning}`;
  }

  /** What a new row has: what was given, what the server fills, and the key that it got. */
  private newValues(
    { made, viewer }: Written,
    type: TypeBlueprint,
    given: Given,
    fixed: Readonly<Record<string, string>>,
    key: string | undefined,
  ): Record<string, string> {
    const fills = Object.entries(this.world.plan.tables[type.table]!.fills ?? {}).map(
      ([column, fact]) => [column, this.world.factFor(viewer, fact)] as const,
    );
    const values = { ...Object.fromEntries(fills), ...valuesOf(type, given), ...fixed };
    const id = made.get(key ?? '');
    const parts = id === undefined ? undefined : keyTexts(type, id);
    type.key.forEach((column, i) => {
      if (parts) values[column] = `${literal(parts[i]!)}::${castOf(type, column)}`;
      // Of a row that is not made, any key will do that no other has.
      else values[column] ??= inventedKey(castOf(type, column), ++this.invented);
    });
    return values;
  }
}

/** A geometry is cast to without saying of what. */
const plainType = (sqlType: string) => sqlType.replace(/^geometry\([^)]*\)/, 'geometry');
export const castOf = (type: TypeBlueprint, key: string) =>
  plainType(type.stored.find(column => column.key === key)!.sqlType);
const sqlNameIn = (type: TypeBlueprint, key: string) =>
  type.stored.find(column => column.key === key)!.sqlName;

const valuesOf = (type: TypeBlueprint, given: Given): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).map(([key, { text }]) => [
      key,
      `${text === null ? 'null' : literal(text)}::${castOf(type, key)}`,
    ]),
  );

/** The values of a key, as a global id has them. */
function keyTexts(type: TypeBlueprint, id: string): string[] {
  const text = Buffer.from(id, 'base64url').toString();
  const key = text.slice(text.indexOf(':') + 1);
  if (type.key.length === 1) return [key];
  return key.split(':').map(part => part.replaceAll('%3A', ':').replaceAll('%25', '%'));
}

const inventedKey = (sqlType: string, n: number): string =>
  sqlType === 'uuid' ? 'gen_random_uuid()' : `${literal(String(20_000_000 + n))}::${sqlType}`;
