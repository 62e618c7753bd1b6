/**
 * Albums with their tracks, and reviews that no hook is about: tables of an application with an outbox, and who may do what with them.
 * Knows no database and no test: processes of their own use it, too. What the hooks do is theirs to say.
 */
import { defineRelations, sql } from 'drizzle-orm';
import {
  bigint,
  integer,
  json,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  text,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  bearerViewers,
  type Extension,
  everyone,
  generateApi,
  outboxTable,
  type ServerContext,
  viewerHas,
} from 'insightgraph';

export const stage = pgEnum('stage', ['draft', 'sold out']);
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const album = pgTable('album', {
  albumId: uuid('album_id').primaryKey().defaultRandom(),
  title: text().notNull(),
  plays: bigint({ mode: 'bigint' }).notNull().default(0n),
  price: numeric({ precision: 30, scale: 12 }),
  heardAt: timestamp('heard_at', { precision: 6, mode: 'string' }),
  tags: text().array(),
  notes: jsonb(),
  raw: json(),
  stage: stage().notNull().default('draft'),
  code: varchar({ length: 8 }),
  /** No client meets it. */
  margin: numeric().notNull().default('0.10'),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
  deletedAt: moment('deleted_at'),
});
export const track = pgTable('track', {
  trackId: uuid('track_id').primaryKey().defaultRandom(),
  albumId: uuid('album_id')
    .notNull()
    .references(() => album.albumId),
  name: text().notNull(),
});
export const review = pgTable('review', {
  reviewId: integer('review_id').primaryKey().generatedByDefaultAsIdentity(),
  body: text().notNull(),
});
export const pass = pgTable('pass', { word: text().primaryKey(), person: integer().notNull() });
export const outbox = outboxTable();

export const relations = defineRelations({ album, track, review }, r => ({
  album: { tracks: r.many.track({ from: r.album.albumId, to: r.track.albumId }) },
  track: { album: r.one.album({ from: r.track.albumId, to: r.album.albumId }) },
}));

export const viewer = bearerViewers({
  columns: { person: { type: 'integer', meaning: 'the person who asks' } },
  row: token => sql`select person from pass where word = ${token}::text`,
  rowOfAccount: account => sql`select person from pass where person = ${account}::text::int`,
  account: 'person',
  anonymous: 'served',
});

const byPersons = {
  create: viewerHas('person'),
  update: viewerHas('person'),
  delete: viewerHas('person'),
} as const;

export const policy = {
  album: {
    read: everyone,
    hidden: ['margin'],
    softDelete: { column: 'deletedAt', restore: viewerHas('person') },
    write: { ...byPersons, owns: ['tracks'] },
  },
  track: { read: everyone, write: byPersons },
  review: { read: everyone, write: { create: everyone, update: everyone } },
} as const;

export type HookExtension = Extension<ServerContext, typeof relations, typeof viewer>;

/** @param extend declares hooks */
export const hookApi = (extend: (extension: HookExtension) => void) =>
  generateApi({ relations, viewer, policy, outbox, extend });
