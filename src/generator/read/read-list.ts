/**
 * Lists within a request: read from their arguments once, however many rows they hang on, and then read from the database.
 * Knows the request's memory; what a list means is its specification's.
 */
import { selectedFieldNames } from '@pothos/selection-mapper';
import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { typeOf } from '../blueprint/blueprint.ts';
import { chargeList } from '../list/argument-budget.ts';
import { type ConnectionRead, connectionReadOf } from '../list/connection-read.ts';
import { countNames } from '../list/counts.ts';
import { type ListArguments, type ListSource, parseList } from '../list/list-spec.ts';
import { addAsked, readTotals } from '../list/totals-read.ts';
import type { ReadContext } from '../request.ts';
import type { Fragment } from '../sql/fragment.ts';
import { planQuery } from '../types/builder.ts';
import {
  type ConnectionValue,
  cursorMembers,
  rowMembers,
  rowPaths,
  totalsMembers,
} from '../types/connections.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { withRest } from './answer-parts.ts';
import { askedAt } from './asked-of-all.ts';
import type { SelectionScope } from './selected-aggregates.ts';
import { namesNow } from './selection.ts';

/** Reads the arguments of a list that a field asks for, and charges the request for them. @throws BAD_USER_INPUT, LIMIT_EXCEEDED */
export function prepareList(
  parts: SchemaParts,
  source: ListSource,
  args: ListArguments,
  context: ReadContext,
  node: FieldNode,
  selection: SelectionScope,
): void {
  // Measured first: what is too large or too deep must not even be made a key of.
  chargeList(context.budget, args);
  const key = keyOf(source, args);
  const known = context.lists.get(key);
  const read = known ?? connectionReadOf(parts.blueprint, parseList(parts, source, args), context.lists.size);
  addAsked(read.asked, askedAt(selection, read.table, node, context));
  context.lists.set(key, read);
  context.listsByField.set(node, read);
}

/**
 * A list by its arguments, which were read before the operation ran; undefined inside of a fragment that can never apply,
 * which Pothos plans as well.
 */
export const preparedList = (
  source: ListSource,
  args: ListArguments,
  context: ReadContext,
): ConnectionRead | undefined => context.lists.get(keyOf(source, args));

/** The list of a field, for any of the rows it hangs on. */
export function listOfField(context: ReadContext, info: GraphQLResolveInfo): ConnectionRead {
  const read = info.fieldNodes.map(node => context.listsByField.get(node)).find(found => found !== undefined);
  if (!read) throw new Error('A list was asked for whose arguments were not read before the operation ran.');
  return read;
}

/** The list of a relation's arguments whose rows are not the relation's, but those that meet a condition. */
export const narrowedList = (parts: SchemaParts, { spec, table, asked }: ConnectionRead, only: Fragment) =>
  connectionReadOf(parts.blueprint, { ...spec, source: { kind: 'table', table } }, 0, { only, asked });

function keyOf(source: ListSource, args: ListArguments): string {
  const list = source.kind === 'table' ? source.table : `${source.table}.${source.field}`;
  const values = JSON.stringify(args, (_, value) => {
    if (typeof value === 'bigint') return `${value}n`;
    // JSON would write these as null, and make them equal to it.
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
  return `${list} ${values}`;
}

/** Reads a list that is not part of its parent's row, with what the document selects of it. */
export async function readConnection(
  parts: SchemaParts,
  read: ConnectionRead,
  context: ReadContext,
  info: GraphQLResolveInfo,
): Promise<ConnectionValue> {
  const typeName = typeOf(parts.blueprint, read.table).name;
  const members = context.parts ? namesNow(info.fieldNodes) : selectedFieldNames(context, info);
  const own = cursorMembers.some(member => members.has(member))
    ? { ...read.query, extras: read.cursorExtras }
    : read.query;
  // Both are asked for before either is awaited, so that they travel in one statement.
  const names = countNames.filter(name => members.has(name));
  const [rows, totals, ...counts] = await Promise.all([
    rowMembers.some(member => members.has(member))
      ? context.reads.many(read.table, planQuery(parts, { context, info, typeName, paths: rowPaths }, own))
      : undefined,
    totalsMembers.some(member => members.has(member))
      ? context.reads.value(read.totals(), read.table)
      : undefined,
    ...names.map(async name => Number(await context.reads.value(read.counts[name](), read.table))),
  ]);
  const value = {
    page: rows && read.page(rows),
    counts: Object.fromEntries(names.map((name, i) => [name, counts[i]])),
    totals: Array.isArray(totals) ? readTotals(read.asked, totals) : undefined,
  };
  return withRest(value, context, info, (part, lacking) => readConnection(parts, read, part, lacking));
}
