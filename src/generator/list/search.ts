/**
 * A search as it was asked for, and what it says of a row: that it has the words, and how well they fit.
 * The last word may be the beginning of one. Whatever somebody types means something, if only nothing that is found.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import type { SearchBlueprint } from '../blueprint/shared-parts.ts';
import { type Fragment, fragment, join, literal, text as sqlText, value } from '../sql/fragment.ts';
import { columnSql } from './join.ts';

/** What is looked for, as plain data. */
export interface SearchSpec {
  /** As `websearch_to_tsquery` reads it. */
  readonly text: string;
  /** The word at its end, which may go on; undefined where the text ends otherwise. */
  readonly beginning: string | undefined;
}

/** Characters of a search that count. */
export const longestSearchText = 300;

/** What a text asks for; undefined where there is nothing in it. */
export function parseSearch(text: string | null | undefined): SearchSpec | undefined {
  const clean = (text ?? '')
    .slice(0, longestSearchText)
    .replace(/\p{Surrogate}/gu, ' ')
    .replaceAll('\u0000', ' ')
    // Words with a hyphen are searched for by their parts, of which the last may be a beginning.
    .replace(/(?<=\p{L})-(?=\p{L})/gu, ' ');
  if (clean.trim() === '') return undefined;
  const last = /(?:^|[\s(])([\p{L}\p{N}]+)$/u.exec(clean)?.[1];
  const isQuoted = clean.split('"').length % 2 === 0;
  return { text: clean, beginning: isQuoted ? undefined : last };
}

const searchOf = ({ search, table }: TypeBlueprint): SearchBlueprint => {
  if (!search) throw new Error(`Rows of table ${table} are not searched.`);
  return search;
};

/** The words of a row, as the index has them. */
function wordsOf(type: TypeBlueprint): Fragment {
  const parts = searchOf(type).parts.map(
    ({ column, language, longest, weight }) =>
      fragment`setweight(to_tsvector(${literal(language)}, left(coalesce(${columnSql(type, column)}, ''), ${sqlText(String(longest))})), ${literal(weight)})`,
  );
  return fragment`(${join(parts, ' || ')})`;
}

/** What is looked for. A select of its own, which is made once for a statement. */
export function searchQuery({ language }: SearchBlueprint, { text, beginning }: SearchSpec): Fragment {
  const words = fragment`websearch_to_tsquery(${literal(language)}, ${value(text)})`;
  if (beginning === undefined) return fragment`(select ${words})`;
  const last = fragment`plainto_tsquery(${literal(language)}, ${value(beginning)}) as "last"`;
  const begun = fragment`to_tsquery('simple', ${value(`${beginning}:*`)}) as "begun"`;
  // A word that the language leaves out is none in the text either, and may be the beginning of another all the same.
  return fragment`(select case when numnode("last") = 0 then "words" && "begun" else ts_rewrite("words", "last", "last" || "begun") end
    from (select ${words} as "words", ${last}, ${begun}) as "search")`;
}

/** That a row has the words. */
export const isFound = (type: TypeBlueprint, search: SearchSpec): Fragment =>
  fragment`${wordsOf(type)} @@ ${searchQuery(searchOf(type), search)}`;

/** How well a row fits. */
export const rankSql = (type: TypeBlueprint, search: SearchSpec): Fragment =>
  fragment`ts_rank(${wordsOf(type)}, ${searchQuery(searchOf(type), search)})`;

/** That a row fits less than another does, or as well where that is said. @param rank as PostgreSQL wrote it */
export const rankBound = (
  type: TypeBlueprint,
  search: SearchSpec,
  rank: string,
  orAsWell: boolean,
): Fragment =>
  fragment`${rankSql(type, search)} ${sqlText(orAsWell ? '<=' : '<')} ${value(rank)}::text::real`;

/** Characters that a highlighted text does not have: what is marked stands between them. */
const marks = { start: '\u0002', stop: '\u0003' } as const;
const headline = `StartSel="${marks.start}", StopSel="${marks.stop}", MaxFragments=2, MaxWords=20, MinWords=5, FragmentDelimiter=" … "`;

/** The places of the searched columns that have the words, as a JSON array of texts. A beginning is found in words as they stand. */
export function highlightsSql(type: TypeBlueprint, search: SearchSpec): Fragment {
  const { language, parts } = searchOf(type);
  const query = searchQuery(searchOf(type), search);
  const marked = (of: string) =>
    fragment`ts_headline(${literal(of)}, "plain", ${query}, ${value(headline)}::text)`;
  const longest = new Map(parts.map(part => [part.column, part.longest]));
  const texts = [...longest].map(([column, characters]) => {
    const plain = fragment`translate(left(coalesce(${columnSql(type, column)}, ''), ${sqlText(String(characters))}), ${value(marks.start + marks.stop)}::text, '')`;
    return fragment`(select case when strpos("known", ${value(marks.start)}::text) > 0 then "known" else ${marked('simple')} end
      from (select "plain", ${marked(language)} as "known" from (select ${plain} as "plain") as "text") as "marked")`;
  });
  return fragment`json_build_array(${join(texts, ', ')})`;
}

export interface HighlightPart {
  readonly text: string;
  readonly isMatch: boolean;
}

/** A marked text in parts. */
export const highlightedParts = (text: string): readonly HighlightPart[] =>
  text
    .split(new RegExp(`(${marks.start}[^${marks.stop}]*${marks.stop})`))
    .filter(part => part !== '')
    .map(part =>
      part.startsWith(marks.start)
        ? { text: part.slice(1, -1), isMatch: true }
        : { text: part, isMatch: false },
    );
