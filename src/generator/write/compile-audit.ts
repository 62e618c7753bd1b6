/**
 * The trail of a write: one event per changed row, in the statement that changes it.
 * Rows that belong to no tenant leave none.
 */
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { arrayLiteral } from '../kinds/array-literal.ts';
import { tableSql } from '../list/join.ts';
import { keyTextSql } from '../list/row-key.ts';
import type { RequestIds } from '../request.ts';
import { bind, type Fragment, fragment, join, name, text, value } from '../sql/fragment.ts';
import type { Change } from './compile-change.ts';
import { part, partName, sameKey, sourceValue, storedOf } from './write-parts.ts';

/** The insert of a change's events; none where its rows leave no trail. */
export function compileAudit(blueprint: Blueprint, change: Change, request: RequestIds): Fragment[] {
  const { trail } = blueprint;
  const type = typeOf(blueprint, change.table);
  if (!trail || type.tenant === undefined) return [];
  const events = typeOf(blueprint, trail.table);
  const done = partName(change, 'done');
  const event = {
    action: value(change.operation),
    type: value(type.name),
    id: bind(keyTextSql(type), done),
    changes: fragment`"e"."changes"`,
    requestId: value(request.requestId),
    clientRequestId: value(request.clientRequestId),
  };
  const values = Object.entries(trail.values).map(([key, source]) => {
    const target = storedOf(events, key);
    return {
      column: name(target.sqlName),
      content: sourceValue(source, { blueprint, type, alias: done, target, event }),
    };
  });
  const columns = values.map(each => each.column);
  const contents = values.map(each => each.content);
  return [
    fragment`${part(change, 'audit')} as (insert into ${tableSql(events)} (${join(columns, ', ')})
      select ${join(contents, ', ')} from ${compileChanges(type, change)})`,
  ];
}

/**
 * The changed rows, each with its changed fields before and after as `"e"."changes"`. Of what only some may know, who reads
 * the trail learns no more than that the row was changed.
 */
function compileChanges(type: TypeBlueprint, change: Change): Fragment {
  const { created, updated } = type.timestamps;
  // Times of changes say nothing by themselves.
  const told = type.columns.filter(({ key }) => key !== created && key !== updated);
  const names = JSON.stringify(Object.fromEntries(told.map(({ sqlName, field }) => [sqlName, field])));
  const done = partName(change, 'done');
  const isNew = change.operation === 'create';
  const isGone = change.operation === 'delete' && type.softDelete === undefined;
  const before = isNew ? fragment`'{}'::jsonb` : fragment`to_jsonb("o"."@row")`;
  const after = isGone ? fragment`'{}'::jsonb` : fragment`to_jsonb(${name(done)}.*)`;
  const side = (of: Fragment) => fragment`coalesce(${of} -> "c"."key", 'null')`;
  const [old, now] = [side(fragment`"v"."before"`), side(fragment`"v"."after"`)];
  const withheld = told.flatMap(({ restricted, field }) => (restricted ? [field] : []));
  const isTold = fragment`"c"."value" <> all(${value(arrayLiteral(withheld))}::text::text[])`;
  const isPartial = withheld.length > 0;
  const all = fragment`jsonb_object_agg("c"."value", jsonb_build_object('before', ${old}, 'after', ${now}))`;
  const changes = isPartial ? fragment`${all} filter (where ${isTold})` : all;
  const stored = isNew ? [] : fragment` join ${part(change, 'target')} "o" on ${sameKey(type, 'o', done)}`;
  return fragment`${name(done)}${stored}
      cross join lateral (select ${before} as "before", ${after} as "after") "v"
      cross join lateral (
        select coalesce(${changes}, '{}') as "changes"${isPartial ? text(', count(*) as "all"') : []}
        from jsonb_each_text(${value(names)}::text::jsonb) "c" where ${old} <> ${now}
      ) "e" where ${text(isPartial ? '"e"."all" > 0' : `"e"."changes" <> '{}'`)}`;
}
