/**
 * Tables whose rows are searched: texts of words that begin alike, stop words, hyphens, addresses and marks, in two shops, deleted
 * ones among them. What a viewer finds of them is said in plain SQL.
 */
import { defineRelations } from 'drizzle-orm';
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Sql } from 'postgres';
import { searchIndex } from '../../src/model/search.ts';
import { createRandom, type Random } from '../../src/seed/random.ts';
import { type ForeignApi, type ForeignViewer, inShop, startForeignApi } from './foreign-api.ts';
import { uuidOf } from './named-uuid.ts';

export const articles = pgTable(
  'article',
  {
    id: uuid().primaryKey(),
    shopId: uuid('shop_id').notNull(),
    title: text().notNull(),
    body: text(),
    secret: text(),
    topicId: uuid('topic_id'),
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  t => [searchIndex('article_search', { A: [t.title], B: [t.body] })],
);
const topics = pgTable(
  'topic',
  { id: uuid().primaryKey(), shopId: uuid('shop_id').notNull(), name: text().notNull() },
  t => [searchIndex('topic_search', { A: [t.name] }, 'simple')],
);

const relations = defineRelations({ articles, topics }, r => ({
  articles: { topic: r.one.topics({ from: r.articles.topicId, to: r.topics.id }) },
  topics: { articles: r.many.articles({ from: r.topics.id, to: r.articles.topicId }) },
}));

/** What PostgreSQL is to know of a text, as a test would say it. */
const both = (column: string, weight: string) =>
  ['english', 'simple']
    .map(language => `setweight(to_tsvector('${language}', coalesce(${column}, '')), '${weight}')`)
    .join(' || ');
export const words = {
  articles: `(${both('s.title', 'A')} || ${both('s.body', 'B')})`,
  topics: `setweight(to_tsvector('simple', s.name), 'A')`,
} as const;

const ddl = `
  create table topic (id uuid primary key, shop_id uuid not null, name text not null);
  create table article (id uuid primary key, shop_id uuid not null, title text not null, body text, secret text,
    topic_id uuid references topic (id), deleted_at timestamptz);`;

export const startSearched = (): Promise<ForeignApi> =>
  startForeignApi({
    relations,
    ddl,
    rules: {
      articles: {
        read: inShop,
        hidden: ['secret'],
        softDelete: { column: 'deletedAt', restore: inShop },
      },
      topics: { read: inShop },
    },
  });

const [shop, other] = [uuidOf('shop'), uuidOf('other shop')];

/** A viewer of one shop, one of both, and one of none. */
export const searchViewers: readonly ForeignViewer[] = [
  { user: uuidOf('ann'), shops: [shop] },
  { user: uuidOf('bob'), shops: [shop, other] },
  { user: uuidOf('carl'), shops: [] },
];

/** Words that begin alike, are left out of searches, have other forms, or are none in English. */
export const vocabulary = [
  ...['statistics', 'statistical', 'station', 'running', 'runs', 'runner', 'dashboards', 'dashboard', 'dash'],
  ...['the', 'then', 'to', 'tomorrow', 'a', 'about', 'or', 'orange', 'not', 'Überblick', 'naïve', 'ÉCLAIR'],
  ...['42', '4210', '2026', 'conversion', 'convert', 'signing', 'signs', 'was', 'wasp'],
];
const oddities = [
  'sign-up',
  'ann@example.com',
  '<b>bold</b>',
  '&amp;',
  "O'Reilly",
  '💡',
  'x\u0002y\u0003z',
  'secretly',
];

const sentence = (random: Random, length: number) =>
  Array.from({ length }, () => random.pick(random.chance(0.1) ? oddities : vocabulary)).join(' ');

export const articleCount = 220;

export async function fillSearched(client: Sql): Promise<void> {
  const random = createRandom('searched');
  const subjects = Array.from({ length: 40 }, (_, i) => ({
    id: uuidOf(`topic ${i}`),
    shop_id: random.pick([shop, other]),
    name: sentence(random, random.int(1, 3)),
  }));
  const texts = Array.from({ length: articleCount }, (_, i) => ({
    id: uuidOf(`article ${i}`),
    shop_id: random.pick([shop, shop, other]),
    title: sentence(random, random.int(1, 4)),
    body: random.chance(0.2) ? null : sentence(random, random.int(0, 30)),
    secret: 'hidden statistics dashboard zebra',
    topic_id: random.chance(0.3) ? null : random.pick(subjects).id,
    deleted_at: random.chance(0.2) ? '2026-05-01T00:00:00Z' : null,
  }));
  await client`insert into topic select * from json_populate_recordset(null::topic, ${JSON.stringify(subjects)}::text::json)`;
  await client`insert into article select * from json_populate_recordset(null::article, ${JSON.stringify(texts)}::text::json)`;
}

/** The rows that a viewer sees, as a table of SQL. */
export function visibleRows(
  table: keyof typeof words,
  { shops }: ForeignViewer,
  deleted: 'EXCLUDE' | 'INCLUDE' | 'ONLY' = 'EXCLUDE',
): string {
  const present = { EXCLUDE: 't.deleted_at is null', INCLUDE: 'true', ONLY: 't.deleted_at is not null' };
  const ofShops = `t.shop_id = any('{${shops.join()}}'::uuid[])`;
  return table === 'topics'
    ? `(select t.* from topic t where ${ofShops})`
    : `(select t.* from article t where ${ofShops} and ${present[deleted]})`;
}
