/**
 * What may be done with rows, as plain data.
 * Knows rules; whose write rules they are made from is not known here.
 */
import type { AnyRule } from '../rules/rule.ts';

/** Something that may be done with a row, in the rows for which a rule holds. */
export interface Ability {
  /** The name of the field that tells it. */
  readonly name: string;
  /** What it is, as a sentence: "Change it." */
  readonly description: string;
  readonly rule: AnyRule;
}

/** What may be done with the rows of a type. */
export interface AbilitiesBlueprint {
  /** The GraphQL type that tells it; one for all types whose members have the same names. */
  readonly typeName: string;
  readonly members: readonly Ability[];
}

/** Something that may be done without a row: its rule asks of the viewer alone. */
export interface RootAbility extends Ability {
  /** The registry key of the table whose rules tell it. */
  readonly table: string;
}

/** What may be done at the root. */
export interface RootAbilitiesBlueprint extends AbilitiesBlueprint {
  readonly members: readonly RootAbility[];
}
