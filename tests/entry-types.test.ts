/**
 * What somebody says of tables of their own is held to these tables by the compiler: names that are not there do not compile.
 * The compiler checks this file; what is refused when the server starts is asked of the running code beside it.
 */
import { defineRelations, sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ApiOptions } from '../src/generator/api-options.ts';
import type { Policy } from '../src/generator/blueprint/table-rules.ts';
import { generateApi } from '../src/generator/generate-api.ts';
import {
  all,
  any,
  everyone,
  inSet,
  isNull,
  isViewers,
  nobody,
  not,
  related,
  viewerHas,
} from '../src/generator/rules/rule-parts.ts';

const authors = pgTable('author', { authorId: integer().primaryKey(), name: text().notNull(), shop: text() });
const books = pgTable('book', {
  bookId: integer().primaryKey(),
  title: text().notNull(),
  authorId: integer()
    .notNull()
    .references(() => authors.authorId),
  shop: text(),
  keywords: text().array(),
});
const relations = defineRelations({ authors, books }, r => ({
  authors: { books: r.many.books({ from: r.authors.authorId, to: r.books.authorId }) },
  books: { author: r.one.authors({ from: r.books.authorId, to: r.authors.authorId }) },
}));
const viewer = {
  name: 'viewer',
  columns: {
    person: { sqlName: 'person', sqlType: 'integer', set: false, meaning: 'the person who asks' },
    shops: { sqlName: 'shops', sqlType: 'text', set: true, meaning: 'the shops of that person' },
  },
} as const;

const readers = { authors: { read: everyone }, books: { read: everyone } } as const;
type Books = Policy<typeof relations, typeof viewer>['books'];
type Options = ApiOptions<typeof relations, typeof viewer>;

const generate = (options: Partial<Options>) =>
  generateApi({ relations, viewer, policy: readers, ...options });
const withBooks = (books: Books) => () => generate({ policy: { ...readers, books } });
const withWords = (words: Options['words'] & object) => () => generate({ words });
const extended = (extend: Options['extend'] & object) => () => generate({ extend });

const aText = { type: 'String', nullable: true, description: 'A text.' } as const;
const shape = { jsonSchema: {}, problems: [], parse: (value: unknown) => ({ ok: true, value }) } as const;

describe('a policy of names that are there', () => {
  it('compiles, however deep it goes', () => {
    const { blueprint } = generateApi({
      relations,
      viewer,
      policy: {
        authors: {
          read: all(inSet('shop', 'shops'), not(isNull('name'))),
          write: { create: viewerHas('person'), owns: ['books'] },
        },
        books: {
          read: any(
            isViewers('authorId', 'person'),
            related('author', related('books', inSet('shop', 'shops'))),
          ),
          hidden: ['keywords'],
          columns: { title: { read: isViewers('authorId', 'person'), write: inSet('shop', 'shops') } },
          write: { update: everyone, fixed: ['authorId'], set: { shop: { from: 'literal', text: 'here' } } },
        },
      },
    });
    expect(Object.keys(blueprint.types)).toEqual(['authors', 'books']);
  });

  it('may be left out, and then nobody reads or writes anything', () => {
    const { blueprint, schema } = generateApi({ relations });
    const denied = { read: nobody, write: undefined };
    expect(Object.values(blueprint.types)).toMatchObject([denied, denied]);
    expect(schema.getMutationType()).toBeFalsy();
  });
});

describe('a policy does not compile, and does not start, that', () => {
  it('lacks a table', () => {
    // @ts-expect-error a table without an entry
    const wrong = () => generateApi({ relations, policy: { authors: { read: everyone } } });
    expect(wrong).toThrow('Table "books" has no policy entry: say who may read it in the policy.');
  });

  it('has an entry for a table that is not there', () => {
    // @ts-expect-error there are no publishers
    const wrong = () => generate({ policy: { ...readers, publishers: { read: everyone } } });
    expect(wrong).toThrow('The policy has an entry for table "publishers", which is not in the registry.');
  });

  it.each([
    // @ts-expect-error a book has no year
    withBooks({ read: isNull('year') }),
    // @ts-expect-error a book has no year
    withBooks({ read: all(everyone, not(isNull('year'))) }),
    // @ts-expect-error an author has no title
    withBooks({ read: related('author', isNull('title')) }),
    // @ts-expect-error a book has no year
    withBooks({ read: everyone, hidden: ['year'] }),
    // @ts-expect-error a book has no year
    withBooks({ read: everyone, write: { update: everyone, fixed: ['year'] } }),
    // @ts-expect-error a book has no year
    withBooks({ read: everyone, columns: { year: { read: everyone } } }),
    // @ts-expect-error a book has no year
    withBooks({ read: everyone, columns: { title: { read: isNull('year') } } }),
    // @ts-expect-error a book has no year
    withBooks({ read: everyone, columns: { title: { write: isNull('year') } }, write: { update: everyone } }),
  ])('names a column that is not there: %#', wrong => {
    expect(wrong).toThrow(/column "(year|title)"/);
  });

  it.each([
    // @ts-expect-error a book has no publisher
    withBooks({ read: related('publisher', everyone) }),
    // @ts-expect-error a book owns no publishers
    withBooks({ read: everyone, write: { create: everyone, owns: ['publishers'] } }),
    // @ts-expect-error a book is part of no publisher
    withBooks({ read: everyone, write: { create: everyone, partOf: 'publisher' } }),
  ])('names a relation that is not there: %#', wrong => {
    expect(wrong).toThrow(/relation "publisher|"publishers?"/);
  });

  it.each([
    // @ts-expect-error the viewer has no countries
    withBooks({ read: inSet('shop', 'countries') }),
    // @ts-expect-error the shops are several
    withBooks({ read: isViewers('shop', 'shops') }),
    // @ts-expect-error the shops are several
    withBooks({ read: everyone, columns: { title: { read: isViewers('shop', 'shops') } } }),
    // @ts-expect-error there is no such viewer
    () => generateApi({ relations, policy: { ...readers, books: { read: viewerHas('person') } } }),
  ])('names what the viewer does not have: %#', wrong => {
    expect(wrong).toThrow(/which is no (set|value) of the row "(viewer|everyone)"/);
  });
});

describe('what does not compile, and would be of no effect, is', () => {
  it.each([
    // @ts-expect-error there are no publishers
    withWords({ publishers: { row: 'A publisher.' } }),
    // @ts-expect-error a book has no year
    () => generate({ shapes: { books: { year: shape } } }),
    extended(extension =>
      // @ts-expect-error a book has no year
      extension.addComputedField('books', 'in', { ...aText, sql: ({ year }) => sql`${year}::text` }),
    ),
    extended(extension =>
      // @ts-expect-error a book has no year
      extension.addResolvedField('books', 'in', { ...aText, columns: ['year'], resolve: () => '' }),
    ),
  ])('a word, schema, expression or column of what is not there: %#', wrong => {
    expect(Object.keys(wrong().blueprint.types)).toEqual(['authors', 'books']);
  });
});

describe('words do not compile, and do not start, of', () => {
  it.each([
    // @ts-expect-error a book has no year
    withWords({ books: { columns: { year: 'The year.' } } }),
    // @ts-expect-error a book has no publisher
    withWords({ books: { deprecated: { publisher: 'Gone.' } } }),
  ])('what a table does not have: %#', wrong => {
    expect(wrong).toThrow(/The words of table "books" are about/);
  });
});

describe('the schemas of tables', () => {
  it('have the types of the tables, and refuse what does not', () => {
    const { schemas } = generate({});
    const { authors: author, books: book } = schemas;
    const title: string = book.select.parse({
      bookId: 1,
      title: 'x',
      authorId: 1,
      shop: null,
      keywords: [],
    }).title;
    const made: z.infer<typeof book.insert> = { bookId: 2, title, authorId: 1 };
    expect(book.insert.parse(made)).toEqual(made);
    const changed: z.infer<typeof author.update> = { name: 'y' };
    expect(author.update.parse(changed)).toEqual(changed);
    // @ts-expect-error an author needs a name
    const nameless: z.infer<typeof author.insert> = { authorId: 1 };
    // @ts-expect-error a title is a text
    const numbered: z.infer<typeof book.update> = { title: 1 };
    // @ts-expect-error a book has no year
    const aged: z.infer<typeof book.update> = { year: 1 };
    expect(author.insert.safeParse(nameless).success).toBe(false);
    for (const wrong of [numbered, aged]) expect(book.update.safeParse(wrong).success).toBe(false);
    // @ts-expect-error there are no publishers
    expect(schemas.publishers).toBeUndefined();
  });
});

describe('an extension does not compile, and does not start, of', () => {
  it.each([
    // @ts-expect-error there are no publishers
    extended(extension => extension.addComputedField('publishers', 'in', { ...aText, sql: () => sql`1` })),
    // @ts-expect-error there are no publishers
    extended(add => add.addRootRow('first', { table: 'publishers', description: '', rule: everyone })),
  ])('a table that is not there: %#', wrong => {
    expect(wrong).toThrow();
  });

  it.each([
    extended(extension =>
      // @ts-expect-error a book has no year
      extension.addWriteCheck({ kind: 'values', table: 'books', columns: ['year'], check: () => [] }),
    ),
    // @ts-expect-error a book has no year
    extended(add => add.addRootRow('first', { table: 'books', description: '', rule: isNull('year') })),
  ])('a column that is not there: %#', wrong => {
    expect(wrong).toThrow(/year/);
  });

  it('a hook of what is not there', () => {
    const hook = { name: 'hook', on: ['created'], run: () => {} } as const;
    // @ts-expect-error there are no publishers
    const table = extended(extension => extension.addWriteHook({ ...hook, table: 'publishers' }));
    expect(table).toThrow('The hook "hook" is declared for table "publishers"');
    const on = ['made'] as const;
    // @ts-expect-error rows are created
    const kind = extended(add => add.addWriteHook({ ...hook, table: 'books', on }));
    expect(kind).toThrow();
    const member = extended(extension =>
      extension.addWriteHook({
        name: 'hook',
        table: 'books',
        on: ['created'],
        run: ({ row }) => {
          const { authorId, keywords }: { authorId: number; keywords: string[] | null } = row;
          // @ts-expect-error a book has no year
          return void [authorId, keywords, row.year];
        },
      }),
    );
    expect(member).toThrow('of which nothing can be written');
  });

  it('a relation that is not there', () => {
    const wrong = extended(extension =>
      // @ts-expect-error a book has no publisher
      extension.addComputedList('books', 'publisher', { columns: [], condition: async () => undefined }),
    );
    expect(wrong).toThrow(/publisher/);
  });
});
