/**
 * The tables of a music store, as `drizzle-kit pull` writes them of its database.
 * Whole numbers for keys, keys of several columns, a table that only joins two others.
 */
import { type AnyPgColumn, integer, numeric, pgTable, primaryKey, text, varchar } from 'drizzle-orm/pg-core';

export const artist = pgTable('artist', {
  artistId: integer('artist_id').primaryKey().generatedByDefaultAsIdentity(),
  name: varchar({ length: 120 }).notNull(),
});

export const album = pgTable('album', {
  albumId: integer('album_id').primaryKey().generatedByDefaultAsIdentity(),
  title: varchar({ length: 160 }).notNull(),
  artistId: integer('artist_id')
    .notNull()
    .references(() => artist.artistId),
});

export const track = pgTable('track', {
  trackId: integer('track_id').primaryKey().generatedByDefaultAsIdentity(),
  name: varchar({ length: 200 }).notNull(),
  albumId: integer('album_id').references(() => album.albumId),
  milliseconds: integer().notNull(),
  unitPrice: numeric('unit_price', { precision: 10, scale: 2 }).notNull(),
});

export const playlist = pgTable('playlist', {
  playlistId: integer('playlist_id').primaryKey().generatedByDefaultAsIdentity(),
  name: varchar({ length: 120 }).notNull(),
});

export const playlistTrack = pgTable(
  'playlist_track',
  {
    playlistId: integer('playlist_id')
      .notNull()
      .references(() => playlist.playlistId, { onDelete: 'cascade' }),
    trackId: integer('track_id')
      .notNull()
      .references(() => track.trackId),
  },
  table => [primaryKey({ columns: [table.playlistId, table.trackId], name: 'playlist_track_pkey' })],
);

export const employee = pgTable('employee', {
  employeeId: integer('employee_id').primaryKey().generatedByDefaultAsIdentity(),
  name: varchar({ length: 80 }).notNull(),
  reportsTo: integer('reports_to').references((): AnyPgColumn => employee.employeeId),
  /** SHA-256 of the badge, in hexadecimal. */
  badgeHash: text('badge_hash').notNull(),
});

export const customer = pgTable('customer', {
  customerId: integer('customer_id').primaryKey().generatedByDefaultAsIdentity(),
  email: varchar({ length: 60 }).notNull(),
  supportRepId: integer('support_rep_id').references(() => employee.employeeId),
});

export const invoice = pgTable('invoice', {
  invoiceId: integer('invoice_id').primaryKey().generatedByDefaultAsIdentity(),
  customerId: integer('customer_id')
    .notNull()
    .references(() => customer.customerId),
  total: numeric({ precision: 10, scale: 2 }).notNull(),
});

export const invoiceLine = pgTable(
  'invoice_line',
  {
    invoiceId: integer('invoice_id')
      .notNull()
      .references(() => invoice.invoiceId),
    line: integer().notNull(),
    trackId: integer('track_id')
      .notNull()
      .references(() => track.trackId),
    quantity: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.invoiceId, table.line], name: 'invoice_line_pkey' })],
);
