/**
 * A whole list as an expression for its JSON text: the page's rows put together, and what is asked about the page.
 * One row more than the page is read only where somebody asks whether there are more.
 */

import { pageRows } from '../generator/list/page-rows.ts';
import { type Fragment, fragment, join, name, text } from '../generator/sql/fragment.ts';
import { concatenated, objectParts, orNull, type Part } from './json-object.ts';
import { countSql, itemsOf, type ListItems } from './list-items.ts';
import type { ListMember, ListNode, PageInfoMember } from './operation-tree.ts';
import type { BoundList, RowAt, SqlContext } from './sql-context.ts';
import { totalsJson } from './totals-sql.ts';

/** The parts of a connection's JSON. @param at the row that the list hangs on; none for a list of a root field */
export function nestedListParts(context: SqlContext, node: ListNode, at: RowAt | undefined): Part[] {
  const list = context.lists[node.id]!;
  const items = itemsOf(context, node, context.alias());
  if (items.texts.length === 0 && !items.needs.rows) return objectParts(members(context, node, items, at));
  const { spec, sql } = list;
  const { needs, alias } = items;
  const size = spec.page.size;
  const limit = size + (needs.more ? 1 : 0);
  const page = pageRows(context.blueprint, { spec, sql, alias, limit }, at);
  const columns = [
    ...items.texts.map((item, i) => fragment`${item} as ${name(`t${i}`)}`),
    ...(items.cursor ? [fragment`${items.cursor} as "c"`] : []),
    ...(numbered(items, spec.page.backward) ? [text('row_number() over () as "n"')] : []),
  ];
  const rows = fragment`(select ${columns.length === 0 ? text('1') : join(columns, ', ')} from ${page}) as "page"`;
  const json = concatenated(objectParts(members(context, node, items, at)));
  return [fragment`select ${json} from ${rows}`];
}

/** Whether rows have to be told apart by their place: those beyond the page, and those that come in reverse. */
const numbered = ({ needs }: ListItems, backward: boolean) => needs.more || backward;

function members(context: SqlContext, node: ListNode, items: ListItems, at: RowAt | undefined) {
  const list = context.lists[node.id]!;
  const columns = node.members.filter(({ kind }) => kind === 'nodes' || kind === 'edges');
  const partsOf = (member: ListMember): Part[] => {
    switch (member.kind) {
      case 'typename':
        return [JSON.stringify(member.name)];
      case 'count':
        return [countSql(list, member.name, at)];
      case 'aggregate':
      case 'groups':
        return [totalsJson(context, list, member, at)];
      case 'nodes':
      case 'edges':
        return ['[', aggregated(columns.indexOf(member), list, items), ']'];
      case 'pageInfo':
        return objectParts(
          member.members.map(info => ({ key: info.key, parts: infoParts(info, list, items) })),
        );
    }
  };
  return node.members.map(member => ({ key: member.key, parts: partsOf(member) }));
}

/** What an aggregate goes over: the rows of the page, in its order. */
function ofPage({ spec }: BoundList, { needs }: ListItems) {
  const { size, backward } = spec.page;
  return {
    // Said for every aggregate: one that is ordered decides the order in which the others meet the rows.
    order: text(backward ? ' order by "n" desc' : ''),
    kept: text(needs.more ? ` filter (where "n" <= ${size})` : ''),
  };
}

/** The texts of the page's rows, with commas between them. */
function aggregated(index: number, list: BoundList, items: ListItems): Fragment {
  const { order, kept } = ofPage(list, items);
  return fragment`coalesce(string_agg(${name(`t${index}`)}, ','${order})${kept}, '')`;
}

function infoParts({ name: member }: PageInfoMember, list: BoundList, items: ListItems): Part[] {
  const { size, backward, after, before } = list.spec.page;
  const longer = fragment`(count(*) > ${text(String(size))})::text`;
  switch (member) {
    case '__typename':
      return ['"PageInfo"'];
    case 'hasNextPage':
      return before !== undefined ? ['true'] : backward ? ['false'] : [longer];
    case 'hasPreviousPage':
      return after !== undefined ? ['true'] : backward ? [longer] : ['false'];
    case 'startCursor':
      return [cursorAt(text('1'), list, items)];
    case 'endCursor':
      return [cursorAt(text(`least(count(*), ${size})`), list, items)];
  }
}

/** The cursor of the page's row at a position. */
function cursorAt(position: Fragment, list: BoundList, items: ListItems): Fragment {
  const { order, kept } = ofPage(list, items);
  return orNull(fragment`'"' || (array_agg("c"${order})${kept})[${position}] || '"'`);
}
