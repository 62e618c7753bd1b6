/**
 * The tables that the root fields of an operation are about.
 * Names them as SQL does, for those who count statements; what is below the root fields does not matter to it.
 */
import { type Blueprint, typeOf } from '../generator/blueprint/blueprint.ts';
import type { ListNode, RootField } from './operation-tree.ts';
import type { BoundOperation } from './statement.ts';

export function rootTables(blueprint: Blueprint, { tree, lists, ids }: BoundOperation): ReadonlySet<string> {
  const tablesOf = (root: RootField, i: number): readonly string[] => {
    switch (root.kind) {
      case 'typename':
      case 'abilities':
        return [];
      case 'row':
        return [root.object.type.sql.name];
      case 'list':
        return isRead(root.list) ? [typeOf(blueprint, lists[root.list.id]!.spec.table).sql.name] : [];
      case 'nodes':
        return ids[i]!.flatMap(({ type }) => root.objects.get(type)?.type.sql.name ?? []);
    }
  };
  return new Set(tree.roots.flatMap((root, i) => tablesOf(root, i)));
}

/** A list of which only the name of its type is asked is not read. */
const isRead = ({ members }: ListNode) => members.some(({ kind }) => kind !== 'typename');
