/**
 * Hooks after writes as plain data: what they are about, and where their events wait.
 * What a hook does is code beside it, under its name.
 */
import type { WriteKind } from './shared-parts.ts';

/** The table in which events wait for hooks. */
export interface OutboxBlueprint {
  readonly schema: string | undefined;
  readonly name: string;
}

/** A hook that runs after rows of a table were written. */
export interface HookBlueprint {
  readonly name: string;
  readonly table: string;
  readonly on: readonly WriteKind[];
}
