/**
 * Indexes by which rows are searched: declared with a table's others, and what a list of its rows can be searched by.
 * Knows columns and their weights; what is made of a search is the generator's business.
 */
import { type Column, type SQL, sql } from 'drizzle-orm';
import { index } from 'drizzle-orm/pg-core';

/** From what tells most of a row to what tells least. */
const weights = ['A', 'B', 'C', 'D'] as const;

type SearchedColumns = { readonly [W in (typeof weights)[number]]?: readonly Column[] };

/** Characters of all columns of a row together that are in the index: PostgreSQL holds what it knows of a row to a megabyte. */
const longestSearched = 40_000;

/**
 * An index of the words in text columns, as they stand and by their stems in a language that PostgreSQL knows: `simple` for none.
 * @throws where it is about no column, or no such language can be
 */
export function searchIndex(name: string, columns: SearchedColumns, language = 'english') {
  const count = Object.values(columns).flat().length;
  if (count === 0) throw new Error(`The index ${name} names no column.`);
  if (!/^[a-z_]+$/.test(language)) throw new Error(`The index ${name} is of no language: ${language}.`);
  const longest = Math.floor(longestSearched / count);
  const parts = weights.flatMap(weight =>
    (columns[weight] ?? []).flatMap(column =>
      [...new Set([language, 'simple'])].map(each => part(column, each, longest, weight)),
    ),
  );
  return index(name).using('gin', sql`(${sql.join(parts, sql` || `)})`);
}

/** As the generator reads it, and PostgreSQL has to find it in conditions again: literals only. */
const part = (column: Column, language: string, longest: number, weight: string): SQL =>
  sql`setweight(to_tsvector(${sql.raw(`'${language}'`)}, left(coalesce(${column}, ''), ${sql.raw(String(longest))})), ${sql.raw(`'${weight}'`)})`;
