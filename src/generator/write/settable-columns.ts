/**
 * What an input of rows can set: columns by their values, and references by rows that are made, or told by unique keys.
 * Knows which there are; how they are shown and read is elsewhere.
 */
import type { Blueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { connectable } from '../blueprint/connectable.ts';
import type { OwnedBlueprint, ReferredBlueprint, WriteColumn } from '../blueprint/write-blueprint.ts';
import type { WriteOperation } from './write-units.ts';

/** Rows that an input makes or changes. */
export interface RowInput {
  readonly type: TypeBlueprint;
  readonly purpose: 'create' | 'update';
  /** How the rows belong to the one they are written with, which gives them some of their columns. */
  readonly owned?: OwnedBlueprint | undefined;
  /** The key of the one column that the input sets, where it does not set all that can be. */
  readonly only?: string;
  /** The keys of columns that take values alone, where others may be told by rows. */
  readonly plain?: readonly string[];
}

/** The columns that an input can set. */
export function settable({ type, purpose, owned, only }: RowInput): WriteColumn[] {
  const linked = new Set(owned?.link.map(({ child }) => child));
  return type.write!.columns.filter(
    ({ key, fixed }) => !linked.has(key) && (purpose === 'create' || !fixed) && (only ?? key) === key,
  );
}

/** The references whose rows can be made by an input: those that it can set. */
export const makesOf = ({ write }: TypeBlueprint, operation: WriteOperation): readonly ReferredBlueprint[] =>
  write!.makes.filter(
    ({ column: pointing }) =>
      operation === 'create' || write!.columns.some(({ key, fixed }) => key === pointing && !fixed),
  );

/** The references that an input can give by unique keys of rows that are there. */
export function connectsOf(blueprint: Blueprint, rows: RowInput): readonly ReferredBlueprint[] {
  const columns = settable(rows);
  return connectable(blueprint, rows.type).filter(
    ({ column }) => columns.some(({ key }) => key === column) && !rows.plain?.includes(column),
  );
}
