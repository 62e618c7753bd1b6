/**
 * What is read of each row of a page: the texts of its items, its cursor, and whether rows beyond the page matter.
 * The same for lists inside rows and for lists of root fields.
 */

import { type CountName, countNames } from '../generator/list/counts.ts';
import { bind, type Fragment, fragment } from '../generator/sql/fragment.ts';
import { encodeCursorSql } from './cursor-sql.ts';
import { concatenated, objectParts, type Part } from './json-object.ts';
import type { EdgeMember, ListNode } from './operation-tree.ts';
import type { BoundList, RowAt, SqlContext } from './sql-context.ts';

export interface ListItems {
  /** The alias of the page's rows. */
  readonly alias: string;
  /** One text of each row for every `nodes` and `edges` of the selection, in their order. */
  readonly texts: readonly Fragment[];
  /** The cursor of a row, where the page's own are asked for. */
  readonly cursor: Fragment | undefined;
  readonly needs: PageNeeds;
}

export interface PageNeeds {
  /** Rows of the page, if only to know that they are there. */
  readonly rows: boolean;
  /** One row more, to know whether there are any beyond the page. */
  readonly more: boolean;
}

export function itemsOf(context: SqlContext, node: ListNode, alias: string): ListItems {
  const list = context.lists[node.id]!;
  // A deleted row was asked for as such: what hangs on it cannot rely on its being there.
  const at: RowAt = { alias, present: list.spec.deleted === 'EXCLUDE' };
  const cursor = () => bind(encodeCursorSql(list), alias);
  const texts = node.members.flatMap(member => {
    if (member.kind === 'nodes') return [concatenated(context.object(member.object, at))];
    if (member.kind === 'edges') return [edgeSql(context, member.members, at, cursor)];
    return [];
  });
  const infos = node.members.flatMap(member => (member.kind === 'pageInfo' ? member.members : []));
  const asksCursor = infos.some(({ name }) => name === 'startCursor' || name === 'endCursor');
  return {
    alias,
    texts,
    cursor: asksCursor ? cursor() : undefined,
    needs: pageInfoNeeds(node, list),
  };
}

export function pageInfoNeeds(node: ListNode, { spec }: BoundList): PageNeeds {
  const { backward, after, before } = spec.page;
  const names = node.members.flatMap(member =>
    member.kind === 'pageInfo' ? member.members.map(({ name }) => name) : [],
  );
  const more =
    (names.includes('hasNextPage') && !backward && before === undefined) ||
    (names.includes('hasPreviousPage') && backward && after === undefined);
  return { rows: more || names.some(name => name.endsWith('Cursor')), more };
}

function edgeSql(
  context: SqlContext,
  members: readonly EdgeMember[],
  at: RowAt,
  cursor: () => Fragment,
): Fragment {
  const partsOf = (member: EdgeMember): readonly Part[] => {
    switch (member.kind) {
      case 'typename':
        return [JSON.stringify(member.name)];
      case 'cursor':
        return ['"', cursor(), '"'];
      case 'node':
        return context.object(member.object, at);
    }
  };
  return concatenated(objectParts(members.map(member => ({ key: member.key, parts: partsOf(member) }))));
}

/** The counts that are asked for, each once, in the order of their columns. */
export const countsOf = ({ members }: ListNode): readonly CountName[] =>
  countNames.filter(name => members.some(member => member.kind === 'count' && member.name === name));

/** What is asked about all rows, in the order of their columns, which follow those of the counts. */
export const totalsOf = ({ members }: ListNode) =>
  members.filter(member => member.kind === 'aggregate' || member.kind === 'groups');

/** How many rows the list has; of a relation, for the row at hand. */
export const countSql = ({ sql }: BoundList, name: CountName, at: RowAt | undefined): Fragment =>
  fragment`(${at ? bind(sql.counts[name], at.alias) : sql.counts[name]})::text`;
