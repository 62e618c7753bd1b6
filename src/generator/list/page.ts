/**
 * Pages of a list by Relay's arguments: how many rows, from where, in which direction.
 * Keyset only: a page costs the same wherever it lies, and rows that come or go shift nothing.
 */
import { and, or, type SQL, sql, type Table } from 'drizzle-orm';
import { badUserInput } from '../../errors.ts';
import type { OrderKey } from './compile-ordering.ts';
import { type CursorValues, parseCursor } from './cursor.ts';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export const defaultPageSize = 20;
export const maxPageSize = 100;

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
    if (size != null && (size < 1 || size > maxPageSize)) {
      throw badUserInput(`${name} must be from 1 to ${maxPageSize}, not ${size}.`);
    }
  }
  const parse = (cursor: string | null | undefined, name: string) =>
    cursor == null ? undefined : parseCursor(cursor, ordering, keys, name);
  return {
    size: first ?? last ?? defaultPageSize,
    backward: last != null,
    after: parse(after, 'after'),
    before: parse(before, 'before'),
  };
}

/** The condition that a row lies on the page's side of its cursors, or undefined without cursors. */
export function withinPage(page: Page, keys: readonly OrderKey[], row: Table): SQL | undefined {
  return and(
    page.after && beyond(keys, page.after, row, false),
    page.before && beyond(keys, page.before, row, true),
  );
}

/** The row comes strictly after the cursor's position, or strictly before it. */
function beyond(
  keys: readonly OrderKey[],
  values: CursorValues,
  row: Table,
  before: boolean,
): SQL | undefined {
  const first = keys[0]!;
  if (keys.every(key => !key.nullable && key.descending === first.descending)) {
    // One row comparison, which PostgreSQL answers from an index.
    const rowValue = sql.join(
      keys.map(key => key.value(row)),
      sql`, `,
    );
    const bounds = sql.join(
      keys.map((key, i) => bound(key, values[i]!)),
      sql`, `,
    );
    return first.descending === before ? sql`(${rowValue}) > (${bounds})` : sql`(${rowValue}) < (${bounds})`;
  }
  return or(
    ...keys.map((key, i) =>
      and(
        ...keys.slice(0, i).map((equal, j) => same(equal, values[j]!, row)),
        further(key, values[i]!, row, before),
      ),
    ),
  );
}

function same(key: OrderKey, value: string | null, row: Table): SQL {
  return value === null ? sql`${key.value(row)} is null` : sql`${key.value(row)} = ${bound(key, value)}`;
}

/** The key lies strictly beyond the value in the direction of travel. */
function further(key: OrderKey, value: string | null, row: Table, before: boolean): SQL {
  const nullsAhead = key.nullsFirst === before;
  if (value === null) return nullsAhead ? sql`false` : sql`${key.value(row)} is not null`;
  const operator = key.descending === before ? sql`>` : sql`<`;
  const compared = sql`${key.value(row)} ${operator} ${bound(key, value)}`;
  return key.nullable && nullsAhead ? sql`(${compared} or ${key.value(row)} is null)` : compared;
}

/** Through text: the driver would read a parameter of the type itself by its own rules (any text as a false boolean). */
const bound = (key: OrderKey, value: string | null) => sql`${value}::text::${sql.raw(key.column.sqlType)}`;
