/**
 * The events of a write: one for each changed row and each hook that is about it, in the statement that changes the row.
 * Tables without hooks have none, and their statements know nothing of them.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { keyTextSql } from '../list/row-key.ts';
import { viewerValue } from '../list/visibility.ts';
import type { RequestIds } from '../request.ts';
import { bind, type Fragment, fragment, join, name, value } from '../sql/fragment.ts';
import { type Change, isChanged } from '../write/compile-change.ts';
import { column, part, partName } from '../write/write-parts.ts';
import { kindsOfWrites } from '../write/write-units.ts';

/** The insert of a change's events; none where no hook is about it. */
export function compileEvents(blueprint: Blueprint, change: Change, request: RequestIds): Fragment[] {
  const { outbox, hooks, viewer } = blueprint;
  const kind = kindsOfWrites[change.operation];
  const names = hooks
    .filter(({ table, on }) => table === change.table && on.includes(kind))
    .map(hook => hook.name);
  const type = typeOf(blueprint, change.table);
  if (!outbox || names.length === 0 || !isChanged(type, change.operation)) return [];
  const done = partName(change, 'done');
  const members: readonly (readonly [string, Fragment])[] = [
    ['hook', fragment`"h"."name"`],
    ['row_table', value(type.table)],
    ['row_key', bind(keyTextSql(type), done)],
    ['kind', value(kind)],
    ['row', rowText(type, done)],
    ...(viewer.account === undefined
      ? []
      : [['account', fragment`${viewerValue(blueprint, viewer.account)}::text`] as const]),
    ['request_id', value(request.requestId)],
  ];
  const path = [outbox.schema, outbox.name].flatMap(each => (each === undefined ? [] : [name(each)]));
  const columns = members.map(([sqlName]) => name(sqlName));
  const contents = members.map(([, content]) => content);
  return [
    fragment`${part(change, 'events')} as (insert into ${join(path, '.')} (${join(columns, ', ')})
      select ${join(contents, ', ')} from ${name(done)} cross join unnest(${value(arrayLiteral(names))}::text::text[]) "h" ("name"))`,
  ];
}

/** The whole row, each value as PostgreSQL writes it: as JSON, it would lose what JSON has no word for. */
function rowText({ stored }: TypeBlueprint, done: string): Fragment {
  const texts = stored.map(({ sqlName }) => fragment`${column(done, sqlName)}::text as ${name(sqlName)}`);
  return fragment`(select to_jsonb("w".*) from (select ${join(texts, ', ')}) "w")`;
}
