/**
 * Connection and edge types, one pair per object type, and the arguments of every field that gives pages.
 * Knows Relay's shapes; which rows a page has is compiled elsewhere.
 */
import { conventions, type TypeBlueprint } from '../blueprint/blueprint.ts';
import {
  connectionName,
  edgeName,
  groupByName,
  groupName,
  orderByName,
  upperFirst,
  whereName,
  withArticle,
} from '../blueprint/names.ts';
import { type ConnectionPage, cursorMember } from '../list/connection-read.ts';
import { type CountName, countedRows } from '../list/counts.ts';
import { type GroupsArguments, groupsKey } from '../list/groups.ts';
import type { Totals } from '../list/totals-read.ts';
import type { PartContext, Row } from '../request.ts';
import { addAggregate } from './aggregates.ts';
import { addGroups, groupsArgs } from './groups.ts';
import type { Fields } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

const { defaultSize, maxSize } = conventions.page;

/** What a connection field resolves to; what was not asked for is not there. */
export interface ConnectionValue {
  readonly page: ConnectionPage | undefined;
  readonly counts: Readonly<Partial<Record<CountName, number>>>;
  /** What is asked about all rows. */
  readonly totals: Totals | undefined;
  /** What a later part asks for in addition; missing where the answer comes whole. */
  readonly rest?: (context: PartContext) => Promise<ConnectionValue>;
}

/** What a member of a connection is resolved from. */
export type ConnectionNeed = 'rows' | 'cursors' | 'totals' | CountName;

/** Under which a field's extensions tell what it needs of its connection. */
export const connectionNeed = 'connectionNeed';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    [connectionNeed]?: ConnectionNeed;
  }
}

/** Whether a connection was read with it. */
export function has({ page, counts, totals }: ConnectionValue, need: ConnectionNeed): boolean {
  if (need === 'rows') return page !== undefined;
  if (need === 'cursors') return page?.rows.every(row => cursorMember in row) === true;
  if (need === 'totals') return totals !== undefined;
  return counts[need] !== undefined;
}

/** The members of a connection that need its rows, and of these the ones that need cursors. */
export const rowMembers = ['edges', 'nodes', 'pageInfo'];
export const cursorMembers = ['edges', 'pageInfo'];

/** The members that are about all rows. */
export const totalsMembers = ['aggregate', 'groups'] as const;

/** Where the rows lie inside a connection. */
export const rowPaths = [['nodes'], ['edges', 'node']] as const;

/** Adds PageInfo, and the connection and edge types of every object type. */
export function addConnections(parts: SchemaParts): void {
  const pageInfo = parts.builder.objectRef('PageInfo').implement({
    description: 'Where a page lies in its list.',
    fields: t => ({
      hasNextPage: t.field<ConnectionPage>({
        type: 'Boolean',
        description: 'Whether rows follow the page. Backward, known where `before` was given.',
        resolve: page => page.hasNextPage,
      }),
      hasPreviousPage: t.field<ConnectionPage>({
        type: 'Boolean',
        description: 'Whether rows precede the page. Forward, known where `after` was given.',
        resolve: page => page.hasPreviousPage,
      }),
      startCursor: t.field<ConnectionPage>({
        type: 'String',
        nullable: true,
        description: 'The cursor of the first row; null on an empty page.',
        resolve: page => cursorAt(page, 0),
      }),
      endCursor: t.field<ConnectionPage>({
        type: 'String',
        nullable: true,
        description: 'The cursor of the last row; null on an empty page.',
        resolve: page => cursorAt(page, -1),
      }),
    }),
  });
  const types = Object.values(parts.blueprint.types);
  const aggregates = new Map(types.map(type => [type.name, addAggregate(parts, type)]));
  addGroups(parts);
  for (const type of types) {
    const node = named(parts, type.name);
    const edge = parts.builder.objectRef(edgeName(type.name)).implement({
      description: `${upperFirst(withArticle(type.name))} in a page, with its cursor.`,
      fields: t => ({
        cursor: t.field<{ page: ConnectionPage; row: Row }>({
          type: 'String',
          description: 'The position of the row in the list, for `after` and `before`.',
          resolve: ({ page, row }) => page.cursor(row),
        }),
        node: t.field<{ row: Row }>({ type: node, description: 'The row.', resolve: ({ row }) => row }),
      }),
    });
    parts.types.set(edgeName(type.name), edge);
    const connection = parts.builder.objectRef(connectionName(type.name)).implement({
      description: `A page of ${type.name} rows.`,
      fields: t => ({
        edges: t.field<ConnectionValue>({
          type: [edge],
          description: 'The rows of the page, each with its cursor.',
          extensions: { [connectionNeed]: 'cursors' },
          resolve: ({ page }) => page!.rows.map(row => ({ page, row })),
        }),
        nodes: t.field<ConnectionValue>({
          type: [node],
          description: 'The rows of the page.',
          extensions: { [connectionNeed]: 'rows' },
          resolve: ({ page }) => page!.rows,
        }),
        pageInfo: t.field<ConnectionValue>({
          type: pageInfo,
          description: 'Where the page lies in the list.',
          extensions: { [connectionNeed]: 'cursors' },
          resolve: ({ page }) => page,
        }),
        totalCount: t.field<ConnectionValue>({
          type: 'Int',
          description: 'How many rows the filter leaves that the viewer may see, whatever the page.',
          extensions: { [connectionNeed]: 'totalCount' },
          resolve: ({ counts }) => counts.totalCount,
        }),
        totalCountEstimate: t.field<ConnectionValue>({
          type: 'Int',
          description: `How many rows that are: to the row up to ${countedRows}, beyond that by a sample of the table. Costs about the same however many there are.`,
          extensions: { [connectionNeed]: 'totalCountEstimate' },
          resolve: ({ counts }) => counts.totalCountEstimate,
        }),
        aggregate: t.field<ConnectionValue>({
          type: aggregates.get(type.name)!,
          description:
            'Values about all rows that the filter leaves and the viewer may see, whatever the page.',
          extensions: { [connectionNeed]: 'totals' },
          resolve: ({ totals }) => totals!.aggregate,
        }),
        groups: t.field<ConnectionValue, GroupsArguments>({
          type: [named(parts, groupName(type.name))],
          description:
            'These rows in groups of equal values, one item for each group: what they have in common, and values about them.',
          args: groupsArgs(parts, t, type),
          extensions: { [connectionNeed]: 'totals' },
          resolve: ({ totals }, args) => totals!.groups.get(groupsKey(args)),
        }),
      }),
    });
    parts.types.set(connectionName(type.name), connection);
  }
}

function cursorAt(page: ConnectionPage, index: number): string | null {
  const row = page.rows.at(index);
  return row ? page.cursor(row) : null;
}

/** The arguments of a field that gives pages of the type. */
export function connectionArgs(parts: SchemaParts, t: Fields, type: TypeBlueprint): Record<string, object> {
  return {
    first: t.arg({
      type: 'Int',
      description: `Rows from the start, or after \`after\`: 1 to ${maxSize}; ${defaultSize} where neither first nor last is given.`,
    }),
    after: t.arg({ type: 'String', description: 'Only rows after this cursor.' }),
    last: t.arg({
      type: 'Int',
      description: `Rows from the end, or before \`before\`: 1 to ${maxSize}.`,
    }),
    before: t.arg({ type: 'String', description: 'Only rows before this cursor.' }),
    where: t.arg({
      type: named(parts, whereName(type.name)),
      description: 'Only rows that meet the filter.',
    }),
    orderBy: t.arg({
      type: [named(parts, orderByName(type.name))],
      description:
        'The keys of the order, the most significant first. By default, rows come in the order of their creation.',
    }),
    distinctOn: t.arg({
      type: [named(parts, groupByName(type.name))],
      description:
        'Of rows for which these keys are the same only the first in the order, which may begin with other keys.',
    }),
    ...(type.search
      ? {
          search: t.arg({
            type: 'String',
            description: `Only rows that have these words in ${searchedWords(type)}, the best first unless an order is given. The last word may be the beginning of one.`,
          }),
        }
      : {}),
    ...(type.softDelete ? { deleted: deletedArg(parts, t) } : {}),
  };
}

/** The fields whose words are searched. */
const searchedWords = ({ columns, search }: TypeBlueprint): string => {
  const fields = columns.filter(({ key }) => search!.parts.some(({ column }) => column === key));
  return fields.map(({ field }) => field).join(', ');
};

/** The argument that asks for deleted rows. */
export function deletedArg(parts: SchemaParts, t: Fields): object {
  return t.arg({
    type: named(parts, 'DeletedRows'),
    description:
      'Whether deleted rows are wanted, which only those see who may restore them. By default they are not.',
  });
}

/** Adds the enum of the `deleted` argument. */
export function addDeletedRows(parts: SchemaParts): void {
  const values = {
    EXCLUDE: 'Only rows that are not deleted.',
    INCLUDE: 'Deleted rows as well.',
    ONLY: 'Only deleted rows.',
  };
  parts.types.set(
    'DeletedRows',
    parts.builder.enumType('DeletedRows', {
      description: 'Which rows to include with regard to deletion.',
      values: Object.fromEntries(
        Object.entries(values).map(([value, description]) => [value, { value, description }]),
      ),
    }),
  );
}
