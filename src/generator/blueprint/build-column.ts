/**
 * From one column to what clients meet of it: its scalar, its filter, its shape.
 * Refuses column types that no kind of values names.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { kindOf, kinds, knownColumnTypes } from '../kinds/kinds.ts';
import { castType } from '../kinds/sql-types.ts';
import type { ShapeRef } from '../shapes/shape-blueprint.ts';
import { readShapes } from '../shapes/shape-reader.ts';
import type { ColumnBlueprint, StoredColumn } from './blueprint.ts';
import { buildEnum, enumOf, enumSql } from './build-enum.ts';
import type { Findings } from './findings.ts';
import { columnFieldName, filterName, typeName, upperFirst } from './names.ts';
import type { JsonShape, TableRules, TableWords, TypeInput } from './table-rules.ts';

export function storedColumn(key: string, column: PgColumn): StoredColumn {
  const declared = /^PgEnum/.test(column.columnType) ? enumOf(column) : undefined;
  const type = declared ? enumSql(declared) : castType(column.getSQLType());
  // To PostgreSQL, arrays of any number of dimensions are of one type.
  return { key, sqlName: column.name, sqlType: `${type}${column.dimensions > 0 ? '[]' : ''}` };
}

/** What the column's own type allows; what a check does is read with the table. */
function longestOf(column: PgColumn): number | undefined {
  const [, characters] = /^(?:var)?char\((\d+)\)$/.exec(column.getSQLType()) ?? [];
  return characters === undefined ? undefined : Number(characters);
}

/** How the rows of a table are named. */
export interface RowNaming {
  readonly key: readonly string[];
  /** Whether the key is one column, primary, that points to no other row. */
  readonly own: boolean;
}

/** What a column is read with. */
export interface ColumnInput {
  /** The registry key of the table. */
  readonly table: string;
  readonly naming: RowNaming;
  readonly rules: TableRules;
  readonly words: TableWords | undefined;
  readonly input: Pick<TypeInput, 'descriptions' | 'columnTypes'>;
}

/** A column that clients meet; undefined where the API has no scalar for it. */
export function buildColumn(
  key: string,
  column: PgColumn,
  { table, naming, rules, words, input }: ColumnInput,
  found: Findings,
): ColumnBlueprint | undefined {
  const sqlType = column.getSQLType();
  const kind = kindOf(column.columnType, sqlType, input.columnTypes);
  if (!kind) {
    found.problems.push(
      `Column "${table}.${key}" has the type ${column.columnType} (${sqlType}), which the API has no scalar for. ` +
        `Hide the column in the policy, name its type in "columnTypes", or use one of: ${knownColumnTypes.join(', ')}.`,
    );
    return undefined;
  }
  const declared = kind === 'enum' ? buildEnum(enumOf(column)!, input.descriptions, found) : undefined;
  const scalar = declared?.name ?? kinds[kind].scalar!;
  const list = column.dimensions > 0;
  const isKey = naming.key.includes(key);
  const isUuid = kind === 'uuid' && !list;
  const read = rules.columns?.[key]?.read;
  const nullable = !column.notNull && !isKey;
  return {
    ...storedColumn(key, column),
    field: words?.names?.columns?.[key] ?? columnFieldName(key, isUuid, isKey && naming.own),
    kind,
    mapped: column.columnType === 'PgCustomColumn',
    list,
    dimensions: column.dimensions,
    nullable: nullable || read !== undefined,
    nullableItems: list && !rules.withoutNulls?.includes(key),
    typeName: scalar,
    filterName: filterName(scalar, list),
    orderable: !list && kinds[kind].orderable,
    restricted: read && { read, nullable },
    shownAs: rules.columns?.[key]?.shownAs,
    longest: longestOf(column),
    labels: declared?.values.map(({ name, value }) => ({ name, value })) ?? [],
    shape: undefined,
    shapeNullable: false,
    description:
      isKey && naming.own && isUuid ? 'The primary key in the database, as it is.' : words?.columns?.[key],
    deprecated: words?.deprecated?.[key],
  };
}

/** A JSON column with a schema. It is nullable: what other hands wrote may not be what the schema says. */
export function shapeColumn(
  column: ColumnBlueprint,
  shape: JsonShape,
  table: string,
  { shapes, shapeOwners, problems }: Findings,
): ColumnBlueprint {
  const where = `${table}.${column.key}`;
  if (column.kind !== 'json' || column.list || column.mapped) {
    problems.push(`Column "${where}" has a shape, but is not a JSON column.`);
    return column;
  }
  if (shape.problems.length > 0) {
    problems.push(...shape.problems.map(problem => `The shape of column "${where}" ${problem}.`));
    return column;
  }
  const read = readShapes(shape.jsonSchema, `${typeName(table)}${upperFirst(column.key)}`);
  problems.push(...read.problems.map(problem => `The shape of column "${where}" ${problem}.`));
  for (const [name, named] of read.shapes) {
    const known = shapes.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(named)) {
      problems.push(
        `The shape "${name}" of column "${where}" differs from the one of column "${shapeOwners.get(name)}": give one of them another name with .meta({ id }).`,
      );
    }
    if (known) continue;
    shapes.set(name, named);
    shapeOwners.set(name, where);
  }
  return {
    ...column,
    nullable: true,
    shape: read.root,
    shapeNullable: read.nullable,
    ...(column.nullable || read.nullable ? {} : { isNullOnlyByError: true }),
    typeName: shapeTypeName(read.root),
  };
}

const shapeTypeName = (ref: ShapeRef): string => (ref.kind === 'list' ? shapeTypeName(ref.of) : ref.name);
