/**
 * Hooks after writes as plain data: what they are about.
 * What a hook does is code beside it, under its name.
 */
import type { WriteKind } from './shared-parts.ts';

/** A hook that runs after rows of a table were written. */
export interface HookBlueprint {
  readonly name: string;
  readonly table: string;
  readonly on: readonly WriteKind[];
}
