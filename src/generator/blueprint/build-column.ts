/**
 * From one column to what clients meet of it: its scalar, its filter, its shape.
 * Refuses column types that no kind of values names.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { castType, kindOf, kinds, knownColumnTypes } from '../kinds/kinds.ts';
import type { ShapeRef } from '../shapes/shape-blueprint.ts';
import { readShapes } from '../shapes/shape-reader.ts';
import type { ColumnBlueprint, StoredColumn } from './blueprint.ts';
import { enumOf } from './build-enum.ts';
import type { Findings } from './findings.ts';
import { columnFieldName, enumName, filterName, typeName, upperFirst } from './names.ts';
import type { JsonShape } from './table-rules.ts';

const dimensionsOf = (column: PgColumn) => (column as { dimensions?: number }).dimensions ?? 0;

export const storedColumn = (key: string, column: PgColumn): StoredColumn => ({
  key,
  sqlName: column.name,
  sqlType: castType(column.getSQLType()) + (dimensionsOf(column) === 1 ? '[]' : ''),
});

/** A type that the API does not know: in PostgreSQL's words where it knows other columns of Drizzle's type. */
const unknownType = (column: PgColumn) =>
  knownColumnTypes.includes(column.columnType)
    ? `${column.columnType} (${column.getSQLType()})`
    : column.columnType;

/** What the column's own type allows; what a check does is read with the table. */
function longestOf(column: PgColumn): number | undefined {
  const [, characters] = /^(?:var)?char\((\d+)\)$/.exec(column.getSQLType()) ?? [];
  return characters === undefined ? undefined : Number(characters);
}

/** A column that clients meet; undefined where the API has no scalar for it. */
export function buildColumn(
  table: string,
  key: string,
  column: PgColumn,
  primaryKey: string,
  descriptions: Readonly<Record<string, string>> | undefined,
  problems: string[],
): ColumnBlueprint | undefined {
  const kind = kindOf(column.columnType, column.getSQLType());
  const dimensions = dimensionsOf(column);
  if (!kind || dimensions > 1) {
    problems.push(
      `Column "${table}.${key}" has the type ${kind ? column.columnType : unknownType(column)}${'[]'.repeat(dimensions)}, which the API has no scalar for. ` +
        `Hide the column in the policy, or use one of: ${knownColumnTypes.join(', ')}.`,
    );
    return undefined;
  }
  const description = descriptions?.[key];
  if (descriptions && !description) problems.push(`Column "${table}.${key}" has no description.`);
  const list = dimensions === 1;
  const scalar = kinds[kind].scalar ?? enumName(enumOf(column).enumName);
  const isPrimaryKey = key === primaryKey;
  return {
    ...storedColumn(key, column),
    field: columnFieldName(key, isPrimaryKey),
    kind,
    list,
    nullable: !column.notNull && !isPrimaryKey,
    typeName: scalar,
    filterName: filterName(scalar, list),
    orderable: !list && kinds[kind].orderable,
    longest: longestOf(column),
    labels: kind === 'enum' ? enumOf(column).enumValues : [],
    shape: undefined,
    shapeNullable: false,
    description: isPrimaryKey ? 'The primary key in the database, as it is.' : (description ?? ''),
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
  if (column.kind !== 'json' || column.list) {
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
    typeName: shapeTypeName(read.root),
  };
}

const shapeTypeName = (ref: ShapeRef): string => (ref.kind === 'list' ? shapeTypeName(ref.of) : ref.name);
