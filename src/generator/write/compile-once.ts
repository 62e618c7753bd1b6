/**
 * Writes that are done once, in SQL: what is remembered under a client's key, and how it comes to be remembered with the write itself.
 * Two at the same moment meet at the table's unique key: the later one fails as a whole, and finds what the earlier one did.
 */
import { type Blueprint, sqlNameOf, typeOf } from '../blueprint/blueprint.ts';
import { and, type Fragment, fragment, join, literal, name, value } from '../sql/fragment.ts';
import { leftBehindSql } from './compile-left-behind.ts';
import { column, part, sameKey } from './write-parts.ts';
import type { Once, WriteUnit } from './write-units.ts';

/** How long a key is remembered. */
export const rememberedFor = '1 day';

const known = name('@known');
/** Under which an outcome has what removed rows belonged to; no unit has such a name. */
const leftMember = '@leftBehind';
const isFresh = fragment`"k"."written_at" > now() - interval ${literal(rememberedFor)}`;

/** The table, as SQL names it. @throws where the API has none, and so no member for a key */
export function rememberedIn({ idempotency }: Blueprint): Fragment {
  if (!idempotency) throw new Error('The API has no table that remembers keys of clients.');
  const { schema, name: table } = idempotency;
  return join(
    [schema, table].flatMap(each => (each === undefined ? [] : [name(each)])),
    '.',
  );
}

/** Whose the credentials are: the account, or else all that is known of the viewer beside sets. */
export function viewerText({ viewer }: Blueprint): Fragment {
  const single = Object.values(viewer.columns).filter(({ set, from }) => !set && from === undefined);
  const all = single.map(({ sqlName }) => fragment`${name(sqlName)}::text`);
  const whole = fragment`jsonb_build_array(${join(all, ', ')})::text`;
  const account = viewer.account === undefined ? undefined : viewer.columns[viewer.account];
  const who = account ? fragment`coalesce(${name(account.sqlName)}::text, ${whole})` : whole;
  return fragment`coalesce((select ${who} from ${name(viewer.name)}), '')`;
}

const isViewers = (blueprint: Blueprint, { key }: Once): Fragment =>
  and(fragment`"k"."viewer" = ${viewerText(blueprint)}`, fragment`"k"."key" = ${value(key)}`)!;

const rememberedRow = (blueprint: Blueprint, once: Once): Fragment =>
  fragment`select json_build_object('request', "k"."request", 'outcome', "k"."outcome", 'leftBehind', "k"."outcome" -> ${literal(leftMember)}) as "told"
    from ${rememberedIn(blueprint)} "k" where ${isViewers(blueprint, once)} and ${isFresh}`;

/** A scalar expression: what is remembered under the key; null for nothing. */
export const rememberedSql = (blueprint: Blueprint, once: Once): Fragment =>
  fragment`select "told" from (${rememberedRow(blueprint, once)}) "r"`;

/** The parts of a statement that does a write once. */
export interface OnceSql {
  /** What is remembered already, before anything is looked at. */
  readonly before: Fragment;
  /** A fault that stands against a write which is remembered. */
  readonly fault: Fragment;
  /** What remembers the write. */
  readonly after: Fragment;
  /** A column of the statement's one row. */
  readonly select: Fragment;
}

export function compileOnce(blueprint: Blueprint, units: readonly WriteUnit[], once: Once): OnceSql {
  const table = rememberedIn(blueprint);
  const left = leftBehindSql(blueprint, units[0]!);
  const outcome = [
    ...units.map(unit => fragment`${literal(unit.name)}::text, (${keysOf(blueprint, unit)})`),
    ...(left ? [fragment`${literal(leftMember)}::text, (${left})`] : []),
  ];
  return {
    before: fragment`${known} as materialized (${rememberedRow(blueprint, once)})`,
    fault: fragment`select ${literal(units[0]!.name)}::text, null::int, 'CONFLICT', null, null::int from ${known}`,
    // What was forgotten makes room first: the insert waits for the number of such rows.
    after: fragment`"@forgotten" as (delete from ${table} "k" where ${isViewers(blueprint, once)} and not (${isFresh}) returning 1),
      "@remembered" as (insert into ${table} ("viewer", "key", "request", "outcome")
        select ${viewerText(blueprint)}, ${value(once.key)}, ${value(once.request)}, json_build_object(${join(outcome, ', ')})
        from (select count(*) from "@forgotten") "f" where not exists (select 1 from "faults"))`,
    select: fragment`(select "told" from ${known}) as "remembered"`,
  };
}

function keysOf(blueprint: Blueprint, unit: WriteUnit): Fragment {
  const type = typeOf(blueprint, unit.table);
  const key = type.key.map(each => fragment`${column('d', sqlNameOf(type, each))}::text`);
  // What was sought is told even where it was so already, and nothing was done to it.
  const rows = part(unit, unit.sought ? 'target' : 'done');
  return fragment`select coalesce(json_agg(json_build_array(${join(key, ', ')}) order by "n"."@i"), '[]')
    from ${rows} "d" left join ${part(unit, 'next')} "n" on ${sameKey(type, 'd', 'n')}`;
}
