/**
 * Root fields: one row and pages of rows for every table, and any object by its global id.
 * Every one of them applies the table's rule, `node` and `nodes` too.
 */
import { and, type SQL, sql, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../../errors.ts';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { connectionName, words } from '../blueprint/names.ts';
import type { ConnectionArguments } from '../list/connection-read.ts';
import { columnOf, type DeletedRows, visible } from '../list/visibility.ts';
import { type Fields, named, planQuery, type Row, type SchemaParts } from '../types/builder.ts';
import { connectionArgs, connectionRead, deletedArg, readConnection } from '../types/connections.ts';
import { type GlobalId, parseGlobalId, parseIdOf } from '../types/global-id.ts';
import type { ReadContext } from '../request.ts';

/** Ids that `nodes` takes at most. */
const maxNodes = 100;

/** Adds `node`, `nodes`, and the two root fields of every table. */
export function addRootFields(parts: SchemaParts): void {
  parts.builder.queryType({ description: 'Everything that can be read.' });
  parts.builder.queryFields(t => ({
    node: nodeField(parts, t),
    nodes: nodesField(parts, t),
    ...Object.fromEntries(
      Object.values(parts.blueprint.types).flatMap(type => [
        [type.single, singleField(parts, t, type)],
        [type.plural, pluralField(parts, t, type)],
      ]),
    ),
  }));
}

function singleField(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  return t.field<unknown, { id: string; deleted?: DeletedRows | null }>({
    type: named(parts, type.name),
    nullable: true,
    description: `The ${words(type.single)} with the id; null where there is none that the viewer may see.`,
    args: {
      id: t.arg({ type: 'ID', required: true, description: 'The id, or the plain UUID.' }),
      ...(type.softDelete ? { deleted: deletedArg(parts, t) } : {}),
    },
    resolve: (_, { id, deleted }, context, info) => {
      context.assertSignedIn();
      const uuid = parseIdOf(type.name, id, 'id');
      return context.reads.first(
        type.table,
        planQuery(
          parts,
          { context, info, typeName: type.name },
          {
            where: {
              RAW: (row: Table) =>
                and(isRow(type, row, [uuid]), visible(parts.scope, type.table, row, deleted ?? 'EXCLUDE')),
            },
          },
        ),
      );
    },
  });
}

function pluralField(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const source = { kind: 'table', table: type.table } as const;
  return t.field<unknown, ConnectionArguments>({
    type: named(parts, connectionName(type.name)),
    description: `The ${words(type.plural)} that the viewer may see, page by page.`,
    args: connectionArgs(parts, t, type),
    resolve: (_, args, context, info) => {
      context.assertSignedIn();
      return readConnection(parts, connectionRead(parts, source, args, context), context, info);
    },
  });
}

function nodeField(parts: SchemaParts, t: Fields): object {
  return t.field<unknown, { id: string }>({
    type: named(parts, 'Node'),
    nullable: true,
    description: 'The object with the global id; null where there is none that the viewer may see.',
    args: { id: t.arg({ type: 'ID', required: true, description: 'The global id.' }) },
    resolve: async (_, { id }, context, info) =>
      (await loadNodes(parts, [parseNodeId(parts, id, 'id')], context, info))[0],
  });
}

function nodesField(parts: SchemaParts, t: Fields): object {
  return t.field<unknown, { ids: readonly string[] }>({
    type: [named(parts, 'Node')],
    nullable: { list: false, items: true },
    description:
      'The objects with the global ids, in their order; null where there is none that the viewer may see.',
    args: {
      ids: t.arg({ type: ['ID'], required: true, description: `The global ids, at most ${maxNodes}.` }),
    },
    resolve: (_, { ids }, context, info) => {
      if (ids.length > maxNodes) throw badUserInput(`ids takes at most ${maxNodes} ids, not ${ids.length}.`);
      return loadNodes(
        parts,
        ids.map((id, i) => parseNodeId(parts, id, `ids[${i}]`)),
        context,
        info,
      );
    },
  });
}

function parseNodeId(parts: SchemaParts, id: string, argument: string): GlobalId {
  const parsed = parseGlobalId(id, argument);
  if (!Object.values(parts.blueprint.types).some(type => type.name === parsed.type)) {
    throw badUserInput(
      `${argument} is not an id of this API: there is no type ${JSON.stringify(parsed.type)}.`,
    );
  }
  return parsed;
}

/** The rows of global ids in their order: one read per type, all in one statement. */
async function loadNodes(
  parts: SchemaParts,
  ids: readonly GlobalId[],
  context: ReadContext,
  info: GraphQLResolveInfo,
): Promise<(Row | null)[]> {
  const types = Object.values(parts.blueprint.types).filter(type => ids.some(id => id.type === type.name));
  const found = new Map<string, Row>();
  await Promise.all(
    types.map(async type => {
      const uuids = ids.filter(id => id.type === type.name).map(id => id.uuid);
      const where = {
        RAW: (row: Table) => and(isRow(type, row, uuids), visible(parts.scope, type.table, row)),
      };
      const rows = await context.reads.many(
        type.table,
        planQuery(parts, { context, info, typeName: type.name }, { where }),
      );
      for (const row of rows) {
        // By this member graphql-js tells which type of the interface a row has.
        found.set(`${type.name}:${row[type.primaryKey]}`, { ...row, __typename: type.name });
      }
    }),
  );
  return ids.map(id => found.get(`${id.type}:${id.uuid}`) ?? null);
}

/** The row has one of the primary keys. */
function isRow(type: TypeBlueprint, row: Table, uuids: readonly string[]): SQL {
  const key = columnOf(row, type.primaryKey);
  return uuids.length === 1
    ? sql`${key} = ${uuids[0]}::text::uuid`
    : sql`${key} = any(${`{${uuids.join(',')}}`}::text::uuid[])`;
}
