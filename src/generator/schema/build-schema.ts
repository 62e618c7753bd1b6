/**
 * Builds the GraphQL schema from the Blueprint, and from fields that are written by hand.
 * One readable list of what the schema is made of; each part has a file of its own.
 */
import type { GraphQLSchema } from 'graphql';
import type { ReadContext } from '../reads.ts';
import type { AuditTrail } from '../sql/compile-audit.ts';
import type { SqlScope } from '../sql/visibility.ts';
import { createBuilder, dynamic, type SchemaParts } from './builder.ts';
import { addConnections, addDeletedRows } from './connections.ts';
import { type Extension, extensionOf } from './extension.ts';
import { addFilters } from './filters.ts';
import { addMutations } from './mutations.ts';
import { addObjects } from './objects.ts';
import { addOrderings } from './orderings.ts';
import { addRootFields } from './root-fields.ts';
import { addScalarsAndEnums } from './scalars.ts';
import { addShapes } from './shapes.ts';
import { addUserErrors } from './user-errors.ts';

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
