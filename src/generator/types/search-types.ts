/**
 * The types of the search over all types: found rows with how well they fit, and where the words are in them.
 * Knows their shape; what is found is read elsewhere.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { searchableName, searchTypeNames } from '../blueprint/searchable.ts';
import { type HighlightPart, highlightedParts } from '../list/search.ts';
import type { Row } from '../request.ts';
import type { TypeRef } from './pothos-types.ts';
import { named, type SchemaParts } from './schema-parts.ts';

export interface FoundRow {
  readonly type: TypeBlueprint;
  readonly node: Row;
  readonly rank: number;
  readonly cursor: string;
  /** As PostgreSQL marked them, in the order of the searched columns; undefined where they were not asked for. */
  readonly highlights: unknown;
}

export interface SearchPage {
  readonly rows: readonly FoundRow[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly totalCount: number;
}

interface Highlight {
  readonly field: string;
  readonly parts: readonly HighlightPart[];
}

export function addSearchTypes(
  parts: SchemaParts,
  types: readonly TypeBlueprint[],
): { readonly connection: TypeRef; readonly searchable: TypeRef } {
  const { builder } = parts;
  const part = builder.objectRef(searchTypeNames.part).implement({
    description: 'A part of a text: plain text, in which no markup means anything.',
    fields: t => ({
      text: t.field<HighlightPart>({ type: 'String', description: 'The text.', resolve: ({ text }) => text }),
      isMatch: t.field<HighlightPart>({
        type: 'Boolean',
        description: 'Whether it was searched for.',
        resolve: ({ isMatch }) => isMatch,
      }),
    }),
  });
  const highlight = builder.objectRef(searchTypeNames.highlight).implement({
    description: 'Where the words of a search are in a field of a row.',
    fields: t => ({
      field: t.field<Highlight>({ type: 'String', description: 'The field.', resolve: ({ field }) => field }),
      parts: t.field<Highlight>({
        type: [part],
        description: 'The places of its text with the words, in parts that follow each other.',
        resolve: each => each.parts,
      }),
    }),
  });
  const edge = builder.objectRef(searchTypeNames.edge).implement({
    description: 'A row that a search found.',
    fields: t => ({
      cursor: t.field<FoundRow>({
        type: 'String',
        description: 'The position of the row, for `after`.',
        resolve: ({ cursor }) => cursor,
      }),
      node: t.field<FoundRow>({
        type: named(parts, 'Node'),
        description: 'The row.',
        resolve: ({ node }) => node,
      }),
      rank: t.field<FoundRow>({
        type: 'Float',
        description: 'How well it fits; rows with more come first.',
        resolve: ({ rank }) => rank,
      }),
      highlights: t.field<FoundRow>({
        type: [highlight],
        description: 'Where the words are: one item for each field that has any.',
        resolve: highlightsOf,
      }),
    }),
  });
  const connection = builder.objectRef(searchTypeNames.connection).implement({
    description: 'A page of what a search found.',
    fields: t => ({
      edges: t.field<SearchPage>({
        type: [edge],
        description: 'The rows of the page.',
        resolve: page => page.rows,
      }),
      nodes: t.field<SearchPage>({
        type: [named(parts, 'Node')],
        description: 'The rows of the page, by themselves.',
        resolve: ({ rows }) => rows.map(({ node }) => node),
      }),
      pageInfo: t.field<SearchPage>({
        type: named(parts, 'PageInfo'),
        description: 'Where the page lies.',
        resolve: pageInfoOf,
      }),
      totalCount: t.field<SearchPage>({
        type: 'Int',
        description: 'How many rows are found that the viewer may see, whatever the page.',
        resolve: ({ totalCount }) => totalCount,
      }),
    }),
  });
  const searchable = builder.enumType(searchTypeNames.searchable, {
    description: 'The types whose rows are searched.',
    values: Object.fromEntries(
      types.map(type => [
        searchableName(type),
        { value: searchableName(type), description: type.description ?? `Rows of the type ${type.name}.` },
      ]),
    ),
  });
  return { connection, searchable };
}

/** As the type of all pages takes it. */
const pageInfoOf = ({ rows, hasNextPage, hasPreviousPage }: SearchPage) => ({
  rows: rows.map(({ cursor }) => ({ cursor })),
  hasNextPage,
  hasPreviousPage,
  cursor: ({ cursor }: Row) => cursor,
});

function highlightsOf({ type, highlights }: FoundRow): readonly Highlight[] {
  const texts = Array.isArray(highlights) ? highlights.map(String) : [];
  const keys = [...new Set(type.search!.parts.map(({ column }) => column))];
  return keys.flatMap((key, i) => {
    const parts = highlightedParts(texts[i] ?? '');
    const { field } = type.columns.find(column => column.key === key)!;
    return parts.some(({ isMatch }) => isMatch) ? [{ field, parts }] : [];
  });
}
