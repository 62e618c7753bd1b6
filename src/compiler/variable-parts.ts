/**
 * What of an operation depends on the variables of a request: which statement it is, and the values that it is run with.
 */
import type { ListSql } from '../generator/list/compile-list.ts';
import type { GroupsSql } from '../generator/list/group-rows.ts';
import { type Fragment, isRow, type ValuePiece } from '../generator/sql/fragment.ts';
import type { OperationTree } from './operation-tree.ts';
import type { BoundList } from './sql-context.ts';
import type { BoundOperation } from './statement.ts';

/** What of an operation depends on variables: the SQL of it, and what else decides the statement. */
export interface VariablePart {
  readonly fragments: readonly Fragment[];
  readonly decides: string;
}

export function variableParts(
  tree: OperationTree,
  { lists, groups, rows, ids }: BoundOperation,
): VariablePart[] {
  return [
    ...tree.lists.flatMap(({ spec }, i) =>
      spec.kind === 'variable' ? [listPart(lists[i]!.spec, lists[i]!.sql)] : [],
    ),
    ...tree.groups.flatMap(({ spec }, i) => (spec.kind === 'variable' ? [groupsPart(groups[i]!)] : [])),
    ...tree.roots.flatMap((root, i): VariablePart[] => {
      if (root.kind === 'row' && root.row.kind === 'variable')
        return [{ fragments: [rows[i]!.condition], decides: String(rows[i]!.present) }];
      // Which ids there are decides the branches: they are part of the shape.
      if (root.kind === 'nodes' && root.ids.kind === 'variable')
        return [{ fragments: [], decides: JSON.stringify(ids[i]!.map(({ type, key }) => [type, key])) }];
      return [];
    }),
  ];
}

function listPart({ page, deleted, ordering }: BoundList['spec'], sql: ListSql): VariablePart {
  const { keys = [], orderBy = [] } = sql.distinct ?? {};
  const all = [sql.asked, sql.tenant, sql.within, ...sql.orderBy, ...keys, ...orderBy];
  const fragments = all.filter(fragment => fragment !== undefined);
  return {
    fragments,
    decides: `${page.size} ${page.backward} ${deleted} ${ordering} ${sql.asked !== undefined} ${sql.tenant !== undefined} ${keys.length}`,
  };
}

/** Units and time zones are in the text of keys. */
const groupsPart = ({ spec: { keys }, keys: values, grouping }: GroupsSql): VariablePart => ({
  fragments: [...values, grouping],
  decides: keys.map(({ name, bucket }) => `${name} ${bucket?.empty === true}`).join(),
});

/** What decides the statement, whatever the values. */
export const shapeOf = ({ fragments, decides }: VariablePart): string =>
  `${decides} ${fragments.map(pieces => pieces.map(piece => (typeof piece === 'string' ? piece : '?')).join('')).join(';')}`;

export const valuesOf = ({ fragments }: VariablePart): ValuePiece[] =>
  fragments.flatMap(pieces =>
    pieces.filter((piece): piece is ValuePiece => typeof piece === 'object' && !isRow(piece)),
  );
