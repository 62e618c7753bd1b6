/**
 * Which columns of a row the trail keeps: all that whoever sees the row may know, but the times of changes.
 */
import type { ColumnBlueprint, TypeBlueprint } from './blueprint.ts';
import { isShownAsStored } from './shown-as-stored.ts';

/** The columns of which the trail tells what they were and became. */
export const keptColumns = ({ columns, timestamps }: TypeBlueprint): readonly ColumnBlueprint[] =>
  columns.filter(
    column =>
      isShownAsStored(column) && column.key !== timestamps.created && column.key !== timestamps.updated,
  );
