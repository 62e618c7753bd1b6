/**
 * Whether clients meet a column as it is stored, in every row: only then an index of the column finds and orders what they ask for.
 */
import type { ColumnBlueprint } from './blueprint.ts';

export const isShownAsStored = ({
  restricted,
  shownAs,
}: Pick<ColumnBlueprint, 'restricted' | 'shownAs'>): boolean =>
  restricted === undefined && shownAs === undefined;
