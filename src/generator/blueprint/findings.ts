/**
 * What is collected while tables are read: enums and shapes that they share, and what cannot be served.
 */
import type { NamedShape } from '../shapes/shape-blueprint.ts';
import type { EnumBlueprint } from './blueprint.ts';

/** What the tables have in common, collected while they are read. */
export interface Findings {
  readonly enums: Map<string, EnumBlueprint>;
  readonly shapes: Map<string, NamedShape>;
  /** The column that each shape was first met in. */
  readonly shapeOwners: Map<string, string>;
  readonly problems: string[];
}
