/**
 * The Pothos builder, and the seam between names known at run time and Pothos' compile-time types.
 * All casts to Pothos' types live here; the rest of the generator speaks the plain interfaces below.
 */
import SchemaBuilder from '@pothos/core';
import DrizzlePlugin, { getSchemaConfig, queryFromInfo } from '@pothos/plugin-drizzle';
import {
  type AnyRelations,
  getColumns,
  is,
  type SQL,
  type Table,
  type TablesRelationalConfig,
  View,
} from 'drizzle-orm';
import { getViewConfig, PgTable } from 'drizzle-orm/pg-core';
import type { GraphQLResolveInfo } from 'graphql';
import { type Blueprint, typeOf } from '../blueprint/blueprint.ts';
import type { QueryConfig, ReadContext } from '../request.ts';
import type { DynamicBuilder } from './pothos-types.ts';
import type { SchemaParts } from './schema-parts.ts';

/** What hand-written fields are typed by; `Context` is what the server puts into every request. */
export interface BuilderTypes<Context extends ReadContext> {
  Context: Context;
  DrizzleRelations: AnyRelations;
  DefaultFieldNullability: false;
}

/** The condition under which a row exists for the viewer. */
type RowRule = (table: string) => (row: Table) => SQL;

/** A builder whose relational loads run through the request's reads. */
export function createBuilder<Context extends ReadContext>(
  registry: TablesRelationalConfig,
  blueprint: Blueprint,
  rule: RowRule,
) {
  const known = tablesOnly(registry);
  const tables = Object.keys(registry);
  return new SchemaBuilder<BuilderTypes<Context>>({
    plugins: [DrizzlePlugin],
    defaultFieldNullability: false,
    drizzle: {
      client: ((context: ReadContext) => loaderClient(context, tables, rule)) as never,
      relations: known as never,
      getTableConfig: ((table: Table) => keyConfig(known, blueprint, table)) as never,
    },
  });
}

/** All that Pothos asks of a table's configuration: the key that rows are read with. */
function keyConfig(registry: TablesRelationalConfig, blueprint: Blueprint, table: Table) {
  const type = typeOf(blueprint, Object.keys(registry).find(key => registry[key]!.table === table)!);
  const columns = getColumns(table);
  return {
    columns: [],
    primaryKeys: [{ columns: type.key.map(key => columns[key]) }],
    uniqueConstraints: [],
  };
}

/** Pothos knows columns of tables only: where there is a view, it is given a table with the view's columns. */
const tablesOnly = (registry: TablesRelationalConfig): TablesRelationalConfig =>
  Object.fromEntries(
    Object.entries(registry).map(([key, config]) => [
      key,
      is(config.table, View) ? { ...config, table: tableLike(config.table) } : config,
    ]),
  );

/** Drizzle keeps a table's columns under a symbol of its own; internal in 1.0.0-rc.4, hence the exact pin. */
function tableLike(view: View): Table {
  const { name, schema } = getViewConfig(view as never);
  const table: Table = new PgTable(name, schema, name);
  return Object.assign(table, { [Symbol.for('drizzle:Columns')]: { ...getColumns(view) } });
}

/** The builder of a schema with the given context. */
export type Builder<Context extends ReadContext> = ReturnType<typeof createBuilder<Context>>;

export const dynamic = (builder: object) => builder as unknown as DynamicBuilder;

/**
 * The part of a Drizzle database that Pothos' own loader uses, for fields that were not planned with their parent: rows that
 * were visible when the answer began have to be so still.
 */
function loaderClient({ reads }: ReadContext, tables: readonly string[], rule: RowRule) {
  const findMany = (table: string) => {
    const RAW = rule(table);
    return ({ where, ...config }: QueryConfig) =>
      reads.many(table, { ...config, where: { AND: [where, { RAW }] } });
  };
  return { query: Object.fromEntries(tables.map(table => [table, { findMany: findMany(table) }])) };
}

export interface PlanOptions {
  readonly context: ReadContext;
  readonly info: GraphQLResolveInfo;
  /** The object type whose selection is planned. */
  readonly typeName: string;
  /** Where in the field's own type its rows lie; the field itself where left out. */
  readonly paths?: readonly (readonly string[])[];
}

/** The relational query for what the document selects under a field, merged with the field's own part. */
export function planQuery(parts: SchemaParts, { paths, ...plan }: PlanOptions, own: object): QueryConfig {
  return queryFromInfo({
    config: getSchemaConfig(parts.builder as never),
    ...plan,
    ...(paths ? { paths: paths.map(path => path.map(name => ({ name }))) } : {}),
    columns: {},
    ...own,
  } as never) as QueryConfig;
}
