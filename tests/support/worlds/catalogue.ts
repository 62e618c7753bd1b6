/**
 * A catalogue of records: artists that any label may point to by their names, albums that are told by their codes, and tracks
 * that belong to albums. What a label made is its own; artists of other labels are not seen, and their names are taken.
 */
import { defineRelations, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import {
  any,
  bearerViewers,
  generateApi,
  idempotencyTable,
  isNull,
  isViewers,
  related,
} from '../../../src/entry.ts';
import type { WorldPlan } from '../foreign-world.ts';

const artists = pg.pgTable(
  'artist',
  {
    id: pg.uuid().primaryKey().defaultRandom(),
    name: pg.text().notNull().unique('artist_name'),
    country: pg.text(),
    number: pg.integer(),
    label: pg.text(),
  },
  t => [pg.unique('artist_number').on(t.country, t.number), pg.check('artist_name_check', sql`name <> ' '`)],
);
const albums = pg.pgTable('album', {
  id: pg.uuid().primaryKey().defaultRandom(),
  code: pg.text().notNull().unique('album_code'),
  title: pg.text().notNull(),
  artistId: pg
    .uuid('artist_id')
    .notNull()
    .references(() => artists.id),
  label: pg.text(),
});
const tracks = pg.pgTable(
  'track',
  {
    id: pg.uuid().primaryKey().defaultRandom(),
    albumId: pg
      .uuid('album_id')
      .notNull()
      .references(() => albums.id),
    line: pg.integer().notNull(),
    title: pg.text().notNull(),
    guestId: pg.uuid('guest_id').references(() => artists.id),
  },
  t => [pg.unique('track_line').on(t.albumId, t.line), pg.check('track_line_check', sql`line < 100`)],
);

const relations = defineRelations({ artists, albums, tracks }, r => ({
  artists: { albums: r.many.albums({ from: r.artists.id, to: r.albums.artistId }) },
  albums: {
    artist: r.one.artists({ from: r.albums.artistId, to: r.artists.id }),
    tracks: r.many.tracks({ from: r.albums.id, to: r.tracks.albumId }),
  },
  tracks: {
    album: r.one.albums({ from: r.tracks.albumId, to: r.albums.id }),
    guest: r.one.artists({ from: r.tracks.guestId, to: r.artists.id }),
  },
}));

const viewer = bearerViewers({
  columns: { label: { type: 'text', meaning: 'the label who asks' } },
  row: word => sql`select label from pass where pass.word = ${word}::text`,
});
const ofLabel = isViewers('label', 'label');
const own = { set: { label: { from: 'viewer', name: 'label' } } } as const;
const writes = { create: ofLabel, update: ofLabel, delete: ofLabel };
const ofAlbum = related('album', ofLabel);

const api = generateApi({
  relations,
  viewer,
  idempotency: idempotencyTable(),
  policy: {
    artists: { read: any(ofLabel, isNull('label')), write: { ...own, ...writes } },
    albums: { read: ofLabel, write: { ...own, ...writes, makes: ['artist'], owns: ['tracks'] } },
    tracks: {
      read: ofAlbum,
      write: { create: ofAlbum, update: ofAlbum, delete: ofAlbum, makes: ['guest'] },
    },
  },
});

const ddl = `
  create table idempotency_keys (id uuid primary key default gen_random_uuid(), viewer text not null, key text not null, request text not null,
    outcome jsonb not null, written_at timestamptz(3) not null default now(), unique (viewer, key));
  create table pass (word text primary key, label text not null);
  insert into pass values ('blue''s', 'blue'), ('red''s', 'red');
  create table artist (id uuid primary key default gen_random_uuid(), name text not null constraint artist_name unique, country text, number int,
    label text, constraint artist_number unique (country, number), constraint artist_name_check check (name <> ' '));
  create table album (id uuid primary key default gen_random_uuid(), code text not null constraint album_code unique, title text not null,
    artist_id uuid not null references artist, label text);
  create table track (id uuid primary key default gen_random_uuid(), album_id uuid not null references album, line int not null, title text not null,
    guest_id uuid references artist, constraint track_line unique (album_id, line), constraint track_line_check check (line < 100));
  insert into artist select md5(n::text)::uuid, 'artist ' || n, (array[null, 'DE', 'FR'])[1 + n % 3], n, (array[null, 'blue', 'red'])[1 + n % 3]
    from generate_series(1, 9) n;
  insert into album select md5('album ' || n)::uuid, 'code ' || n, 'title', md5((1 + n % 9)::text)::uuid, (array['blue', 'red'])[1 + n % 2]
    from generate_series(1, 8) n;
  insert into track select md5('track ' || n)::uuid, md5('album ' || (1 + n % 8))::uuid, n, 'title', case when n % 3 > 0 then md5((1 + n % 9)::text)::uuid end
    from generate_series(1, 24) n;`;

const album = 'exists (select 1 from album a where a.id = t.album_id and a.label = $label)';
const all = (condition: string) => ({ creates: condition, updates: condition, deletes: condition });
const label = (name: string) => ({ token: `${name}'s`, facts: { label: `'${name}'::text` } });
const held = 't.label = $label';

export const catalogue: WorldPlan = {
  title: 'of a catalogue of records, in which rows are told by unique keys',
  api,
  ddl: { owner: ddl },
  viewers: { blue: label('blue'), red: label('red') },
  tables: {
    artists: { sees: `(t.label is null or ${held})`, ...all(held), fills: { label: '$label' } },
    albums: { sees: held, ...all(held), fills: { label: '$label' } },
    tracks: { sees: album, ...all(album) },
  },
};
