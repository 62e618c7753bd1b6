/**
 * The fields of to-many relations: planned with their row, and read in its statement.
 * A list that has to be computed from its row is read after it instead, together with all others of its kind.
 */
import type { SelectedFieldNode } from '@pothos/selection-mapper';
import type { GraphQLResolveInfo } from 'graphql';
import { relationOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { connectionName } from '../blueprint/names.ts';
import { countNames } from '../list/counts.ts';
import type { ListArguments } from '../list/list-spec.ts';
import { readTotals } from '../list/totals-read.ts';
import type { ReadContext, Row } from '../request.ts';
import {
  type ConnectionValue,
  connectionArgs,
  cursorMembers,
  rowMembers,
  rowPaths,
  totalsMembers,
} from '../types/connections.ts';
import { nullOnlyByError } from '../types/directives.ts';
import type { RelationFields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { reload, withRest } from './answer-parts.ts';
import { listExtension } from './list-extension.ts';
import { listOfField, narrowedList, preparedList, readConnection } from './read-list.ts';
import { namesNow } from './selection.ts';

type NestedQuery = (query: object, rows: { getType(): string; paths: { name: string }[][] }) => object;

export function relationConnection(
  parts: SchemaParts,
  type: TypeBlueprint,
  field: string,
  t: RelationFields,
): object {
  const relation = relationOf(type, field);
  const target = typeOf(parts.blueprint, relation.target);
  const source = { kind: 'relation', table: type.table, field } as const;
  const computed = type.computedLists.find(list => list.field === field);
  const condition = parts.lists.get(`${type.table}.${field}`);
  const columns = Object.fromEntries((computed?.columns ?? []).map(column => [column, true]));
  const rows = {
    getType: () => target.name,
    paths: rowPaths.map(path => path.map(name => ({ name }))),
  };
  const select = (
    args: ListArguments,
    context: ReadContext,
    nested: NestedQuery,
    selected: SelectedFieldNode,
  ) => {
    const read = preparedList(source, args, context);
    if (!read) return { columns };
    // Without a path it is the field itself.
    const node = context.parts && selected([]);
    const members = node ? namesNow([node]) : selected();
    const withCursors = cursorMembers.some(member => members.has(member));
    return {
      columns,
      with: rowMembers.some(member => members.has(member))
        ? {
            [read.relationKey]: nested(
              withCursors ? { ...read.query, extras: read.cursorExtras } : read.query,
              rows,
            ),
          }
        : {},
      extras: Object.fromEntries(
        [
          ...countNames.map(name => [name, read.countKey(name), read.counts[name]] as const),
          ...totalsMembers.map(name => [name, read.totalsKey, read.totals] as const),
        ]
          .filter(([name]) => members.has(name))
          .map(([, key, value]) => [key, value]),
      ),
    };
  };
  /** The list as it was read with its row. */
  const valueOnRow = (row: Row, context: ReadContext, info: GraphQLResolveInfo): ConnectionValue => {
    const read = listOfField(context, info);
    const found = row[read.relationKey] as Row[] | undefined;
    const counts = Object.fromEntries(
      countNames.flatMap(name => {
        const count = row[read.countKey(name)];
        return typeof count === 'number' ? [[name, count]] : [];
      }),
    );
    const told = row[read.totalsKey];
    const totals = Array.isArray(told) ? readTotals(read.asked, told) : undefined;
    const value = { page: found && read.page(found), counts, totals };
    return withRest(value, context, info, async (part, lacking) =>
      valueOnRow(await reload(part, lacking, row), part, info),
    );
  };
  return t.field<Row, ListArguments>({
    type: named(parts, connectionName(target.name)),
    // What has to be computed can fail by itself, and then takes nothing else with it.
    nullable: computed !== undefined,
    description: relation.description,
    deprecationReason: relation.deprecated,
    args: connectionArgs(parts, t, target),
    extensions: {
      ...(computed ? nullOnlyByError : {}),
      pothosDrizzleSelect: select,
      [listExtension]: source,
    },
    resolve: condition
      ? async (row, _args, context, info) => {
          const only = await condition(row, context);
          if (!only) return valueOnRow(row, context, info);
          return readConnection(parts, narrowedList(parts, listOfField(context, info), only), context, info);
        }
      : (row, _args, context, info) => valueOnRow(row, context, info),
  });
}
