/**
 * The GraphQL API of the product: tables, policy and hand-written fields put together.
 * Needs no database and no configuration, so that tools can build it too.
 */

import type { Extension } from '../generator/extension.ts';
import { type Api, generateApi } from '../generator/generate-api.ts';
import { columnTypes } from '../model/column-types.ts';
import { constraintDescriptions, descriptionOf, descriptionOfEnum } from '../model/describe.ts';
import { shapesOf } from '../model/json-shape.ts';
import { relations } from '../model/relations.ts';
import type { ApiContext } from '../operations/api-context.ts';
import { addOperations } from '../operations/operations.ts';
import { auditTrail } from '../policy/audit-trail.ts';
import { policy } from '../policy/policy.ts';
import { viewerScope } from '../policy/viewer-scope.ts';

/**
 * Builds the API; `extend` adds to what the product has of its own.
 * @throws BlueprintError where the tables cannot be served
 */
export function buildApi(extend: (extension: Extension<ApiContext>) => void = () => {}): Api {
  return generateApi<ApiContext>(
    {
      relations,
      rules: policy,
      descriptions: {
        table: descriptionOf,
        enum: descriptionOfEnum,
        constraints: constraintDescriptions,
      },
      shapes: shapesOf,
      columnTypes,
      viewer: viewerScope,
      trail: auditTrail,
    },
    extension => {
      addOperations(extension);
      extend(extension);
    },
  );
}
