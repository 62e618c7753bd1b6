/**
 * Values that travel as text, as PostgreSQL writes them, because JSON or a value of JavaScript would not hold them exactly.
 * Which ones do, their kind says; what Drizzle would make of a column is of no account for them.
 */
import type { ColumnBlueprint } from '../blueprint/blueprint.ts';
import { kinds, type ValueKind } from '../kinds/kinds.ts';
import { type Fragment, fragment, text } from '../sql/fragment.ts';

type Travelling = Pick<ColumnBlueprint, 'kind' | 'mapped'>;

/** Whether values travel as text: those, too, of which the application would make something else. */
export const isText = ({ kind, mapped }: Travelling): boolean => mapped || !kinds[kind].inJson;

/** The member of a row that an expression is read into; no column has such a name. */
export const textMember = (field: string) => `@${field}`;

/** A column's value as text. */
export const columnText = ({ list }: ColumnBlueprint, value: Fragment): Fragment =>
  fragment`(${value})::${text(list ? 'text[]' : 'text')}`;

/** A value that travelled as text, or a list of such, as the scalar takes it. */
export function readText(kind: ValueKind, stored: unknown): unknown {
  if (Array.isArray(stored)) return stored.map(element => readText(kind, element));
  return typeof stored === 'string' ? kinds[kind].read(stored) : null;
}

const kindByScalar = new Map(
  Object.entries(kinds).map(([name, { scalar }]) => [scalar, name as ValueKind] as const),
);

/** The kind that a scalar shows; undefined where there is none. */
export const kindOfScalar = (scalar: string): ValueKind | undefined => kindByScalar.get(scalar);
