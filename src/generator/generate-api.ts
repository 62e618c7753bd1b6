/**
 * The entry: tables, relations, rules and fields written by hand, made into a schema and the Blueprint that it is made from.
 * One readable list of what the schema consists of; each part has a file of its own.
 */
import { getTableName, type Table, type TablesRelationalConfig } from 'drizzle-orm';
import { GraphQLSchema, isNullableType, isObjectType } from 'graphql';
import { type ApiOptions, blueprintInput } from './api-options.ts';
import { type Blueprint, typeOf } from './blueprint/blueprint.ts';
import { buildBlueprint, withDeclarations } from './blueprint/build-blueprint.ts';
import type { NoViewer, ViewerBlueprint } from './blueprint/viewer-blueprint.ts';
import { collectDeclarations } from './collect-declarations.ts';
import { extensionOf } from './extension.ts';
import type { WriteHooks } from './hooks/write-hook.ts';
import type { HandWrittenFilters } from './list/parse-where.ts';
import { visible } from './list/visibility.ts';
import { addAbilities } from './read/abilities.ts';
import { resolveInParts } from './read/answer-parts.ts';
import { addObjects } from './read/objects.ts';
import { type Operation, type PreparedOperation, prepareOperation } from './read/prepare-operation.ts';
import { withRelationAliases } from './read/relation-aliases.ts';
import { addRootFields } from './read/root-fields.ts';
import { versionFields } from './read/versions.ts';
import { withholdFields } from './read/withheld-fields.ts';
import type { ReadContext } from './request.ts';
import { securedBlueprint } from './row-security/read-columns.ts';
import type { Registry } from './rules/vocabulary.ts';
import { type AnyTableSchemas, type TableSchemas, tableSchemas } from './schemas/table-schemas.ts';
import { toDrizzle } from './sql/drizzle-sql.ts';
import { createBuilder, dynamic } from './types/builder.ts';
import { addConnections, addDeletedRows } from './types/connections.ts';
import { directives, nullOnlyByError } from './types/directives.ts';
import { addFilters } from './types/filters.ts';
import { addLookups } from './types/lookups.ts';
import { addOrderings } from './types/orderings.ts';
import { addScalarsAndEnums } from './types/scalars.ts';
import type { SchemaParts } from './types/schema-parts.ts';
import { addShapes } from './types/shapes.ts';
import { addUserErrors } from './types/user-errors.ts';
import { addMutations } from './write/mutations.ts';
import { OwnWrites } from './write/own-write.ts';

export interface Api<
  V extends ViewerBlueprint = ViewerBlueprint,
  S extends AnyTableSchemas = AnyTableSchemas,
> {
  readonly schema: GraphQLSchema;
  readonly blueprint: Blueprint;
  /** The registry with which relational queries of this schema are built. */
  readonly relations: TablesRelationalConfig;
  /** Filters written by hand, by which the Blueprint's arguments are read. */
  readonly filters: HandWrittenFilters;
  /** What runs after rows were written, by name. */
  readonly hooks: WriteHooks;
  /** Zod schemas of the tables' rows, by which code beside the API checks what it is given. */
  readonly schemas: S;
  /** Writes by its mutations, for who is known already. */
  readonly writes: OwnWrites;
  /** What rules ask about who asks, with all that it was given for whoever serves the API; undefined for nothing. */
  readonly viewer: V | undefined;
  /**
   * Reads the arguments of an operation's lists, and counts what it would write and cost, which has to be done before it is executed.
   * @returns what is wrong with it, in which case it is not executed, or what it costs
   */
  prepare(operation: Operation, context: ReadContext): PreparedOperation;
}

/**
 * Generates the API of the tables.
 * @throws BlueprintError where they cannot be served
 */
export function generateApi<
  const R extends Registry,
  V extends ViewerBlueprint = NoViewer,
  Context extends ReadContext = ReadContext,
>(options: ApiOptions<R, V, Context>): Api<V, TableSchemas<R>>;
export function generateApi(options: ApiOptions<Registry, ViewerBlueprint>): Api {
  const input = blueprintInput(options);
  const whole = buildBlueprint(input);
  const asked = (of: Blueprint) => (options.rowSecurity ? securedBlueprint(of) : of);
  const tables = asked(whole);
  const registry = withRelationAliases(input.relations);
  const builder = createBuilder<ReadContext>(registry, tables, table => {
    const condition = visible(tables, typeOf(tables, table), 'INCLUDE');
    return row => toDrizzle(condition, getTableName(row));
  });
  const declared = collectDeclarations(input.relations);
  const shapes = (table: string) => input.shapes(input.relations[table]!.table as Table);
  let parts: SchemaParts | undefined;
  const built = () => {
    if (!parts) throw new Error('The schema is not built yet: this can be used by a resolver only.');
    return parts;
  };
  const writes = new OwnWrites(() => api);
  for (const field of versionFields(tables)) declared.add('computed', tables.trail!.table, field);
  options.extend?.(extensionOf(builder, declared, { blueprint: tables, registry, shapes, writes }, built));
  parts = {
    ...declared.implementations,
    builder: dynamic(builder),
    blueprint: asked(withDeclarations(whole, declared.declarations())),
    registry,
    types: new Map(),
    shapes,
  };
  addTypes(parts);
  const schema = withoutHollowMutation(builder.toSchema({ directives }));
  resolveInParts(schema);
  withholdFields(schema);
  assertNullableMutations(schema);
  markPayloads(schema);
  const api: Api = {
    schema,
    blueprint: parts.blueprint,
    relations: registry,
    filters: parts.filters,
    hooks: declared.hooks(),
    schemas: tableSchemas({ ...parts, relations: input.relations }),
    writes,
    viewer: options.viewer,
    prepare: (operation, context) => prepareOperation(built(), operation, context),
  };
  return api;
}

/** Where nothing can be written there is no type for it: GraphQL has none without fields. */
function withoutHollowMutation(schema: GraphQLSchema): GraphQLSchema {
  const mutation = schema.getMutationType();
  if (!mutation || Object.keys(mutation.getFields()).length > 0) return schema;
  const config = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    mutation: null,
    types: config.types.filter(type => type !== mutation),
  });
}

/** A root field that must not be null would take the others with it when it fails, and with them what they wrote. */
function assertNullableMutations(schema: GraphQLSchema): void {
  for (const { name, type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    if (!isNullableType(type))
      throw new Error(`Mutation.${name} must be nullable: what was done before it failed has to be told.`);
  }
}

/** They are nullable for the sake of others: a payload is null for an error only, unless its declaration has directives of its own. */
function markPayloads(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}))
    if (isObjectType(field.type)) field.extensions = { ...nullOnlyByError, ...field.extensions };
}

/** What a schema consists of, in the order in which its parts refer to each other. */
function addTypes(parts: SchemaParts): void {
  addScalarsAndEnums(parts.builder, parts.blueprint, parts.types);
  addShapes(parts);
  addDeletedRows(parts);
  addFilters(parts);
  addOrderings(parts);
  addAbilities(parts);
  addObjects(parts);
  addConnections(parts);
  addLookups(parts);
  addRootFields(parts);
  addUserErrors(parts);
  addMutations(parts);
}
