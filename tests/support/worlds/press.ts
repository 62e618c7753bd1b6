/**
 * A press house: tables in two PostgreSQL schemas with enums of one name, a view and a materialized view over them, and
 * articles that are withdrawn and not deleted. Authors are told apart by a number; whoever has none may read.
 */
import { defineRelations, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import {
  any,
  bearerViewers,
  everyone,
  generateApi,
  isNull,
  isViewers,
  nobody,
  present,
  related,
  visible,
} from '../../../src/entry.ts';
import type { WorldPlan } from '../foreign-world.ts';

const desk = pg.pgSchema('desk');
const print = pg.pgSchema('print');
const articleState = desk.enum('state', ['draft', 'in print']);
const copyState = print.enum('state', ['1st', 'sold', 'draft']);

const authors = desk.table('author', {
  authorId: pg.integer('author_id').primaryKey(),
  name: pg.text(),
  code: pg.varchar({ length: 8 }).notNull().unique(),
  fee: pg.doublePrecision(),
  rating: pg.real(),
});
const articles = desk.table('article', {
  articleId: pg.uuid('article_id').primaryKey().defaultRandom(),
  authorId: pg
    .integer('author_id')
    .notNull()
    .references(() => authors.authorId),
  title: pg.text().notNull(),
  state: articleState().notNull().default('draft'),
  embargo: pg.timestamp({ withTimezone: true }),
  withdrawnOn: pg.timestamp('withdrawn_on', { withTimezone: true }),
});
const copies = print.table(
  'copy',
  {
    articleId: pg
      .uuid('article_id')
      .notNull()
      .references(() => articles.articleId, { onDelete: 'cascade' }),
    number: pg.smallint().notNull(),
    state: copyState(),
    price: pg.numeric({ precision: 6, scale: 2 }),
    soldAt: pg.timestamp('sold_at'),
  },
  t => [pg.primaryKey({ columns: [t.articleId, t.number] })],
);
const stock = print
  .view('stock', { articleId: pg.uuid('article_id').notNull(), left: pg.bigint({ mode: 'number' }) })
  .existing();
const busy = pg
  .pgMaterializedView('busy', { authorId: pg.integer('author_id'), articles: pg.bigint({ mode: 'bigint' }) })
  .existing();

const relations = defineRelations({ authors, articles, copies, stock, busy }, r => ({
  authors: {
    articles: r.many.articles({ from: r.authors.authorId, to: r.articles.authorId }),
    busy: r.one.busy({ from: r.authors.authorId, to: r.busy.authorId }),
  },
  articles: {
    author: r.one.authors({ from: r.articles.authorId, to: r.authors.authorId }),
    copies: r.many.copies({ from: r.articles.articleId, to: r.copies.articleId }),
    stock: r.one.stock({ from: r.articles.articleId, to: r.stock.articleId }),
  },
  copies: { article: r.one.articles({ from: r.copies.articleId, to: r.articles.articleId }) },
  stock: { article: r.one.articles({ from: r.stock.articleId, to: r.articles.articleId }) },
}));

const viewer = bearerViewers({
  columns: { author: { type: 'integer', meaning: 'the author who asks' } },
  row: code => sql`select author_id as author from desk.author where code = ${code}::text`,
  anonymous: 'served',
});
const ofAuthor = isViewers('authorId', 'author');
const ofArticle = related('article', ofAuthor);

const api = generateApi({
  relations,
  viewer,
  enums: { 'print.state': { names: { type: 'CopyState', values: { '1st': 'FIRST' } } } },
  policy: {
    authors: {
      read: everyone,
      columns: { fee: { read: ofAuthor, write: ofAuthor }, code: { read: nobody, write: nobody } },
      write: { update: ofAuthor },
    },
    articles: {
      read: any(isNull('embargo'), ofAuthor),
      softDelete: { column: 'withdrawnOn', restore: ofAuthor },
      write: { create: ofAuthor, update: ofAuthor, delete: ofAuthor, owns: ['copies'] },
    },
    copies: {
      read: related('article', present),
      columns: { price: { read: any(isNull('soldAt'), ofArticle) } },
      write: { create: ofArticle, update: ofArticle, delete: ofArticle },
    },
    stock: { read: related('article', visible), key: ['articleId'] },
    busy: { read: everyone, key: ['authorId'] },
  },
});

const ddl = `create schema desk; create schema print;
  create type desk.state as enum ('draft', 'in print');
  create type print.state as enum ('1st', 'sold', 'draft');
  create table desk.author (author_id int primary key, name text, code varchar(8) not null unique, fee double precision, rating real);
  create table desk.article (article_id uuid primary key default gen_random_uuid(), author_id int not null references desk.author,
    title text not null, state desk.state not null default 'draft', embargo timestamptz, withdrawn_on timestamptz);
  create table print.copy (article_id uuid not null references desk.article on delete cascade, number smallint not null, state print.state,
    price numeric(6, 2), sold_at timestamp, primary key (article_id, number));
  insert into desk.author values (1, 'Nora', 'nora', 0.1, 'NaN'), (2, null, 'omar', null, '-0'), (3, 'nora', 'pia', 1e300, 'infinity'), (-4, 'Ä', 'nobody', 1e-300, null);
  insert into desk.article select md5(n::text)::uuid, (array[1, 2, 3, -4])[1 + n % 4], (array['a', 'B', 'ä', 'a'])[1 + n % 4],
    (array['draft', 'in print']::desk.state[])[1 + n % 2],
    (array[null, '2026-01-01 00:00:00.000001Z', null, '2026-01-01 00:00:00.000002Z', 'infinity', '-infinity', '0044-01-01Z BC']::timestamptz[])[1 + n % 7],
    case when n % 5 = 0 then timestamptz '2026-03-01 00:00:00.123456Z' + n % 2 * interval '1 microsecond' end from generate_series(1, 18) n;
  insert into print.copy select md5((1 + n % 15)::text)::uuid, n, (array['1st', 'sold', 'draft', null]::print.state[])[1 + n % 4],
    (array[0, 0.10, null, 'NaN', 9999.99]::numeric[])[1 + n % 5],
    (array[null, null, '2026-01-01 00:00:00.000001', 'infinity']::timestamp[])[1 + n % 4] from generate_series(1, 34) n;
  create view print.stock as select article_id, count(*) filter (where sold_at is null) as left from print.copy group by article_id;
  create materialized view busy as select author_id, count(*) as articles from desk.article where author_id <> 3 group by author_id;`;

const own = 't.author_id = $author';
const article = (condition: string) =>
  `exists (select 1 from desk.article a where a.article_id = t.article_id and ${condition.replaceAll('t.', 'a.')})`;
const all = (condition: string) => ({ creates: condition, updates: condition, deletes: condition });
const author = (token: string, id: string) => ({ token, facts: { author: id } });

export const press: WorldPlan = {
  title: 'of a press house, with views, two schemas and enums of one name',
  api,
  ddl: { owner: ddl },
  viewers: {
    nora: author('nora', '1'),
    omar: author('omar', '2'),
    nobody: author('nobody', '-4'),
    anonymous: { facts: { author: 'null::int' } },
  },
  tables: {
    authors: {
      sees: 'true',
      updates: own,
      knows: { fee: own, code: 'false' },
      sets: { fee: own, code: 'false' },
    },
    articles: {
      sees: `(t.embargo is null or ${own}) and t.withdrawn_on is null`,
      restores: `${own} and t.withdrawn_on is not null`,
      ...all(own),
    },
    copies: {
      sees: article('t.withdrawn_on is null'),
      ...all(article(own)),
      knows: { price: `t.sold_at is null or ${article(own)}` },
    },
    stock: { sees: article(`(t.embargo is null or ${own}) and t.withdrawn_on is null`) },
    busy: { sees: 'true' },
  },
};
