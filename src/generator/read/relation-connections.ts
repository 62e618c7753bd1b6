/**
 * The fields of to-many relations: planned with their row, and read in its statement.
 * A list that has to be computed from its row is read after it instead, together with all others of its kind.
 */
import type { GraphQLResolveInfo } from 'graphql';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { connectionName } from '../blueprint/names.ts';
import { type ConnectionArguments, type ConnectionRead, compileConnection } from '../list/connection-read.ts';
import { named, type RelationFields, type Row, type SchemaParts, type TypeRef } from '../types/builder.ts';
import {
  type ConnectionValue,
  connectionArgs,
  connectionRead,
  cursorMembers,
  plannedRead,
  readConnection,
  rowMembers,
  rowPaths,
} from '../types/connections.ts';
import type { ReadContext } from '../request.ts';

type NestedQuery = (query: object, rows: { getType(): string; paths: { name: string }[][] }) => object;

export function relationConnection(
  parts: SchemaParts,
  type: TypeBlueprint,
  field: string,
  t: RelationFields,
): object {
  const relation = type.relations.find(r => r.field === field)!;
  const target = parts.blueprint.types[relation.target]!;
  const source = { kind: 'relation', table: type.table, field } as const;
  const computed = parts.computedLists.get(`${type.table}.${field}`);
  const rows = {
    getType: () => target.name,
    paths: rowPaths.map(path => path.map(name => ({ name }))),
  };
  const select = (
    args: ConnectionArguments,
    context: ReadContext,
    nested: NestedQuery,
    selection: () => ReadonlySet<string>,
  ) => {
    const read = tryRead(() => connectionRead(parts, source, args, context));
    const columns = Object.fromEntries((computed?.columns ?? []).map(column => [column, true]));
    if (!read) return { columns };
    const members = selection();
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
      extras: members.has('totalCount') ? { [read.countKey]: read.count } : {},
    };
  };
  /** The list as it was read with its row. */
  const valueOnRow = (
    row: Row,
    args: ConnectionArguments,
    context: ReadContext,
    info: GraphQLResolveInfo,
  ): ConnectionValue => {
    const read = plannedRead(parts, source, args, context, info);
    const found = row[read.relationKey] as Row[] | undefined;
    return { page: found && read.page(found), totalCount: row[read.countKey] as number | undefined };
  };
  return t.field<Row, ConnectionArguments>({
    type: named(parts, connectionName(target.name)) as TypeRef,
    // What has to be computed can fail by itself, and then takes nothing else with it.
    nullable: computed !== undefined,
    description: relation.description,
    args: connectionArgs(parts, t, target),
    extensions: { pothosDrizzleSelect: select },
    resolve: computed
      ? async (row, args, context, info) => {
          const only = await computed.condition(row, context);
          if (!only) return valueOnRow(row, args, context, info);
          const list = { kind: 'table', table: target.table } as const;
          return readConnection(parts, compileConnection(parts.scope, list, args, 0, only), context, info);
        }
      : valueOnRow,
  });
}

/** Arguments that cannot be compiled fail their own field when it is resolved, not the statement it is part of. */
function tryRead(read: () => ConnectionRead): ConnectionRead | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
