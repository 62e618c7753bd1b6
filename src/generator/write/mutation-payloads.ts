/**
 * Payloads of generated mutations: the row as it is now, and what has to be mended.
 * The row comes with the write where only its own columns are asked for, and by a second statement otherwise.
 */
import { selectedFieldNames } from '@pothos/selection-mapper';
import { getTableName, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { edgeName, rowEdgeName, upperFirst, withArticle, words } from '../blueprint/names.ts';
import { hasUuidKey, keyMember, keyTextOf, type RowKey } from '../blueprint/row-key.ts';
import { isShownAsStored } from '../blueprint/shown-as-stored.ts';
import { upsertKeys } from '../blueprint/unique-keys.ts';
import { onceMember, secretMember, secretsMember } from '../blueprint/write-names.ts';
import { connectionReadOf } from '../list/connection-read.ts';
import { parseList } from '../list/list-spec.ts';
import { hasKey } from '../list/row-key.ts';
import { visible } from '../list/visibility.ts';
import { type FieldPrice, priceExtension } from '../price/field-price.ts';
import { isText, textMember } from '../read/column-texts.ts';
import { declaredField } from '../read/root-fields.ts';
import { readByKeys } from '../read/rows-by-keys.ts';
import type { QueryConfig, ReadContext, Row } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { fragment } from '../sql/fragment.ts';
import { type PlanOptions, planQuery } from '../types/builder.ts';
import { encodeGlobalId } from '../types/global-id.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { leftBehindFields } from './left-behind.ts';
import type { ClientKey, Written } from './run-write-plan.ts';

export function addPayloads(parts: SchemaParts, type: TypeBlueprint): void {
  const { write: granted } = type;
  const common = (t: Fields) => ({
    query: t.field<Written>({
      type: 'Query',
      description:
        'Everything that can be read, as it is after the write: what a client has to ask for again.',
      resolve: () => ({}),
    }),
    ...Object.fromEntries(
      parts.blueprint.rootRows
        .filter(({ inPayloads }) => inPayloads)
        .map(declared => [declared.field, declaredField(parts, t, declared)]),
    ),
    userErrors: t.field<Written>({
      type: [named(parts, 'UserError')],
      description: 'What has to be mended; where there is anything, nothing was written.',
      resolve: written => written.userErrors,
    }),
  });
  const clientKeys = (t: Fields) =>
    granted!.owns.length > 0
      ? {
          clientKeys: t.field<Written>({
            type: [named(parts, 'ClientKey')],
            description: 'The ids of new rows that were given a clientKey.',
            resolve: written => written.clientKeys,
          }),
        }
      : {};
  const payload = parts.builder.objectRef(`${type.name}Payload`).implement({
    description: `What became of ${withArticle(words(type.single))}.`,
    fields: t => ({
      [type.single]: t.field<Written>({
        type: named(parts, type.name),
        nullable: true,
        description: `The ${words(type.single)} as it is now; null where nothing was written, or it is gone. After CONFLICT, as somebody else left it.`,
        resolve: (written, _args, context, info) =>
          readWritten(parts, type, written, { context, info, typeName: type.name }),
      }),
      ...(granted!.rules.create ? { [rowEdgeName(type.single)]: edgeField(parts, type, t) } : {}),
      ...leftBehindFields(parts, type, t),
      ...(granted!.rules.delete
        ? {
            deletedId: t.field<Written>({
              type: 'ID',
              nullable: true,
              description: 'The id of what was deleted, for good or to be restored; null where nothing was.',
              resolve: ({ key, deleted }) =>
                key && deleted ? encodeGlobalId(type.name, keyTextOf(key)) : null,
            }),
          }
        : {}),
      ...(upsertKeys(type).length > 0
        ? {
            created: t.field<Written>({
              type: 'Boolean',
              description: 'Whether the row is new.',
              resolve: ({ created }) => created,
            }),
          }
        : {}),
      ...(granted!.issues
        ? {
            [secretMember]: t.field<Written>({
              type: 'String',
              nullable: true,
              description: `The secret of a new ${words(type.single)}, shown this once: null where none was made, and where an ${onceMember} was sent again.`,
              resolve: ({ secrets: [secret] }) => secret ?? null,
            }),
          }
        : {}),
      ...clientKeys(t),
      ...common(t),
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
          description: 'How many rows were written; those that an update found to be so already are not.',
          resolve: ({ count }) => count,
        }),
        ids: t.field<Written>({
          type: ['ID'],
          description: 'The ids of these rows: of new ones in the order of the input, of others in no order.',
          resolve: ({ keys }) => keys.map(key => encodeGlobalId(type.name, keyTextOf(key))),
        }),
        [type.plural]: t.field<Written>({
          type: [named(parts, type.name)],
          description:
            'These rows as they are now, in the order of the ids; those that are gone, or not to be seen any more, are left out.',
          extensions: { [priceExtension]: { ofWritten: true } satisfies FieldPrice },
          resolve: (written, _args, context, info) => readMany(parts, type, written, context, info),
        }),
        ...(granted!.issues
          ? {
              [secretsMember]: t.field<Written>({
                type: ['String'],
                description: `The secrets of new ${words(type.plural)}, in the order of the input, shown this once: none where an ${onceMember} was sent again.`,
                resolve: ({ secrets }) => secrets,
              }),
            }
          : {}),
        ...clientKeys(t),
        ...common(t),
      }),
    }),
  );
}

async function readMany(
  parts: SchemaParts,
  type: TypeBlueprint,
  { keys }: Written,
  context: ReadContext,
  info: GraphQLResolveInfo,
): Promise<Row[]> {
  if (keys.length === 0) return [];
  const plan = { context, info, typeName: type.name };
  const rows = await readByKeys(parts, type, keys, visible(parts.blueprint, type, 'INCLUDE'), plan);
  return keys.map(key => rows.get(keyTextOf(key))).filter(row => row !== undefined);
}

/** The row as an edge, for clients that put it into a list by themselves. */
function edgeField(parts: SchemaParts, type: TypeBlueprint, t: Fields): object {
  const { table, name, single } = type;
  return t.field<Written>({
    type: parts.types.get(edgeName(name))!,
    nullable: true,
    description: `The ${words(single)} as an edge of lists in their default order.`,
    resolve: async (written, _args, context, info) => {
      if (written.deleted) return null;
      const list = connectionReadOf(parts.blueprint, parseList(parts, { kind: 'table', table }, {}), 0);
      const plan = { context, info, typeName: name, paths: [['node']] };
      const asksCursor = context.parts !== undefined || selectedFieldNames(context, info).has('cursor');
      const own = asksCursor ? { extras: list.cursorExtras } : {};
      const row = await readWritten(parts, type, written, plan, own);
      return row && { page: list.page([row]), row };
    },
  });
}

/**
 * The row after the write. A statement does not see what it changes itself: what is asked for beyond the row's own
 * columns takes a second one.
 */
function readWritten(
  parts: SchemaParts,
  type: TypeBlueprint,
  { key, row: written, gone }: Written,
  plan: PlanOptions,
  own: object = {},
): Promise<Row | null> | Row | null {
  if (!key || gone) return null;
  const isRow = hasKey(type, [key]);
  const condition = fragment`(${isRow} and ${visible(parts.blueprint, type, 'INCLUDE')})`;
  const where = { RAW: (row: Table) => toDrizzle(condition, getTableName(row)) };
  const query = planQuery(parts, plan, { where, ...own });
  return (
    (written && rowOf(type, { key, row: written }, query)) ?? plan.context.reads.first(type.table, query)
  );
}

/** The row as the write returned it, where that is all that the query asks for. */
function rowOf(
  type: TypeBlueprint,
  { key, row: written }: { readonly key: RowKey; readonly row: Row },
  query: QueryConfig,
): Row | null {
  const { with: relations, extras = {}, columns = {} } = query as Record<string, Record<string, unknown>>;
  if (Object.keys({ ...relations }).length > 0) return null;
  const row: Row = {};
  for (const member of [...Object.keys(columns), ...Object.keys(extras)]) {
    if (member === keyMember) {
      row[member] = keyTextOf(key);
      continue;
    }
    // Typed JSON is read by its key, as text.
    const column = type.columns.find(each =>
      isText(each) && !each.shape ? textMember(each.field) === member : each.key === member,
    );
    // What the viewer meets of it afterwards, the statement that writes it does not see.
    if (!column || !isShownAsStored(column)) return null;
    row[member] = written[column.sqlName];
  }
  return row;
}

export function addClientKey(parts: SchemaParts): void {
  const { types } = parts.blueprint;
  const owned = Object.values(types).flatMap(({ write }) => write?.owns ?? []);
  const areUuids = owned.every(({ target }) => hasUuidKey(types[target]!));
  parts.types.set(
    'ClientKey',
    parts.builder.objectRef('ClientKey').implement({
      description: 'The id of a new row, by the key that the client gave it.',
      fields: t => ({
        clientKey: t.field<ClientKey>({
          type: 'String',
          description: 'The client’s key.',
          resolve: ({ clientKey }) => clientKey,
        }),
        // Not `id`: clients with a cache would take the pair for the row itself.
        nodeId: t.field<ClientKey>({
          type: 'ID',
          description: 'The global id of the row.',
          resolve: ({ type, key }) => encodeGlobalId(type.name, keyTextOf(key)),
        }),
        uuid: t.field<ClientKey>({
          type: named(parts, 'UUID'),
          nullable: !areUuids,
          description: areUuids ? 'The UUID of the row.' : 'The UUID of the row; null where its key is none.',
          resolve: ({ type, key }) => (hasUuidKey(type) ? key[0] : null),
        }),
      }),
    }),
  );
}
