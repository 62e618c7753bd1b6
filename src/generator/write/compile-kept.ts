/**
 * What the trail keeps of a row since one of its events, and of the rows that are written with it: one scalar expression.
 * Everything is read as the viewer may see it; what it amounts to is undone elsewhere.
 */
import { type Blueprint, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { trailColumn } from '../blueprint/histories.ts';
import { keptColumns } from '../blueprint/kept-columns.ts';
import type { RowKey } from '../blueprint/row-key.ts';
import { fromTable, rowSql } from '../list/join.ts';
import { hasKey } from '../list/row-key.ts';
import { visible } from '../list/visibility.ts';
import { and, bind, type Fragment, fragment, join, literal, name, or, text, value } from '../sql/fragment.ts';
import { column, integer } from './write-parts.ts';

/** The most events of one kind of rows that are undone at once. */
export const maxUndone = 1000;

/** A row as it is: its fields as the texts of their JSON. */
export interface KeptRow {
  readonly key: RowKey;
  /** When it was last changed; null where it does not tell. */
  readonly updated: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

export interface KeptEvent {
  /** The key of the row it is about. */
  readonly id: string;
  readonly action: string;
  /** The changed fields before and after. */
  readonly changes: Readonly<Record<string, readonly [before: string, after: string]>>;
}

/** What is known of rows, and of what became of them since: the latest event first. */
export interface Kept {
  /** Whether the viewer sees the event, and it is about the row. */
  readonly isThere: boolean;
  /** The row and the rows that belong to it, by relation; without a name, the row itself. */
  readonly rows: Readonly<Record<string, readonly KeptRow[]>>;
  readonly events: Readonly<Record<string, readonly KeptEvent[]>>;
}

interface Asked {
  readonly type: TypeBlueprint;
  readonly key: RowKey;
  readonly event: RowKey;
}

/** How events are read. */
interface Events {
  readonly type: TypeBlueprint;
  readonly id: Fragment;
  readonly kind: Fragment;
  readonly action: Fragment;
  readonly changes: Fragment;
  readonly created: Fragment;
}

const to = name('@to');
const row = name('@row');

export function keptSql(blueprint: Blueprint, { type, key, event }: Asked): Fragment {
  const events = eventsOf(blueprint);
  const own = fragment`${events.id} = ${column('p', sqlNameOf(type, type.key[0]!))}`;
  const children = type.write!.owns.map(owned => {
    const child = typeOf(blueprint, owned.target);
    const link = owned.link.map(pair => ({
      child: sqlNameOf(child, pair.child),
      field: keptColumns(child).find(each => each.key === pair.child)?.field,
      parent: column('p', sqlNameOf(type, pair.parent)),
    }));
    const tied = and(...link.map(pair => fragment`${column('t', pair.child)} = ${pair.parent}`))!;
    const there = fragment`${events.id} in (select ${column('t', sqlNameOf(child, child.key[0]!))} from ${fromTable(child, 't')} where ${tied})`;
    // Of a row that is gone, its end tells whose it was; what became of it before then has to be found by its key.
    const gone = eventsOf(blueprint, 'g');
    const told = (['before', 'after'] as const).map(side =>
      and(
        ...link.flatMap(({ field, parent }) =>
          field === undefined
            ? []
            : [fragment`${gone.changes} -> ${literal(field)} -> ${literal(side)} = to_jsonb(${parent})`],
        ),
      ),
    );
    return {
      name: owned.field,
      rows: rowsSql(child, and(tied, bind(visible(blueprint, child), 't'))!),
      events: eventsSql(blueprint, child, events, or(there, endedSql(blueprint, child, gone, or(...told)!))!),
    };
  });
  const parts = [
    { name: '', rows: rowsSql(type, text('true'), row), events: eventsSql(blueprint, type, events, own) },
    ...children,
  ];
  const members = (of: 'rows' | 'events') =>
    join(
      parts.map(each => fragment`${literal(each.name)}::text, (${each[of]})`),
      ', ',
    );
  const isMeant = and(
    bind(hasKey(events.type, [event]), 'e'),
    fragment`${events.kind} = ${value(type.name)}`,
    fragment`${events.id}::text = ${value(key[0]!)}`,
    bind(visible(blueprint, events.type), 'e'),
  )!;
  return fragment`with ${row} as materialized (select ${rowSql(type, 't')} from ${fromTable(type, 't')}
      where ${and(bind(hasKey(type, [key]), 't'), bind(visible(blueprint, type), 't'))!}),
    ${to} as materialized (select ${events.created} as "at" from ${fromTable(events.type, 'e')} where ${isMeant})
    select json_build_object('isThere', exists (select 1 from ${to}),
      'rows', json_build_object(${members('rows')}), 'events', json_build_object(${members('events')}))`;
}

function eventsOf(blueprint: Blueprint, alias = 'e'): Events {
  const trail = blueprint.trail!;
  const type = typeOf(blueprint, trail.table);
  const of = (member: Parameters<typeof trailColumn>[1]) =>
    column(alias, sqlNameOf(type, trailColumn(trail, member)!));
  return {
    type,
    id: of('id'),
    kind: fragment`${of('type')}::text`,
    action: of('action'),
    changes: fragment`${of('changes')}::jsonb`,
    created: column(alias, sqlNameOf(type, type.timestamps.created!)),
  };
}

/** That an event is about a row of which another event, since the one that is named, tells whose it was. */
function endedSql(blueprint: Blueprint, type: TypeBlueprint, gone: Events, told: Fragment): Fragment {
  const isMeant = and(
    fragment`${gone.kind} = ${value(type.name)}`,
    fragment`${gone.created} > ${to}."at"`,
    fragment`(${told})`,
    bind(visible(blueprint, gone.type), 'g'),
  )!;
  return fragment`${eventsOf(blueprint).id} in (select ${gone.id} from ${fromTable(gone.type, 'g')} where ${isMeant})`;
}

/** Rows of a type under `t`, by a condition that may name the row they belong to, `p`. */
function rowsSql(type: TypeBlueprint, where: Fragment, rows: Fragment = []): Fragment {
  const { updated } = type.timestamps;
  const names = Object.fromEntries(keptColumns(type).map(({ sqlName, field }) => [sqlName, field]));
  const source =
    rows.length > 0
      ? fragment`${rows} "r"`
      : fragment`${row} "p" cross join lateral (select ${rowSql(type, 't')} from ${fromTable(type, 't')} where ${where} limit ${integer(maxUndone + 1)}) "r"`;
  const key = type.key.map(each => fragment`${column('r', sqlNameOf(type, each))}::text`);
  const fields = fragment`(select jsonb_object_agg("c"."value", coalesce(to_jsonb("r".*) -> "c"."key", 'null')::text)
    from jsonb_each_text(${value(JSON.stringify(names))}::text::jsonb) "c")`;
  const at = updated === undefined ? text('null') : fragment`${column('r', sqlNameOf(type, updated))}::text`;
  return fragment`select coalesce(json_agg(json_build_object('key', json_build_array(${join(key, ', ')}),
    'updated', ${at}, 'fields', ${fields})), '[]') from ${source}`;
}

/** Events about rows of a type since the one that is named, by a condition that may name the row, `p`. */
function eventsSql(
  blueprint: Blueprint,
  type: TypeBlueprint,
  { type: trail, id, kind, action, changes, created }: Events,
  about: Fragment,
): Fragment {
  const sides = fragment`json_build_array(("c"."value" -> 'before')::text, ("c"."value" -> 'after')::text)`;
  const told = fragment`(select coalesce(json_object_agg("c"."key", ${sides}), '{}') from jsonb_each(${changes}) "c")`;
  const isMeant = and(
    fragment`${kind} = ${value(type.name)}`,
    fragment`${created} > ${to}."at"`,
    fragment`(${about})`,
    bind(visible(blueprint, trail), 'e'),
  )!;
  const key = trail.key.map(each => column('e', sqlNameOf(trail, each)));
  return fragment`select coalesce(json_agg("l"."told" order by "l"."n"), '[]') from (
    select json_build_object('id', ${id}::text, 'action', ${action}::text, 'changes', ${told}) as "told",
      row_number() over (order by ${created} desc, ${join(key, ', ')}) as "n"
    from ${to} cross join ${row} "p" cross join ${fromTable(trail, 'e')} where ${isMeant}
    order by ${created} desc, ${join(key, ', ')} limit ${integer(maxUndone + 1)}) "l"`;
}
