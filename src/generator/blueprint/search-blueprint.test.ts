import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { searchIndex } from '../../model/search.ts';
import type { ColumnBlueprint } from './blueprint.ts';
import { findSearchProblems, readSearch } from './search-blueprint.ts';

const columns = {
  id: uuid().primaryKey(),
  title: text().notNull(),
  body: text('the_body'),
  pages: integer(),
};
const searched = (...names: ('title' | 'body' | 'pages')[]) =>
  readSearch(
    pgTable('notes', columns, t => [searchIndex('notes_search', { B: names.map(name => t[name]) })]),
  );

describe('what rows are searched by', () => {
  it('is what their index says', () => {
    const notes = pgTable('notes', columns, t => [
      index('notes_title').on(t.title),
      searchIndex('notes_search', { A: [t.title], D: [t.body] }, 'german'),
    ]);
    const part = { longest: 20_000 };
    expect(readSearch(notes)).toEqual({
      language: 'german',
      parts: [
        { ...part, column: 'title', language: 'german', weight: 'A' },
        { ...part, column: 'title', language: 'simple', weight: 'A' },
        { ...part, column: 'body', language: 'german', weight: 'D' },
        { ...part, column: 'body', language: 'simple', weight: 'D' },
      ],
    });
    const simple = pgTable('notes', columns, t => [searchIndex('notes_search', { C: [t.body] }, 'simple')]);
    expect(readSearch(simple)).toEqual({
      language: 'simple',
      parts: [{ longest: 40_000, column: 'body', language: 'simple', weight: 'C' }],
    });
  });

  it('is nothing where the index is another', () => {
    for (const expression of [sql`to_tsvector('english', title)`, sql`(lower(title) || 'x')`]) {
      const notes = pgTable('notes', columns, () => [index('notes_search').using('gin', expression)]);
      expect(readSearch(notes)).toBeUndefined();
    }
    expect(readSearch(pgTable('notes', columns))).toBeUndefined();
  });

  it('is refused where it is no index', () => {
    expect(() => searchIndex('notes_search', {})).toThrow('The index notes_search names no column.');
    expect(
      () => pgTable('notes', columns, t => [searchIndex('n', { A: [t.title] }, "x')")]) && searched(),
    ).toThrow('The index notes_search names no column.');
  });

  it('is refused where it tells what nobody, or not everybody, may know, and where it is no text', () => {
    const column = (key: string, more: object = {}) =>
      ({ key, kind: 'text', list: false, restricted: undefined, ...more }) as ColumnBlueprint;
    const restricted = { read: { kind: 'all', of: [] }, nullable: false };
    expect(findSearchProblems('notes', searched('title', 'body'), [column('title')])).toEqual([
      'Column "notes.body" is in the search index of its table, and hidden: whoever finds rows by it learns what it holds. Leave it out of one of the two.',
    ]);
    expect(
      findSearchProblems('notes', searched('title', 'pages'), [
        column('title', { restricted }),
        column('pages', { kind: 'integer' }),
      ]),
    ).toEqual([
      'Column "notes.title" is in the search index of its table, and has a read rule or a value of its own, which no search asks. Leave it out of one of the two.',
      'Column "notes.pages" is in the search index of its table, and is no text.',
    ]);
    expect(findSearchProblems('notes', searched('title'), [column('title')])).toEqual([]);
    expect(findSearchProblems('notes', undefined, [])).toEqual([]);
  });
});
