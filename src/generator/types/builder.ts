/**
 * The Pothos builder, and the seam between names known at run time and Pothos' compile-time types.
 * All casts to Pothos' types live here; the rest of the generator speaks the plain interfaces below.
 */
import SchemaBuilder from '@pothos/core';
import DrizzlePlugin, { getSchemaConfig, queryFromInfo } from '@pothos/plugin-drizzle';
import type { AnyRelations, SQL, Table } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { GraphQLResolveInfo, ValueNode } from 'graphql';
import type { ErrorCode } from '../../errors.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Constraints } from '../blueprint/constraints.ts';
import type { JsonShape } from '../blueprint/rules.ts';
import type { CustomFilter, SqlScope } from '../list/visibility.ts';
import type { QueryConfig, ReadContext, Row } from '../read/reads.ts';

/** What hand-written fields are typed by; `Context` is what the server puts into every request. */
export interface BuilderTypes<Context extends ReadContext> {
  Context: Context;
  DrizzleRelations: AnyRelations;
  DefaultFieldNullability: false;
}

/** A type of the schema, or its name, or a list of it. */
export type TypeRef = object | string | readonly [TypeRef];

export interface FieldOptions<Source, Args> {
  readonly type: TypeRef;
  readonly nullable?: boolean | { readonly list: boolean; readonly items: boolean };
  readonly description: string;
  readonly args?: Readonly<Record<string, object>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  resolve(source: Source, args: Args, context: ReadContext, info: GraphQLResolveInfo): unknown;
}

export interface InputOptions {
  readonly type: TypeRef;
  readonly required?: boolean;
  readonly description: string;
}

export interface Fields {
  field<Source, Args = Record<string, never>>(options: FieldOptions<Source, Args>): object;
  arg(options: InputOptions): object;
}

export interface RelationFields extends Fields {
  relation(
    name: string,
    options: { readonly nullable: true; readonly description: string; readonly query: object },
  ): object;
}

export interface InputFields {
  field(options: InputOptions): object;
}

export interface InputTypeOptions {
  readonly description: string;
  readonly isOneOf?: boolean;
  fields(t: InputFields): Readonly<Record<string, object>>;
}

/** The part of the Pothos builder that the generator uses, by run-time names. */
export interface DynamicBuilder {
  drizzleObject(
    table: string,
    options: {
      readonly name: string;
      readonly description: string;
      readonly select: { readonly columns: object };
      readonly interfaces: readonly object[];
      fields(t: RelationFields): Readonly<Record<string, object>>;
    },
  ): object;
  drizzleObjectFields(type: object, fields: (t: RelationFields) => Readonly<Record<string, object>>): void;
  objectFields(type: object, fields: (t: Fields) => Readonly<Record<string, object>>): void;
  queryFields(fields: (t: Fields) => Readonly<Record<string, object>>): void;
  queryType(options: { readonly description: string }): void;
  mutationType(options: { readonly description: string }): void;
  mutationFields(fields: (t: Fields) => Readonly<Record<string, object>>): void;
  objectRef(name: string): {
    implement(options: {
      readonly description: string;
      fields(t: Fields): Readonly<Record<string, object>>;
    }): object;
  };
  interfaceRef(name: string): {
    implement(options: {
      readonly description: string;
      fields(t: Fields): Readonly<Record<string, object>>;
    }): object;
  };
  inputRef(name: string): { implement(options: InputTypeOptions): object };
  enumType(
    name: string,
    options: {
      readonly description: string;
      readonly values: Readonly<Record<string, { readonly value: string; readonly description: string }>>;
    },
  ): object;
  unionType(
    name: string,
    options: {
      readonly description: string;
      types(): readonly TypeRef[];
      resolveType(value: unknown): string;
    },
  ): object;
  scalarType(
    name: string,
    options: {
      readonly description: string;
      serialize(value: unknown): unknown;
      parseValue(value: unknown): unknown;
      parseLiteral(node: ValueNode): unknown;
    },
  ): object;
  addScalarType(name: string, scalar: object): object;
}

/** What every part of the schema is built with. */
export interface SchemaParts {
  readonly builder: DynamicBuilder;
  readonly blueprint: Blueprint;
  readonly scope: SqlScope;
  /** The types made so far, by GraphQL name. */
  readonly types: Map<string, object>;
  /** The shapes of a table's JSON columns, by column key. */
  readonly shapes: (table: string) => ReadonlyMap<string, JsonShape>;
  readonly constraints: Constraints;
  /** Members of `Where` types that are written by hand, by table and name. */
  readonly customFilters: Map<
    string,
    CustomFilter & { readonly type: TypeRef; readonly description: string }
  >;
  /** What is checked of rows before they are written, by table. */
  readonly writeChecks: Map<string, WriteCheck>;
  /** Lists of relations that are not always the relation's rows, by table and field. */
  readonly computedLists: Map<string, ComputedList>;
}

/** A row on its way into the database: its values by SQL column name, and whether it is new. */
export interface IncomingRow {
  readonly id: string;
  readonly isNew: boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Checks what neither a shape nor a constraint can. @returns what has to be mended, in places of the row's input */
export type WriteCheck = (
  row: IncomingRow,
  context: ReadContext,
) => Promise<readonly { code: ErrorCode; path: readonly string[]; message: string }[]>;

/** Decides, for one row, which rows a list of it has. */
export interface ComputedList {
  /** The columns of the row that the decision needs. */
  readonly columns: readonly string[];
  /** A condition over the target's rows that stands for the relation; undefined leaves it to the relation. */
  condition(row: Row, context: ReadContext): Promise<((target: Table) => SQL) | undefined>;
}

/** A builder whose relational loads run through the request's reads. */
export function createBuilder<Context extends ReadContext>(scope: SqlScope) {
  const tables = Object.keys(scope.relations);
  return new SchemaBuilder<BuilderTypes<Context>>({
    plugins: [DrizzlePlugin],
    defaultFieldNullability: false,
    drizzle: {
      client: ((context: ReadContext) => loaderClient(context, tables)) as never,
      relations: scope.relations as never,
      getTableConfig: ((table: Table) => getTableConfig(table as PgTable)) as never,
    },
  });
}

/** The builder of a schema with the given context. */
export type Builder<Context extends ReadContext> = ReturnType<typeof createBuilder<Context>>;

export const dynamic = (builder: object) => builder as unknown as DynamicBuilder;

/** The part of a Drizzle database that Pothos' own loader uses, for fields that were not planned with their parent. */
function loaderClient({ reads }: ReadContext, tables: readonly string[]) {
  return {
    query: Object.fromEntries(
      tables.map(table => [table, { findMany: (config: QueryConfig) => reads.many(table, config) }]),
    ),
  };
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

/** An expression that a row is selected with. */
export type Extra = (row: Table) => SQL;

/** A type made earlier, or a built-in scalar by its name. */
export function named(parts: SchemaParts, name: string): TypeRef {
  return parts.types.get(name) ?? name;
}

export type { Row };
