/**
 * Root fields: one row and pages of rows for every table, and any object by its global id.
 * Every one of them applies the table's rule, `node` and `nodes` too.
 */
import { getTableName, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../../errors.ts';
import { type RootRow, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { connectionName, lookupName, words } from '../blueprint/names.ts';
import { keyTextOf } from '../blueprint/row-key.ts';
import { visibleWith } from '../list/implied-rule.ts';
import type { ListArguments } from '../list/list-spec.ts';
import { visible } from '../list/visibility.ts';
import type { ReadContext, Row } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import type { Fragment } from '../sql/fragment.ts';
import { planQuery } from '../types/builder.ts';
import { connectionArgs, deletedArg } from '../types/connections.ts';
import { nullOnlyByError } from '../types/directives.ts';
import { encodeGlobalId, type GlobalId, globalIdOf, idWords, parseGlobalId } from '../types/global-id.ts';
import type { Fields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { rootAbilitiesField } from './abilities.ts';
import { listExtension } from './list-extension.ts';
import { listOfField, readConnection } from './read-list.ts';
import { readByKeys } from './rows-by-keys.ts';
import { searchField } from './search-field.ts';
import { type RowArguments, soughtRow } from './sought-row.ts';

/** Adds `node`, `nodes`, and the two root fields of every table. */
export function addRootFields(parts: SchemaParts): void {
  parts.builder.queryType({ description: 'Everything that can be read.' });
  parts.builder.queryFields(t => ({
    node: nodeField(parts, t),
    nodes: nodesField(parts, t),
    ...searchField(parts, t),
    ...rootAbilitiesField(parts, t),
    ...Object.fromEntries(
      Object.values(parts.blueprint.types).flatMap(type => [
        [type.single, singleField(parts, t, type)],
        [type.plural, pluralField(parts, t, type)],
      ]),
    ),
    ...Object.fromEntries(
      parts.blueprint.rootRows.map(declared => [declared.field, declaredField(parts, t, declared)]),
    ),
  }));
}

function singleField(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  const isLookedUp = type.uniqueKeys.length > 0;
  return t.field<unknown, RowArguments>({
    type: named(parts, type.name),
    nullable: true,
    description: `The ${words(type.single)} with the id${isLookedUp ? ', or the values of a unique key' : ''}; null where there is none that the viewer may see.`,
    args: {
      id: t.arg({ type: 'ID', required: !isLookedUp, description: idWords(type) }),
      ...(isLookedUp
        ? {
            by: t.arg({
              type: named(parts, lookupName(type.name)),
              description: 'A unique key, in place of the id.',
            }),
          }
        : {}),
      ...(type.softDelete ? { deleted: deletedArg(parts, t) } : {}),
    },
    resolve: (_, args, context, info) => {
      context.assertSignedIn();
      const where = rowsOf(soughtRow(parts.blueprint, type, args));
      return context.reads.first(
        type.table,
        planQuery(parts, { context, info, typeName: type.name }, { where }),
      );
    },
  });
}

/** Rows that meet a condition, as Drizzle takes it. */
const rowsOf = (condition: Fragment) => ({
  RAW: (row: Table) => toDrizzle(condition, getTableName(row)),
});

/** A field that is declared by hand: the visible row that meets its condition, wherever it is asked for. */
export function declaredField(parts: SchemaParts, t: Fields, { table, rule, description }: RootRow): object {
  const type = typeOf(parts.blueprint, table);
  const where = rowsOf(visibleWith(parts.blueprint, type, rule));
  return t.field<unknown>({
    type: named(parts, type.name),
    nullable: true,
    description,
    resolve: (_, _args, context, info) =>
      context.isSignedIn()
        ? context.reads.first(table, planQuery(parts, { context, info, typeName: type.name }, { where }))
        : null,
  });
}

function pluralField(parts: SchemaParts, t: Fields, type: TypeBlueprint): object {
  return t.field<unknown, ListArguments>({
    type: named(parts, connectionName(type.name)),
    // What is wrong with one list leaves the others.
    nullable: true,
    description: `The ${words(type.plural)} that the viewer may see, page by page.`,
    args: connectionArgs(parts, t, type),
    extensions: { ...nullOnlyByError, [listExtension]: { kind: 'table', table: type.table } },
    resolve: (_, _args, context, info) => {
      context.assertSignedIn();
      return readConnection(parts, listOfField(context, info), context, info);
    },
  });
}

function nodeField(parts: SchemaParts, t: Fields): object {
  return t.field<unknown, { id: string }>({
    type: named(parts, 'Node'),
    nullable: true,
    description: 'The object with the global id; null where there is none that the viewer may see.',
    args: { id: t.arg({ type: 'ID', required: true, description: 'The global id.' }) },
    resolve: async (_, { id }, context, info) => {
      context.assertSignedIn();
      return (await loadNodes(parts, [parseGlobalId(parts.blueprint, id, 'id')], context, info))[0];
    },
  });
}

function nodesField(parts: SchemaParts, t: Fields): object {
  const { maxIds } = parts.blueprint.conventions.nodes;
  return t.field<unknown, { ids: readonly string[] }>({
    type: [named(parts, 'Node')],
    nullable: { list: true, items: true },
    // Of the list itself: its items are null where nothing is found.
    extensions: nullOnlyByError,
    description:
      'The objects with the global ids, in their order; null where there is none that the viewer may see.',
    args: {
      ids: t.arg({ type: ['ID'], required: true, description: `The global ids, at most ${maxIds}.` }),
    },
    resolve: (_, { ids }, context, info) => {
      context.assertSignedIn();
      if (ids.length > maxIds) throw badUserInput(`ids takes at most ${maxIds} ids, not ${ids.length}.`);
      return loadNodes(
        parts,
        ids.map((id, i) => parseGlobalId(parts.blueprint, id, `ids[${i}]`)),
        context,
        info,
      );
    },
  });
}

/** The rows of global ids in their order: one read per type, all in one statement. */
async function loadNodes(
  parts: SchemaParts,
  ids: readonly GlobalId[],
  context: ReadContext,
  info: GraphQLResolveInfo,
): Promise<(Row | null)[]> {
  const found = new Map<string, Row>();
  await Promise.all(
    [...new Set(ids.map(({ type }) => type))].map(async type => {
      const keys = ids.filter(id => id.type === type).map(({ key }) => key);
      const plan = { context, info, typeName: type.name };
      const rows = await readByKeys(parts, type, { keys, shown: visible(parts.blueprint, type) }, plan);
      for (const row of rows.values()) {
        // By this member graphql-js tells which type of the interface a row has.
        found.set(globalIdOf(type, row), { ...row, __typename: type.name });
      }
    }),
  );
  return ids.map(({ type, key }) => found.get(encodeGlobalId(type.name, keyTextOf(key))) ?? null);
}
