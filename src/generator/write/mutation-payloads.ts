/**
 * Payloads of generated mutations: the row as it is now, and what has to be mended.
 * The row comes with the write where only its own columns are asked for, and by a second statement otherwise.
 */
import { sql, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { upperFirst, words } from '../blueprint/names.ts';
import { columnOf, visible } from '../list/visibility.ts';
import type { QueryConfig, ReadContext } from '../read/reads.ts';
import { type Fields, named, planQuery, type Row, type SchemaParts } from '../types/builder.ts';
import { encodeGlobalId } from '../types/global-id.ts';
import type { Written } from './run-write-plan.ts';
import { sqlNameOf } from './write-parts.ts';
import type { WritePlan } from './write-plan.ts';

export function addPayloads(parts: SchemaParts, type: TypeBlueprint): void {
  const { write: granted, softDelete } = type;
  const userErrors = (t: Fields) =>
    t.field<Written>({
      type: [named(parts, 'UserError')],
      description: 'What has to be mended; where there is anything, nothing was written.',
      resolve: written => written.userErrors,
    });
  const payload = parts.builder.objectRef(`${type.name}Payload`).implement({
    description: `What became of a ${words(type.single)}.`,
    fields: t => ({
      [type.single]: t.field<Written>({
        type: named(parts, type.name),
        nullable: true,
        description: `The ${words(type.single)} as it is now; null where nothing was written, or it is gone. After CONFLICT, as somebody else left it.`,
        resolve: (written, _args, context, info) => readWritten(parts, type, written, context, info),
      }),
      ...(granted!.delete && !softDelete
        ? {
            deletedId: t.field<Written>({
              type: 'ID',
              nullable: true,
              description: 'The id of what was deleted for good; null where nothing was.',
              resolve: ({ uuid, count }) =>
                uuid !== null && count > 0 ? encodeGlobalId(type.name, uuid) : null,
            }),
          }
        : {}),
      ...(granted!.owns.length > 0
        ? {
            clientKeys: t.field<Written>({
              type: [named(parts, 'ClientKey')],
              description: 'The ids of new rows that were given a clientKey.',
              resolve: ({ clientKeys }) => clientKeys,
            }),
          }
        : {}),
      userErrors: userErrors(t),
    }),
  });
  parts.types.set(`${type.name}Payload`, payload);
  const plural = `${upperFirst(type.plural)}Payload`;
  parts.types.set(
    plural,
    parts.builder.objectRef(plural).implement({
      description: `What became of many ${words(type.plural)}.`,
      fields: t => ({
        count: t.field<Written>({
          type: 'Int',
          description: 'How many rows were written.',
          resolve: ({ count }) => count,
        }),
        userErrors: userErrors(t),
      }),
    }),
  );
}

/**
 * The row after the write. A statement does not see what it changes itself: what is asked for beyond the row's own
 * columns takes a second one.
 */
function readWritten(
  parts: SchemaParts,
  type: TypeBlueprint,
  { uuid, row: written, gone }: Written,
  context: ReadContext,
  info: GraphQLResolveInfo,
): Promise<Row | null> | Row | null {
  if (uuid === null || gone) return null;
  const where = {
    RAW: (row: Table) =>
      sql`${columnOf(row, type.primaryKey)} = ${uuid}::text::uuid and ${visible(parts.scope, type.table, row, 'INCLUDE')}`,
  };
  const query = planQuery(parts, { context, info, typeName: type.name }, { where });
  return (written && rowOf(parts, type, written, query)) ?? context.reads.first(type.table, query);
}

/** Kinds that JSON cannot hold exactly. */
const inexact = new Set(['bigint', 'decimal', 'float']);

/** The row as the write returned it, where that is all that the query asks for. */
function rowOf(parts: SchemaParts, type: TypeBlueprint, written: Row, query: QueryConfig): Row | null {
  const { with: relations, extras, columns } = query as Record<string, Record<string, unknown>>;
  if (Object.keys({ ...relations, ...extras }).length > 0) return null;
  const row: Row = {};
  for (const key of Object.keys(columns ?? {})) {
    const kind = type.columns.find(column => column.key === key)?.kind;
    const value = written[sqlNameOf(parts.scope, type.table, key)];
    if (kind === undefined || inexact.has(kind)) return null;
    row[key] = kind === 'instant' && typeof value === 'string' ? new Date(value) : value;
  }
  return row;
}

export function addClientKey(parts: SchemaParts): void {
  type Key = WritePlan['clientKeys'][number];
  parts.types.set(
    'ClientKey',
    parts.builder.objectRef('ClientKey').implement({
      description: 'The id of a new row, by the key that the client gave it.',
      fields: t => ({
        clientKey: t.field<Key>({
          type: 'String',
          description: 'The client’s key.',
          resolve: key => key.clientKey,
        }),
        // Not `id`: clients with a cache would take the pair for the row itself.
        nodeId: t.field<Key>({
          type: 'ID',
          description: 'The global id of the row.',
          resolve: key => encodeGlobalId(key.type, key.uuid),
        }),
        uuid: t.field<Key>({
          type: named(parts, 'UUID'),
          description: 'The UUID of the row.',
          resolve: key => key.uuid,
        }),
      }),
    }),
  );
}
