/**
 * From an `orderBy` argument to the keys by which rows are ordered, the primary key last so that no two tie.
 * A key may be reached through to-one relations; what the viewer may not see orders as null.
 */
import { type SQL, sql, type Table } from 'drizzle-orm';
import { badUserInput } from '../../errors.ts';
import { type ColumnBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { columnOf, joinRelation, type SqlScope, visible } from './visibility.ts';

/** The values of the OrderDirection enum. */
export const orderDirections = [
  'ASC',
  'ASC_NULLS_FIRST',
  'ASC_NULLS_LAST',
  'DESC',
  'DESC_NULLS_FIRST',
  'DESC_NULLS_LAST',
] as const;
export type OrderDirection = (typeof orderDirections)[number];

export interface OrderKey {
  /** How a client would write the key, for messages and cursors: `insight.name DESC`. */
  readonly label: string;
  readonly column: ColumnBlueprint;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** Whether the value can be null: the column's own nullability, or a relation that leads nowhere. */
  readonly nullable: boolean;
  /** The value of the key for a row of the ordered table. */
  value(row: Table): SQL;
}

type OrderBy = Readonly<Record<string, unknown>>;

const maxKeys = 8;

/** The keys of an ordering, complete with defaults and tie-breaker. @throws BAD_USER_INPUT */
export function compileOrdering(
  scope: SqlScope,
  table: string,
  orderBy: readonly OrderBy[] | null | undefined,
): readonly OrderKey[] {
  const type = typeOf(scope.blueprint, table);
  if (orderBy && orderBy.length > maxKeys) {
    throw badUserInput(`orderBy takes at most ${maxKeys} keys, not ${orderBy.length}.`);
  }
  const keys = (orderBy ?? []).map((item, i) => compileKey(scope, type, item, `orderBy[${i}]`));
  if (keys.length === 0) {
    keys.push(...type.defaultOrder.map(key => columnKey(columnBlueprint(type, key), 'ASC')));
  }
  const primary = columnBlueprint(type, type.primaryKey);
  const tieBreakerAt = keys.findIndex(key => key.column === primary && !key.label.includes('.'));
  if (tieBreakerAt >= 0) return keys.slice(0, tieBreakerAt + 1);
  return [...keys, columnKey(primary, keys.at(-1)?.descending ? 'DESC' : 'ASC')];
}

function compileKey(scope: SqlScope, type: TypeBlueprint, item: OrderBy, path: string): OrderKey {
  const [name, value] = Object.entries(item)[0]!;
  const column = type.columns.find(c => c.field === name);
  if (column) return columnKey(column, value as OrderDirection);
  // To-one relations only: the schema offers no others.
  const relation = type.relations.find(r => r.field === name)!;
  const inner = compileKey(
    scope,
    typeOf(scope.blueprint, relation.target),
    value as OrderBy,
    `${path}.${name}`,
  );
  const depth = inner.label.split('.').length;
  return {
    ...inner,
    label: `${name}.${inner.label}`,
    nullable: true,
    value: row => {
      const { target, from, on } = joinRelation(scope, type.table, name, row, `o${depth}`);
      return sql`(select ${inner.value(target)} from ${from} where ${on} and ${visible(scope, relation.target, target)})`;
    },
  };
}

function columnKey(column: ColumnBlueprint, direction: OrderDirection): OrderKey {
  const descending = direction.startsWith('DESC');
  return {
    label: `${column.field} ${direction}`,
    column,
    descending,
    // PostgreSQL's default: nulls are larger than everything.
    nullsFirst: direction.endsWith('FIRST') || (descending && !direction.endsWith('LAST')),
    nullable: column.nullable,
    value: row => sql`${columnOf(row, column.key)}`,
  };
}

const columnBlueprint = (type: TypeBlueprint, key: string) => {
  const column = type.columns.find(c => c.key === key);
  if (!column) throw new Error(`Table ${type.table} cannot be ordered by its hidden column ${key}.`);
  return column;
};

/** The ORDER BY items of an ordering, or of its reverse for pages that end at a cursor. */
export function orderByItems(keys: readonly OrderKey[], row: Table, reversed: boolean): SQL[] {
  return keys.map(key => {
    const descending = key.descending !== reversed;
    const nullsFirst = key.nullsFirst !== reversed;
    const direction = descending ? sql` desc` : sql` asc`;
    // Spelled out only where it differs from the default, so that plain indexes serve.
    const nulls = nullsFirst === descending ? sql`` : nullsFirst ? sql` nulls first` : sql` nulls last`;
    return sql`${key.value(row)}${direction}${nulls}`;
  });
}
