/**
 * Lists of what administrators see: pages by the moment of creation, by keyset as all lists are.
 * Knows pages and what can be searched; refuses to know what rows hold.
 */
import { type SQL, sql } from 'drizzle-orm';
import { badUserInput } from '../../errors.ts';
import { conventions } from '../../generator/blueprint/blueprint.ts';
import type { ConnectionPage } from '../../generator/list/connection-read.ts';
import { type CursorValues, encodeCursor, parseCursor } from '../../generator/list/cursor.ts';
import type { Row } from '../../generator/request.ts';
import { longest } from '../../model/bounds.ts';
import type { ApiContext } from '../api-context.ts';
import type { AdministeredKind } from './administered-rows.ts';
import { askAsAdministrator } from './as-administrator.ts';

export interface ListArguments {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly suspended?: boolean | null | undefined;
}

/** A list as it was asked for, checked. */
export interface AdministeredList {
  readonly kind: AdministeredKind;
  readonly size: number;
  readonly after: CursorValues | undefined;
  readonly condition: SQL;
}

export interface AdministeredPage {
  readonly list: AdministeredList;
  readonly page: ConnectionPage;
}

const { maxSize } = conventions.page;
/** No row is named for a client by a type of its own, so cursors of both lists are told apart by this. */
const orderingOf = ({ name }: AdministeredKind) => `administered ${name}: createdAt, uuid`;
const keyOf = (kind: 'instant' | 'uuid', sqlType: string) => ({
  kind,
  nullable: false,
  meaning: { list: false, sqlType, labels: [] },
});
const keys = [keyOf('instant', 'timestamp with time zone'), keyOf('uuid', 'uuid')];
const keyMember = '@key';

/** @throws BAD_USER_INPUT naming the argument */
export function readList(kind: AdministeredKind, args: ListArguments): AdministeredList {
  const { first, after, search, suspended } = args;
  if (first < 1 || first > maxSize) throw badUserInput(`first must be from 1 to ${maxSize}, not ${first}.`);
  if (search != null && search.length > longest.email) {
    throw badUserInput(`search must have at most ${longest.email} characters.`);
  }
  if (search != null && (search.includes('\u0000') || /\p{Surrogate}/u.test(search))) {
    throw badUserInput('search is not a valid text.');
  }
  const conditions = [
    search == null ? sql`true` : sql`(${kind.found(sql`lower(${search}::text)`)})`,
    suspended == null || !kind.suspendedAt
      ? sql`true`
      : sql`(${kind.suspendedAt} is not null) = ${suspended}::text::boolean`,
  ];
  return {
    kind,
    size: first,
    after: after == null ? undefined : parseCursor(after, orderingOf(kind), keys, 'after'),
    condition: sql.join(conditions, sql` and `),
  };
}

/** The page; an empty one for whoever is no administrator any more. */
export async function readPage(list: AdministeredList, context: ApiContext): Promise<AdministeredPage> {
  const { kind, size, after, condition } = list;
  const [beyond, direction] = kind.newestFirst ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  const isAfter = after
    ? sql`("r"."created_at", "r"."id") ${beyond} (${after[0]}::text::timestamptz, ${after[1]}::text::uuid)`
    : sql`true`;
  const rows = await askAsAdministrator<(Row & { readonly [keyMember]: CursorValues })[]>(
    context,
    sql`select coalesce(json_agg(row_to_json("x".*)), '[]') from (
      select ${kind.columns}, json_build_array("r"."created_at"::text, "r"."id"::text) as ${sql.identifier(keyMember)}
      from ${kind.from} where ${condition} and ${isAfter} order by "r"."created_at" ${direction}, "r"."id" ${direction} limit ${size + 1}) "x"`,
  );
  const cursors = new Map<Row, CursorValues>(rows?.map(row => [row, row[keyMember]]));
  const page = {
    rows: rows?.slice(0, size) ?? [],
    hasNextPage: (rows?.length ?? 0) > size,
    hasPreviousPage: after !== undefined,
    cursor: (row: Row) => encodeCursor(orderingOf(kind), cursors.get(row)!),
  };
  return { list, page };
}

/** How many rows there are, whatever the page. */
export async function countList({ kind, condition }: AdministeredList, context: ApiContext): Promise<number> {
  const value = sql`select count(*) from ${kind.from} where ${condition}`;
  return (await askAsAdministrator<number>(context, value)) ?? 0;
}
