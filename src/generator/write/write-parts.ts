/**
 * The parts of a unit in a write's statement: their names, the rows seen under them, and the values that the server sets.
 * What the parts select is compiled elsewhere.
 */
import { type Blueprint, type StoredColumn, sqlNameOf, type TypeBlueprint } from '../blueprint/blueprint.ts';
import type { ValueSource } from '../blueprint/shared-parts.ts';
import { limitsOf } from '../kinds/sql-types.ts';
import { columnSql } from '../list/join.ts';
import { viewerValue } from '../list/visibility.ts';
import {
  and,
  bind,
  type Fragment,
  fragment,
  literal,
  name,
  rowColumn,
  text,
  value,
} from '../sql/fragment.ts';

type Named = { readonly name: string };

/** The name of a part of a unit, under which its rows are seen. */
export const partName = (unit: Named, part: string) => `${unit.name}_${part}`;

/** A part of a unit in the statement. */
export const part = (unit: Named, named: string): Fragment => name(partName(unit, named));

/** A column of a part of a unit. */
export const partColumn = (unit: Named, named: string, sqlName: string): Fragment =>
  bind(rowColumn(sqlName), partName(unit, named));

/** A column of a row under an alias. */
export const column = (alias: string, sqlName: string): Fragment => bind(rowColumn(sqlName), alias);

/** The row of one alias has the key of the row of another. */
export const sameKey = (type: TypeBlueprint, one: string, other: string): Fragment =>
  and(
    ...type.key.map(key => {
      const sqlName = sqlNameOf(type, key);
      return fragment`${column(one, sqlName)} = ${column(other, sqlName)}`;
    }),
  )!;

/** A stored column of a type, by key. @throws where there is none */
export function storedOf(type: TypeBlueprint, key: string): StoredColumn {
  const found = type.stored.find(candidate => candidate.key === key);
  if (!found) throw new Error(`Table ${type.table} has no column ${key}.`);
  return found;
}

/** What an event of the trail tells. */
export type EventMembers = Readonly<Record<Extract<ValueSource, { from: 'event' }>['member'], Fragment>>;

/** Where the server's own values of a row are taken from. */
export interface SourceContext {
  readonly blueprint: Blueprint;
  /** The row that the new one is made for. */
  readonly type: TypeBlueprint;
  readonly alias: string;
  /** The column that the value is for. */
  readonly target: StoredColumn;
  readonly event?: EventMembers;
}

/** A value that the server sets. @throws where the policy asks for what is not there */
export function sourceValue(source: ValueSource, context: SourceContext): Fragment {
  const { blueprint, type, alias, target, event } = context;
  const typed = (content: Fragment) => fragment`${content}::text::${text(target.sqlType)}`;
  switch (source.from) {
    case 'viewer':
      return viewerValue(blueprint, source.name);
    case 'row':
      return bind(columnSql(type, source.column), alias);
    case 'tenant':
      if (type.tenant === undefined) throw new Error(`Rows of table ${type.table} belong to no tenant.`);
      return bind(columnSql(type, type.tenant), alias);
    case 'literal':
      return typed(value(source.text));
    case 'event':
      if (!event) throw new Error(`"${source.member}" is known of an event of the trail only.`);
      return typed(event[source.member]);
  }
}

/** Nothing is written where anything stands against the write. */
export const unlessFaults = text('not exists (select 1 from "faults")');

/** Strictly later than before, so that two changes of a row, `t`, never carry the same time. */
export function changedNow(type: TypeBlueprint): Fragment {
  const now = text(`date_trunc('milliseconds', clock_timestamp())`);
  const { updated } = type.timestamps;
  return updated === undefined
    ? now
    : fragment`greatest(${now}, ${column('t', sqlNameOf(type, updated))} + interval ${literal(step(storedOf(type, updated)))})`;
}

/** The smallest step, of whole milliseconds, that a column can tell. */
function step({ sqlType }: StoredColumn): string {
  const [precision = 6] = limitsOf(sqlType);
  return precision < 3 ? `${1000 / 10 ** precision} milliseconds` : '1 millisecond';
}

/** A number as a parameter, so that statements do not multiply with it. */
export const integer = (content: number): Fragment => fragment`${value(String(content))}::text::int`;
