/**
 * The notices of a write: one for each account that a written row is about, in the statement that writes the row.
 * Nobody is told of their own writes, or of what they do not want to be told; and by generated writes, nobody whom the writer does not see.
 */
import { type Blueprint, sqlNameOf, typeOf } from '../blueprint/blueprint.ts';
import type { NoticeRule } from '../blueprint/notice-blueprint.ts';
import type { WriteKind } from '../blueprint/shared-parts.ts';
import { fromTable, tableSql } from '../list/join.ts';
import { viewerValue, visible } from '../list/visibility.ts';
import { and, bind, type Fragment, fragment, join, name, text, value } from '../sql/fragment.ts';
import type { Change } from './compile-change.ts';
import { column, part, partName, sameKey, sourceValue, storedOf } from './write-parts.ts';
import { kindsOfWrites } from './write-units.ts';

/** The accounts under this name, and the ids of those that the row is about. */
const told = '@account';
const meant = '@meant';

/** Rows that a statement wrote, each under the name of an expression with their columns. */
export interface NoticedRows<Table extends string = string> {
  /** The registry key of the table. */
  readonly table: Table;
  readonly kind: WriteKind;
  /** As they are afterwards, or were before they were removed. */
  readonly rows: string;
  /** As they were, of rows that were changed. */
  readonly before?: string;
}

/** The inserts of a change's notices; none where its table notifies nobody of it. */
export function compileNotices(blueprint: Blueprint, change: Change): Fragment[] {
  const kind = kindsOfWrites[change.operation];
  const { notices } = blueprint;
  if (!notices) return [];
  const inserts = noticeInserts(
    blueprint,
    {
      table: change.table,
      kind,
      rows: partName(change, 'done'),
      ...(kind === 'updated' ? { before: partName(change, 'target') } : {}),
    },
    bind(visible(blueprint, typeOf(blueprint, notices.recipients)), told),
  );
  return inserts.map((insert, i) => fragment`${part(change, `notices${i}`)} as (${insert})`);
}

/** The inserts of notices about rows. @param only which accounts may be told; all of them where it is left out */
export function noticeInserts(blueprint: Blueprint, noticed: NoticedRows, only?: Fragment): Fragment[] {
  const rules = typeOf(blueprint, noticed.table).notifies ?? [];
  return rules
    .filter(({ on }) => on.includes(noticed.kind))
    .map(rule => insertOf(blueprint, noticed, rule, only));
}

function insertOf(
  blueprint: Blueprint,
  { table, rows, before }: NoticedRows,
  rule: NoticeRule,
  only: Fragment | undefined,
): Fragment {
  const notices = blueprint.notices!;
  const type = typeOf(blueprint, table);
  const kept = typeOf(blueprint, notices.table);
  const recipients = typeOf(blueprint, notices.recipients);
  const accountKey = sqlNameOf(recipients, recipients.key[0]!);
  const kind = fragment`${value(rule.kind)}::text::${text(storedOf(kept, notices.kind).sqlType)}`;
  const columns = [
    [notices.recipient, column(told, accountKey)],
    [notices.kind, kind],
    ...Object.entries(notices.values).map(([key, source]) => {
      const context = { blueprint, type, alias: rows, target: storedOf(kept, key) };
      return [key, sourceValue(source, context)] as const;
    }),
  ] as const;
  const stored =
    before === undefined ? [] : fragment` join ${name(before)} on ${sameKey(type, before, rows)}`;
  const where = and(
    only,
    fragment`${column(told, accountKey)} is distinct from ${viewerValue(blueprint, blueprint.viewer.account!)}`,
    fragment`${kind} <> all(${column(told, sqlNameOf(recipients, notices.muted))})`,
    before === undefined || rule.changed === undefined
      ? undefined
      : isOther(sqlNameOf(type, rule.changed), rows, before),
  )!;
  const names = columns.map(([key]) => name(sqlNameOf(kept, key)));
  const contents = columns.map(([, content]) => content);
  return fragment`insert into ${tableSql(kept)} (${join(names, ', ')}) select ${join(contents, ', ')} from ${name(rows)}${stored}
      cross join lateral (${meantBy(rule, rows, before)}) ${name(meant)} ("id")
      join ${fromTable(recipients, told)} on ${column(told, accountKey)} = ${column(meant, 'id')} where ${where}`;
}

const isOther = (sqlName: string, rows: string, before: string): Fragment =>
  fragment`${column(rows, sqlName)} is distinct from ${column(before, sqlName)}`;

/** Whom a row is about, each once; of a changed one without those that it was about before. */
function meantBy({ to, changed }: NoticeRule, rows: string, before: string | undefined): Fragment {
  const now = fragment`select distinct * from (${bind(to.sql, rows)}) "@now"`;
  if (before === undefined || changed !== undefined) return now;
  return fragment`${now} except select * from (${bind(to.sql, before)}) "@before"`;
}
