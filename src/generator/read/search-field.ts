/**
 * The root field `search`: rows of several types that have some words, the best first, whatever their type.
 * Each type is searched as its own lists are; here their pages are made one.
 */
import { getTableName, type Table } from 'drizzle-orm';
import type { GraphQLResolveInfo } from 'graphql';
import { badUserInput } from '../../errors.ts';
import { conventions, type TypeBlueprint } from '../blueprint/blueprint.ts';
import { searchableName, searchableTypes, searchTypeNames } from '../blueprint/searchable.ts';
import { type ConnectionRead, connectionReadOf, cursorMember } from '../list/connection-read.ts';
import { type CursorValues, encodeCursor, orderingIn, parseCursor } from '../list/cursor.ts';
import { parseList } from '../list/list-spec.ts';
import { parseOrdering } from '../list/ordering.ts';
import { highlightsSql, parseSearch, rankBound, type SearchSpec } from '../list/search.ts';
import type { ReadContext, Row } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { planQuery } from '../types/builder.ts';
import { rowPaths } from '../types/connections.ts';
import { nullOnlyByError } from '../types/directives.ts';
import type { Fields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { addSearchTypes, type FoundRow, type SearchPage } from '../types/search-types.ts';
import { searchExtension } from './list-extension.ts';
import { collectFields, innerSets } from './selection.ts';

interface SearchArguments {
  readonly query: string;
  readonly types?: readonly string[] | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

const { defaultSize, maxSize } = conventions.page;
const highlightsMember = '@highlights';

/** The field, where any rows are searched. */
export function searchField(parts: SchemaParts, t: Fields): Record<string, object> {
  const types = searchableTypes(parts.blueprint);
  if (types.length === 0) return {};
  const { connection, searchable } = addSearchTypes(parts, types);
  const field = t.field<unknown, SearchArguments>({
    type: connection,
    nullable: true,
    description: 'What the viewer may see of all searched types that has some words, the best first.',
    args: {
      query: t.arg({
        type: 'String',
        required: true,
        description: 'The words, of which the last may be the beginning of one.',
      }),
      types: t.arg({ type: [searchable], description: 'Only rows of these types; of all unless given.' }),
      first: t.arg({
        type: 'Int',
        description: `So many rows, or so many after \`after\`: 1 to ${maxSize}; ${defaultSize} unless given.`,
      }),
      after: t.arg({ type: 'String', description: 'Only rows after this cursor.' }),
    },
    extensions: { ...nullOnlyByError, [searchExtension]: true },
    resolve: (_, args, context, info) => {
      context.assertSignedIn();
      return readSearch(parts, types, args, context, info);
    },
  });
  return { search: field };
}

/** Where a page begins: behind a row of a type. */
interface Position {
  readonly type: TypeBlueprint;
  readonly values: CursorValues;
}

async function readSearch(
  parts: SchemaParts,
  all: readonly TypeBlueprint[],
  args: SearchArguments,
  context: ReadContext,
  info: GraphQLResolveInfo,
): Promise<SearchPage> {
  const size = args.first ?? defaultSize;
  if (size < 1 || size > maxSize) throw badUserInput(`first must be from 1 to ${maxSize}, not ${size}.`);
  const after = args.after == null ? undefined : positionOf(parts, all, args.after);
  const search = parseSearch(args.query);
  const asked = askedOf(info);
  const isAsked = (type: TypeBlueprint) => !args.types || args.types.includes(searchableName(type));
  const types = search ? all.filter(isAsked) : [];
  // All are asked for before any is awaited, so that they travel in one statement.
  const [counts, ...found] = await Promise.all([
    asked.has('totalCount') ? Promise.all(types.map(type => countOf(parts, type, args.query, context))) : [],
    ...types.map(async type => {
      if (!asked.has('nodes') && !asked.has('edges') && !asked.has('pageInfo')) return [];
      const read = readOf(parts, type, { query: args.query, size, after }, all);
      const extras = {
        ...read.cursorExtras,
        ...(asked.has('highlights') ? highlightExtras(type, search!) : {}),
      };
      const plan = { context, info, typeName: type.name, paths: rowPaths };
      const rows = await context.reads.many(type.table, planQuery(parts, plan, { ...read.query, extras }));
      return rows.map(row => foundRow(type, row));
    }),
  ]);
  // Of each type they come in their order, which the sort keeps.
  const merged = found.flat().sort((a, b) => b.rank - a.rank);
  return {
    rows: merged.slice(0, size),
    hasNextPage: merged.length > size,
    hasPreviousPage: after !== undefined,
    totalCount: counts.reduce((sum, count) => sum + count, 0),
  };
}

async function countOf(parts: SchemaParts, { table }: TypeBlueprint, query: string, { reads }: ReadContext) {
  const spec = parseList(parts, { kind: 'table', table }, { search: query });
  const { counts } = connectionReadOf(parts.blueprint, spec, 0);
  return Number(await reads.value(counts.totalCount(), table));
}

/** One more than a page of a type's rows: no other can be on the page. */
function readOf(
  parts: SchemaParts,
  type: TypeBlueprint,
  {
    query,
    size,
    after,
  }: { readonly query: string; readonly size: number; readonly after: Position | undefined },
  all: readonly TypeBlueprint[],
): ConnectionRead {
  const spec = parseList(parts, { kind: 'table', table: type.table }, { search: query, first: size });
  if (!after) return connectionReadOf(parts.blueprint, spec, 0);
  if (after.type === type)
    return connectionReadOf(parts.blueprint, { ...spec, page: { ...spec.page, after: after.values } }, 0);
  // Rows that fit as well come in the order of their types.
  const isBehind = all.indexOf(type) > all.indexOf(after.type);
  const only = rankBound(type, spec.search!, after.values[0]!, isBehind);
  return connectionReadOf(parts.blueprint, spec, 0, { only });
}

const orderingOf = ({ name }: TypeBlueprint) => `search: ${name}`;

/** @throws BAD_USER_INPUT where it is no cursor of a search */
function positionOf({ blueprint }: SchemaParts, all: readonly TypeBlueprint[], cursor: string): Position {
  const ordering = orderingIn(cursor);
  const type = all.find(each => orderingOf(each) === ordering) ?? all[0]!;
  const keys = parseOrdering(blueprint, type.table, [], { text: '', beginning: undefined });
  return { type, values: parseCursor(cursor, orderingOf(type), keys, 'after') };
}

function foundRow(type: TypeBlueprint, row: Row): FoundRow {
  const values = row[cursorMember] as CursorValues;
  return {
    type,
    // By this member graphql-js tells which type of the interface a row has.
    node: { ...row, __typename: type.name },
    rank: Number(values[0]),
    cursor: encodeCursor(orderingOf(type), values),
    highlights: row[highlightsMember],
  };
}

const highlightExtras = (type: TypeBlueprint, search: SearchSpec) => ({
  [highlightsMember]: (row: Table) => toDrizzle(highlightsSql(type, search), getTableName(row)),
});

/** What is asked of the connection, and of its edges. */
function askedOf({ schema, fragments, variableValues, fieldNodes }: GraphQLResolveInfo): ReadonlySet<string> {
  const scope = { schema, fragments: new Map(Object.entries(fragments)), switches: variableValues };
  const field = { key: 'search', name: 'search', nodes: fieldNodes };
  const members = collectFields(scope, innerSets(field), searchTypeNames.connection);
  const edges = members.filter(({ name }) => name === 'edges');
  const inside = edges.flatMap(edge => collectFields(scope, innerSets(edge), searchTypeNames.edge));
  return new Set([...members, ...inside].map(({ name }) => name));
}
