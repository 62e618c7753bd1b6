/**
 * The members of an input for one row: its columns, new rows that it points to, and those that belong to it.
 * Knows which there are; each of them is made elsewhere.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import type { InputFields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { ownedInputs } from './owned-inputs.ts';
import { referredInputs } from './referred-inputs.ts';
import { columnInputs } from './write-inputs.ts';

export const rowInputs = (
  parts: SchemaParts,
  t: InputFields,
  type: TypeBlueprint,
  operation: 'create' | 'update',
): Record<string, object> => ({
  ...columnInputs(parts, t, { type, purpose: operation }),
  ...referredInputs(parts, t, type, operation),
  ...ownedInputs(parts, t, type, operation),
});
