/**
 * Cursors: the values of a row's order keys as PostgreSQL writes them, with the ordering they belong to.
 * Nothing in a cursor is trusted: it is checked against its ordering and types before SQL sees it.
 */
import { badUserInput } from '../../errors.ts';
import { kinds } from '../kinds/kinds.ts';
import { type Fragment, fragment, join } from '../sql/fragment.ts';
import type { OrderKey } from './ordering.ts';

/** The values of a cursor, one for each order key; null where the key is null. */
export type CursorValues = readonly (string | null)[];

/** The row's order keys as a JSON array of texts: exact for every type, whatever JavaScript would make of it. */
export function cursorValuesSql(values: readonly Fragment[]): Fragment {
  return fragment`json_build_array(${join(
    values.map(value => fragment`(${value})::text`),
    ', ',
  )})`;
}

/** The name of an ordering, by which a cursor is recognised as its own. */
export function orderingName(table: string, keys: readonly OrderKey[]): string {
  return `${table}: ${keys.map(key => key.label).join(', ')}`;
}

/** An opaque cursor. */
export function encodeCursor(ordering: string, values: CursorValues): string {
  return Buffer.from(JSON.stringify([ordering, ...values])).toString('base64url');
}

/** The values of a cursor. @throws BAD_USER_INPUT where it is not a cursor of exactly this ordering. */
export function parseCursor(
  cursor: string,
  ordering: string,
  keys: readonly Pick<OrderKey, 'nullable' | 'kind' | 'meaning'>[],
  argument: string,
): CursorValues {
  const invalid = () =>
    badUserInput(
      `${argument} is not a cursor of this list. Pass a cursor that a page with the same orderBy returned, unchanged.`,
    );
  const parsed = parseJson(cursor);
  if (!Array.isArray(parsed) || parsed.length !== keys.length + 1 || parsed[0] !== ordering) throw invalid();
  const values: unknown[] = parsed.slice(1);
  keys.forEach(({ nullable, kind, meaning }, i) => {
    const value = values[i];
    const fits =
      value === null ? nullable : typeof value === 'string' && kinds[kind].isWritten(value, meaning);
    if (!fits) throw invalid();
  });
  return values as CursorValues;
}

/** The name of the ordering that a cursor says it is of; undefined where it says none. */
export function orderingIn(cursor: string): unknown {
  const parsed = parseJson(cursor);
  return Array.isArray(parsed) ? parsed[0] : undefined;
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
