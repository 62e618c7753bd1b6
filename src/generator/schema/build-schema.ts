/**
 * Builds the GraphQL schema from the Blueprint, and from fields that are written by hand.
 * One readable list of what the schema is made of; each part has a file of its own.
 */
import { and, type SQL, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { typeOf } from '../blueprint.ts';
import type { ReadContext, Row } from '../reads.ts';
import { type SqlScope, visible } from '../sql/visibility.ts';
import {
  type Builder,
  createBuilder,
  dynamic,
  type Extra,
  named,
  planQuery,
  type SchemaParts,
} from './builder.ts';
import { addConnections, addDeletedRows } from './connections.ts';
import { addFilters } from './filters.ts';
import { addObjects } from './objects.ts';
import { addOrderings } from './orderings.ts';
import { addRootFields } from './root-fields.ts';
import { addScalarsAndEnums } from './scalars.ts';

export interface ComputedField {
  /** The GraphQL name of the field's scalar or enum. */
  readonly type: string;
  readonly nullable: boolean;
  readonly description: string;
  /** The value, for a row of the table. */
  readonly sql: Extra;
}

/** What hand-written fields are added with. */
export interface Extension<Context extends ReadContext> {
  readonly builder: Builder<Context>;
  /** A generated type by its GraphQL name, as Pothos' field options take it. */
  type(name: string): never;
  /** Adds a field whose value is an expression over its row, read with the row. */
  addComputedField(table: string, name: string, field: ComputedField): void;
  /** The visible row that meets a condition, read with what the document selects under the field; or null. */
  readRow(
    table: string,
    condition: (row: Table) => SQL,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): Promise<Row | null>;
}

/** Builds the schema; its parts come in the order in which they refer to each other. */
export function buildSchema<Context extends ReadContext>(
  scope: SqlScope,
  extend: (extension: Extension<Context>) => void,
): GraphQLSchema {
  const builder = createBuilder<Context>(scope);
  const parts: SchemaParts = {
    builder: dynamic(builder),
    blueprint: scope.blueprint,
    scope,
    types: new Map(),
  };
  addScalarsAndEnums(parts.builder, parts.blueprint, parts.types);
  addDeletedRows(parts);
  addFilters(parts);
  addOrderings(parts);
  addObjects(parts);
  addConnections(parts);
  addRootFields(parts);
  extend(extension(parts, builder));
  return builder.toSchema();
}

function extension<Context extends ReadContext>(
  parts: SchemaParts,
  builder: Builder<Context>,
): Extension<Context> {
  return {
    builder,
    type: name => named(parts, name) as never,
    addComputedField: (table, name, { type, nullable, description, sql }) => {
      const member = `@${name}`;
      parts.builder.objectFields(named(parts, typeOf(parts.blueprint, table).name) as object, t => ({
        [name]: t.field<Row>({
          type: named(parts, type),
          nullable,
          description,
          extensions: { pothosDrizzleSelect: { columns: {}, extras: { [member]: sql } } },
          resolve: row => row[member],
        }),
      }));
    },
    readRow: (table, condition, context, info) => {
      const { name } = typeOf(parts.blueprint, table);
      const where = { RAW: (row: Table) => and(condition(row), visible(parts.scope, table, row)) };
      return context.reads.first(table, planQuery(parts, { context, info, typeName: name }, { where }));
    },
  };
}
