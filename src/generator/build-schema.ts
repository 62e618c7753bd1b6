/**
 * Builds the GraphQL schema from the Blueprint, and from fields that are written by hand.
 * One readable list of what the schema is made of; each part has a file of its own.
 */
import type { GraphQLSchema } from 'graphql';
import { type Extension, extensionOf } from './extension.ts';
import type { SqlScope } from './list/visibility.ts';
import type { ReadContext } from './request.ts';
import { addRootFields } from './read/root-fields.ts';
import { createBuilder, dynamic, type SchemaParts } from './types/builder.ts';
import { addConnections, addDeletedRows } from './types/connections.ts';
import { addFilters } from './types/filters.ts';
import { addObjects } from './types/objects.ts';
import { addOrderings } from './types/orderings.ts';
import { addScalarsAndEnums } from './types/scalars.ts';
import { addShapes } from './types/shapes.ts';
import { addUserErrors } from './types/user-errors.ts';
import type { AuditTrail } from './write/compile-audit.ts';
import { addMutations } from './write/mutations.ts';

export interface SchemaOptions {
  readonly shapes: SchemaParts['shapes'];
  readonly constraints: SchemaParts['constraints'];
  /** Where writes leave their trail. */
  readonly trail: AuditTrail;
}

/** Builds the schema; its parts come in the order in which they refer to each other. */
export function buildSchema<Context extends ReadContext>(
  fixed: Omit<SqlScope, 'customFilters'>,
  { shapes, constraints, trail }: SchemaOptions,
  extend: (extension: Extension<Context>) => void,
): GraphQLSchema {
  const customFilters: SchemaParts['customFilters'] = new Map();
  const scope: SqlScope = { ...fixed, customFilters };
  const builder = createBuilder<Context>(scope);
  const parts: SchemaParts = {
    builder: dynamic(builder),
    blueprint: scope.blueprint,
    scope,
    types: new Map(),
    shapes,
    constraints,
    customFilters,
    computedLists: new Map(),
    writeChecks: new Map(),
  };
  addScalarsAndEnums(parts.builder, parts.blueprint, parts.types);
  addShapes(parts);
  addDeletedRows(parts);
  addFilters(parts);
  addOrderings(parts);
  addObjects(parts);
  addConnections(parts);
  addRootFields(parts);
  addUserErrors(parts);
  addMutations(parts, trail);
  extend(extensionOf(parts, builder));
  return builder.toSchema();
}
