/**
 * What is left out of a registry is met nowhere: not as a type, nor by a relation, nor in a rule.
 */
import { defineRelations } from 'drizzle-orm';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { generateApi } from './generate-api.ts';
import { everyone, related, visible } from './rules/rule-parts.ts';
import { without } from './without.ts';

const authors = pgTable('authors', { id: integer().primaryKey() });
const books = pgTable('books', {
  id: integer().primaryKey(),
  authorId: integer().references(() => authors.id),
});
const shelves = pgTable('shelves', {
  bookId: integer().primaryKey(),
  authorId: integer().notNull().unique(),
});
const relations = defineRelations({ authors, books, shelves }, r => ({
  authors: {
    books: r.many.books({ from: r.authors.id, to: r.books.authorId, alias: 'wrote' }),
    shelved: r.many.books({
      from: r.authors.id.through(r.shelves.authorId),
      to: r.books.id.through(r.shelves.bookId),
      alias: 'shelved',
    }),
  },
  books: { author: r.one.authors({ from: r.books.authorId, to: r.authors.id, alias: 'wrote' }) },
}));

const fieldsOf = (registry: object, table: string): string[] =>
  Object.keys((registry as Record<string, { relations: object }>)[table]!.relations);

describe('a registry without', () => {
  it('a table has none of the relations that lead to it or through it, and keeps the others', () => {
    expect(fieldsOf(without(relations, { tables: ['books'] }), 'authors')).toEqual([]);
    expect(fieldsOf(without(relations, { tables: ['shelves'] }), 'authors')).toEqual(['books']);
    expect(Object.keys(without(relations, { tables: ['books'] }))).toEqual(['authors', 'shelves']);
  });

  it('a relation has the others, of that table and of others', () => {
    const served = without(relations, { relations: { authors: ['books'] } });
    expect([fieldsOf(served, 'authors'), fieldsOf(served, 'books')]).toEqual([['shelved'], ['author']]);
    expect(fieldsOf(relations, 'authors')).toEqual(['books', 'shelved']);
  });

  it('a relation is generated without it, and refuses rules that name it', () => {
    const served = without(relations, { tables: ['shelves'], relations: { books: ['author'] } });
    const open = { read: everyone };
    const { schema } = generateApi({ relations: served, policy: { authors: open, books: open } });
    expect(schema.getType('Shelf')).toBeUndefined();
    expect(() =>
      generateApi({
        relations: served,
        policy: { authors: open, books: { read: related('author', visible) } },
      }),
    ).toThrow('The read rule of table "books" names a relation "author" that the table does not have.');
  });

  it('names only what there is', () => {
    // @ts-expect-error there is no such table
    without(relations, { tables: ['bookz'] });
    // @ts-expect-error there is no such relation
    without(relations, { relations: { authors: ['bookz'] } });
  });
});
