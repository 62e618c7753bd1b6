/**
 * What a column costs by the longest that it may hold: texts are escaped and sent, however short they turn out to be.
 * A second time in the same row it costs more: nobody needs a text twice.
 */
import type { ColumnBlueprint } from '../blueprint/blueprint.ts';
import type { SelectedField } from '../read/selection.ts';
import { prices } from './points.ts';
import type { Place, PriceTally } from './price-tally.ts';

/** A place with a row, of whose texts it is known which were asked for. */
export interface RowPlace extends Place {
  /** The way from the list's row, by fields. */
  readonly row: string;
  /** Columns that were asked for, by that way. */
  readonly seen: Set<string>;
  /** The rows that the mutation may write whose payload this is. */
  readonly written?: number | undefined;
  /** The objects that were answered there; undefined before there is an answer. */
  readonly answered?: readonly unknown[] | undefined;
}

/** What was answered under a key of all these objects, items of lists one by one. */
export const answeredUnder = (objects: readonly unknown[], key: string): readonly unknown[] =>
  objects
    .flatMap(object => (object as Readonly<Record<string, unknown>>)[key])
    .filter(value => value !== null && value !== undefined);

/** What of a column costs a point: characters of a text, which are escaped one by one, bytes of JSON, which goes as it is. */
const textPerPoint = 4_000;
const jsonPerPoint = 32_768;

export function tallyColumn(
  tally: PriceTally,
  { longest, kind }: ColumnBlueprint,
  { key, name }: SelectedField,
  at: RowPlace,
): void {
  if (longest === undefined) return;
  const perPoint = kind === 'json' ? jsonPerPoint : textPerPoint;
  const column = `${at.row}.${name}`;
  const isAgain = at.seen.has(column);
  at.seen.add(column);
  const length = isAgain ? longest * prices.sameText.points : longest;
  const points = Math.floor(length / perPoint) * prices.longText.points;
  tally.add(points, at, kind === 'json' ? 'its JSON' : 'its long text', key);
}
