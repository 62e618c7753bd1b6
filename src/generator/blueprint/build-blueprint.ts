/**
 * Builds the Blueprint from the registry, the rules and the descriptions, and refuses what it cannot serve.
 * All problems are found before any is reported, each with its table and column.
 */
import { getColumns, Many, type Relation, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { findReferenceProblems } from '../shapes/references.ts';
import type { NamedShape, ShapeRef } from '../shapes/shape-blueprint.ts';
import { readShapes } from '../shapes/shape-reader.ts';
import {
  type Blueprint,
  type ColumnBlueprint,
  deepFreeze,
  type EnumBlueprint,
  type RelationBlueprint,
  type TypeBlueprint,
} from './blueprint.ts';
import {
  findNameProblems,
  findRuleProblems,
  findSecretProblems,
  findThroughProblems,
} from './blueprint-problems.ts';
import { castType, isOrderable, kindOf, knownColumnTypes, scalarByKind } from './column-kinds.ts';
import {
  columnFieldName,
  enumName,
  enumValueName,
  filterName,
  singleName,
  typeName,
  upperFirst,
  words,
} from './names.ts';
import type { Descriptions, JsonShape, Rules, ShapesOf, TableRules } from './rules.ts';
import { buildWriteBlueprint } from './write-blueprint.ts';

export interface BlueprintInput {
  readonly relations: TablesRelationalConfig;
  readonly rules: Rules;
  readonly descriptions: Descriptions;
  readonly shapes: ShapesOf;
}

/** The schema cannot be generated; the message lists every problem with its table and column. */
export class BlueprintError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The API cannot be generated from the tables:\n${problems.map(p => `  - ${p}`).join('\n')}`);
    this.name = 'BlueprintError';
    this.problems = problems;
  }
}

/** Builds the frozen Blueprint. @throws BlueprintError */
export function buildBlueprint(input: BlueprintInput): Blueprint {
  const problems: string[] = [];
  const enums = new Map<string, EnumBlueprint>();
  const shapes = new Map<string, NamedShape>();
  const shapeOwners = new Map<string, string>();
  const types: Record<string, TypeBlueprint> = {};
  for (const [key, config] of Object.entries(input.relations)) {
    const rules = input.rules[key];
    if (!rules) {
      problems.push(`Table "${key}" has no policy entry: say who may read it in the policy.`);
      continue;
    }
    const type = buildType(key, config, rules, input, { enums, shapes, shapeOwners, problems });
    if (type) types[key] = type;
  }
  const blueprint = { types, enums: [...enums.values()], shapes: Object.fromEntries(shapes) };
  problems.push(...findNameProblems(blueprint), ...findReferenceProblems(blueprint));
  if (problems.length > 0) throw new BlueprintError(problems);
  return deepFreeze(blueprint);
}

function buildType(
  key: string,
  config: TablesRelationalConfig[string],
  rules: TableRules,
  input: BlueprintInput,
  found: Findings,
): TypeBlueprint | undefined {
  const { problems } = found;
  const table = config.table as PgTable;
  const described = input.descriptions.table(table as Table);
  if (!described) problems.push(`Table "${key}" has no description: add describeTable() to its file.`);
  const { columns: all, primaryKeys } = getTableConfig(table);
  const columns = Object.entries(getColumns(table) as Record<string, PgColumn>);
  const primary = columns.filter(([, column]) => column.primary);
  if (primaryKeys.length > 0 || primary.length > 1) {
    problems.push(`Table "${key}" has a primary key of several columns; one column is needed for its ids.`);
    return undefined;
  }
  if (primary[0]?.[1].columnType !== 'PgUUID') {
    problems.push(
      all.length === 0 || primary.length === 0
        ? `Table "${key}" has no primary key: its rows could be neither named nor paged through.`
        : `Table "${key}" has a primary key "${primary[0]?.[0]}" that is not a uuid; ids are made of UUIDs.`,
    );
    return undefined;
  }
  const primaryKey = primary[0][0];
  problems.push(...findSecretProblems(key, Object.keys(getColumns(table)), rules));
  problems.push(...findRuleProblems(key, Object.fromEntries(columns), primaryKey, rules));
  const hidden = new Set(rules.hidden);
  const shapes = input.shapes(table as Table);
  const visible = columns.flatMap(([columnKey, column]) => {
    if (hidden.has(columnKey)) return [];
    const built = buildColumn(key, columnKey, column, primaryKey, described?.columns, problems);
    if (!built) return [];
    if (built.kind === 'enum') addEnum(column, input.descriptions, found, `${key}.${columnKey}`);
    const shape = shapes.get(columnKey);
    return [shape ? shapeColumn(built, shape, key, found) : built];
  });
  const relations = Object.entries(config.relations).map(([field, relation]) =>
    buildRelation(key, field, relation as Relation, input.relations),
  );
  problems.push(...findThroughProblems(key, config.relations as Record<string, Relation>));
  const type: TypeBlueprint = {
    table: key,
    name: typeName(key),
    single: singleName(key),
    plural: key,
    description: described?.row ?? '',
    primaryKey,
    columns: visible,
    relations,
    softDelete: rules.softDelete?.column,
    defaultOrder: visible.some(c => c.key === 'createdAt') ? ['createdAt'] : [],
    write: undefined,
  };
  return { ...type, write: buildWriteBlueprint(type, table, rules, input.relations, problems) };
}

/** What the tables have in common, collected while they are read. */
interface Findings {
  readonly enums: Map<string, EnumBlueprint>;
  readonly shapes: Map<string, NamedShape>;
  /** The column that each shape was first met in. */
  readonly shapeOwners: Map<string, string>;
  readonly problems: string[];
}

/** A JSON column with a schema. It is nullable: what other hands wrote may not be what the schema says. */
function shapeColumn(
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

function buildColumn(
  table: string,
  key: string,
  column: PgColumn,
  primaryKey: string,
  descriptions: Readonly<Record<string, string>> | undefined,
  problems: string[],
): ColumnBlueprint | undefined {
  const kind = kindOf(column.columnType);
  const dimensions = (column as { dimensions?: number }).dimensions ?? 0;
  if (!kind || dimensions > 1) {
    problems.push(
      `Column "${table}.${key}" has the type ${column.columnType}${'[]'.repeat(dimensions)}, which the API has no scalar for. ` +
        `Hide the column in the policy, or use one of: ${knownColumnTypes.join(', ')}.`,
    );
    return undefined;
  }
  const description = descriptions?.[key];
  if (descriptions && !description) problems.push(`Column "${table}.${key}" has no description.`);
  const list = dimensions === 1;
  const scalar = kind === 'enum' ? enumName(enumOf(column).enumName) : scalarByKind[kind];
  const isPrimaryKey = key === primaryKey;
  return {
    key,
    field: columnFieldName(key, isPrimaryKey),
    kind,
    list,
    nullable: !column.notNull && !isPrimaryKey,
    sqlType: castType(column.getSQLType()) + (list ? '[]' : ''),
    typeName: scalar,
    filterName: filterName(scalar, list),
    orderable: isOrderable(kind, list),
    labels: kind === 'enum' ? enumOf(column).enumValues : [],
    shape: undefined,
    shapeNullable: false,
    description: isPrimaryKey ? 'The primary key in the database, as it is.' : (description ?? ''),
  };
}

function buildRelation(
  table: string,
  field: string,
  relation: Relation,
  registry: TablesRelationalConfig,
): RelationBlueprint {
  const target = relation.targetTableName;
  const many = relation instanceof Many || relation.relationType === 'many';
  const through = relation.throughTable
    ? Object.keys(registry).find(key => registry[key]?.table === relation.throughTable)
    : undefined;
  const owner = words(singleName(table));
  return {
    field,
    target,
    many,
    through,
    description: many
      ? `The ${words(field)} of the ${owner}, page by page; only those the viewer may see.`
      : `The ${words(field)} of the ${owner}; null where there is none, or none that the viewer may see.`,
  };
}

function addEnum(
  column: PgColumn,
  descriptions: Descriptions,
  { enums, problems }: Findings,
  where: string,
): void {
  const { enumName: sqlName, enumValues } = enumOf(column);
  if (enums.has(sqlName)) return;
  const described = descriptions.enum(sqlName);
  if (!described)
    problems.push(`Enum "${sqlName}" of column "${where}" has no description: add describeEnum().`);
  enums.set(sqlName, {
    name: enumName(sqlName),
    description: described?.meaning ?? '',
    values: enumValues.map(value => ({
      name: enumValueName(value),
      value,
      description: described?.values[value] ?? '',
    })),
  });
}

const enumOf = (column: PgColumn) =>
  (column as unknown as { enum: { enumName: string; enumValues: readonly string[] } }).enum;
