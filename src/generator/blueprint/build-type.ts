/**
 * From one table to its type in the Blueprint.
 * Knows which columns, relations and rules a type has; each has a file of its own.
 */
import type { Table, TablesRelationalConfig } from 'drizzle-orm';
import type { TypeBlueprint } from './blueprint.ts';
import {
  findRuleProblems,
  findSecretProblems,
  findThroughProblems,
  findWordProblems,
} from './blueprint-problems.ts';
import { buildColumn, shapeColumn, storedColumn } from './build-column.ts';
import { buildKey } from './build-key.ts';
import { buildRelation } from './build-relation.ts';
import { buildWriteBlueprint } from './build-write.ts';
import { readBounds, readConstraints, readIndexes, readReservedIndexes } from './constraints.ts';
import { noDeclarations } from './declarations.ts';
import { columnsOf, configOf, pointsElsewhere, tableKind, untypedFields } from './drizzle-tables.ts';
import type { Findings } from './findings.ts';
import { pluralName, singleName, typeName } from './names.ts';
import { findSearchProblems, readSearch } from './search-blueprint.ts';
import type { TableRules, TypeInput } from './table-rules.ts';
import { tenantPart } from './tenant.ts';
import { readUniqueKeys } from './unique-keys.ts';

/** A table of the registry. */
export interface TableSource {
  readonly key: string;
  readonly table: Table;
  readonly relations: TablesRelationalConfig[string]['relations'];
  readonly rules: TableRules;
}

/** The type of a table; undefined where it cannot be served at all. */
export function buildType(source: TableSource, input: TypeInput, found: Findings): TypeBlueprint | undefined {
  const { key, rules } = source;
  const { problems } = found;
  const { table } = source;
  const { name, schema } = configOf(table);
  const words = input.descriptions.table(table);
  const columns = Object.entries(columnsOf(table));
  const untyped = untypedFields(table);
  if (untyped.length > 0) {
    problems.push(
      `View "${key}" has expressions (${untyped.join(', ')}) whose types are not known: declare its columns, as in pgView("${name}", { total: integer() }).existing().`,
    );
    return undefined;
  }
  const primary = buildKey(key, table, rules, problems);
  if (primary === undefined) return undefined;
  const naming = {
    key: primary,
    own: !rules.key && primary.length === 1 && !pointsElsewhere(table, primary[0]!),
  };
  problems.push(
    ...findSecretProblems(
      key,
      columns.map(([column]) => column),
      rules,
    ),
    ...findRuleProblems(key, columnsOf(table), rules),
    ...findThroughProblems(key, source.relations),
    ...findWordProblems(
      `table "${key}"`,
      [...columns.map(([column]) => column), ...Object.keys(source.relations)],
      [words?.columns, words?.names?.columns, words?.deprecated],
    ),
  );
  const hidden = new Set(rules.hidden);
  const shapes = input.shapes(table);
  const bounds = readBounds(table);
  const visible = columns.flatMap(([columnKey, column]) => {
    if (hidden.has(columnKey)) return [];
    const own = buildColumn(columnKey, column, { table: key, naming, rules, words, input }, found);
    if (!own) return [];
    const built = { ...own, longest: bounds.get(own.sqlName) ?? own.longest };
    const shape = shapes.get(columnKey);
    return [shape ? shapeColumn(built, shape, key, found) : built];
  });
  const instant = (columnKey: string) =>
    visible.some(c => c.key === columnKey && c.kind === 'instant' && !c.list) ? columnKey : undefined;
  const search = readSearch(table);
  problems.push(...findSearchProblems(key, search, visible));
  const type: TypeBlueprint = {
    table: key,
    sql: { schema, name, kind: tableKind(table) },
    name: words?.names?.type ?? typeName(key),
    single: words?.names?.one ?? singleName(key),
    plural: words?.names?.many ?? pluralName(key),
    description: words?.row,
    key: primary,
    stored: columns.map(([columnKey, column]) => storedColumn(columnKey, column)),
    columns: visible,
    relations: Object.entries(source.relations).map(([field, relation]) =>
      buildRelation(key, field, relation, input.relations, words),
    ),
    timestamps: { created: instant('createdAt'), updated: instant('updatedAt') },
    softDelete: rules.softDelete,
    read: rules.read,
    guests: rules.guests,
    tenant: tenantPart(rules.read)?.column,
    defaultOrder: instant('createdAt') ? ['createdAt'] : [],
    write: undefined,
    abilities: undefined,
    indexes: readIndexes(table),
    reservedIndexes: readReservedIndexes(table),
    uniqueKeys: readUniqueKeys(table, { columns: visible, key: primary, softDelete: rules.softDelete }),
    search,
    ...(rules.notifies ? { notifies: rules.notifies } : {}),
    constraints: readConstraints(table, input.descriptions),
    ...noDeclarations,
  };
  return { ...type, write: buildWriteBlueprint(type, table, rules, input.relations, problems) };
}
