/**
 * The GraphQL API of the product: tables, policy and hand-written fields put together.
 * Needs no database and no configuration, so that tools can build it too.
 */
import { viewers } from '../accounts/viewers.ts';
import { generateApi } from '../generator/generate-api.ts';
import { columnTypes } from '../model/column-types.ts';
import { constraintDescriptions, descriptionOf, enumDescriptions } from '../model/describe.ts';
import { shapesOf } from '../model/json-shape.ts';
import { relations } from '../model/relations.ts';
import { idempotencyKeys } from '../model/tables/idempotency-keys.ts';
import { auditTrail } from '../policy/audit-trail.ts';
import { notices } from '../policy/notices.ts';
import { policy } from '../policy/policy.ts';
import type { ApiExtension } from './api-context.ts';
import { addOperations } from './operations.ts';

const ofTables = <Value>(of: (table: (typeof relations)[keyof typeof relations]['table']) => Value) =>
  Object.fromEntries(Object.entries(relations).map(([key, { table }]) => [key, of(table)]));

/**
 * Builds the API; `extend` adds to what the product has of its own. `rowSecurity`: for roles of row-level security.
 * @throws BlueprintError where the tables cannot be served
 */
export const buildApi = (
  extend: (extension: ApiExtension) => void = () => {},
  { rowSecurity = false }: { readonly rowSecurity?: boolean } = {},
) =>
  generateApi({
    rowSecurity,
    relations,
    policy,
    viewer: viewers,
    words: ofTables(descriptionOf),
    enums: enumDescriptions(),
    constraints: constraintDescriptions(),
    shapes: ofTables(table => Object.fromEntries(shapesOf(table))),
    columnTypes,
    trail: auditTrail,
    notices,
    idempotency: idempotencyKeys,
    extend: (extension: ApiExtension) => {
      addOperations(extension);
      extend(extension);
    },
  });
