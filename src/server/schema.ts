/**
 * The GraphQL schema of the product: tables, policy and hand-written fields put together.
 * Needs no database and no configuration, so that tools can build it too.
 */

import type { TablesRelationalConfig } from 'drizzle-orm';
import type { GraphQLSchema } from 'graphql';
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import { buildBlueprint } from '../generator/blueprint/build-blueprint.ts';
import { readConstraints } from '../generator/blueprint/constraints.ts';
import type { Rules } from '../generator/blueprint/table-rules.ts';
import { buildSchema } from '../generator/build-schema.ts';
import type { Extension } from '../generator/extension.ts';
import { withRelationAliases } from '../generator/read/relation-aliases.ts';
import { descriptionOf, descriptionOfConstraint, descriptionOfEnum } from '../model/describe.ts';
import { shapesOf } from '../model/json-shape.ts';
import { relations, type TableName } from '../model/relations.ts';
import type { ApiContext } from '../operations/api-context.ts';
import { addOperations } from '../operations/operations.ts';
import { auditTrail } from '../policy/audit-trail.ts';
import { policy } from '../policy/policy.ts';

export interface Api {
  readonly schema: GraphQLSchema;
  readonly blueprint: Blueprint;
  /** The registry with which relational queries of this schema are built. */
  readonly relations: TablesRelationalConfig;
}

/**
 * Builds the API; `extend` adds to what the product has of its own.
 * @throws BlueprintError where the tables cannot be served
 */
export function buildApi(extend: (extension: Extension<ApiContext>) => void = () => {}): Api {
  // Each rule takes its own table's row; the generator hands it exactly that one.
  const rules = policy as unknown as Rules;
  const blueprint = buildBlueprint({
    relations,
    rules,
    descriptions,
    shapes: shapesOf,
  });
  const registry = withRelationAliases(relations);
  const scope = { relations: registry, rules, blueprint };
  return {
    schema: buildSchema<ApiContext>(
      scope,
      { shapes: shapesOfTable, constraints: readConstraints(relations, descriptions), trail: auditTrail },
      extension => {
        addOperations(extension);
        extend(extension);
      },
    ),
    blueprint,
    relations: registry,
  };
}

const descriptions = { table: descriptionOf, enum: descriptionOfEnum, constraint: descriptionOfConstraint };

const shapesOfTable = (table: string) => shapesOf(relations[table as TableName].table);
