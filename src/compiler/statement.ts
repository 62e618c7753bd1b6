/**
 * The one statement of an operation: a branch for each thing that root fields ask for, all under the row of the viewer.
 * Lists of root fields come as one row for each item where items may be large: a large single value costs PostgreSQL more than
 * many small ones. Of small items one text costs less, there and here.
 */
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import { compileList } from '../generator/list/compile-list.ts';
import type { GroupsSql } from '../generator/list/group-rows.ts';
import { fromTable } from '../generator/list/join.ts';
import type { ListSpec } from '../generator/list/list-spec.ts';
import { pageRows } from '../generator/list/page-rows.ts';
import { hasKey, keyTextSql } from '../generator/list/row-key.ts';
import { visible } from '../generator/list/visibility.ts';
import { rootAbilitySql } from '../generator/read/abilities.ts';
import { and, bind, type Fragment, fragment, join, literal, name, text } from '../generator/sql/fragment.ts';
import { concatenated } from './json-object.ts';
import { countSql, countsOf, itemsOf, totalsOf } from './list-items.ts';
import { nestedListParts } from './nested-list-sql.ts';
import { abilitiesParts, objectSql } from './object-sql.ts';
import type {
  ListNode,
  NamedRow,
  ObjectNode,
  OperationTree,
  RootField,
  RowCondition,
} from './operation-tree.ts';
import type { ShapeSelection } from './shape-selection.ts';
import type { BoundList, SqlContext } from './sql-context.ts';
import { totalsJson } from './totals-sql.ts';

/** What an operation asks for with the variables of one request. */
export interface BoundOperation {
  readonly tree: OperationTree;
  /** By the list's place. */
  readonly lists: readonly BoundList[];
  /** By the groups' place. */
  readonly groups: readonly GroupsSql[];
  /** By the root field's place; undefined for those that give no row by a condition. */
  readonly rows: readonly (RowCondition | undefined)[];
  /** The ids of `node` and `nodes`, by the root field's place. */
  readonly ids: readonly (readonly NamedRow[] | undefined)[];
}

/** What a branch of the statement answers. */
export type Branch =
  | { readonly kind: 'viewer' }
  | { readonly kind: 'row'; readonly root: number }
  | { readonly kind: 'list'; readonly root: number }
  | { readonly kind: 'items'; readonly root: number }
  | { readonly kind: 'totals'; readonly root: number }
  | { readonly kind: 'nodes'; readonly root: number; readonly type: string };

export interface StatementSql {
  /** From behind the row of the viewer on. */
  readonly sql: Fragment;
  /** By the number that the rows of each branch begin with. */
  readonly branches: readonly Branch[];
  /** The selections of typed JSON, by the number of their place. */
  readonly slots: readonly ShapeSelection[];
}

interface CompiledBranch {
  readonly branch: Branch;
  readonly columns: readonly Fragment[];
  readonly from: Fragment;
}

export const bindList = (blueprint: Blueprint, spec: ListSpec): BoundList => ({
  spec,
  sql: compileList(blueprint, spec),
});

export function compileStatement(blueprint: Blueprint, operation: BoundOperation): StatementSql {
  const slots: ShapeSelection[] = [];
  let aliases = 0;
  const context: SqlContext = {
    blueprint,
    lists: operation.lists,
    groups: operation.groups,
    alias: () => `r${aliases++}`,
    object: (node, at) => objectSql(context, node, at),
    list: (node, at) => nestedListParts(context, node, at),
    slot: selection => slots.push(selection) - 1,
  };
  const found: CompiledBranch[] = [
    {
      branch: { kind: 'viewer' },
      columns: [accountSql(blueprint)],
      from: fragment`from ${name(blueprint.viewer.name)}`,
    },
    ...operation.tree.roots.flatMap((root, i) => rootBranches(context, operation, root, i)),
  ];
  const width = Math.max(...found.map(({ columns }) => columns.length));
  const selects = found.map(({ columns, from }, i) => {
    const padded = [...columns, ...Array<Fragment>(width - columns.length).fill(text('null::text'))];
    return fragment`(select ${text(String(i))}, ${join(padded, ', ')} ${from})`;
  });
  return { sql: join(selects, '\nunion all '), branches: found.map(({ branch }) => branch), slots };
}

/** Whose the credentials are, told by the row of the viewer itself. */
function accountSql({ viewer: { account, columns } }: Blueprint): Fragment {
  return account === undefined ? text('null::text') : fragment`${name(columns[account]!.sqlName)}::text`;
}

function rootBranches(
  context: SqlContext,
  operation: BoundOperation,
  root: RootField,
  i: number,
): CompiledBranch[] {
  switch (root.kind) {
    case 'typename':
      return [];
    case 'row': {
      const { condition, present } = operation.rows[i]!;
      const { columns, from } = rowJson(context, root.object, present, condition);
      return [{ branch: { kind: 'row', root: i }, columns, from: fragment`${from} limit 1` }];
    }
    case 'list':
      return listBranches(context, root.list, i);
    case 'abilities': {
      const parts = abilitiesParts(root.members, ability => rootAbilitySql(context.blueprint, ability));
      return [{ branch: { kind: 'row', root: i }, columns: [concatenated(parts)], from: [] }];
    }
    case 'nodes': {
      const types = [...new Set(operation.ids[i]!.map(({ type }) => type))];
      return types.map(type => nodesBranch(context, operation, root.objects.get(type)!, i));
    }
  }
}

function rowJson(
  context: SqlContext,
  object: ObjectNode,
  present: boolean,
  condition: Fragment,
): { alias: string; columns: Fragment[]; from: Fragment } {
  const alias = context.alias();
  return {
    alias,
    columns: [concatenated(context.object(object, { alias, present }))],
    from: fragment`from ${fromTable(object.type, alias)} where ${bind(condition, alias)}`,
  };
}

function listBranches(context: SqlContext, node: ListNode, root: number): CompiledBranch[] {
  if (isFlat(node)) {
    const whole = concatenated(nestedListParts(context, node, undefined));
    return [{ branch: { kind: 'list', root }, columns: [whole], from: [] }];
  }
  const list = context.lists[node.id]!;
  const items = itemsOf(context, node, context.alias());
  const limit = list.spec.page.size + (items.needs.more ? 1 : 0);
  const columns = [...items.texts, ...(items.cursor ? [items.cursor] : [])];
  const page = pageRows(context.blueprint, { ...list, alias: items.alias, limit }, undefined);
  const hasRows = columns.length > 0 || items.needs.rows;
  const totals = [
    ...countsOf(node).map(name => countSql(list, name, undefined)),
    ...totalsOf(node).map(member => totalsJson(context, list, member, undefined)),
  ];
  return [
    ...(hasRows
      ? [
          {
            branch: { kind: 'items', root } as const,
            columns: columns.length > 0 ? columns : [text('null::text')],
            from: fragment`from ${page}`,
          },
        ]
      : []),
    ...(totals.length > 0 ? [{ branch: { kind: 'totals', root } as const, columns: totals, from: [] }] : []),
  ];
}

/** Whether no item of a list holds a list of its own, or typed JSON, which is put in afterwards. */
function isFlat({ members }: ListNode): boolean {
  const flat = ({ fields }: ObjectNode): boolean =>
    fields.every(field =>
      field.kind === 'one' ? flat(field.object) : field.kind !== 'many' && field.kind !== 'shape',
    );
  return members.every(member => {
    if (member.kind === 'nodes') return flat(member.object);
    if (member.kind === 'edges')
      return member.members.every(inner => inner.kind !== 'node' || flat(inner.object));
    return true;
  });
}

/** The rows of one type among the ids, each with its key. */
function nodesBranch(
  context: SqlContext,
  operation: BoundOperation,
  object: ObjectNode,
  root: number,
): CompiledBranch {
  const { type } = object;
  const keys = operation.ids[root]!.filter(id => id.type === type.name).map(({ values }) => values);
  const condition = and(hasKey(type, keys), visible(context.blueprint, type))!;
  const { alias, columns, from } = rowJson(context, object, true, condition);
  return {
    branch: { kind: 'nodes', root, type: type.name },
    columns: [...columns, literal(type.name), bind(keyTextSql(type), alias)],
    from,
  };
}
