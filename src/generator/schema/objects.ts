/**
 * Object types: every visible column, every relation, and the global ID of each row.
 * Plans what a row must be read with; reading is the request's.
 */
import type { TypeBlueprint } from '../blueprint.ts';
import { connectionName } from '../names.ts';
import type { ReadContext } from '../reads.ts';
import type { ConnectionArguments, ConnectionRead } from '../sql/connection-read.ts';
import { visible } from '../sql/visibility.ts';
import { named, type RelationFields, type Row, type SchemaParts, type TypeRef } from './builder.ts';
import {
  type ConnectionValue,
  connectionArgs,
  connectionRead,
  cursorMembers,
  rowMembers,
  rowPaths,
} from './connections.ts';
import { encodeGlobalId } from './global-id.ts';

/** Adds the Node interface and the object type of every table. */
export function addObjects(parts: SchemaParts): void {
  const node = parts.builder.interfaceRef('Node').implement({
    description: 'An object that can be asked for by its global id.',
    fields: t => ({
      id: t.field<Row>({
        type: 'ID',
        description: 'The global id of the object: opaque, and unique among all types.',
        // Every object type resolves its own.
        resolve: () => undefined,
      }),
    }),
  });
  parts.types.set('Node', node);
  for (const type of Object.values(parts.blueprint.types)) {
    parts.types.set(
      type.name,
      parts.builder.drizzleObject(type.table, {
        name: type.name,
        description: type.description,
        select: { columns: {} },
        interfaces: [node],
        fields: t => relationFields(parts, type, t),
      }),
    );
  }
  for (const type of Object.values(parts.blueprint.types)) addColumnFields(parts, type);
}

/**
 * Columns are plain fields that name the column they need: fields made by the Drizzle plugin would look up
 * at run time, for every value, what is known here.
 */
function addColumnFields(parts: SchemaParts, type: TypeBlueprint): void {
  parts.builder.objectFields(named(parts, type.name) as object, t => ({
    id: t.field<Row>({
      type: 'ID',
      description: 'The global id of the object: opaque, and unique among all types.',
      resolve: row => encodeGlobalId(type.name, row[type.primaryKey] as string),
    }),
    ...Object.fromEntries(
      type.columns.map(column => {
        const scalar = named(parts, column.typeName);
        return [
          column.field,
          t.field<Row>({
            type: column.list ? [scalar] : scalar,
            nullable: column.list ? { list: column.nullable, items: false } : column.nullable,
            description: column.description,
            extensions: { pothosDrizzleSelect: { columns: { [column.key]: true } } },
            resolve: row => row[column.key],
          }),
        ];
      }),
    ),
  }));
}

function relationFields(parts: SchemaParts, type: TypeBlueprint, t: RelationFields): Record<string, object> {
  return Object.fromEntries(
    type.relations.map(relation => {
      if (relation.many) return [relation.field, connectionField(parts, type, relation.field, t)];
      // One object for all requests: Pothos merges equal queries, and compares functions by identity.
      const query = {
        where: {
          RAW: (row: never) => visible(parts.scope, relation.target, row),
        },
      };
      return [
        relation.field,
        t.relation(relation.field, { nullable: true, description: relation.description, query }),
      ];
    }),
  );
}

type NestedQuery = (query: object, rows: { getType(): string; paths: { name: string }[][] }) => object;

function connectionField(parts: SchemaParts, type: TypeBlueprint, field: string, t: RelationFields): object {
  const relation = type.relations.find(r => r.field === field)!;
  const target = parts.blueprint.types[relation.target]!;
  const source = { kind: 'relation', table: type.table, field } as const;
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
    if (!read) return { columns: {} };
    const members = selection();
    const withCursors = cursorMembers.some(member => members.has(member));
    return {
      columns: {},
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
  return t.field<Row, ConnectionArguments>({
    type: named(parts, connectionName(target.name)) as TypeRef,
    description: relation.description,
    args: connectionArgs(parts, t, target),
    extensions: { pothosDrizzleSelect: select },
    resolve: (row, args, context): ConnectionValue => {
      const read = connectionRead(parts, source, args, context);
      const found = row[read.relationKey] as Row[] | undefined;
      return { page: found && read.page(found), totalCount: row[read.countKey] as number | undefined };
    },
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
