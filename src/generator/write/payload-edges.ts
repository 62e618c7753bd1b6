/**
 * Written rows as edges, for clients that put them into a list by themselves.
 * Knows cursors of lists in their default order; whether the rows are there is read elsewhere.
 */
import { selectedFieldNames } from '@pothos/selection-mapper';
import type { GraphQLResolveInfo } from 'graphql';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { edgeName, words } from '../blueprint/names.ts';
import { connectionReadOf } from '../list/connection-read.ts';
import { parseList } from '../list/list-spec.ts';
import { type FieldPrice, priceExtension } from '../price/field-price.ts';
import type { ReadContext } from '../request.ts';
import type { Fields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { readMany, readWritten } from './payload-rows.ts';
import type { Written } from './run-write-plan.ts';

/** The row that was written as an edge. */
export function edgeField(parts: SchemaParts, type: TypeBlueprint, t: Fields): object {
  return t.field<Written>({
    type: parts.types.get(edgeName(type.name))!,
    nullable: true,
    description: `The ${words(type.single)} as an edge of lists in their default order.`,
    resolve: async (written, _args, context, info) => {
      if (written.deleted) return null;
      const { list, plan, extras } = edgeRead(parts, type, context, info);
      const row = await readWritten(parts, type, written, plan, extras);
      return row && { page: list.page([row]), row };
    },
  });
}

/** The rows that were written as edges, in the order of their ids. */
export function edgesField(parts: SchemaParts, type: TypeBlueprint, t: Fields): object {
  return t.field<Written>({
    type: [parts.types.get(edgeName(type.name))!],
    description: `The ${words(type.plural)} as edges of lists in their default order, in the order of the ids; none of deleted ones.`,
    extensions: { [priceExtension]: { ofWritten: true } satisfies FieldPrice },
    resolve: async (written, _args, context, info) => {
      if (written.deleted) return [];
      const { list, plan, extras } = edgeRead(parts, type, context, info);
      const rows = await readMany(parts, type, written, plan, extras);
      return rows.map(row => ({ page: list.page([row]), row }));
    },
  });
}

/** How rows of edges are read: with the values of their cursors where these are asked for. */
function edgeRead(
  parts: SchemaParts,
  { table, name }: TypeBlueprint,
  context: ReadContext,
  info: GraphQLResolveInfo,
) {
  const list = connectionReadOf(parts.blueprint, parseList(parts, { kind: 'table', table }, {}), 0);
  const asksCursor = context.parts !== undefined || selectedFieldNames(context, info).has('cursor');
  return {
    list,
    plan: { context, info, typeName: name, paths: [['node']] },
    extras: asksCursor ? list.cursorExtras : undefined,
  };
}
