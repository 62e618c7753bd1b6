/**
 * Pages of a list by Relay's arguments: how many rows, from where, in which direction.
 * Keyset only: a page costs the same wherever it lies, and rows that come or go shift nothing.
 */
import { badUserInput } from '../../errors.ts';
import { conventions } from '../blueprint/blueprint.ts';
import { typed } from '../kinds/operators.ts';
import { and, type Fragment, fragment, join, or, text } from '../sql/fragment.ts';
import { type CursorValues, parseCursor } from './cursor.ts';
import type { OrderKey } from './ordering.ts';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

const { defaultSize, maxSize } = conventions.page;

export interface Page {
  readonly size: number;
  /** The page is taken from the end: rows are read in reverse order. */
  readonly backward: boolean;
  readonly after: CursorValues | undefined;
  readonly before: CursorValues | undefined;
}

/** The page that the arguments ask for. @throws BAD_USER_INPUT naming the argument. */
export function parsePage(args: PageArguments, ordering: string, keys: readonly OrderKey[]): Page {
  const { first, after, last, before } = args;
  if (first != null && last != null) {
    throw badUserInput(
      'first and last cannot be asked together: first counts from the start, last from the end.',
    );
  }
  for (const [name, size] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (size != null && (size < 1 || size > maxSize)) {
      throw badUserInput(`${name} must be from 1 to ${maxSize}, not ${size}.`);
    }
  }
  const parse = (cursor: string | null | undefined, name: string) =>
    cursor == null ? undefined : parseCursor(cursor, ordering, keys, name);
  return {
    size: first ?? last ?? defaultSize,
    backward: last != null,
    after: parse(after, 'after'),
    before: parse(before, 'before'),
  };
}

/** An order key with its value for a row. */
export interface KeyValue {
  readonly key: OrderKey;
  readonly value: Fragment;
}

/** The condition that a row lies on the page's side of its cursors, or undefined without cursors. */
export function withinPage(page: Page, keys: readonly KeyValue[]): Fragment | undefined {
  return and(page.after && beyond(keys, page.after, false), page.before && beyond(keys, page.before, true));
}

/** The row comes strictly after the cursor's position, or strictly before it. */
function beyond(keys: readonly KeyValue[], values: CursorValues, before: boolean): Fragment | undefined {
  const { descending } = keys[0]!.key;
  if (keys.every(({ key }) => !key.nullable && key.descending === descending)) {
    // One row comparison, which PostgreSQL answers from an index.
    const rowValue = join(
      keys.map(({ value }) => value),
      ', ',
    );
    const bounds = join(
      keys.map(({ key }, i) => bound(key, values[i]!)),
      ', ',
    );
    return fragment`(${rowValue}) ${text(descending === before ? '>' : '<')} (${bounds})`;
  }
  return or(
    ...keys.map((key, i) =>
      and(...keys.slice(0, i).map((equal, j) => same(equal, values[j]!)), further(key, values[i]!, before)),
    ),
  );
}

function same({ key, value }: KeyValue, content: string | null): Fragment {
  return content === null ? fragment`${value} is null` : fragment`${value} = ${bound(key, content)}`;
}

/** The key lies strictly beyond the value in the direction of travel. */
function further({ key, value }: KeyValue, content: string | null, before: boolean): Fragment {
  const nullsAhead = key.nullsFirst === before;
  if (content === null) return nullsAhead ? text('false') : fragment`${value} is not null`;
  const operator = text(key.descending === before ? '>' : '<');
  const compared = fragment`${value} ${operator} ${bound(key, content)}`;
  return key.nullable && nullsAhead ? fragment`(${compared} or ${value} is null)` : compared;
}

/** Null stands in a row comparison of keys that cannot be null, and only in a forged cursor, which was refused. */
const bound = (key: OrderKey, content: string | null): Fragment => typed(content ?? '', key.meaning);
